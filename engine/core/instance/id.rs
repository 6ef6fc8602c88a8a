//! Identities of cases.

use super::Hash;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The identity of a case: `<workflow>-<32 hexadecimal digits>`.
///
/// A case with a key is named by its key, so that a duplicate meets it; a child is named by its parent, so that its
/// name is known inside the step that starts it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(Arc<str>);

impl CaseId {
    /// The case of a workflow that holds a key for the `generation`-th time.
    #[must_use]
    pub fn keyed(workflow: &str, key: &[u8], generation: u32) -> Self {
        Self::hashed(workflow, &[b"key", workflow.as_bytes(), key, &generation.to_be_bytes()])
    }

    /// The case that a start request names when the workflow has no key: the request's source and id decide, so that
    /// a repeated start finds the case that the first one made.
    #[must_use]
    pub fn requested(workflow: &str, source: &str, id: &str) -> Self {
        Self::hashed(workflow, &[b"request", workflow.as_bytes(), source.as_bytes(), id.as_bytes()])
    }

    /// The case started by another: its parent, the parent's step and the place among what that step starts.
    #[must_use]
    pub fn child(workflow: &str, parent: &Self, seq: u64, index: u32) -> Self {
        Self::hashed(workflow, &[b"child", parent.0.as_bytes(), &seq.to_be_bytes(), &index.to_be_bytes()])
    }

    fn hashed(workflow: &str, parts: &[&[u8]]) -> Self {
        Self(format!("{workflow}-{}", Hash::of(parts).short()).into())
    }

    /// An id as it came from outside or from a store.
    #[must_use]
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The bucket of a case, 0 to 255: the first column of every table that a case owns.
#[must_use]
pub fn bucket(id: &CaseId) -> u8 {
    let hash = Hash::of(&[id.0.as_bytes()]);
    hash.as_str().get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0)
}
