//! Stories on a whole host: the runtime over a database of their own, in virtual time.
//!
//! The same story must be told alike in simulation, on SQLite and on Postgres; [`differences`] says where it is not.

mod compare;
mod ground;
mod host;
mod lists;
mod numbers;
mod tell;

#[cfg(test)]
mod tests;

pub use compare::{Difference, differences};
pub use ground::Place;
pub use host::Host;
pub use tell::{Telling, Trace, tell};

/// Why a story cannot be told on a host.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// A database cannot be made, opened or dropped.
    #[error(transparent)]
    Store(#[from] crate::store::Fault),
    /// The runtime does not begin.
    #[error(transparent)]
    Runtime(#[from] crate::runtime::Failure),
    /// A folder for a database cannot be made, or there are no threads.
    #[error("{0}")]
    Machine(String),
}
