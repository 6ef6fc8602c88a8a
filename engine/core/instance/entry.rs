//! Log entries: what is hashed, chained and kept for ever.

use super::{Hash, Input, patch};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The format of a log entry.
pub const FORMAT: u32 = 1;

/// A log entry. State is the fold of patches; no script runs in a fold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// [`FORMAT`] when written.
    pub format: u32,
    /// The version that it left, from 1.
    pub version: u64,
    /// The hash of the entry before. Absent: the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Hash>,
    /// The input, as JSON with private fields sealed.
    pub input: Value,
    /// What became of it: `accepted`, `ignored`, `deferred`, `awaiting_approval`, or `incident`.
    pub verdict: String,
    /// The definition that decided.
    pub definition: Hash,
    /// The versions of the world.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub world: BTreeMap<String, String>,
    /// The version of the engine.
    pub engine: String,
    /// Lines that authors asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// What went wrong, where the input was parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// The merge patch from the state before to the state after, private fields sealed.
    pub patch: Value,
}

impl Entry {
    /// The canonical bytes and the hash that covers them and the entry before.
    #[must_use]
    pub fn seal(&self) -> (Vec<u8>, Hash) {
        let value = serde_json::to_value(self).unwrap_or(Value::Null);
        let bytes = patch::canonical(&value);
        let previous = self.previous.as_ref().map(|hash| hash.as_str().as_bytes()).unwrap_or_default();
        let hash = Hash::of(&[previous, &bytes]);
        (bytes, hash)
    }
}

/// An input as JSON.
#[must_use]
pub fn input_json(input: &Input) -> Value {
    serde_json::to_value(input).unwrap_or(Value::Null)
}

/// The version of the engine that writes entries.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");
