//! What can be wrong with a board, and why it cannot be published.

use crate::script::{Finding, Type};
use crate::source::{Code, Pointer, Severity};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A fault of a board document, with its place.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where.
    pub at: Pointer,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// Whether nothing can be published because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match &self.kind {
            FaultKind::Coded { code, .. } => code.severity() == Severity::Error,
            FaultKind::Unknown { .. } | FaultKind::Script { .. } => true,
        }
    }
}

/// What is wrong with a board document.
#[derive(Clone, Debug)]
pub enum FaultKind {
    /// Something that has a code of its own.
    Coded {
        /// The code.
        code: Code,
        /// The arguments of its words.
        with: Vec<(&'static str, String)>,
        /// Whether the key is shown, and not its value.
        key: bool,
    },
    /// A name that nothing declares.
    Unknown {
        /// The code.
        code: Code,
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// An expression.
    Script {
        /// What is wrong with it.
        finding: Box<Finding>,
        /// What it may name.
        types: Arc<BTreeMap<String, Type>>,
        /// The workflow that has such a field and does not publish it. Absent: none has.
        unpublished: Option<String>,
    },
}

/// Why a board cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// More rows than a board reads.
    #[error("the board reads more than {limit} rows, which is the most that it can")]
    TooManyRows {
        /// How many are read.
        limit: usize,
    },
    /// More lines than a board shows.
    #[error("the board would have {got} lines; at most {limit} can be shown")]
    TooManyLines {
        /// How many there would be.
        got: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A row holds what its column does not.
    #[error("{case}: column `{column}`: {message}")]
    Row {
        /// The case.
        case: String,
        /// The published column.
        column: String,
        /// What does not fit, in words.
        message: String,
    },
    /// An expression failed.
    #[error("{place}: {message}")]
    Script {
        /// Where: the key of the board, and the case or line.
        place: String,
        /// What went wrong, in words.
        message: String,
    },
    /// Numbers too large to be computed exactly.
    #[error("{0}: the numbers are too large to be computed exactly")]
    TooLarge(String),
    /// A weight below zero.
    #[error("{0}: a weight is below zero")]
    NegativeWeight(String),
}
