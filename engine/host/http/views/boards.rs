//! Boards and their publications.

use docket_core::board::Snapshot;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The boards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoardList {
    /// By name.
    pub items: Vec<BoardView>,
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoardView {
    /// Its name.
    pub board: String,
    /// Its name for people.
    pub title: String,
    /// The workflows whose cases it reads.
    pub workflows: Vec<String>,
    /// What was published last. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<PublicationHead>,
}

/// A page of publications, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicationHeads {
    /// The page.
    pub items: Vec<PublicationHead>,
    /// Give it as `before` for the next page. Absent: there is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// A publication of a board, without its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicationHead {
    /// Its number among those of the board, from 1.
    pub number: u64,
    /// The instant as of which it was read.
    #[schemars(with = "String")]
    pub read_at: Timestamp,
    /// When it was to be published. Absent: it was not scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Timestamp>,
    /// The publication that it corrects. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
}

/// A published board. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublishedBoard {
    /// Its number among the publications of the board, from 1.
    pub number: u64,
    /// What it says.
    pub published: Snapshot,
}
