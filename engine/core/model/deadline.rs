//! Deadlines and escalation.

use super::action::{Action, Notify};
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
    /// What to do when nobody can be found for `notify` or `reassign`.
    #[serde(default, skip_serializing_if = "IfEmpty::is_default")]
    pub if_empty: IfEmpty,
}

/// What to do when an actor cannot be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfEmpty {
    /// Go on with the rung, and note in the log that nobody was found.
    #[default]
    Skip,
    /// Stop and report an incident.
    Incident,
}

impl IfEmpty {
    fn is_default(&self) -> bool {
        *self == Self::Skip
    }
}
