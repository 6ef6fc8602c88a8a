//! Vectors that others published, one module per kind of file, read from the folder named by `DOCKET_VECTORS`; and
//! vectors of our own, which are always run.

#[path = "vectors/calendar.rs"]
mod calendar;
#[path = "vectors/statechart/mod.rs"]
mod statechart;
