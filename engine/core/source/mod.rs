//! Text to a tree that knows its bytes; diagnostics, their codes and their words in two languages.

mod build;
mod code;
mod convert;
mod diagnostic;
mod file;
mod limits;
mod node;
mod offset;
pub mod pages;
mod parse;
mod pointer;
mod render;
mod scalar;
pub mod shape;
pub(crate) mod sheet;
mod suggest;
mod traps;
pub mod words;

pub use code::Code;
pub use diagnostic::{Diagnostic, Label, Severity};
pub use file::{File, FileId, Position, Sources, Span};
pub use limits::Limits;
pub use node::{Entry, Kind, Node, Style};
pub use parse::{Parsed, parse, parse_within};
pub use pointer::{Key, Pointer};
pub use render::{render, to_json};
pub use shape::Shape;
pub use suggest::{did_you_mean, half_width};
pub use words::Lang;

#[cfg(test)]
mod tests;
