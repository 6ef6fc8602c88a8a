//! `docket serve` as it runs: processes that are killed, told to stop, and lose their database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

mod support;

#[path = "processes/given.rs"]
mod given;

#[path = "processes/away.rs"]
mod away;
#[path = "processes/edited.rs"]
mod edited;
#[path = "processes/killed.rs"]
mod killed;
#[path = "processes/scheduled.rs"]
mod scheduled;
#[path = "processes/stopped.rs"]
mod stopped;
#[path = "processes/wall.rs"]
mod wall;
