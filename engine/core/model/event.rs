//! Events that a case can receive, and the start, which is one of them.

use super::data::{Field, is_false};
use super::{Span, Text};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An event that people or other systems may send to a case, or that the case raises itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What sending it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The article that knows this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// Actors who may send it. Empty: only the case itself raises it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Data fields of the case that the payload carries and that are saved when the event is accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saves: Vec<String>,
    /// Those of `saves` that may be left out; the case then keeps the value it has. An event that saves a field is
    /// otherwise there to bring it, also where the case may lack it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_omit: Vec<String>,
    /// Fields of the payload that are not saved by themselves.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Field>,
    /// Whether the sender says when it happened (legal time), which may lie before the moment of recording.
    #[serde(default, skip_serializing_if = "Happened::is_default")]
    pub happened: Happened,
    /// How far back the legal time may lie. Absent: back to the start of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backdate: Option<Span>,
    /// What must be approved before the event takes effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// What becomes of the event where no transition takes it.
    #[serde(default, skip_serializing_if = "Unhandled::is_default")]
    pub when_unhandled: Unhandled,
}

/// Whether legal time comes with an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// The event happened when it was received.
    #[default]
    Never,
    /// The sender may say when it happened.
    Optional,
    /// The sender must say when it happened.
    Required,
}

impl Happened {
    fn is_default(&self) -> bool {
        *self == Self::Never
    }
}

/// What becomes of an event that nothing takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unhandled {
    /// Refuse it, and say which events are possible now.
    #[default]
    Reject,
    /// Answer that it was ignored.
    Ignore,
    /// Keep it until a state takes it.
    Defer,
}

impl Unhandled {
    fn is_default(&self) -> bool {
        *self == Self::Reject
    }
}

/// An approval that an event waits for. It is judged as of the time it was asked, and dropped when its state is left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Actors who may approve.
    pub by: Vec<String>,
    /// Whether one of them is enough.
    #[serde(default, skip_serializing_if = "Need::is_default")]
    pub need: Need,
    /// How long they have. The request lapses afterwards. Absent: as long as the state lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// The article that demands it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
}

/// How many of several people must say yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// One of them.
    #[default]
    Any,
    /// All of them.
    All,
}

impl Need {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::Any
    }
}

/// The start of a case: an event like any other, that needs no state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opens {
    /// Actors who may open a case. Empty: only other cases and the engine.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Data fields that the start carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saves: Vec<String>,
    /// Whether the start says when it happened.
    #[serde(default, skip_serializing_if = "Happened::is_default")]
    pub happened: Happened,
    /// How far back the start's legal time may lie. Absent: 30 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backdate: Option<Span>,
}

/// What makes two cases the same case, whoever starts them: people, programs, schedules, lists or other cases. A case that
/// starts another whose key is taken hears `child.failed.<name>` if it starts it as its child; what is refused is an
/// incident as well.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Paths of data fields that together make the key (`petitioner.id`).
    pub of: Vec<String>,
    /// The state in which the key becomes free again. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What happens to a start whose key is taken.
    pub taken: Taken,
    /// With `taken: raise`: the event raised in the case that holds the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// What happens to a start whose key is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// Refuse the start.
    #[default]
    Refuse,
    /// Answer with the case that holds the key.
    Ignore,
    /// Raise an event in the case that holds the key, with the data of the start as its payload.
    Raise,
}

/// A number for people, from a sequence of the deployment. Gaps are allowed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The text of the number; `{n}` is the next of the sequence, `{year}` the year, other names are data fields.
    pub text: String,
    /// What separates sequences: `year`, or data fields. Empty: one sequence for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per: Vec<String>,
    /// The event with which the number is given. Absent: with the start. A number that a document names is given to each
    /// of these documents when it is issued, and with nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Whether the field may stay empty until then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
}
