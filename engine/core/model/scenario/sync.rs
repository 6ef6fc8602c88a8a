//! What a sync of a list must have done in a story.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the sync of this line has found and done, by the keys of the entries, each under one of these. What is not named is not
/// looked at, but for what is refused; `[]` means none. With `exactly` every list is complete, and one that is not named is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectSynced {
    /// Entries whose cases were opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Vec<String>>,
    /// Entries whose cases were told of a change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Vec<String>>,
    /// Entries with a change that the case is not told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Vec<String>>,
    /// Entries that are declared no more, since this sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vanished: Option<Vec<String>>,
    /// Entries that are declared again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Vec<String>>,
    /// Entries whose cases could not be opened, or did not take what they were to be told. Absent: there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Vec<ExpectRefusal>>,
    /// How many entries are as they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<u64>,
    /// How many entries are declared no more, as was known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<u64>,
}

/// An entry that was refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectRefusal {
    /// Its key.
    pub key: String,
    /// The code of the refusal; `ignored` where the case has no use for the event in its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// A part of what the refusal says, in either language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}
