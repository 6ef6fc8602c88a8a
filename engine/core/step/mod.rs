//! One event, one macrostep: statechart semantics after Appendix D of SCXML, on typed cases.
//!
//! `step` is a function: it reads no clock and no database. What it cannot know is an argument, or an interruption
//! that says what is needed.

mod act;
mod actors;
mod aggregate;
pub mod chain;
mod clocks;
mod duty;
mod enter;
mod escalate;
mod event;
mod facts;
mod family;
mod follow;
mod hold;
mod keys;
mod lights;
mod machine;
mod mend;
mod messages;
mod micro;
mod nodes;
mod obligation;
mod papers;
mod payload;
mod people;
mod published;
mod reads;
mod refusal;
mod reproject;
mod select;
mod shown;
mod spoken;
mod start;
mod tasks;
mod trace;
mod turns;
mod vars;
pub mod why;
mod words;
mod world;

use crate::definition::Definition;
use crate::instance::{CaseId, Effect, Input, Instance, Read};
use jiff::Timestamp;
use std::collections::BTreeSet;
use thiserror::Error;

pub use crate::instance::MAX_LIST;
pub use actors::Found;
pub use clocks::due;
pub use escalate::lapses;
pub use keys::{brought, is_free, keyed};
pub use lights::{light, lights, next_of};
pub use mend::{CLOCK, PUBLISH, incident_key};
pub use nodes::leaves;
pub use payload::FieldFault;
pub use published::published;
pub use reads::Snapshot;
pub use refusal::{Possible, Refusal, RefusalCode};
pub use reproject::{moved, reprojection};
pub use spoken::spoken;
pub use start::key_text;
pub use trace::Trace;
pub use turns::{next_due, park};
pub use words::explain;
pub use world::World;

/// Microsteps of one macrostep. Beyond it the step is a fault.
pub const MAX_MICROSTEPS: u32 = 1_000;
/// Regions per element of one state.
pub const MAX_REGIONS: usize = 64;
/// Events kept for later by one case.
pub const MAX_DEFERRED: usize = 100;
/// Delayed events of one case.
pub const MAX_DELAYED: usize = 1_000;
/// Inputs of a case that follow each other at one instant without anybody from outside: beyond them, cases that send to
/// themselves or to each other for ever are stopped.
pub const MAX_RUSH: u32 = 10_000;
/// Incidents of one case that wait for an operator.
pub const MAX_PARKED: usize = 1_000;

/// Rows that cases of other workflows publish, read for one step.
pub const MAX_READ_ROWS: usize = 10_000;
/// Cases that one case has started as its children.
pub const MAX_CHILDREN: usize = 1_000;
/// Changes of duty that one case has made.
pub const MAX_CHANGES: usize = 100;
/// Days ahead within which a change of the people on duty is looked for. People who change less often wake nobody.
pub const MAX_DUTY_DAYS: i64 = 400;

/// What a step needs besides the case.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Whether to write down why. Costs time; `explain` asks for it.
    pub trace: bool,
    /// Whether to note states entered and transitions taken, as coverage needs them; the trace has them anyway.
    pub course: bool,
    /// Where the trace of a step goes that was not taken: why it was refused. With `trace` only.
    pub refused: Option<&'a std::sync::Mutex<Vec<Trace>>>,
    /// What other cases publish, where the step has asked for it. Absent: nothing was read.
    pub rows: Option<&'a Snapshot>,
    /// Asked from time to time; true aborts the step without an outcome.
    pub stop: Option<&'a crate::script::Stop>,
}

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It took effect.
    Accepted,
    /// Nothing takes it, and its declaration says to ignore it.
    Ignored,
    /// It is kept until a state takes it.
    Deferred,
    /// It waits for approval.
    AwaitingApproval,
}

impl Verdict {
    /// The word used in answers.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Ignored => "ignored",
            Self::Deferred => "deferred",
            Self::AwaitingApproval => "awaiting_approval",
        }
    }
}

/// A step taken.
#[derive(Clone, Debug)]
pub struct Step {
    /// The case afterwards.
    pub instance: Instance,
    /// What must leave.
    pub effects: Vec<Effect>,
    /// What became of the input.
    pub verdict: Verdict,
    /// Lines for the log, and, where it was asked for, why everything happened.
    pub trace: Vec<Trace>,
    /// How many numbers of each sequence were used.
    pub drawn: std::collections::BTreeMap<String, usize>,
    /// What was read of other cases.
    pub reads: Vec<Read>,
}

