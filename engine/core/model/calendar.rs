//! `*.calendar.yaml`: which days are worked, from when to when, and how a law counts days.

use super::Text;
use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// `*.calendar.yaml`. Several documents of one name make one calendar: each may bring years of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket calendar")]
pub struct Document {
    /// The version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub language: u32,
    /// The name of the calendar, by which other documents call it.
    pub calendar: String,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The IANA time zone in which days begin and end. Absent: that of another document of this name, or of `inherits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = "Asia/Shanghai")]
    pub zone: Option<String>,
    /// The calendar that this one changes: its years, hours and countings hold here unless this one says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherits: Option<String>,
    /// The plain week, before holidays and make-up working days. Absent: as inherited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<Week>,
    /// The working windows of a day. Absent: as inherited; without any, working hours cannot be counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// The years that are known. Whatever needs another year is refused.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub years: IndexMap<i16, Year>,
    /// Named rules of day counting, since laws differ in it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub countings: IndexMap<String, Counting>,
}

/// The plain week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// The days of rest.
    pub rest: Vec<Weekday>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The day of the week of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            jiff::civil::Weekday::Monday => Self::Monday,
            jiff::civil::Weekday::Tuesday => Self::Tuesday,
            jiff::civil::Weekday::Wednesday => Self::Wednesday,
            jiff::civil::Weekday::Thursday => Self::Thursday,
            jiff::civil::Weekday::Friday => Self::Friday,
            jiff::civil::Weekday::Saturday => Self::Saturday,
            jiff::civil::Weekday::Sunday => Self::Sunday,
        }
    }

    /// The word written in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

/// The working windows by kind of day: ascending, apart from each other, half-open (the end is outside).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On a plain working day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workday: Vec<Window>,
    /// On a day of rest that is worked to make up for a holiday. Absent: as on a working day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub makeup_workday: Option<Vec<Window>>,
    /// On a day of rest of the plain week. Absent: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekend: Vec<Window>,
    /// On a day of an arranged holiday. Absent: none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holiday: Vec<Window>,
    /// On a plain working day of this day of the week, where it differs from the others: a half day. A half day is one
    /// working day, and as many working hours as its windows have.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub weekdays: IndexMap<Weekday, Vec<Window>>,
}

/// From one time of the day up to, and without, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first minute.
    pub from: TimeOfDay,
    /// The minute after the last; `24:00` is the end of the day.
    pub to: TimeOfDay,
}

/// A time of the day, `HH:MM`, from `00:00` to `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    minutes: u16,
}

/// A text that is no time of the day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time of the day: write hours and minutes, from \"00:00\" to \"24:00\"")]
pub struct TimeOfDayError(String);

impl TimeOfDay {
    /// The minutes since the start of the day, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.minutes
    }
}

impl FromStr for TimeOfDay {
    type Err = TimeOfDayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || TimeOfDayError(text.to_owned());
        let two = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = text.split_once(':').ok_or_else(wrong)?;
        let (hours, minutes) = (two(hours).ok_or_else(wrong)?, two(minutes).ok_or_else(wrong)?);
        let total = hours * 60 + minutes;
        if minutes > 59 || total > 24 * 60 { Err(wrong()) } else { Ok(Self { minutes: total }) }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> Cow<'static, str> {
        "TimeOfDay".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time of the day, hours and minutes, from \"00:00\" to \"24:00\". Written in quotes.",
            "type": "string",
            "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            "examples": ["09:00", "17:30"]
        })
    }
}

/// What is known of one year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// Whether the arrangement of the year is published.
    pub status: Status,
    /// That this corrects the year as another document of this calendar, or the one it inherits, describes it; its status,
    /// basis and source hold instead of the other's. Absent: the year is described here first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<Amends>,
    /// Where the days were taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The notice or law that arranges the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The days that differ from the plain week.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Day>,
}

/// How much of a year is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Amends {
    /// The days named here; the others stay as they are. `kind: workday` or `weekend` takes a day back.
    Days,
    /// The whole year: what the other document says of it is void.
    Year,
}

/// Whether the arrangement of a year is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Published: results stand.
    Official,
    /// Expected: results that need this year say so, and are counted again when it becomes official.
    Provisional,
}

/// A day that differs from the plain week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The day.
    #[schemars(schema_with = "date_schema")]
    pub date: Date,
    /// What kind of day it is.
    pub kind: DayKind,
    /// The holiday that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Whether it is a statutory holiday itself, and not a day of rest arranged around one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub statutory: bool,
    /// The working day or day of rest that it was exchanged with. It informs; nothing is counted from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "date_schema")]
    pub swapped_with: Option<Date>,
    /// The working windows of this one day: half a day before a festival, for example. Absent: those of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<Window>>,
}

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A plain working day.
    Workday,
    /// A day of rest of the plain week.
    Weekend,
    /// A day of an arranged holiday, whatever day of the week it is.
    Holiday,
    /// A day of rest of the plain week that is worked (调休上班).
    MakeupWorkday,
}

impl DayKind {
    /// Whether the day is worked.
    #[must_use]
    pub const fn is_worked(self) -> bool {
        matches!(self, Self::Workday | Self::MakeupWorkday)
    }

    /// The word written in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Workday => "workday",
            Self::Weekend => "weekend",
            Self::Holiday => "holiday",
            Self::MakeupWorkday => "makeup_workday",
        }
    }
}

/// How a law counts days. Minutes and hours run from the instant and are not touched by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The articles it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Whether the day of the legal fact is the first day.
    #[serde(default)]
    pub first_day: FirstDay,
    /// What happens when the last day is not worked.
    #[serde(default)]
    pub roll: Roll,
    /// When the last day ends.
    #[serde(default)]
    pub ends: Ends,
    /// What this law means by a plain day (日). It changes no arithmetic: a term written in the other unit is pointed out.
    #[serde(default, skip_serializing_if = "PlainDay::is_calendar_day")]
    pub plain_day: PlainDay,
    /// Counts for which this law means working days though it writes plain days (行政处罚法 art. 85: 2, 3, 5, 7).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workdays_when: Vec<u32>,
}

/// Whether the day of the legal fact is the first day of the count.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FirstDay {
    /// The count begins with the day itself.
    Counted,
    /// The count begins with the next day.
    #[default]
    NotCounted,
}

/// What happens when the last day is not worked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nothing: the term may end on a day of rest.
    #[default]
    None,
    /// The term ends on the next working day; counting backward, on the one before.
    NextWorkday,
}

/// When the last day ends.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// At 24:00 in the zone of the calendar.
    #[default]
    Midnight,
    /// With the last working window of the day; at 24:00 on a day that has none.
    CloseOfBusiness,
}

/// What a law means by a plain day (日).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PlainDay {
    /// A calendar day.
    #[default]
    CalendarDay,
    /// A working day.
    Workday,
}

impl PlainDay {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    fn is_calendar_day(&self) -> bool {
        *self == Self::CalendarDay
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The schema of a date, `2026-10-01`.
pub(crate) fn date_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}
