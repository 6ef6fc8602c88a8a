//! `*.schedule.yaml`: what happens again and again, on the rhythms of a calendar.

use super::calendar::{TimeOfDay, Weekday, date_schema};
use super::duration::Duration;
use super::rotation::Each;
use super::{Expression, Text, Value};
use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `*.schedule.yaml`. On which days and at which times, and what is done then: exactly one of `start`, `send`, `publish`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket schedule")]
pub struct Document {
    /// The version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub language: u32,
    /// The name of the schedule, by which other documents call it.
    pub schedule: String,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The rule it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The calendar that tells which days are worked. Absent: only days of the week are known, and `zone` is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The IANA time zone of all days and times of this document. Absent: that of the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = "Asia/Shanghai")]
    pub zone: Option<String>,
    /// Once for each of many units, which expressions know as `unit`. Absent: once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_each: Option<Each>,
    /// The first day on which it may happen. Absent: since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "date_schema")]
    pub from: Option<Date>,
    /// The last day on which it may happen. Absent: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "date_schema")]
    pub until: Option<Date>,
    /// On which days.
    pub on: Rhythm,
    /// At which times of such a day. Absent: once, when the day begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 96))]
    pub at: Vec<TimeOfDay>,
    /// What becomes of what fell into an outage.
    #[serde(default, skip_serializing_if = "Missed::is_run")]
    pub missed: Missed,
    /// How late what was missed may still run, in minutes, hours, days or workdays; what is later is skipped, and the log
    /// says so. Absent: however late it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_late_within: Option<Duration>,
    /// Start a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Send an event to cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<Send>,
    /// Publish a board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<Publish>,
}

/// On which days: exactly one of its keys, and perhaps `or`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rhythm {
    /// On each day of a kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Day>,
    /// Every so many days, weeks, months or years, counted from a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// On these days of each week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<Weekday>>,
    /// On these days of these months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<Dates>,
    /// On the last day of each period, worked or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<OfPeriod>,
    /// On the n-th working day of each period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workday: Option<NthWorkday>,
    /// On the last working day of each period, or the n-th counted from its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_workday: Option<NthWorkday>,
    /// During the first days of each period: it happens when the window opens, and knows when it closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Where it falls when the day is not worked; with `every`, `weekdays`, `dates` and `last_day`. Absent: on the day itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub or: Option<Or>,
}

/// A kind of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Any day.
    Day,
    /// A day that is worked, also a day of rest that is worked to make up for a holiday (调休上班).
    Workday,
    /// A day that is not worked: of the weekend, or of a holiday.
    RestDay,
    /// A day of an arranged holiday, whatever day of the week it is.
    Holiday,
}

/// A length and the day that it is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Every {
    /// How many.
    #[schemars(range(min = 1, max = 10_000))]
    pub n: u32,
    /// Of what.
    pub unit: Unit,
    /// The first day, from which all are counted.
    #[schemars(schema_with = "date_schema")]
    pub start: Date,
}

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Weeks.
    Week,
    /// Months, to the same day, or the last of a month that lacks it.
    Month,
    /// Years, to the same day, or 28 February where the year has no 29th.
    Year,
}

/// Days of months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// The days, 1 to 31.
    #[schemars(inner(range(min = 1, max = 31)))]
    pub days: Vec<i8>,
    /// The months, 1 to 12. Absent: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(range(min = 1, max = 12)))]
    pub months: Vec<i8>,
    /// What happens in a month that lacks the day. Needed for a day that one of the months may lack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_short_months: Option<ShortMonth>,
}

/// What happens in a month that lacks a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShortMonth {
    /// The last day of the month is meant.
    LastDay,
    /// Nothing.
    Skip,
}

/// A period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
    /// Three months, the first from January on.
    Quarter,
    /// January to June, or July to December.
    HalfYear,
    /// A year of the calendar.
    Year,
}

/// Names a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfPeriod {
    /// The period.
    pub of: Period,
}

/// A working day of a period. A period that has fewer of them is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NthWorkday {
    /// Which one. Absent: the first, or the last.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 366))]
    pub n: u32,
    /// The period.
    pub of: Period,
}

/// The first days of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// How many, in `workdays` or `days`, at most 366. It opens when the first of them begins, and closes when the last has ended.
    pub first: Duration,
    /// The period that they are the first of: of a quarter means after the one before it.
    pub of: Period,
}

/// Where it falls when the day is not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Or {
    /// On the next working day; once, if several days move to it.
    NextWorkday,
    /// On the working day before; once, if several days move to it.
    PreviousWorkday,
    /// Nowhere: it does not happen.
    Skip,
}

/// What becomes of what fell into an outage.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// It runs late, each one, in order.
    #[default]
    Run,
    /// It is skipped, and the log says so.
    Skip,
}

impl Missed {
    fn is_run(&self) -> bool {
        *self == Self::Run
    }
}

/// Start a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The workflow.
    pub workflow: String,
    /// Its data. Expressions know `occurrence`, `unit` (under `for_each`) and `params`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Value>,
}

/// Send an event to cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The event.
    pub event: String,
    /// To which cases.
    pub to: Recipients,
    /// What it carries. Expressions know `occurrence`, `unit` (under `for_each`) and `params`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Value>,
}

/// The cases that an event is sent to: those that are open when the schedule triggers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipients {
    /// The workflow.
    pub workflow: String,
    /// Which of its cases: a condition over `item` (the data fields of the case), `states` (the names of its active states,
    /// those around them included), `occurrence`, `unit` (under `for_each`) and `params`. Absent: all.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub where_: Option<Expression>,
}

/// Publish a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The board.
    pub board: String,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}
