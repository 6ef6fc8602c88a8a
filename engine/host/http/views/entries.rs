//! Lists, their entries, and what a sync found.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lists {
    /// By name.
    pub items: Vec<ListView>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListView {
    /// Its name.
    pub list: String,
    /// Its name for people.
    pub title: String,
    /// The workflow of which each entry opens a case. Absent: the rules of this server do not declare it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// How many entries are declared. Absent: as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<u64>,
    /// The edition that is loaded. Absent: as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// How many entries have opened a case, also those that are gone.
    pub kept: u64,
    /// Of them, those that were found to be declared no more.
    pub gone: u64,
}

/// A page of entries that have opened a case, by key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntryList {
    /// The page. Entries whose case the token may not see are left out.
    pub items: Vec<EntryView>,
    /// Give it as `after` for the next page. Absent: there is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An entry and its case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntryView {
    /// Its key.
    pub key: String,
    /// Its case.
    pub case: String,
    /// The unit of the case. Absent: it belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The active leaf states of the case; the one in which it ended.
    pub states: Vec<String>,
    /// Whether the case has ended.
    pub ended: bool,
    /// The declaration that the case was told of.
    pub declared: Value,
    /// Since when the entry is known to be declared no more. Absent: it is declared, as far as the last sync knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub gone_at: Option<Timestamp>,
    /// When the case was last told something, or the entry was found gone or back.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

/// What one page of a sync has found and done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SyncView {
    /// The list.
    pub list: String,
    /// Its edition.
    pub edition: String,
    /// Whether nothing was done: what is told is what would be.
    pub dry_run: bool,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The entries of this page by what became of them; each counts once.
    pub counts: SyncCounts,
    /// What was found, but for entries that are as they were.
    pub found: Vec<FoundView>,
    /// Give it as `after` for the next page. Absent: this was the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Entries by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncCounts {
    /// A case was opened.
    pub opened: u64,
    /// The case was told of a change.
    pub changed: u64,
    /// There is a change of which the case cannot be told.
    pub reported: u64,
    /// It is declared no more, since this sync.
    pub vanished: u64,
    /// It was gone and is declared again.
    pub back: u64,
    /// Its case could not be opened, or did not take what it was to be told.
    pub refused: u64,
    /// Nothing has changed.
    pub same: u64,
    /// It is declared no more, as was known.
    pub gone: u64,
}

/// What was found of an entry, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundView {
    /// The key of the entry.
    pub key: String,
    /// Its case. Absent: it has none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// `opened`, `changed`, `vanished` or `back`.
    pub finding: String,
    /// `done`; `reported`: there is no event by which the case could be told; `refused`: the next sync tries again.
    pub became: String,
    /// Why it was refused, for programs. Absent: it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it was refused, in words. Absent: it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// In what it differs from what its case was told before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<DifferenceView>,
}

/// One value that is not what it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DifferenceView {
    /// Where in the entry: `due`, `milestones[2].due`.
    pub path: String,
    /// What the case was told. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Value>,
    /// What is declared. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Value>,
    /// The same in words.
    pub says: String,
    /// Whether the case knows it now.
    pub told: bool,
}
