//! What an author writes: one type per kind of document, for serde and schemars only.
