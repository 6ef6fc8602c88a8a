//! What a running case remembers, what comes in, what must leave.

pub mod effect;
pub mod entry;
mod family;
mod fields;
pub mod hash;
pub mod id;
pub mod input;
pub mod patch;
mod read;
mod remembered;
mod row;
#[cfg(test)]
mod tests;
mod timed;
mod waiting;
pub mod words;

pub use effect::{Effect, Message, Notice};
pub use entry::Entry;
pub use family::{Child, Parent, Part, Shared};
pub use fields::Fields;
pub use hash::Hash;
pub use id::{CaseId, IdKey, bucket};
pub use input::{Actor, Cause, Input, Moved, Source};
pub use read::Read;
pub use remembered::{ActiveState, Document, FORMAT, Instance, NodeKey, Table};
pub use row::{BUILT_IN, Row, of_built_in};
pub use timed::{Ack, Again, Clock, Ended, Fired, Handover, Owed, Seat, Wait, Watch};
pub use waiting::{Deferred, Delayed, Parked, Recipient, Request, Rush, Task};
pub use words::Words;

/// Elements of a list in a case.
pub const MAX_LIST: usize = 1_000;

/// Values of data fields and payloads, as JSON. Exact decimals, dates and instants are text, typed by declaration.
pub type Data = serde_json::Map<String, serde_json::Value>;
