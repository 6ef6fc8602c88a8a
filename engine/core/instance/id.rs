//! Identities of cases.

use super::Hash;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;

/// The secret of a deployment under which cases get their identities: what a key holds (the number of an identity card,
/// say) cannot be found by hashing candidates.
#[derive(Clone, PartialEq, Eq)]
pub struct IdKey([u8; 32]);

impl IdKey {
    /// The key of stories, on every host: what is invented needs no secret, and is told the same everywhere.
    pub const STORIES: Self = Self([1; 32]);

    /// A key of random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be sealed.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 32 hexadecimal digits of HMAC-SHA256 over parts, each preceded by its length.
    fn digits(&self, parts: &[&[u8]]) -> String {
        // A key of less than HMAC's block is followed by zeros (RFC 2104).
        let mut block = [0; 64];
        block.iter_mut().zip(&self.0).for_each(|(place, byte)| *place = *byte);
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for IdKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdKey(..)")
    }
}

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
    pub fn keyed(ids: &IdKey, workflow: &str, key: &[u8], generation: u32) -> Self {
        let digits = ids.digits(&[b"key", workflow.as_bytes(), key, &generation.to_be_bytes()]);
        Self(format!("{workflow}-{digits}").into())
    }

    /// The case that a start request names when the workflow has no key: the request's source and id decide, so that
    /// a repeated start finds the case that the first one made.
    #[must_use]
    pub fn requested(ids: &IdKey, workflow: &str, source: &str, id: &str) -> Self {
        let digits = ids.digits(&[b"request", workflow.as_bytes(), source.as_bytes(), id.as_bytes()]);
        Self(format!("{workflow}-{digits}").into())
    }

    /// The case started by another: its parent, the parent's step and the place among what that step starts. There is
    /// nothing in that to guess.
    #[must_use]
    pub fn child(workflow: &str, parent: &Self, seq: u64, index: u32) -> Self {
        let hash = Hash::of(&[b"child", parent.0.as_bytes(), &seq.to_be_bytes(), &index.to_be_bytes()]);
        Self(format!("{workflow}-{}", hash.short()).into())
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
