//! Vectors that others published, one module per kind of file, read from the folder named by `DOCKET_VECTORS`; and
//! vectors of our own, which are always run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may"
)]

#[path = "vectors/calendar.rs"]
mod calendar;
#[path = "vectors/rotation.rs"]
mod rotation;
#[path = "vectors/statechart/mod.rs"]
mod statechart;
