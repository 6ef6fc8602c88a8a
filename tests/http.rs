//! The interface as an integrator meets it: a real client, a real server, a database in a folder of its own.

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

#[path = "http/bad.rs"]
mod bad;
#[path = "http/boards.rs"]
mod boards;
#[path = "http/duty.rs"]
mod duty;
#[path = "http/given.rs"]
mod given;
#[path = "http/good.rs"]
mod good;
#[path = "http/incidents.rs"]
mod incidents;
#[path = "http/interface.rs"]
mod interface;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/lists.rs"]
mod lists;
#[path = "http/papers.rs"]
mod papers;
#[path = "http/registers.rs"]
mod registers;
#[path = "http/scope.rs"]
mod scope;
