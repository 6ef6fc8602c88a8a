//! What documents declare of data, as types of scripts.

use super::Type;
use crate::model::data::{Field, Type as FieldType};
use std::collections::BTreeMap;

impl Type {
    /// The type of a data field's value.
    #[must_use]
    pub fn of_field(field: &Field) -> Self {
        match field.type_ {
            FieldType::List => Self::list(field.of.map_or(Self::Any, |of| single(field, of))),
            other => single(field, other),
        }
    }
}

fn single(field: &Field, type_: FieldType) -> Type {
    let text = |names: &[&str]| {
        Type::Map(names.iter().map(|name| ((*name).to_owned(), Type::Text)).collect::<BTreeMap<_, _>>())
    };
    match type_ {
        FieldType::Text => Type::Text,
        FieldType::Integer => Type::Integer,
        FieldType::Decimal | FieldType::Money => Type::Decimal,
        FieldType::Bool => Type::Bool,
        FieldType::Enum => Type::Enum(field.values.clone()),
        FieldType::Date => Type::Date,
        FieldType::Instant => Type::Instant,
        FieldType::Duration => Type::Duration,
        FieldType::Unit => Type::Unit,
        FieldType::Person => Type::Person,
        FieldType::Row => Type::Row(field.register.clone().unwrap_or_default(), None),
        FieldType::Party => text(&["id", "name", "phone", "address"]),
        FieldType::File => text(&["name", "hash", "media_type"]),
        FieldType::Record => Type::Map(
            field.fields.iter().map(|(name, inner)| (name.clone(), Type::of_field(inner))).collect(),
        ),
        FieldType::List => Type::list(Type::Any),
    }
}
