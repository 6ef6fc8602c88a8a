//! docket acts here.

pub mod store;
