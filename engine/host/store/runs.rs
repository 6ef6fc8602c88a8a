//! Occurrences of schedules that came due.

use docket_core::instance::CaseId;
use jiff::Timestamp;
use serde_json::Value;

/// An occurrence that came due, for all units that it happens for.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRun {
    /// The schedule.
    pub schedule: String,
    /// What the occurrence is known by, within its schedule and unit.
    pub of: String,
    /// The units, each once. Absent: it is not for units.
    pub units: Option<Vec<String>>,
    /// When it was due.
    pub due_at: Timestamp,
    /// The last instant at which it still runs if it was missed. Absent: however late.
    pub runs_until: Option<Timestamp>,
    /// What expressions know of it.
    pub known: Value,
    /// When it was recorded.
    pub at: Timestamp,
}

/// What became of an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStatus {
    /// It is to be done, or being done.
    Open,
    /// It was done.
    Done,
    /// It was missed, and left out by what the schedule says.
    Skipped,
    /// It cannot be done.
    Failed,
}

impl RunStatus {
    /// The word under which it is kept and shown.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

/// An occurrence for one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// The schedule.
    pub schedule: String,
    /// The unit. Absent: it is not for units.
    pub unit: Option<String>,
    /// What it is known by, within its schedule and unit.
    pub of: String,
    /// Its number among those of the schedule, ascending in time.
    pub number: u64,
    /// When it was due.
    pub due_at: Timestamp,
    /// The last instant at which it still runs if it was missed. Absent: however late.
    pub runs_until: Option<Timestamp>,
    /// What expressions know of it.
    pub known: Value,
    /// What became of it.
    pub status: RunStatus,
    /// Why it was skipped or failed, or what the last refusal was. Absent: there is nothing to say.
    pub why: Option<String>,
    /// Whether it was begun. Not: it was missed, if it was claimed.
    pub began: bool,
    /// The last case that its event was offered to. Absent: none.
    pub after: Option<CaseId>,
    /// How many cases it started or reached, or boards it published.
    pub reached: u64,
    /// How many cases could not take its event then, or starts were refused.
    pub refused: u64,
    /// When something last became of it.
    pub at: Timestamp,
}

/// What is asked for to do an occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct RunClaim {
    /// The schedules that are known.
    pub schedules: Vec<String>,
    /// The instant.
    pub now: Timestamp,
    /// For how long, in milliseconds.
    pub lease_ms: i64,
    /// What was due before this and is not begun was missed.
    pub missed_before: Timestamp,
}

/// Which occurrences, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Of this schedule.
    pub schedule: String,
    /// Only those below this number, for the next page.
    pub before: Option<u64>,
    /// At most so many; the store's page limit at most.
    pub limit: u32,
}
