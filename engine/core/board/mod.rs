//! Published ledgers and rankings: rows of cases in, a snapshot out, which never changes afterwards.
//!
//! A board reads rows and nothing else: it is handed what it counts, the organisation, and the times. All arithmetic is exact.

mod build;
mod cell;
mod fault;
mod fold;
mod groups;
mod line;
mod movement;
mod publish;
mod rank;
pub mod render;
mod snapshot;
mod source;
mod why;

#[cfg(test)]
mod tests;

pub use fault::{Error, Fault, FaultKind};
pub use fold::MAX_LIST;
pub(crate) use fold::Size;
pub use publish::{MAX_LINES, MAX_ROWS, Occasion, Previous};
pub use snapshot::{
    Cell, Head, HeadKind, Lamp, Left, Line, Movement, RankRule, SNAPSHOT_FORMAT, Since, Snapshot, TieRule,
    Unranked,
};

pub use source::{Around, Closure, FORMAT, Source};

use crate::instance::{Data, Hash};
use crate::model::board::{Aggregate, Document, Trim};
use crate::script::{Engine, Script, Type};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A board, compiled.
#[derive(Clone, Debug)]
pub struct Board {
    document: Arc<Document>,
    parameters: Data,
    closure: String,
    hash: Hash,
    zone: TimeZone,
    engine: Arc<Engine>,
    /// What expressions over a case may name.
    types: BTreeMap<String, Type>,
    /// The condition of each source, in the order of the document.
    rows: Vec<Option<Script>>,
    columns: Vec<Column>,
    score: Option<Script>,
    lights: Vec<Option<Script>>,
}

/// A column, compiled.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    give: Aggregate,
    condition: Option<Script>,
    value: Option<Script>,
    of: Option<Script>,
    weight: Option<Script>,
    trim: Option<Trim>,
    /// What it gives.
    type_: Type,
}

impl Board {
    /// The name by which others call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.document.board
    }

    /// What the author wrote.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is stored: everything that decides what a board says of given rows, as text.
    #[must_use]
    pub fn closure(&self) -> &str {
        &self.closure
    }

    /// The hash of what is stored.
    #[must_use]
    pub const fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The zone of its dates.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The workflows whose rows it reads.
    pub fn workflows(&self) -> impl Iterator<Item = &str> {
        self.document.rows.iter().map(|rows| rows.workflow.as_str())
    }
}
