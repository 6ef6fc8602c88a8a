//! What a script may use before it is stopped.

/// The limits of every script. Each is counted, never timed, so that one script ends alike on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Operations of one evaluation (an operation is one node of the expression that was evaluated).
    pub operations: u64,
    /// Calls within calls.
    pub call_depth: usize,
    /// Brackets within brackets, operators within operators.
    pub expression_depth: usize,
    /// Bytes of one text, also of all texts within one list or map that a script builds.
    pub string_bytes: usize,
    /// Items of one list, counted with the lists within it.
    pub array_items: usize,
    /// Entries of one map, counted with the maps within it.
    pub map_entries: usize,
    /// Lists and maps within lists and maps that a script builds. Copying a deep value costs its depth each time.
    pub nesting: usize,
    /// Bytes of a script's text.
    pub script_bytes: usize,
    /// Variables that live at one time.
    pub variables: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: 50_000,
            call_depth: 8,
            expression_depth: 64,
            string_bytes: 16 * 1024,
            array_items: 1_000,
            map_entries: 1_000,
            nesting: 16,
            script_bytes: 16 * 1024,
            variables: 128,
        }
    }
}
