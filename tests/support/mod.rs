//! What tests share.
#![allow(dead_code, reason = "each test program uses a part")]

pub mod postgres;
