//! What can be wrong with the documents and tables of an organisation.

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Place,
}

/// A place in a document or in a table beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A value of a document.
    Document {
        /// The index of the document in the list handed in.
        document: usize,
        /// The JSON pointer of the value, such as `/posts/3/unit`.
        pointer: String,
    },
    /// A cell or a row of a table.
    Cell {
        /// The index of the document that names the table.
        document: usize,
        /// The file, as the document names it.
        file: String,
        /// The line; the header is line 1.
        row: u64,
        /// The column, counted from 1. Absent: the whole row.
        column: Option<u64>,
        /// The name of the column in the header. Absent: the whole row.
        header: Option<String>,
    },
}

/// What is wrong. The entry is left out unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// Two units of one id; the first is used.
    #[error("the unit `{0}` is described twice")]
    DuplicateUnit(String),
    /// Two people of one id; the first is used.
    #[error("the person `{0}` is described twice")]
    DuplicatePerson(String),
    /// A role is described by two documents; the first is used.
    #[error("the role `{0}` is described twice")]
    DuplicateRole(String),
    /// Documents disagree about the levels; those of the first that has any are used.
    #[error("the levels differ from those of another document")]
    LevelsDiffer,
    /// A level stands twice in the list.
    #[error("the level `{0}` stands twice")]
    DuplicateLevel(String),
    /// A level that is not declared; the unit stands without a level.
    #[error("there is no level `{0}`")]
    UnknownLevel(String),
    /// A unit stands under one of the same or a lower level. Nothing is left out.
    #[error("a {level} cannot stand under `{above}`, which is a {above_level}")]
    LevelOrder {
        /// The level of the unit.
        level: String,
        /// The unit above it.
        above: String,
        /// The level of that unit.
        above_level: String,
    },
    /// A unit that does not exist.
    #[error("there is no unit `{0}`")]
    UnknownUnit(String),
    /// A person who does not exist.
    #[error("there is no person `{0}`")]
    UnknownPerson(String),
    /// A role that does not exist.
    #[error("there is no role `{0}`")]
    UnknownRole(String),
    /// A unit that belongs to itself, in one step or several; it is made a root.
    #[error("the unit `{0}` stands above itself")]
    Circle(String),
    /// A post that ends before it begins.
    #[error("the post ends before it begins")]
    EndsBeforeItBegins,
    /// An id that is empty.
    #[error("`{0}` is empty")]
    Empty(String),
    /// An attribute that is neither text nor a whole number nor true or false.
    #[error("the attribute `{0}` is neither text nor a whole number nor true or false")]
    BadAttribute(String),
    /// A table that a document names was not found.
    #[error("there is no file `{0}`")]
    MissingFile(String),
    /// A table lacks a column; nothing is read from it.
    #[error("the column `{0}` is missing")]
    MissingColumn(String),
    /// Two columns of one name; the first is used.
    #[error("the column `{0}` stands twice")]
    DuplicateColumn(String),
    /// A column that this table does not have; it is not read.
    #[error("there is no column `{0}` in this table")]
    UnknownColumn(String),
    /// A row has more cells than the header.
    #[error("the row has more cells than the header")]
    TooManyCells,
    /// A cell that is no date.
    #[error("`{0}` is no date: write year, month and day, such as 2026-10-01")]
    BadDate(String),
    /// A cell that names none of the kinds of unit.
    #[error("`{0}` is no kind of unit: one of department, committee, enterprise")]
    BadKind(String),
    /// A text that is no CSV.
    #[error("the table cannot be read: {0}")]
    Unreadable(String),
}