/// What a step cannot know by itself. The host finds it and takes the step again.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Need {
    /// One more number of this sequence, in the input.
    #[error("a number of the sequence `{0}` is needed")]
    Number(String),
    /// What the cases of these workflows publish, read at once, in [`Options::rows`].
    #[error("what cases of {} publish is needed", quoted(.0))]
    Rows(BTreeSet<String>),
}

fn quoted(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Why a step was not taken. The case is as it was.
#[derive(Clone, Debug, Error)]
pub enum Stop {
    /// The input is refused; nothing is kept of it.
    #[error("refused: {0}")]
    Refused(Box<Refusal>),
    /// Something is needed that the step cannot know.
    #[error("{0}")]
    Needs(Need),
    /// A timer of the case is due first.
    #[error("a timer is due at {0}, before this input")]
    TimerFirst(Timestamp),
    /// Something is wrong in the definition, the data or the world: an incident.
    #[error("{0}")]
    Fault(Fault),
    /// The host stopped it. No outcome; the same input may be tried again.
    #[error("stopped before it came to rest")]
    Aborted,
}

/// What is wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Fault {
    /// A script failed and no active state handles the error.
    #[error("{place}: {message}")]
    Script {
        /// Where: the transition, state or rung.
        place: String,
        /// What went wrong, in words.
        message: String,
    },
    /// An action cannot be done.
    #[error("{place}: {message}")]
    Action {
        /// Where.
        place: String,
        /// What went wrong, in words.
        message: String,
    },
    /// The chart does not come to rest.
    #[error("no rest after {MAX_MICROSTEPS} microsteps")]
    Microsteps,
    /// A clock cannot be computed: a missing calendar year, for example.
    #[error("{0}")]
    Time(String),
    /// The case is not one of this definition.
    #[error("the case and its definition do not fit: {0}")]
    Unfit(String),
    /// A named limit is passed.
    #[error("limit `{name}` of {limit} is passed")]
    Limit {
        /// The name of the limit.
        name: &'static str,
        /// Its value.
        limit: usize,
    },
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// Makes a case and takes its first input, which must be a [`crate::instance::Cause::Start`].
///
/// # Errors
/// [`Stop`] says why there is no case.
pub fn start(
    definition: &Definition,
    id: CaseId,
    input: &Input,
    world: &World,
    options: Options<'_>,
) -> Result<Step, Stop> {
    start::start(definition, id, input, world, options)
}

/// Takes one input.
///
/// # Errors
/// [`Stop`] says why the case is as it was.
pub fn step(
    definition: &Definition,
    instance: &Instance,
    input: &Input,
    world: &World,
    options: Options<'_>,
) -> Result<Step, Stop> {
    micro::step(definition, instance, input, world, options)
}

/// What a case shows: the events that are possible now, for whom, with the windows that are open.
#[must_use]
pub fn possible(
    definition: &Definition,
    instance: &Instance,
    world: &World,
    now: Timestamp,
) -> Vec<Possible> {
    refusal::possible(definition, instance, world, now)
}

/// Evaluates a condition over a case, as a guard sees it.
///
/// # Errors
/// A message in words when the condition cannot be evaluated.
pub fn holds(
    definition: &Definition,
    instance: &Instance,
    condition: &crate::script::Script,
    world: &World,
    now: Timestamp,
) -> Result<bool, String> {
    let mut machine = machine::Machine::looking(definition, instance, world, now);
    machine.guard(condition, None).map_err(|error| error.to_string())
}

/// Evaluates an expression over a case, as a guard would see it; absent is `null`.
///
/// # Errors
/// A message in words when the expression cannot be evaluated.
pub fn value(
    definition: &Definition,
    instance: &Instance,
    expression: &crate::script::Script,
    world: &World,
    now: Timestamp,
) -> Result<serde_json::Value, String> {
    let mut machine = machine::Machine::looking(definition, instance, world, now);
    let value = machine.eval(expression, None).map_err(|error| error.to_string())?;
    crate::script::to_json(&value).map_err(|error| error.to_string())
}
