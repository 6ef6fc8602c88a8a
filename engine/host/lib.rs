//! docket acts here.

pub mod seal;
pub mod store;
