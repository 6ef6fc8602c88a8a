//! `*.list.yaml`: the cases that there are to be, one for each entry, from the document or tables beside it.

use super::{Expression, Text};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `*.list.yaml`: cases that are opened from a list which people keep: responsibilities, tasks of a plan, key tasks. Exactly
/// one of `entries` and `file` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket list")]
pub struct Document {
    /// The version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub language: u32,
    /// The name of the list. With the key of an entry it names the case, so it never changes.
    pub list: String,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The document it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The workflow: each entry opens one case of it. The fields that its start saves are the columns of the list.
    pub workflow: String,
    /// The column that names an entry; no two entries share it, and it never changes. It holds `text` or `integer`.
    pub key: String,
    /// The entries, each a value for every column that is not optional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<IndexMap<String, Cell>>>,
    /// A table beside this file: CSV with a header that names the columns, up to 100 000 lines. A cell of a list is parted
    /// by `;`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Columns that hold a list of records and are kept in tables of their own.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rows: IndexMap<String, Rows>,
    /// The column that names the entry above this one, which opens first. An entry that leaves it empty is above all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What holds for every entry, or for each of its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The event by which a case is told what changed in its entry. It carries the changed fields that it saves, and of those
    /// that did not change the ones that it needs. Absent: a change is reported at every sync, until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Tell>,
    /// The event by which a case is told that its entry is gone. It carries the fields that it needs. Absent: that is
    /// reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vanished: Option<Tell>,
}

/// What an entry holds in one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cell(pub serde_json::Value);

/// A table of rows that belong to entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The table beside this file: CSV with a header that names the fields of a row.
    pub file: String,
    /// The column of it that holds the key of the entry to which a row belongs.
    pub of: String,
}

/// A condition that entries meet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The column whose rows are looked at, one after the other. Absent: the entry is looked at as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// The name by which `that` knows the row. Absent: `row`.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_: Option<String>,
    /// What holds: a condition over `entry` (all columns, absent where empty), the row, and `params`.
    pub that: Expression,
    /// What is said where it does not hold.
    pub say: Text,
}

/// An event that the case of an entry is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// The event.
    pub send: String,
}
