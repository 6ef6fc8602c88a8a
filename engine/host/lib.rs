//! docket acts here.

pub mod outbox;
pub mod http;
pub mod runtime;
pub mod seal;
pub mod store;
pub mod tokens;
