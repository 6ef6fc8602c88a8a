//! An entry against what is kept of it.

use super::{Entry, Kept, RowKeys};
use crate::instance::Data;
use crate::instance::words::plain;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a sync finds of one key.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// It is declared, and nothing is kept: its case opens.
    Opens,
    /// Its case was told of all that is declared.
    Same,
    /// Its case was told of something else.
    Changed(Vec<Difference>),
    /// It is not declared any more.
    Vanished,
    /// It is not declared any more, which is known already.
    Gone,
    /// It is declared again after it was gone; in what it differs from what its case was told.
    Back(Vec<Difference>),
}

/// One value that is not what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The column.
    pub field: String,
    /// Where in the entry: `due`, `milestones[2].due`, with the key of the row; `notes[]` for a row without a key.
    pub path: String,
    /// What the case was told. Absent: nothing; a row is new.
    pub was: Option<Value>,
    /// What is declared. Absent: nothing; a row is gone.
    pub now: Option<Value>,
}

/// What a sync finds of a key: the entry that is declared, and what is kept of it. A key that is neither is the same as ever.
#[must_use]
pub fn compare(entry: Option<&Entry>, kept: Option<&Kept>) -> Finding {
    match (entry, kept) {
        (None, None) => Finding::Same,
        (Some(_), None) => Finding::Opens,
        (None, Some(kept)) if kept.gone.is_some() => Finding::Gone,
        (None, Some(_)) => Finding::Vanished,
        (Some(entry), Some(kept)) => {
            let found = differences(&kept.declared, &entry.declared, &entry.rows);
            match (kept.gone, found.is_empty()) {
                (Some(_), _) => Finding::Back(found),
                (None, true) => Finding::Same,
                (None, false) => Finding::Changed(found),
            }
        }
    }
}

/// In what two declarations differ, by path. The order of rows with a key is no difference.
#[must_use]
pub fn differences(was: &Data, now: &Data, rows: &RowKeys) -> Vec<Difference> {
    let mut found = Vec::new();
    for field in was.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let mut walk = Walk { field, rows, found: &mut found };
        walk.values(field, field, was.get(field), now.get(field));
    }
    found
}

struct Walk<'a> {
    field: &'a str,
    rows: &'a RowKeys,
    found: &'a mut Vec<Difference>,
}

impl Walk<'_> {
    /// `path` as people see it; `names` the same without the rows.
    fn values(&mut self, path: &str, names: &str, was: Option<&Value>, now: Option<&Value>) {
        match (was, now) {
            (was, now) if was == now => {}
            (Some(Value::Object(was)), Some(Value::Object(now))) => {
                for name in was.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
                    let (path, names) = (format!("{path}.{name}"), format!("{names}.{name}"));
                    self.values(&path, &names, was.get(name), now.get(name));
                }
            }
            (Some(Value::Array(was)), Some(Value::Array(now))) => self.lists(path, names, was, now),
            // Rows are told one by one, also the first and the last of them.
            (None, Some(Value::Array(now))) if now.iter().any(Value::is_object) => {
                self.lists(path, names, &[], now);
            }
            (Some(Value::Array(was)), None) if was.iter().any(Value::is_object) => {
                self.lists(path, names, was, &[]);
            }
            (was, now) => self.tell(path, was, now),
        }
    }

    fn lists(&mut self, path: &str, names: &str, was: &[Value], now: &[Value]) {
        let keys = self.rows.get(names).and_then(|key| by_key(was, key).zip(by_key(now, key)));
        if let Some((was, now)) = keys {
            for key in was.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
                self.values(&format!("{path}[{key}]"), names, was.get(key).copied(), now.get(key).copied());
            }
        } else if was.iter().chain(now).any(Value::is_object) {
            // Rows without a key are what they hold; as often as they stand there.
            let (gone, new) = (without(was, now), without(now, was));
            let path = format!("{path}[]");
            gone.into_iter().for_each(|row| self.tell(&path, Some(row), None));
            new.into_iter().for_each(|row| self.tell(&path, None, Some(row)));
        } else {
            let list = |items: &[Value]| Value::Array(items.to_vec());
            self.tell(path, Some(&list(was)), Some(&list(now)));
        }
    }

    fn tell(&mut self, path: &str, was: Option<&Value>, now: Option<&Value>) {
        self.found.push(Difference {
            field: self.field.to_owned(),
            path: path.to_owned(),
            was: was.cloned(),
            now: now.cloned(),
        });
    }
}

/// Rows by their key. Absent: some row has none, or two share one.
fn by_key<'a>(rows: &'a [Value], key: &str) -> Option<BTreeMap<String, &'a Value>> {
    let mut all = BTreeMap::new();
    for row in rows {
        if all.insert(plain(row.get(key)?), row).is_some() {
            return None;
        }
    }
    Some(all)
}

/// The rows that `others` does not have, or not as often, in the order of what they hold.
fn without<'a>(rows: &'a [Value], others: &[Value]) -> Vec<&'a Value> {
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for row in others {
        *left.entry(row.to_string()).or_default() += 1;
    }
    let mut rest: Vec<(String, &Value)> = Vec::new();
    for row in rows {
        let text = row.to_string();
        match left.get_mut(&text).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => rest.push((text, row)),
        }
    }
    rest.sort_by(|one, other| one.0.cmp(&other.0));
    rest.into_iter().map(|(_, row)| row).collect()
}
