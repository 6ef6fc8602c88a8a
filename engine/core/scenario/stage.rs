//! What a story is played on: a simulation, or a whole host with its database.

use super::Happening;
use crate::board::Snapshot;
use crate::definition::Definition;
use crate::instance::{Actor, CaseId, Cause, Data, Instance};
use crate::rotation::Editions;
use crate::step::{Refusal, Trace, World};
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// The source under which a story's own events are known: [`crate::instance::Source::Token`] of this name.
pub const SOURCE: &str = "scenario";

/// A request to start a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The id of the request, unique in the story unless it is repeated on purpose.
    pub id: String,
    /// The workflow.
    pub workflow: String,
    /// Who asks.
    pub actor: Option<Actor>,
    /// Legal time. Absent: now.
    pub occurred_at: Option<Timestamp>,
    /// What the case begins with.
    pub data: Data,
}

/// An input from outside to a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The id of the input, unique in the story unless it is repeated on purpose.
    pub id: String,
    /// Who acts.
    pub actor: Option<Actor>,
    /// Legal time. Absent: now.
    pub occurred_at: Option<Timestamp>,
    /// To send an event, decide a request, claim or release a task, or answer a call.
    pub cause: Cause,
}

/// What a stage answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was taken.
    Taken {
        /// The case: for a start whose key was taken, the case that holds the key.
        case: CaseId,
        /// `accepted`, `ignored`, `deferred`, `awaiting_approval`, or `repeated`.
        outcome: String,
    },
    /// It was refused.
    Refused(Box<Refusal>),
    /// Something is wrong: an incident, in words.
    Failed(String),
}

/// A publication of a board.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// Which publication of the board it is on this stage, from 1.
    pub number: u64,
    /// What was published.
    pub snapshot: Arc<Snapshot>,
}

/// An occurrence of a schedule that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ran {
    /// The schedule.
    pub schedule: String,
    /// The unit. Absent: it is not for units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it is known by, within its schedule and unit.
    pub of: String,
    /// When it was due.
    pub due_at: Timestamp,
    /// How many cases it started or reached, or boards it published.
    pub reached: u64,
    /// How many cases could not take its event, or what it could not start or publish.
    pub refused: u64,
    /// Why it could not be done. Absent: it could.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

/// A case as it is now.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The version that it runs under.
    pub definition: Arc<Definition>,
    /// What it remembers.
    pub instance: Cow<'a, Instance>,
}

/// What a story is played on. Every call returns when all that follows from it at that moment is done: messages
/// between cases are delivered in the order (at, source, seq, index). A host that waits for a database waits inside.
pub trait Stage {
    /// The time on stage.
    fn now(&self) -> Timestamp;

    /// Asks for a case to be started.
    fn start(&mut self, opening: Opening) -> Answer;

    /// Brings an input from outside to a case.
    fn act(&mut self, case: &CaseId, act: Act) -> Answer;

    /// Lets time pass up to and including an instant: everything that falls due is done in due order.
    ///
    /// # Errors
    /// In words, when time cannot pass: it would run backward, or the stage is broken.
    fn advance_to(&mut self, at: Timestamp) -> Result<(), String>;

    /// Publishes a board of the story as it is now. `id`: of the request; the same one again gives the same publication.
    ///
    /// # Errors
    /// In words, why it cannot be published.
    fn publish(&mut self, id: &str, board: &str) -> Result<Publication, String>;

    /// What was published since this was last asked, each board in the order of its numbers.
    fn published(&mut self) -> Vec<Publication>;

    /// What schedules have done since this was last asked, in order.
    fn ran(&mut self) -> Vec<Ran>;

    /// Puts other calendars in force: every open deadline that they move is counted again.
    ///
    /// # Errors
    /// In words, when they cannot be put in force.
    fn reckon(&mut self, world: &Arc<World>) -> Result<(), String>;

    /// A case as it is now. Absent: there is none.
    fn view(&mut self, case: &CaseId) -> Option<View<'_>>;

    /// Forgets everything that is not stored, and takes it up again from the store.
    ///
    /// # Errors
    /// In words, what was lost.
    fn crash(&mut self) -> Result<(), String>;

    /// What all cases together have changed of duty. A stage without any leaves it.
    fn duty(&self) -> Arc<Editions> {
        Arc::default()
    }

    /// What has happened since this was last asked, in the order in which it happened.
    fn happened(&mut self) -> Vec<Happening>;

    /// Whether to note why everything happens. A stage that cannot leaves it.
    fn trace(&mut self, on: bool) {
        let _ = on;
    }

    /// Why what was refused since tracing began was refused. A stage that cannot say leaves it.
    fn refused(&mut self) -> Vec<Trace> {
        Vec::new()
    }
}
