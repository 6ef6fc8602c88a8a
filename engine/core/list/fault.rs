//! What can be wrong with a list.

use crate::model::data::Field;
use crate::register::Misfit;
use crate::source::{Code, Pointer};
use std::fmt;

/// Faults of one list that are told; the others are counted.
pub const MAX_FAULTS: usize = 1_000;

/// A fault with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Place,
    /// Where else: what stands there first.
    pub first: Option<Place>,
}

/// What is wrong. An entry with a fault is left out.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// A fault that its code and its arguments tell.
    Coded {
        /// The code.
        code: Code,
        /// The arguments of its words.
        with: Vec<(&'static str, String)>,
        /// What was probably meant.
        meant: Option<String>,
        /// Whether the key of the value is at fault, and not the value.
        key: bool,
    },
    /// A single value that its field cannot hold.
    Cell {
        /// The name of the field.
        name: String,
        /// The field.
        field: Box<Field>,
        /// Why.
        misfit: Misfit,
        /// What was written, short.
        got: String,
        /// The type of what was written, in the words of the language.
        type_: &'static str,
    },
}

/// A place in the document or in a table beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A value of the document.
    Document(Pointer),
    /// A part of a table.
    Table {
        /// The file, as the document names it.
        file: String,
        /// The line; the header is line 1.
        line: u64,
        /// The first byte of it in the text.
        start: usize,
        /// The byte behind it.
        end: usize,
    },
}

impl fmt::Display for Place {
    /// The JSON pointer in the document, or the line of the table: `/entries/3`, `tasks.csv:4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(pointer) => pointer.fmt(f),
            Self::Table { file, line, .. } => write!(f, "{file}:{line}"),
        }
    }
}

impl FaultKind {
    /// A fault about a value.
    pub(super) fn of<const N: usize>(code: Code, with: [(&'static str, String); N]) -> Self {
        Self::Coded { code, with: with.into(), meant: None, key: false }
    }

    /// The same about its key.
    pub(super) fn key(self) -> Self {
        match self {
            Self::Coded { code, with, meant, .. } => Self::Coded { code, with, meant, key: true },
            cell @ Self::Cell { .. } => cell,
        }
    }

    /// The same with what was probably meant.
    pub(super) fn meant(self, meant: Option<String>) -> Self {
        match self {
            Self::Coded { code, with, key, .. } => Self::Coded { code, with, meant, key },
            cell @ Self::Cell { .. } => cell,
        }
    }
}

/// The faults of one list.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// The first of them.
    pub told: Vec<Fault>,
    /// How many there are besides.
    pub more: usize,
}

impl Faults {
    pub(super) fn add(&mut self, at: Place, kind: FaultKind) {
        self.push(Fault { kind, at, first: None });
    }

    pub(super) fn push(&mut self, fault: Fault) {
        if self.told.len() < MAX_FAULTS {
            self.told.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.told.len() + self.more
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}
