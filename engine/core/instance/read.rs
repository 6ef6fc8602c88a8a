//! What was read of other cases while an input was taken.

use super::Hash;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an aggregate over the published columns of other cases came to. It is kept with the input, so that the step gives
/// the same whenever it is taken again; the rows themselves are not kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// The name of the aggregate.
    pub find: String,
    /// The hash of what the case asked it with: one aggregate may be asked several times within a step.
    pub asked: Hash,
    /// The instant as of which the rows were read. What has changed since is not in the value.
    pub as_of: Timestamp,
    /// How many rows were looked through.
    pub rows: u64,
    /// What it came to, as [`crate::script::keep`] writes it.
    pub value: Value,
}
