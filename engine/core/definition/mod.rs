//! Names resolved, scripts compiled, all faults of a folder of YAML reported at once.

pub mod action;
pub mod chart;
mod check;
mod closure;
mod compile;
pub mod compiled;
mod functions;
mod load;
pub(crate) mod names;
mod report;
pub(crate) mod scenario;
mod schema;
mod types;

pub use action::{Action, Block, ChangeRule, Delay, Expr, Name, SaidRule, SpanExpr, Target};
pub use chart::{Chart, Invoke, PerElement, State, StateIx, StateKind, Transition, TransitionIx, Window};
pub use closure::{Closure, ClosureError, FORMAT, compile_closure};
pub use compiled::{
    Acknowledge, Actor, ChildrenRule, Complete, Deadline, Definition, DerivedValue, DutyRule, Event,
    FieldInfo, Find, Follow, From, Invariant, Key, NumberRule, ObligationRule, ParentRule, Published,
    PublishedRows, Roll, Rows, RowsRule, Rung, RungAt, ShiftRule, TaskRule, Template,
};
pub use functions::{
    board_engine, board_functions, duration, engine, finding_engine, finding_functions, functions,
};
pub(crate) use load::covering;
pub use load::{
    Adoption, Board, Does, InputFile, Known, List, Loaded, Org, Pack, PieceKind, Replaced, Rotation,
    Scenario, Schedule, Setting, Workflow, load,
};
pub use scenario::beside;
pub use schema::{schema, schemas};
pub(crate) use types::engine_type;

#[cfg(test)]
mod tests;
