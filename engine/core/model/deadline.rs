//! Deadlines and escalation.

use super::action::{Action, Notify};
use super::calendar::TimeOfDay;
use super::event::Need;
use super::{Expression, Span, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A deadline of a state: a budget of time that begins when the state is entered, or with a legal fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article that sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// How long. One of `within` and `at_time` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// An expression giving the instant, or the date at whose end it falls due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_time: Option<Expression>,
    /// What the time is counted from: an event (when the latest one happened) or a data field of type date or instant.
    /// Absent: when the state was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// States inside this one during which the time stands still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops_in: Vec<String>,
    /// States inside this one that share the time: it begins when the first of them is entered, and stands still outside of
    /// them. Absent: it begins with this state and runs throughout.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs_in: Vec<String>,
    /// How the last day rolls off a day of rest: `none` or `next_workday`, or `=expression`. Absent: as the counting rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<String>,
    /// The named rule of day counting. Absent: the document's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<String>,
    /// The policy that acts as the deadline nears and passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<String>,
    /// What silence means: the transition taken when the time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Then>,
}

/// What happens when the time is over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// The state to go to. Absent: stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// A condition, asked when the time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Expression>,
    /// What to do.
    #[serde(default, rename = "do", skip_serializing_if = "Vec::is_empty")]
    pub do_: Vec<Action>,
}

/// One rung of an escalation policy. Exactly one of `reach`, `before` and `after` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// A share of the time (`80%`), or `due`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<String>,
    /// How long before the deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Span>,
    /// How long after the deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// A condition, asked when the rung is reached; if it does not hold, the rung is passed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expression>,
    /// Days and hours in which the rung may act: one that is reached outside of them waits for the next. Absent: at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Only>,
    /// Who must acknowledge, and what follows from silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge: Option<Acknowledge>,
    /// That it acts again and again, until the state is left or the acknowledgement is given or overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// The light that the case shows from here on (`yellow`, `red`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// Who is told, and what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
    /// Actors who take over the open tasks of the state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reassign: Vec<String>,
    /// What else to do.
    #[serde(default, rename = "do", skip_serializing_if = "Vec::is_empty")]
    pub do_: Vec<Action>,
    /// What to do when nobody can be found for `notify`, `reassign` or `acknowledge`.
    #[serde(default, skip_serializing_if = "IfEmpty::is_default")]
    pub if_empty: IfEmpty,
}

impl Rung {
    /// The actors whom it names together: those who are told, who take over, who acknowledge.
    pub fn people(&self) -> impl Iterator<Item = &[String]> {
        let told = self.notify.iter().map(|notify| notify.to.as_slice());
        let asked = self.acknowledge.iter().map(|asked| asked.by.as_slice());
        told.chain(std::iter::once(self.reassign.as_slice())).chain(asked)
    }
}

/// What to do when an actor cannot be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfEmpty {
    /// Go on with the rung, and note in the log that nobody was found.
    #[default]
    Skip,
    /// Ask the units above: where all who hold the role are left out, those who hold it higher up. Nobody there either: an
    /// incident.
    Parent,
    /// Stop and report an incident.
    Incident,
    /// Wait until somebody is on duty, and act once then; the light does not wait. Only where the rung names an actor that is
    /// on duty now. Nobody comes on duty within 400 days: go on as with `skip`.
    HoldUntilNextShift,
}

/// Days and hours in which a rung may act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// Kinds of days. Absent: every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Days>,
    /// The first minute of the day. Absent: 00:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<TimeOfDay>,
    /// The minute after the last. Absent: 24:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<TimeOfDay>,
}

/// A kind of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Days that are worked, make-up days among them.
    Workdays,
    /// Days that are not worked: weekends and holidays.
    RestDays,
    /// Days of arranged holidays.
    Holidays,
    /// Days of rest of the plain week.
    Weekends,
    /// Days of rest that are worked.
    MakeupWorkdays,
}

/// Who must acknowledge a rung.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// Actors who are asked; resolved when the rung is reached.
    pub by: Vec<String>,
    /// Whether one of them is enough.
    #[serde(default, skip_serializing_if = "Need::is_default")]
    pub need: Need,
    /// How long they have. It stands still while the deadline does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// What follows when nobody acknowledges in time, or nobody is there to ask.
    #[serde(default, rename = "else", skip_serializing_if = "Silence::is_default")]
    pub else_: Silence,
}

/// What follows from silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The next rung is reached at once.
    #[default]
    Next,
    /// Nothing: the next rung comes in its own time.
    Wait,
}

impl Silence {
    fn is_default(&self) -> bool {
        *self == Self::Next
    }
}

/// That a rung acts again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// How long after the time before.
    pub every: Option<Span>,
    /// How often in all, the first time among them.
    #[schemars(range(min = 2, max = 100))]
    pub at_most: u32,
}

impl IfEmpty {
    fn is_default(&self) -> bool {
        *self == Self::Skip
    }
}
