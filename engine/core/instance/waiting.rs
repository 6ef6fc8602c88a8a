//! What of a case waits: tasks, events that are kept, delayed or to be approved, what failed.

use super::{Actor, CaseId, Data, Ended, Fired, Handover, Input, NodeKey, Words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// An open task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its id within the case, `t<counter>`.
    pub id: SmolStr,
    /// Its name in the definition; `<event>.approval` for a request.
    pub name: SmolStr,
    /// The state it belongs to.
    pub node: NodeKey,
    /// What people see.
    pub title: Arc<Words>,
    /// Who is invited. Empty: nobody was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// Who has taken it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Events that complete it; `approve` and `refuse` for a request.
    pub does: Arc<[String]>,
    /// Whether it moves with whoever is on duty. One that was handed to others does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follows: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// An event kept until a state takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deferred {
    /// Its name.
    pub name: String,
    /// Its payload.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub data: Data,
    /// Legal time.
    pub occurred_at: Timestamp,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The element it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// A delayed event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delayed {
    /// The name by which it is cancelled.
    pub id: String,
    /// The event.
    pub event: String,
    /// Its payload.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub data: Data,
    /// When it is due.
    pub due_at: Timestamp,
    /// The order among those due at one instant.
    pub order: u64,
    /// Who receives it. Absent: this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Recipient>,
}

/// Another case that receives an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum Recipient {
    /// The case that invoked this one.
    Parent,
    /// The case invoked under this name.
    Child(String),
    /// A case by its id.
    Case(CaseId),
}

/// An event that waits for approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The approvers' task.
    pub task: String,
    /// The state whose transition will take the event; the request is dropped when it is left.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
    /// The event.
    pub event: Deferred,
    /// When it was asked: the transition is judged as of then.
    pub asked_at: Timestamp,
    /// When it lapses. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at: Option<Timestamp>,
    /// Who has said yes so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved: Vec<String>,
    /// Whose yes is needed: one of them, or all.
    pub need_all: bool,
}

/// Inputs that follow each other at one instant of legal time without anybody from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rush {
    /// The instant.
    pub at: Timestamp,
    /// How many there were.
    pub count: u32,
}

/// An input that failed. What of it can be taken again stands in one of its parts; a sender's own event in none, for
/// the sender knows that it failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// The version that its incident left.
    pub version: u64,
    /// The clock, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What of the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fired: Option<Fired>,
    /// The entry that armed the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// The delayed event, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delayed: Option<Delayed>,
    /// The kept event, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Deferred>,
    /// The request that lapsed, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Request>,
    /// The change of duty, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// The end of a period of a duty, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// What came from another case, or from a service, if it was that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Box<Input>>,
    /// When it was parked.
    pub at: Timestamp,
}
