//! Scripts held against declared types.

use super::compile::Script;
use super::engine::Engine;
use super::finding::Finding;
use super::types::{Type, Types};

/// What a check found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Every fault, in the order of the text.
    pub findings: Vec<Finding>,
    /// The type of the result; `Any` where it is not known.
    pub result: Type,
}

impl Engine {
    /// Holds a script against the declared types of what it reads.
    #[must_use]
    pub fn check(&self, _script: &Script, _types: &dyn Types) -> Checked {
        Checked { findings: Vec::new(), result: Type::Any }
    }
}
