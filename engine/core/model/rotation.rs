//! `*.rotation.yaml`: who is on duty when, and why.

use super::Text;
use super::calendar::{Weekday, Window};
use super::duration::Duration;
use indexmap::IndexMap;
use jiff::civil::{Date, DateTime};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// `*.rotation.yaml`. Its layers say who takes which turn; changes (overrides, swaps, leave) are kept apart from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket rotation")]
pub struct Document {
    /// The version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub language: u32,
    /// The name of the rotation, by which other documents call it.
    pub rotation: String,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The rule it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The calendar that tells the kinds of day. Absent: only days of the week are known, and `zone` is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The IANA time zone of all civil times of this document. Absent: that of the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = "Asia/Shanghai")]
    pub zone: Option<String>,
    /// The unit whose duty this is. Absent: `for_each` names many, or none matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// One roster for each of many units. Absent: one roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_each: Option<Each>,
    /// The hours in which every slot must be filled. Absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Restriction>,
    /// What a shift needs, by name. Absent: one person, in the slot `duty`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub slots: IndexMap<String, Slot>,
    /// The rest between two shifts of one person. Absent: none is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
    /// Who takes which turn. An earlier layer goes before a later one; where it has nobody, the next is asked.
    #[schemars(length(max = 50))]
    pub layers: Vec<Layer>,
    /// Rosters for a span of time: within it they replace all layers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub temporary: Vec<Temporary>,
    /// Who is on duty when nobody is. Absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
    /// How evenly duty must fall on people. Absent: it is counted, and not judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fairness: Option<Fairness>,
}

/// One roster for each unit of a level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// The level.
    pub level: String,
}

/// Days on which, and hours at which. What is absent admits everything; what is present must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// The kinds of day on which a window opens. Absent: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Day>,
    /// The days of the week on which a window opens. Absent: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// From and, half-open, to: an end before the start is that of the next day, an end equal to it is 24 hours later and
    /// joins the next day. Absent: 24 hours from the time of the day at which the layer starts; of service, the whole day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
}

/// A kind of day, as duty sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// A plain working day.
    Workday,
    /// A day of rest of the plain week that is worked (调休上班).
    MakeupWorkday,
    /// A plain working day, or a day of rest that is worked.
    WorkedDay,
    /// A day of rest of the plain week.
    Weekend,
    /// A day of an arranged holiday, whatever day of the week it is.
    Holiday,
    /// A statutory holiday itself, and not a day of rest arranged around one.
    Statutory,
    /// A day of rest of the plain week, or of an arranged holiday.
    RestDay,
}

/// What a shift needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// How many people at once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 100))]
    pub count: u32,
    /// Whom it may fall to. Absent: whom the layers name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<Pool>,
    /// What a person on duty here must be qualified for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<String>,
    /// Slots that the same person must not fill at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_same_as: Vec<String>,
}

/// The holders of a role in the unit of the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// The role.
    pub role: String,
    /// Whether units above are asked, the nearest first, when nobody holds it here. Absent: no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub walk: bool,
}

/// The rest between two shifts of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// At least this long, in minutes or hours.
    pub minimum: Duration,
}

/// Who takes which turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Its name, which explanations use.
    pub layer: String,
    /// The slot it fills. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// When turn 0 begins, on the clock on the wall. Turns before it are counted backward: -1, -2.
    #[schemars(schema_with = "datetime_schema")]
    pub start: DateTime,
    /// When the layer ends. Absent: it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "datetime_schema")]
    pub until: Option<DateTime>,
    /// How long a turn is. Absent: one day; a block is as long as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// What makes the next one's turn come.
    #[serde(default)]
    pub advance: Advance,
    /// The days and hours of the layer. Absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Restriction>,
    /// Who takes turns, in this order. Absent: the pool of the slot, in the order of its posts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 500))]
    pub participants: Vec<Participant>,
}

/// A length of turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Every {
    /// How many.
    #[schemars(range(min = 1, max = 10_000))]
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

/// What the length of a turn counts, on the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours of the clock on the wall: 24 of them end at the same time on both sides of a change of the clocks.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months, to the same day, or the last of a month that lacks it; counted from the start.
    Month,
}

/// What makes the next one's turn come.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Advance {
    /// Time: also days on which the layer has no duty use up a turn.
    #[default]
    Calendar,
    /// A day on which the layer has duty; other days do not count.
    EligibleDay,
    /// A run of days on which the layer has duty: a weekend, or a whole holiday, is one turn.
    Block,
}

/// One that takes turns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// The person. Absent: nobody; the next layer is asked in this turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// How many turns in a row. Absent: one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 100))]
    pub turns: u32,
    /// The first day: turns that begin earlier are counted without. Absent: since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::calendar::date_schema")]
    pub from: Option<Date>,
    /// The last day: later turns are counted without. Absent: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "super::calendar::date_schema")]
    pub until: Option<Date>,
}

/// A roster for a span of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Temporary {
    /// Its name, which explanations use.
    pub temporary: String,
    /// When it begins, on the clock on the wall.
    #[schemars(schema_with = "datetime_schema")]
    pub from: DateTime,
    /// When it has ended.
    #[schemars(schema_with = "datetime_schema")]
    pub to: DateTime,
    /// The units that it holds for. Absent: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Who takes which turn meanwhile.
    pub layers: Vec<Layer>,
}

/// Who is on duty when nobody is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// Whether the units above are asked, the nearest first.
    pub parent: bool,
    /// The rotation that is asked there. Absent: any that has a roster for that unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<String>,
    /// The slot that is asked there. Absent: the one of the same name, else the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
}

/// How evenly duty must fall on people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fairness {
    /// The greatest difference between two people of one slot, over the year that is checked, in duties of each kind.
    pub bound: u32,
    /// The kinds that are judged. Absent: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Burden>,
    /// The hours that make a duty one of the night. Absent: 22:00 to 06:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night: Option<Window>,
}

/// What a duty is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Burden {
    /// On a statutory holiday.
    Statutory,
    /// On another day of rest.
    Rest,
    /// On a day that is worked.
    Workday,
    /// By night, whatever the day.
    Night,
}

impl Default for Slot {
    fn default() -> Self {
        Self { title: None, count: 1, pool: None, qualifications: Vec::new(), not_same_as: Vec::new() }
    }
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

fn datetime_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$",
        "examples": ["2026-01-05T08:30"]
    })
}
