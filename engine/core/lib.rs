//! docket decides here: no clock, no IO, no async, no database.
//!
//! The rooms stand in the order in which they may import each other: a room imports only rooms above it.

pub mod model;
pub mod source;
pub mod instance;
pub mod script;
pub mod calendar;
pub mod organisation;
pub mod definition;
pub mod step;
pub mod scenario;
