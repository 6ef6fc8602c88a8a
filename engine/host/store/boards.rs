//! What cases publish, and the boards that are made of it.

use super::{Fault, value};
use docket_core::instance::{Hash, Row};
use jiff::Timestamp;
use serde_json::Value;

/// Rows that cases publish, as they all were at one instant.
pub struct Published {
    /// The instant.
    pub read_at: Timestamp,
    /// The rows, by workflow and case.
    pub rows: Rows,
}

/// Rows as the database gave them: each is read when its turn comes, so that many do not stand in memory at once.
pub struct Rows(pub(super) std::vec::IntoIter<value::Row>);

impl Iterator for Rows {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|mut row| super::sql::published_row(&mut row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// A board to be published.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSnapshot {
    /// The board.
    pub board: String,
    /// What it is published for, once: an occurrence of a schedule, or a request.
    pub occasion: String,
    /// The hash of the request.
    pub request: Hash,
    /// The rules it was made by.
    pub definition: Hash,
    /// The instant as of which its rows were read.
    pub read_at: Timestamp,
    /// When it was to be published. Absent: it was not scheduled.
    pub due_at: Option<Timestamp>,
    /// The number of the publication that it corrects. Absent: of none.
    pub corrects: Option<u64>,
    /// What it says.
    pub body: Value,
}

/// A published board.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotRow {
    /// Its number among the publications of the board, from 1.
    pub number: u64,
    /// What was published.
    pub snapshot: NewSnapshot,
}

/// Which published boards. Newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotFilter {
    /// The board.
    pub board: String,
    /// Only numbers below this one, for the next page.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}
