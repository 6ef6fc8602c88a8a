//! What can be wrong with a list.

/// A place in the document or in a table beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A value of the document: its JSON pointer, such as `/entries/3/due`.
    Document(String),
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
