//! Names resolved, scripts compiled, all faults of a folder of YAML reported at once.

pub mod action;
pub mod chart;
pub mod compiled;

pub use action::{Action, Block, Delay, Expr, Name, SpanExpr, Target};
pub use chart::{Chart, Invoke, PerElement, State, StateIx, StateKind, Transition, TransitionIx, Window};
pub use compiled::{
    Actor, Complete, Deadline, Definition, DerivedValue, Event, FieldInfo, Find, From, Invariant, Key,
    NumberRule, Roll, Rung, RungAt, TaskRule, Template,
};
