//! What a story is played on: a simulation, or a whole host with its database.

use super::Happening;
use crate::board::Snapshot;
use crate::definition::Definition;
use crate::instance::{Actor, CaseId, Cause, Data, Instance, Words};
use crate::list::List;
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

/// A sync that is asked for.
#[derive(Clone, Debug)]
pub struct Syncing {
    /// The list as it is declared now.
    pub list: Arc<List>,
    /// Who asks. Absent: nobody is named.
    pub actor: Option<Actor>,
    /// Only find what it would do.
    pub dry_run: bool,
}

/// What a sync has found and done.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Synced {
    /// The list.
    pub list: String,
    /// Entries that are not as they were, in the order in which they were looked at.
    pub found: Vec<Found>,
    /// How many entries are as they were.
    pub same: u64,
    /// How many entries are declared no more, as was known before.
    pub gone: u64,
}

/// An entry that is not as it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Its key.
    pub key: String,
    /// Its case. Absent: it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// What became of it.
    pub became: Became,
    /// What differs from what the case was told before, and whether the case knows it now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<(Words, bool)>,
}

/// What became of an entry; in a dry run, what would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// Its case was opened.
    Opened,
    /// Its case was told of a change.
    Changed,
    /// It has changed, and the case is not told.
    Reported,
    /// It is declared no more.
    Vanished,
    /// It is declared again.
    Back,
    /// Its case could not be opened, or did not take what it was to be told.
    Refused {
        /// Why, for programs.
        code: String,
        /// Why, for people.
        #[serde(skip)]
        why: Words,
    },
}

impl Became {
    /// Its name in stories.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Changed => "changed",
            Self::Reported => "reported",
            Self::Vanished => "vanished",
            Self::Back => "back",
            Self::Refused { .. } => "refused",
        }
    }
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

    /// Holds a list against what its cases were told; opens and tells them.
    ///
    /// # Errors
    /// In words, why it cannot be done. What one case refuses is no error.
    fn sync(&mut self, syncing: Syncing) -> Result<Synced, String>;

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
