//! What a document may cost before it is refused.

/// Each limit has its own diagnostic, so that an author learns which one was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file (`too_large`).
    pub file_bytes: usize,
    /// Keys, values, lists and mappings as written (`too_many_nodes`).
    pub nodes: usize,
    /// Lists and mappings within each other (`too_deep`).
    pub depth: usize,
    /// Nodes that aliases may add (`alias_bomb`).
    pub expanded_nodes: usize,
    /// Bytes of text that aliases may add (`alias_bomb`).
    pub expanded_bytes: usize,
    /// Syntax faults of one file after which reading stops; those found are reported.
    pub syntax_faults: usize,
    /// Faults of one file that are reported at all.
    pub diagnostics: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 20,
            nodes: 200_000,
            depth: 64,
            expanded_nodes: 200_000,
            expanded_bytes: 4 << 20,
            syntax_faults: 8,
            diagnostics: 500,
        }
    }
}
