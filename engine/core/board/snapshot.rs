//! What is published: it never changes afterwards, so it holds everything that it takes to read it.

use crate::instance::Hash;
use crate::model::Text;
use crate::model::board::{Colour, Order};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format of [`Snapshot`] that this version writes.
pub const SNAPSHOT_FORMAT: u32 = 1;

/// A publication of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snapshot {
    /// [`SNAPSHOT_FORMAT`] when written.
    pub format: u32,
    /// The board.
    pub board: String,
    /// The hash of the board's definition.
    #[schemars(with = "String")]
    pub definition: Hash,
    /// The version of the organisation.
    pub organisation: String,
    /// The heading.
    pub title: Text,
    /// Words below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The rule it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// As of when the cases were read.
    #[schemars(with = "String")]
    pub read_at: Timestamp,
    /// When it was to be published. Absent: it was not scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Timestamp>,
    /// The IANA time zone of the times that are shown.
    pub zone: String,
    /// The id of the publication that it corrects. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// The publication that movements count from. Absent: there is none, or movements are not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// Whether the rules of the board have changed since the previous publication, so that the two cannot be compared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rules_changed: bool,
    /// The heading of the lines. Absent: each case is a line, told by its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Text>,
    /// The columns, the score last.
    pub columns: Vec<Head>,
    /// How lines are ranked. Absent: they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<RankRule>,
    /// What the lights mean here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legend: Vec<Lamp>,
    /// The lines in their order.
    pub rows: Vec<Line>,
    /// How many cases were counted, those left out included.
    pub cases: u64,
    /// What is not in the lines.
    #[serde(default, skip_serializing_if = "Left::is_none")]
    pub left: Left,
}

/// The publication before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Since {
    /// Its id.
    pub id: String,
    /// As of when its cases were read.
    #[schemars(with = "String")]
    pub read_at: Timestamp,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// The heading.
    pub title: Text,
    /// What it holds.
    pub kind: HeadKind,
}

/// What a column holds, as far as it matters to whoever shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeadKind {
    /// Numbers.
    Number,
    /// Anything else.
    Text,
}

/// How lines are ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RankRule {
    /// The column.
    pub by: String,
    /// What comes first.
    pub order: Order,
    /// What decides between equal lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<TieRule>,
    /// What like lines have in common. Absent: all compete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peers: Option<Text>,
    /// Lines with fewer cases are not ranked. Absent: none is too few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u32>,
    /// How many are published from the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
    /// How many are published from the bottom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottom: Option<u32>,
}

/// What decides between equal lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TieRule {
    /// The column.
    pub by: String,
    /// What comes first.
    pub order: Order,
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lamp {
    /// The colour.
    pub colour: Colour,
    /// The sign that stands for it in black and white.
    pub icon: String,
    /// What it means here.
    pub word: Text,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// What it is known by from one publication to the next: the id of a unit or a case, or the value that its cases share.
    pub key: String,
    /// Its name.
    pub title: Text,
    /// How many cases it counts.
    pub cases: u64,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Its rank among its peers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Why it has none. Absent: it has one, or the board does not rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unranked: Option<Unranked>,
    /// What it has in common with its peers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peers: Option<Text>,
    /// Its light, as its place in the legend. Absent: none applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<usize>,
    /// What has changed. Absent: nothing to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<Movement>,
}

/// What a line says in a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// The exact value: decimals and fractions as text (`0.5`, `2/3`), `null` where there is none.
    pub value: serde_json::Value,
    /// The value as it is shown; empty where there is none.
    pub shown: Text,
}

/// Why a line is not ranked.
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

/// What has changed since the previous publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Movement {
    /// Its rank then. Absent: it had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_before: Option<u32>,
    /// By how many ranks it has risen among the same peers; below zero, fallen. Absent: it has no rank now, or had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rose: Option<i64>,
    /// Whether it was not there at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new: bool,
    /// The colour of its light then. Absent: none was lit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light_before: Option<Colour>,
    /// By how much numbers have changed, by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Cell>,
}

/// What is not in the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Left {
    /// Cases that belong to no line.
    pub cases: u64,
    /// Ranked lines that are neither at the top nor at the bottom.
    pub ranked: u64,
    /// Lines without a rank, of a board that publishes top and bottom only.
    pub unranked: u64,
}

impl Left {
    /// Whether everything is in the lines.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.cases == 0 && self.ranked == 0 && self.unranked == 0
    }
}
