//! What tests share.
#![allow(dead_code, reason = "each test program uses a part")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

pub mod changes;
pub mod guard;
pub mod postgres;
