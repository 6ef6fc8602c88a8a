//! Duty in workflows: cases that change it, and states that watch it.

use super::{Expression, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Change duty. Exactly one of `override`, `swap`, `leave`, `temporary` and `recorded` is given.
///
/// It holds from the moment at which the case records it, decided by whoever sent the event. What speaks against it
/// refuses the event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The rotation. Absent: all of them, which only leave may say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<String>,
    /// The unit whose roster it is. Absent: the only one; of leave, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Value>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Value>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<Said>,
    /// Who agreed to it as the other side; a swap needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Said>,
    /// People added, removed or replaced.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub override_: Option<Override>,
    /// Two people exchange two shifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<Exchange>,
    /// A person is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave: Option<Leave>,
    /// A roster for a span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary: Option<Stated>,
    /// Who was on duty: history, which is the only change that reaches back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Stated>,
}

/// Who said something on the way to a change, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The person: an expression, as everywhere behind `=`.
    pub by: Option<Value>,
    /// The event by which they said it: when it happened last is the time. Absent: the event being processed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// People added to, removed from or replaced in a slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Since when: an instant, or a date, which is its beginning.
    pub from: Option<Value>,
    /// Until when: an instant, or a date, which is its end.
    pub to: Option<Value>,
    /// Who is on duty as well: a person, or several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Value>,
    /// Who is not: a person, or several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Value>,
    /// Who stands in for whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replace: Vec<Replace>,
}

/// One person stands in for another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// Who would be on duty.
    pub person: Option<Value>,
    /// Who is.
    pub with: Option<Value>,
}

/// Two people exchange two shifts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The shift of the one.
    pub a: Part,
    /// The shift of the other.
    pub b: Part,
}

/// A shift that a person gives away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Whose it is.
    pub person: Option<Value>,
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Since when: an instant, or a date, which is its beginning.
    pub from: Option<Value>,
    /// Until when: an instant, or a date, which is its end.
    pub to: Option<Value>,
}

/// A person is away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// Who.
    pub person: Option<Value>,
    /// Since when: an instant, or a date, which is its beginning.
    pub from: Option<Value>,
    /// Until when: an instant, or a date, which is its end.
    pub to: Option<Value>,
    /// Who stands in. Absent: the next layer is asked, unless `repay` is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<Value>,
    /// Whether the next in turn stands in, and is paid back with a later turn.
    #[serde(default, skip_serializing_if = "super::data::is_false")]
    pub repay: bool,
}

/// Who is on duty in a span.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Since when: an instant, or a date, which is its beginning.
    pub from: Option<Value>,
    /// Until when: an instant, or a date, which is its end.
    pub to: Option<Value>,
    /// A person, or several. Absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<Value>,
}

/// Take back what this case has changed of duty, from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {}

/// Raises `shift.<name>` whenever the people on duty in a slot change while the state lasts. `event.outgoing` lists who
/// goes off duty, `event.incoming` who comes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The rotation.
    pub rotation: String,
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Where: an expression giving a unit, worked out when the state is entered. Absent: the unit of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Expression>,
}

/// Which shift is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Whoever is on duty now.
    #[default]
    Now,
    /// Whoever comes on when the people on duty next change.
    Next,
}
