//! docket acts here.

pub mod cli;
pub mod http;
pub mod ics;
pub mod outbox;
pub mod runtime;
pub mod seal;
pub mod stage;
pub mod store;
pub mod tokens;
