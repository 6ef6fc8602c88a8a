//! `*.board.yaml`: a published ledger or ranking.

use super::data::is_false;
use super::{Expression, Text};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `*.board.yaml`. What is published of it is a snapshot, which never changes afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket board")]
pub struct Document {
    /// The version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub language: u32,
    /// The name of the board, by which others call it.
    pub board: String,
    /// The heading. Absent: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Words below the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The rule it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The calendar in whose zone dates are read and shown.
    pub calendar: String,
    /// The cases that are counted, by workflow.
    #[schemars(length(min = 1, max = 20))]
    pub rows: Vec<Rows>,
    /// What makes one line of many cases. Absent: each case is a line of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<GroupBy>,
    /// What each line says, by name.
    #[schemars(length(min = 1, max = 50))]
    pub columns: IndexMap<String, Column>,
    /// One number of the columns of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// How lines are ranked. Absent: they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// Lights, the first that applies. A colour means what its word says here, and nothing by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub lights: Vec<Light>,
    /// Whether each line says what has changed since the previous publication.
    #[serde(default, skip_serializing_if = "is_false")]
    pub movement: bool,
}

/// Cases of one workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The workflow.
    pub workflow: String,
    /// Which of its cases: a condition over what it publishes. Absent: all.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub where_: Option<Expression>,
}

/// What makes one line of many cases. At least one of `column` and `level`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupBy {
    /// The heading of the lines. Absent: the level, or the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Cases with the same value of this published column share a line. Absent: `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Cases of one unit of this level share a line, found by walking up. Every unit of the level has a line, also one
    /// without a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Only units within this one. Absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The heading. Absent: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What is computed of the cases of the line. Absent: `first`, where each case is a line of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub give: Option<Aggregate>,
    /// Which cases: a condition over what they publish. Absent: all of the line.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub where_: Option<Expression>,
    /// What it is computed of. Not for `count` and `share`. Cases without a value are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Expression>,
    /// For `share`: the cases of which those of `where` are a share. Absent: all of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Expression>,
    /// For `weighted_mean`: how much each counts. Cases without a weight are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Expression>,
    /// For `trimmed_mean`: what is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trim: Option<Trim>,
    /// Digits shown behind the point; halves away from zero. Absent: none for whole numbers, else two. Ranks are of the
    /// exact values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 10))]
    pub places: Option<u32>,
    /// Whether it is shown in per cent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub percent: bool,
}

/// What is computed of the cases of a line. All arithmetic is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// How many.
    Count,
    /// Their sum; 0 of none.
    Sum,
    /// Their mean.
    Mean,
    /// Their mean, each counted as often as its weight says.
    WeightedMean,
    /// Their mean without the least and the greatest.
    TrimmedMean,
    /// The part that they are of others.
    Share,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The one in the middle; of an even number, the mean of the two in the middle.
    Median,
    /// The values themselves, those of the oldest cases first, at most 100.
    List,
    /// The value of the oldest case.
    First,
}

impl Aggregate {
    /// The word of the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::WeightedMean => "weighted_mean",
            Self::TrimmedMean => "trimmed_mean",
            Self::Share => "share",
            Self::Min => "min",
            Self::Max => "max",
            Self::Median => "median",
            Self::List => "list",
            Self::First => "first",
        }
    }
}

/// What a trimmed mean leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trim {
    /// How many values at each end.
    #[schemars(range(min = 1, max = 1000))]
    pub each_end: u32,
    /// With fewer values than this nothing is left out. Absent: with no more than would be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
}

/// One number of the columns of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The heading. Absent: score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The number: an expression over the columns. A line that lacks a value it needs has no score.
    pub value: Expression,
    /// Digits shown behind the point, as in a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 10))]
    pub places: Option<u32>,
    /// Whether it is shown in per cent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub percent: bool,
}

/// How lines are ranked: 1, 2, 2, 4. A rank is one more than the number of lines that are better.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rank {
    /// The column that is ranked by, or `score`. A line without a value is shown and not ranked.
    pub by: String,
    /// What comes first.
    #[serde(default, skip_serializing_if = "Order::is_descending")]
    pub order: Order,
    /// What decides between lines that are equal, one after the other. What is still equal shares a rank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10))]
    pub ties: Vec<Tie>,
    /// Only like units compete. Absent: all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peers: Option<Peers>,
    /// A line with fewer cases is shown, and not ranked. Absent: none is too few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u32>,
    /// Only this many from the top are published, with those who share the last of these ranks; lines without a rank are
    /// not. Absent, with `bottom` absent too: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub top: Option<u32>,
    /// Only this many from the bottom are published, with those who share the first of these ranks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub bottom: Option<u32>,
}

/// What decides between equal lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// The column, or `score`. Lines without a value come last.
    pub by: String,
    /// What comes first.
    #[serde(default, skip_serializing_if = "Order::is_descending")]
    pub order: Order,
}

/// What comes first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The greatest.
    #[default]
    Descending,
    /// The least.
    Ascending,
}

impl Order {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    const fn is_descending(&self) -> bool {
        matches!(self, Self::Descending)
    }
}

/// Which lines are alike. Exactly one of `column`, `attribute` and `unit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// The heading. Absent: the column or attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Lines with the same value of this column of the board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Units with the same value of this attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Units of the same sort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Sort>,
}

/// By what units are of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Their kind: department, committee, enterprise.
    Kind,
    /// Their level.
    Level,
    /// The unit above them: who belongs to the same competes.
    Parent,
}

/// A light. It is shown by its icon and word, so that paper in black and white says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Light {
    /// The colour.
    pub colour: Colour,
    /// A sign or two that are told apart without colour.
    #[schemars(length(max = 4))]
    pub icon: String,
    /// What it means here, in few words.
    pub word: Text,
    /// When it applies: a condition over the columns, `score`, `rank`, `ranked` (how many compete), `cases` (of the line),
    /// `rank_before` and `light_before` (of the previous publication). Absent: always, where no light above it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expression>,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
}

/// A colour. It has no meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Grey.
    Grey,
}

impl Colour {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Red, Self::Orange, Self::Yellow, Self::Green, Self::Blue, Self::Purple, Self::Grey];

    /// The word of the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Grey => "grey",
        }
    }
}
