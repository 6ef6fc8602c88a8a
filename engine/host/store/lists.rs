//! Entries of lists: what their cases were told.

use docket_core::instance::{CaseId, Hash};
use jiff::Timestamp;
use serde_json::Value;

/// An entry of a list that opened a case.
#[derive(Clone, Debug, PartialEq)]
pub struct ListEntry {
    /// The list.
    pub list: String,
    /// What the entry is known by within its list.
    pub key: String,
    /// Its case.
    pub case: CaseId,
    /// The declaration that the case has been told of, private fields sealed.
    pub declared: Value,
    /// The edition of the list in which it was declared so.
    pub edition: Hash,
    /// When it was found to be declared no more. Absent: it is declared.
    pub gone_at: Option<Timestamp>,
    /// How often this row was written, from 1.
    pub revision: u64,
    /// When the case was last told something, or the entry was found gone or back.
    pub at: Timestamp,
}

/// Which entries of a list, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Of this list.
    pub list: String,
    /// Only those that are gone, or that are not. Absent: both.
    pub gone: Option<bool>,
    /// Only keys greater than this one, for the next page.
    pub after: Option<String>,
    /// At most so many; the store's page limit at most.
    pub limit: u32,
}

/// How many entries of a list opened a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCount {
    /// The list.
    pub list: String,
    /// Entries that are kept, also those that are gone.
    pub kept: u64,
    /// Of them, those that are declared no more.
    pub gone: u64,
}
