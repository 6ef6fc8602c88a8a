//! docket decides here: no clock, no IO, no async, no database.
//!
//! The rooms stand in the order in which they may import each other: a room imports only rooms above it.

pub mod board;
pub mod calendar;
pub mod definition;
pub mod instance;
pub mod list;
pub mod model;
pub mod organisation;
pub mod register;
pub mod rotation;
pub mod scenario;
pub mod schedule;
pub mod script;
pub mod source;
pub mod step;
