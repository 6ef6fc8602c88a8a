//! Duties that recur while a state lasts.

use super::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A duty that recurs while a state is active: so many times in every period, an event must be accepted. In each period
/// that is counted the people who owe it have a task, until it is done. When a period ends without, `<name>.missed` is
/// raised; `event.period` is the first day of that period (the working day of `workday`), `event.done` how often it was
/// done, `event.in_a_row` and `event.total` how often it was missed, in a row and in all, and `event.people` who owed it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// The name shown to people: the title of the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article that demands it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The period, in the zone of the document's calendar.
    pub every: Period,
    /// Actors who owe it.
    #[schemars(length(min = 1))]
    pub by: Vec<String>,
    /// The event that fulfils it. It belongs to the period in which it happened, and counts if it comes before that period ends.
    pub event: String,
    /// How often in every period. Absent: once.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    #[schemars(range(min = 1, max = 1_000))]
    pub at_least: u32,
    /// Whether a period counts that had begun before the state was entered.
    #[serde(default, skip_serializing_if = "First::is_whole")]
    pub first: First,
}

/// How long a period is. Days, weeks (from Monday), months, quarters, half-years and years are those of the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Every day.
    Day,
    /// Every working day. The days of rest before it belong to it: what is done on them is done for it.
    Workday,
    /// Every week, from Monday.
    Week,
    /// Every month.
    #[default]
    Month,
    /// Every quarter.
    Quarter,
    /// Every half of a year.
    HalfYear,
    /// Every year.
    Year,
}

/// What becomes of a period that had begun before the state was entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// It is free: the duty begins with the first whole period.
    #[default]
    Whole,
    /// It counts like any other, short as it may be.
    Counts,
}

impl First {
    fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

const fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_once(times: &u32) -> bool {
    *times == 1
}
