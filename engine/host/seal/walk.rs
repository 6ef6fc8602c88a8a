//! Where private values stand in a document.

use super::Fault;
use serde_json::{Value, json};

/// The only member of an object that stands for a sealed value.
pub const SEALED: &str = "$sealed";
/// The only member of an object that tells a reader that there is something.
const PRIVATE: &str = "$private";
/// The objects whose members are fields: of a state, of a payload, of what leaves.
const DATA: &str = "data";

type Change<'a> = &'a mut dyn FnMut(&str, &mut Value) -> Result<(), Fault>;

/// Changes each private member of each `data` object.
pub fn private(
    document: &mut Value,
    is_private: &dyn Fn(&str) -> bool,
    change: Change<'_>,
) -> Result<(), Fault> {
    match document {
        Value::Array(items) => items.iter_mut().try_for_each(|item| private(item, is_private, change)),
        Value::Object(members) => members.iter_mut().try_for_each(|(name, member)| {
            if name == DATA
                && let Value::Object(fields) = member
            {
                for (field, value) in
                    fields.iter_mut().filter(|(field, value)| !value.is_null() && is_private(field))
                {
                    change(field, value)?;
                }
            }
            // What was sealed just now has nothing below it.
            private(member, is_private, change)
        }),
        _ => Ok(()),
    }
}

/// Changes each sealed value, under the name of its field.
pub fn sealed(document: &mut Value, change: Change<'_>) -> Result<(), Fault> {
    match document {
        Value::Array(items) => items.iter_mut().try_for_each(|item| sealed(item, change)),
        Value::Object(members) => members.iter_mut().try_for_each(|(name, member)| match is_sealed(member) {
            true => change(name, member),
            false => sealed(member, change),
        }),
        _ => Ok(()),
    }
}

fn is_sealed(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.len() == 1 && members.contains_key(SEALED))
}

/// The first place where a name stands that only sealing may use.
pub fn reserved(document: &Value) -> Option<String> {
    match document {
        Value::Array(items) => items.iter().find_map(reserved),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let own = name == SEALED || name == PRIVATE;
            if own { Some(name.clone()) } else { reserved(member) }
        }),
        _ => None,
    }
}

/// A document for readers: what is sealed becomes `{"$private": true}`.
#[must_use]
pub fn shown(mut document: Value) -> Value {
    // Putting a mark in place of a value cannot fail.
    let _ = sealed(&mut document, &mut |_, value| {
        *value = mark();
        Ok(())
    });
    document
}

/// A document for readers from one that is open: private members of `data` objects become `{"$private": true}`.
#[must_use]
pub fn marked(mut document: Value, is_private: &dyn Fn(&str) -> bool) -> Value {
    let _ = private(&mut document, is_private, &mut |_, value| {
        *value = mark();
        Ok(())
    });
    document
}

/// What stands for a value that a reader may not see.
#[must_use]
pub fn mark() -> Value {
    json!({ PRIVATE: true })
}
