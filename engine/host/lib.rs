//! docket acts here.

pub mod outbox;
pub mod runtime;
pub mod seal;
pub mod store;
