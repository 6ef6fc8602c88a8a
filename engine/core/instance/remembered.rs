//! The remembered state of a case: everything, so that a case can be put away and taken up anywhere.

use super::{Actor, CaseId, Data, Fields, Hash, Input, Words, words};
use crate::rotation::Change;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// The format of a stored case. A node leaves newer ones alone.
pub const FORMAT: u32 = 1;

/// A state of the chart in one place: `state`, or `state@element` inside a region per element.
///
/// Ordered by name, for storage only; the order of the document is the definition's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeKey {
    /// The state's stable id: its name.
    pub state: SmolStr,
    /// The element of the region that it lives in.
    pub element: Option<SmolStr>,
}

impl fmt::Display for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.element {
            None => f.write_str(&self.state),
            Some(element) => write!(f, "{}@{element}", self.state),
        }
    }
}

impl From<&str> for NodeKey {
    fn from(text: &str) -> Self {
        match text.split_once('@') {
            None => Self { state: text.into(), element: None },
            Some((state, element)) => Self { state: state.into(), element: Some(element.into()) },
        }
    }
}

impl Serialize for NodeKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NodeKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

/// A running case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// [`FORMAT`] when written.
    pub format: u32,
    /// Who it is.
    pub id: CaseId,
    /// The name of its workflow.
    pub workflow: SmolStr,
    /// The hash of the definition that it started with.
    pub definition: Hash,
    /// The unit of the organisation to which it belongs. Absent: to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// When its start was recorded.
    pub started_at: Timestamp,
    /// When its start happened.
    pub occurred_at: Timestamp,
    /// The time of its last input.
    pub at: Timestamp,
    /// How many inputs it has taken.
    pub version: u64,
    /// The version left by the last input that the engine did not make by itself.
    pub decided_version: u64,
    /// The active states, leaves and those around them.
    pub active: BTreeMap<NodeKey, ActiveState>,
    /// The elements that per-element states have regions for, in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elements: BTreeMap<String, Vec<String>>,
    /// States with data of their own that were entered before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<String>,
    /// What history states remember: the states to enter again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub history: BTreeMap<NodeKey, Vec<NodeKey>>,
    /// The data fields.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub data: Fields,
    /// Clocks of the deadlines of active states, by `<deadline>` or `<deadline>@<element>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clocks: BTreeMap<String, Clock>,
    /// Duty that active states watch, by `<shift>` or `<shift>@<element>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub watches: BTreeMap<String, Watch>,
    /// Duties that recur during active states, by `<obligation>` or `<obligation>@<element>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub obligations: BTreeMap<String, Owed>,
    /// What this case has changed of duty, in the order of the decisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Open tasks, in the order in which they were opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// Legal time of the latest event of each name that was accepted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub happened: BTreeMap<SmolStr, Timestamp>,
    /// How often each event was accepted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub times: BTreeMap<SmolStr, u32>,
    /// How often each limited transition was taken.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub taken: BTreeMap<String, u32>,
    /// Events kept until a state takes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deferred: Vec<Deferred>,
    /// Whether a kept event became possible and is to be taken at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ready: bool,
    /// Delayed events of its own, in the order in which they were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delayed: Vec<Delayed>,
    /// Events that wait for approval.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    /// Acknowledgements that rungs wait for, in the order in which they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acks: Vec<Ack>,
    /// Cases invoked by active states, by the invocation's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub children: BTreeMap<String, Child>,
    /// Cases that it has started as its children, by `<name>/<number>` in the order of their starts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Part>,
    /// The case that invoked this one, or started it as its child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// What failed and waits for an operator, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parked: Vec<Parked>,
    /// Inputs that no sender from outside has brought, one after the other at one instant. Absent: the last one came
    /// from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rush: Option<Rush>,
    /// Numbers for people, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, String>,
    /// Documents issued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Counts entries of states, tasks and sends; never goes back.
    pub counter: u64,
    /// The final state in which it ended, or `cancelled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}

impl Instance {
    /// A case that has taken nothing yet.
    #[must_use]
    pub fn new(id: CaseId, workflow: &str, definition: Hash, parent: Option<Parent>, at: Timestamp) -> Self {
        Self {
            format: FORMAT,
            id,
            workflow: workflow.into(),
            definition,
            unit: None,
            started_at: at,
            occurred_at: at,
            at,
            version: 0,
            decided_version: 0,
            active: BTreeMap::new(),
            elements: BTreeMap::new(),
            seen: Vec::new(),
            history: BTreeMap::new(),
            data: Fields::default(),
            clocks: BTreeMap::new(),
            watches: BTreeMap::new(),
            obligations: BTreeMap::new(),
            changes: Vec::new(),
            tasks: Vec::new(),
            happened: BTreeMap::new(),
            times: BTreeMap::new(),
            taken: BTreeMap::new(),
            deferred: Vec::new(),
            ready: false,
            delayed: Vec::new(),
            requests: Vec::new(),
            acks: Vec::new(),
            children: BTreeMap::new(),
            parts: BTreeMap::new(),
            parent,
            parked: Vec::new(),
            rush: None,
            numbers: BTreeMap::new(),
            documents: Vec::new(),
            counter: 0,
            ended: None,
        }
    }

    /// Whether it may be due at another time when duty is changed.
    #[must_use]
    pub fn watches_duty(&self) -> bool {
        !self.watches.is_empty() || self.clocks.values().any(|clock| !clock.waits.is_empty())
    }
}

/// An active state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveState {
    /// Which entry this is, by the case's counter.
    pub entry: u64,
    /// When it was entered, as recorded.
    pub at: Timestamp,
    /// Legal time of the event that led here.
    pub occurred_at: Timestamp,
}

