//! What a board must say in a story.

use super::Value;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a board says: in the publication that this line makes, else in the latest of the board that is named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectBoard {
    /// The board. Absent: the one that this line publishes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which publication of the board it is in this story, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// How many cases are counted, those included that belong to no line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<u64>,
    /// How many cases belong to no line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    /// Lines in this order; with `exactly` no other stands between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// Lines, in any order; with `exactly` there is no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<ExpectRow>>,
}

/// A line of a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectRow {
    /// What the line is known by: the id of its unit, or the value of the column that its cases share. Where each case is a
    /// line of its own: the name of the case in this story.
    pub line: String,
    /// How many cases it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<u64>,
    /// Its rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Why it has no rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unranked: Option<Unranked>,
    /// The colour of its light; `none` where none applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// What it says, by column: the exact value (`0.5`, `2/3`, `null` for nothing), or the text that is shown (`50.0%`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub cells: IndexMap<String, Value>,
    /// By how many ranks it has risen since the publication before; below zero, fallen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rose: Option<i64>,
    /// Whether it was not there in the publication before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<bool>,
}

/// Why a line has no rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unranked {
    /// It counts fewer cases than the minimum.
    TooFew,
    /// It lacks the value that is ranked by.
    NoValue,
    /// It lacks what would tell its peers.
    NoPeers,
}
