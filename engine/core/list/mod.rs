//! Lists: the cases that there are to be, one for each entry, and how a list differs from what its cases were told.

mod amend;
mod build;
mod compare;
mod fault;
mod order;
mod read;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use amend::{Amendments, Unamended};
pub use build::{Built, Columns, Source};
pub use compare::{Difference, Finding, compare, differences};
pub use fault::{Fault, FaultKind, Faults, MAX_FAULTS, Place};

use crate::instance::{CaseId, Data, Hash};
use crate::model::Text;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Entries of one list, and rows of one table of it.
pub const MAX_ENTRIES: usize = 100_000;
/// Characters of a key.
pub const MAX_KEY: usize = 200;

/// A list: the cases that there are to be.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name.
    pub name: String,
    /// The name shown to people. Absent: none was written.
    pub title: Option<Text>,
    /// The workflow of which each entry opens a case.
    pub workflow: String,
    /// The column that names an entry.
    pub key: String,
    /// The column that names the entry above. Absent: entries stand beside each other.
    pub parent: Option<String>,
    /// The event by which a case is told what changed. Absent: changes are only reported.
    pub changed: Option<Event>,
    /// The event by which a case is told that its entry is gone. Absent: that is only reported.
    pub vanished: Option<Event>,
    /// The hash of everything that a sync depends on: the same, in whatever order and wherever entries and rows are written.
    pub hash: Hash,
    /// The entries in the order of a sync: those above before those below them, else by their keys.
    pub entries: Vec<Entry>,
}

/// An event that the case of an entry is sent, with what it can carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// The columns that its payload can carry.
    pub takes: BTreeSet<String>,
    /// Those of them without which it is refused.
    pub needs: BTreeSet<String>,
}

/// One case that there is to be.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its key, as text.
    pub key: String,
    /// The payload of the start of its case.
    pub declared: Data,
    /// The key of the entry above. Absent: there is none.
    pub parent: Option<String>,
    /// How rows within the entry are told apart.
    pub rows: Arc<RowKeys>,
    /// Where it is written, for people.
    pub origin: Place,
}

/// The field that names a row, by the path of the list of records (`milestones`, `stages.steps`). What is not among them has
/// rows without names.
pub type RowKeys = BTreeMap<String, String>;

/// What is kept of an entry: the declaration that its case was told of.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The key of the entry, as text.
    pub key: String,
    /// Its case.
    pub case: CaseId,
    /// What the case was told.
    pub declared: Data,
    /// When the entry was first found to be gone. Absent: it was declared when last looked at.
    pub gone: Option<Timestamp>,
}

/// What a case is told of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What the event carries.
    pub data: Data,
    /// The declaration that is kept once the event is taken. A change that the event cannot carry is not in it, so it is
    /// found again.
    pub declared: Data,
}

impl List {
    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// What the case of an entry is told of its differences. Absent: nothing, since no event is declared or it carries none of
    /// them; they are only reported.
    #[must_use]
    pub fn change(&self, entry: &Entry, kept: &Kept, differences: &[Difference]) -> Option<Told> {
        let event = self.changed.as_ref()?;
        let fields: BTreeSet<&str> = differences.iter().map(|one| one.field.as_str()).collect();
        // A payload cannot say that a field is empty.
        let sent = fields.into_iter().filter(|field| event.takes.contains(*field));
        let sent: BTreeSet<&str> = sent.filter(|field| entry.declared.contains_key(*field)).collect();
        if sent.is_empty() {
            return None;
        }
        let mut declared = kept.declared.clone();
        for field in &sent {
            if let Some(value) = entry.declared.get(*field) {
                declared.insert((*field).to_owned(), value.clone());
            }
        }
        Some(Told { data: event.payload(&entry.declared, &sent), declared })
    }

    /// What the case of an entry that is gone is told. Absent: no event is declared.
    #[must_use]
    pub fn strike(&self, kept: &Kept) -> Option<Data> {
        Some(self.vanished.as_ref()?.payload(&kept.declared, &BTreeSet::new()))
    }
}

impl Event {
    /// What it carries: these fields, and what it needs.
    fn payload(&self, declared: &Data, fields: &BTreeSet<&str>) -> Data {
        let carried = declared.iter().filter(|(name, _)| {
            let name = name.as_str();
            self.takes.contains(name) && (fields.contains(name) || self.needs.contains(name))
        });
        carried.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}
