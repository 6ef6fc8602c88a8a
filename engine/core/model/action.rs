//! What an author asks for.

use super::duty::{Change, Withdraw};
use super::{Expression, Span, Text, Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One action: exactly one of its verbs, and perhaps `when`, `for_each` with `as`, and `with`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Only if this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expression>,
    /// Once for each element of this list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_each: Option<Expression>,
    /// The name of the element within a `for_each`. Absent: `item`.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_: Option<String>,
    /// Named values that go along with `raise`, `send`, `start`, `notify`, `issue` and `call`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<String, Value>,

    /// Set data fields.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub assign: IndexMap<String, Value>,
    /// Add an element to a list, or replace the one with the same key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put: Option<Put>,
    /// Take elements out of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Remove>,
    /// Raise an event within this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raise: Option<String>,
    /// Send an event to this case later, or to another case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<Send>,
    /// Cancel a delayed `send` by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel: Option<String>,
    /// Start another case, which lives on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Tell people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
    /// Issue a document from a template: numbered, frozen, hashed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Issue>,
    /// Call a service of the deployment; the answer comes back as `done.call.<service>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// Give a deadline more time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extend: Option<Extend>,
    /// Stop a deadline's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<ClockName>,
    /// Let a deadline's time run again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<ClockName>,
    /// Hand the open tasks of the active states to other actors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reassign: Vec<String>,
    /// Write a line into the log. May be an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<Value>,
    /// A script that may change data fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Expression>,
    /// Change duty: a swap, leave, somebody else for a while. What speaks against it refuses the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Take back what this case has changed of duty, from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraw_change: Option<Withdraw>,
}

/// Add an element to a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Put {
    /// The data field that holds the list.
    pub list: String,
    /// The element: a value, or the fields of a record.
    pub row: Option<Value>,
}

/// Take elements out of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remove {
    /// The data field that holds the list.
    pub list: String,
    /// Which elements: a condition over `item`.
    #[serde(rename = "where")]
    pub where_: Expression,
}

/// Send an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The event.
    pub event: String,
    /// The id of another case, as an expression. Absent: this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Expression>,
    /// How long to wait. Absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// The name by which `cancel` finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Start another case; `with` gives its data. Exactly one of `workflow` and `child` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The workflow. The case stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// The name under `children`: the case becomes a child of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<String>,
    /// The data field that keeps the new case's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
}

/// Tell people something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// Actors; `task` is whoever holds the open tasks now.
    pub to: Vec<String>,
    /// A notice declared under `notices`. Absent: `text` is given, or the engine says what happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The words themselves; `{field}` is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// Issue a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// A document declared under `documents`.
    pub document: String,
    /// Actors who receive it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// A document declared under `documents`, perhaps the same: the new one stands in place of the last of these that was
    /// issued, and names it. In the text `{corrects}` is its number, or its date where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
}

/// Call a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The name of the service; the deployment says where it is.
    pub service: String,
}

/// Give a deadline more time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// The deadline. Absent: the one of the state that takes the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// How much.
    pub add: Option<Span>,
    /// At most so much in all, over all extensions of the deadline. An event that would pass it is refused. Absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Span>,
    /// Why: kept with the deadline and shown when somebody asks why it falls due when it does. May be an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Value>,
}

/// Names a deadline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockName {
    /// The deadline.
    pub deadline: String,
}
