//! What can be wrong with a register.

use super::Misfit;
use crate::model::data::Type;

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Place,
}

/// A place in a document or in the table beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A value of the document: its JSON pointer, such as `/rows/3/days`.
    Document(String),
    /// A part of the table.
    Table {
        /// The line; the header is line 1.
        line: u64,
        /// The first byte of it in the text.
        start: usize,
        /// The byte behind it.
        end: usize,
    },
}

/// What is wrong. A row with a fault is left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// The key is none of the columns.
    #[error("there is no column `{0}`")]
    UnknownKey(String),
    /// The column of the key cannot name rows.
    #[error("the column `{0}` cannot be the key")]
    KeyType(String, Type),
    /// A column of a type that no cell can hold.
    #[error("a column cannot hold {0:?}")]
    ColumnType(Type),
    /// A column lacks what its type needs: `values`, `of`.
    #[error("the column lacks `{0}`")]
    ColumnLacks(&'static str),
    /// More columns than a register may have.
    #[error("{0} columns")]
    TooManyColumns(usize),
    /// More rows than a register may have; the rest is not read.
    #[error("more than {limit} rows", limit = super::MAX_ROWS)]
    TooManyRows,
    /// Both or none of `rows` and `file` are given.
    #[error("one of `rows` and `file`")]
    RowsOrFile(bool),
    /// The table was not found.
    #[error("there is no file `{0}`")]
    MissingFile(String),
    /// The table is not UTF-8.
    #[error("the table is not UTF-8")]
    NotUtf8,
    /// The text is no CSV.
    #[error("the table cannot be read: {0}")]
    Unreadable(String),
    /// A row of the document names a column that there is not.
    #[error("there is no column `{0}`")]
    UnknownColumn(String),
    /// The header of the table names one.
    #[error("there is no column `{0}`")]
    UnknownHeader(String),
    /// A column of the table stands twice; the first is used.
    #[error("the column `{0}` stands twice")]
    DuplicateColumn(String),
    /// The table lacks a column that is not optional; nothing is read from it.
    #[error("the column `{0}` is missing")]
    MissingColumn(String),
    /// A row has more cells than the header.
    #[error("the row has more cells than the header")]
    TooManyCells,
    /// A row lacks a value.
    #[error("`{0}` is empty")]
    Empty(String),
    /// Two rows of one key; the first is used.
    #[error("the row `{key}` stands twice")]
    DuplicateRow {
        /// The key.
        key: String,
        /// Where it stands first.
        first: Place,
    },
    /// A cell that its column cannot hold.
    #[error("`{got}` does not fit the column `{column}`")]
    Cell {
        /// The column.
        column: String,
        /// Why.
        misfit: Misfit,
        /// What was written, short.
        got: String,
        /// The type of what was written, in the words of the language.
        type_: &'static str,
    },
}
