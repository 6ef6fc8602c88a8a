//! Another edition of a list: some entries otherwise, some taken out, some new.

use super::fault::Place;
use super::order::Above;
use super::{Entry, List};
use crate::instance::Data;
use crate::instance::words::plain;
use crate::source::Pointer;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is otherwise, by the key of the entry: columns with other values (`null`: empty). Absent: the entry is taken out.
pub type Amendments = BTreeMap<String, Option<Data>>;

/// Why there is no such edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unamended {
    /// An entry is to be taken out that is not there.
    #[error("there is no entry `{0}`")]
    NotThere(String),
    /// An entry is to have another key.
    #[error("the key of the entry `{0}` never changes")]
    OtherKey(String),
}

impl List {
    /// The list with other entries. Values are taken as they are: what a case does not take is refused when it is told.
    ///
    /// # Errors
    /// [`Unamended`].
    pub fn amended(&self, amendments: &Amendments) -> Result<Self, Unamended> {
        let mut list = self.clone();
        for (key, changes) in amendments {
            let place = list.entries.iter().position(|entry| entry.key == *key);
            match (changes, place) {
                (None, None) => return Err(Unamended::NotThere(key.clone())),
                (None, Some(place)) => drop(list.entries.remove(place)),
                (Some(changes), place) => {
                    if changes.get(&self.key).is_some_and(|value| plain(value) != *key) {
                        return Err(Unamended::OtherKey(key.clone()));
                    }
                    let mut entry = match place {
                        Some(place) => list.entries.remove(place),
                        None => self.blank(key),
                    };
                    for (column, value) in changes {
                        if value.is_null() {
                            entry.declared.remove(column);
                        } else {
                            entry.declared.insert(column.clone(), value.clone());
                        }
                    }
                    let parent = self.parent.as_ref().and_then(|column| entry.declared.get(column));
                    entry.parent = parent.map(plain);
                    list.entries.push(entry);
                }
            }
        }
        let parents = list.entries.iter().map(|entry| (entry.key.as_str(), entry.parent.clone())).collect();
        let above = Above::of(&parents);
        above.sort(&mut list.entries);
        list.hash = list.stamp();
        Ok(list)
    }

    /// An entry that says its key and nothing else.
    fn blank(&self, key: &str) -> Entry {
        let is_number = |entry: &Entry| entry.declared.get(&self.key).is_some_and(Value::is_number);
        let number = key.parse::<i64>().ok().filter(|_| self.entries.iter().any(is_number));
        let value = number.map_or_else(|| Value::from(key), Value::from);
        Entry {
            key: key.to_owned(),
            declared: Data::from_iter([(self.key.clone(), value)]),
            parent: None,
            rows: self.entries.first().map(|entry| entry.rows.clone()).unwrap_or_default(),
            origin: Place::Document(Pointer::root()),
        }
    }
}
