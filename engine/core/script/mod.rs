//! Rhai behind one door: compiled once, limited, deterministic.
//!
//! An author's expression becomes a [`Script`] through [`Engine::compile`], is held against declared types with
//! [`Engine::check`], and answers through [`Engine::eval`], [`Engine::eval_bool`] or [`Engine::run`]. No other room
//! names Rhai. The options chosen and why: `docs/decisions/0002-rhai.md`.

mod check;
mod compare;
mod compile;
mod declared;
mod engine;
mod eval;
mod finding;
mod functions;
mod grammar;
mod infer;
mod json;
mod kept;
mod limits;
mod names;
mod number;
mod operators;
mod prescan;
mod rewrite;
mod row;
mod scan;
mod stock;
mod time;
mod types;

#[cfg(test)]
mod tests;

pub use check::Checked;
pub use compile::{Kind, Script};
pub use engine::Engine;
pub use eval::{Context, Stop};
pub use finding::{Error, ErrorKind, Finding, FindingKind, Limit};
pub use grammar::Grammar;
pub use json::{JsonError, from_json, from_json_with, to_json};
pub use kept::{keep, restore};
pub use limits::Limits;
pub use number::Fraction;
pub use row::{Row, Rows};
pub use types::{Signature, Type, Types};

/// A value of a script: bool, integer, decimal, text, date, instant, list, map, row, or `()` for what is absent.
pub type Value = rhai::Dynamic;
/// A map of a script; its keys iterate in order.
pub type Map = rhai::Map;
/// A list of a script.
pub type List = rhai::Array;
