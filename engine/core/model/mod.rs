//! What an author writes: one type per kind of document, for serde and schemars only.
//!
//! No type carries a position: positions live in the tree of `source`, found again by path.

pub mod action;
pub mod actor;
pub mod board;
pub mod calendar;
pub mod data;
pub mod deadline;
pub mod duration;
pub mod duty;
pub mod event;
pub mod family;
pub mod kind;
pub mod list;
pub mod obligation;
pub mod org;
pub mod pack;
pub mod register;
pub mod rotation;
pub mod scenario;
pub mod schedule;
pub mod state;
pub mod text;
pub mod value;
pub mod workflow;

pub use duration::Duration;
pub use kind::Kind;
pub use text::Text;
pub use value::{Expression, Span, Value};
