//! Schedules and what came due of them.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The schedules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleList {
    /// By name.
    pub items: Vec<ScheduleView>,
}

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleView {
    /// Its name.
    pub schedule: String,
    /// Its name for people.
    pub title: String,
    /// When it happens next. Absent: never again, or the calendar does not reach that far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<OccurrenceView>,
    /// What came due last. Absent: nothing yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<RunView>,
}

/// When a schedule happens, and why then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OccurrenceView {
    /// The instant.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Why it falls there.
    pub why: String,
}

/// A page of what came due, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunList {
    /// The page.
    pub items: Vec<RunView>,
    /// Give it as `before` for the next page. Absent: there is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// An occurrence that came due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunView {
    /// Its number among those of the schedule, ascending in time.
    pub number: u64,
    /// The unit. Absent: the schedule is not for units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it is known by: the day that the rhythm names, or the first day of its period, with the time.
    pub of: String,
    /// When it was due.
    #[schemars(with = "String")]
    pub due_at: Timestamp,
    /// `open`, `done`, `skipped` or `failed`.
    pub status: String,
    /// Why it was skipped (`missed`, `too_late`) or failed; what the last refusal was. Absent: nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Cases that it started or that took its event; boards that it published.
    pub reached: u64,
    /// Cases that could not take its event then.
    pub refused: u64,
    /// When something last became of it.
    #[schemars(with = "String")]
    pub at: Timestamp,
}