/// The clock of a deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// The state it belongs to.
    pub node: NodeKey,
    /// The entry of that state that armed it.
    pub entry: u64,
    /// The budget.
    pub budget: crate::calendar::Clock,
    /// The rungs that have fired, by place in the policy; [`Fired::End`] for the end of the time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired: Vec<Fired>,
    /// Spans of rungs that expressions gave when the clock was armed, by place in the policy.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spans: BTreeMap<u16, crate::model::Duration>,
    /// Rungs that silence has brought about before their time, by place in the policy.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub early: BTreeMap<u16, Timestamp>,
    /// Rungs that act again, by place in the policy.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub again: BTreeMap<u16, Again>,
    /// Rungs that were passed by, because their condition did not hold when they were reached: they set no light.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub passed: BTreeSet<u16>,
    /// Rungs that have been reached and wait until somebody is on duty, by place in the policy.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waits: BTreeMap<u16, Wait>,
    /// Whether its state was left for a while, and history may lead back: it stands still until then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

/// A rung that waits until somebody is on duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Since when nobody has been found.
    pub since: Timestamp,
    /// Whom it waits for: of each of these, somebody must be on duty in one of the slots.
    #[serde(rename = "for")]
    pub slots: Vec<Vec<Seat>>,
}

/// A slot that somebody is to fill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The rotation.
    pub rotation: String,
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The unit. Absent: the rotation has one roster for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Who does not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}

/// A rung that acts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// How often it has acted.
    pub times: u32,
    /// When it was reached last, whether or not it had to wait for the hours in which it may act.
    pub last: Timestamp,
    /// How long after that it is reached again.
    pub every: crate::model::Duration,
}

/// An acknowledgement that a rung waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ack {
    /// The task of those who were asked.
    pub task: String,
    /// The clock.
    pub clock: String,
    /// The rung, by its place in the policy.
    pub rung: u16,
    /// Whether all of them must.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub need_all: bool,
    /// Who has acknowledged so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// The time that they have. Absent: as long as the state lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<crate::calendar::Clock>,
    /// The order among what falls due at one instant.
    pub order: u64,
}

/// Duty that a state watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// The state it belongs to.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
    /// The unit. Absent: the rotation has one roster for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The last boundary that was handled; at first, when the state was entered.
    pub at: Timestamp,
    /// Who is on duty since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
}

/// A change of the people on duty that a state watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The watch.
    pub name: String,
    /// The state it belongs to.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
    /// Who goes off duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outgoing: Vec<String>,
    /// Who comes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incoming: Vec<String>,
}

/// A duty that recurs: its period now, and the periods before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The state it belongs to.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
    /// The first day of the period now, or the day within it on which the duty began. Its last day is the calendar's to say.
    pub from: Date,
    /// Whether nothing is owed in this period.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// How often it was done in this period.
    #[serde(default, skip_serializing_if = "is_none")]
    pub done: u32,
    /// The task of those who owe it. Absent: it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<SmolStr>,
    /// How many of the last periods were missed one after the other.
    #[serde(default, skip_serializing_if = "is_none")]
    pub in_a_row: u32,
    /// How many periods were missed in all.
    #[serde(default, skip_serializing_if = "is_none")]
    pub total: u32,
    /// Whether its state was left for a while, and history may lead back: nothing is owed until then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

/// A period of a duty that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The obligation.
    pub name: String,
    /// The state it belongs to.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
    /// The day by which the period is called.
    pub period: Date,
    /// Whether too little was done.
    pub missed: bool,
    /// How often it was done.
    pub done: u32,
    /// How many of the last periods were missed one after the other, this one among them.
    pub in_a_row: u32,
    /// How many periods were missed in all.
    pub total: u32,
    /// Who owed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_none(times: &u32) -> bool {
    *times == 0
}

/// What has fired on a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fired {
    /// A rung, by its place in the policy.
    Rung(u16),
    /// The end of the time.
    End,
}

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

/// A case that a state invoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Who it is.
    pub id: CaseId,
    /// The name of the invocation.
    pub name: String,
    /// Its workflow.
    pub workflow: String,
    /// The state that invoked it.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
}

/// What has changed of the fields that a case shares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Fields with their new values.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub data: Data,
    /// Fields that were emptied. No document holds `null`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<String>,
}

impl Shared {
    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty() && self.emptied.is_empty()
    }
}

/// A child that lives on its own, as far as its parent knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Who it is.
    pub id: CaseId,
    /// The name of the children that it is one of.
    pub name: String,
    /// Its state: the outermost of those that are active, or the one in which it ended. Absent: nothing is known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What is read of its data.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub shared: Data,
    /// Whether it has ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// Whether it ended because it could not go on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
}

/// Who waits for a case's end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The case.
    pub id: CaseId,
    /// What it shares with its children, when one of them starts; not kept.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub shared: Data,
}

/// A document issued: numbered, frozen, hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its name in the definition.
    pub name: String,
    /// Its number. Absent: not numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its heading.
    pub title: Words,
    /// Its text. Names of private fields stand in it, and in the heading, as `{name}`.
    pub text: Words,
    /// The private fields that it names, as they were when it was issued; sealed wherever the case is stored.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub data: Data,
    /// Who receives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The hash of number, heading and text as they are kept: names stand in it for private values, so that it gives
    /// nobody a way to try values out. Those are covered as ciphertext by the log.
    pub hash: Hash,
}

impl Document {
    /// Heading and text as they read, private values in their places; a mark where they are not for this reader.
    #[must_use]
    pub fn read(&self) -> (Words, Words) {
        let full = |text: &str| words::fill(text, |name| words::by_path(&self.data, name));
        let both = |text: &Words| Words { zh: full(&text.zh), en: full(&text.en) };
        (both(&self.title), both(&self.text))
    }
}
