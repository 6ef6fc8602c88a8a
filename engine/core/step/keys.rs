//! Keys: what makes two cases the same case.

use super::start::key_text;
use crate::definition::{Definition, Key};
use crate::instance::{CaseId, Cause, Data, IdKey, Instance};
use crate::model::event::Taken;
use std::borrow::Cow;

/// The identity that a start's data give to the case, for the `generation`-th holder of the key, from 0. Absent: the
/// workflow has no key, or the data lack a part of it. The first key written is the identity.
#[must_use]
pub fn keyed<'d>(
    ids: &IdKey,
    def: &'d Definition,
    data: &Data,
    generation: u32,
) -> Option<(&'d Key, CaseId)> {
    let (name, key) = def.keys.first()?;
    let text = key_text(key, data)?;
    let text = format!("{name} {text}");
    Some((key, CaseId::keyed(ids, &def.name, text.as_bytes(), generation)))
}

/// What a start brings of which a key may be made: its data, and what the case takes of the one that starts it. Empty: it
/// is no start.
#[must_use]
pub fn brought<'c>(def: &Definition, cause: &'c Cause) -> Cow<'c, Data> {
    let Cause::Start { data, parent } = cause else { return Cow::Owned(Data::new()) };
    let (Some(rule), Some(parent)) = (&def.parent, parent) else { return Cow::Borrowed(data) };
    let mut all = data.clone();
    for field in &rule.takes {
        if let (Some(value), false) = (parent.shared.get(field), all.contains_key(field)) {
            all.insert(field.clone(), value.clone());
        }
    }
    Cow::Owned(all)
}

/// Whether a case that held a key gave it back: it is in the state in which the key becomes free, or it has ended.
///
/// A key that never becomes free stays taken by a case that has ended, unless an event is to be raised in it: there is
/// nobody left to take that event.
#[must_use]
pub fn is_free(def: &Definition, key: &Key, holder: &Instance) -> bool {
    let Some(until) = key.until else { return holder.ended.is_some() && key.taken == Taken::Raise };
    let until = &def.chart.state(until).id;
    holder.ended.is_some() || holder.active.keys().any(|node| node.state == *until)
}
