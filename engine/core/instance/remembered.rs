//! The remembered state of a case: everything, so that a case can be put away and taken up anywhere.

use super::{
    Ack, CaseId, Child, Clock, Data, Deferred, Delayed, Fields, Hash, Owed, Parent, Parked, Part, Request,
    Rush, Task, Watch, Words, words,
};
use crate::rotation::Change;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt;

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

/// A table of a document, as it was when the document was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The heads of the columns.
    pub heads: Vec<Words>,
    /// A cell for each column.
    pub rows: Vec<Vec<Words>>,
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
    /// The name of the unit that issues it. Absent: the unit of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Words>,
    /// The table below the text. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// Who receives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The place, among the documents of its case, of the one that it stands in place of. Absent: it corrects none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<usize>,
    /// The hash of number, heading and text as they are kept, and, where there are such, of the unit, the table and the
    /// hash of the document that is corrected. Names stand in it for private values, so that it gives
    /// nobody a way to try values out. Those are covered as ciphertext by the log.
    pub hash: Hash,
}

impl Document {
    /// Heading and text as they read, private values in their places; a mark where they are not for this reader.
    #[must_use]
    pub fn read(&self) -> (Words, Words) {
        let full = |text: &str, zh| words::fill(text, |name| words::by_path(&self.data, name, zh));
        let both = |text: &Words| Words { zh: full(&text.zh, true), en: full(&text.en, false) };
        (both(&self.title), both(&self.text))
    }

    /// The hash that it must have; `corrected` is that of the document that it stands in place of.
    #[must_use]
    pub fn stamp(&self, corrected: Option<&Hash>) -> Hash {
        let (title, text) = (&self.title, &self.text);
        let number = self.number.as_deref().unwrap_or_default();
        let mut parts = vec![number, &title.zh, &title.en, &text.zh, &text.en];
        if let Some(unit) = &self.unit {
            parts.extend(["unit", &unit.zh, &unit.en]);
        }
        if let Some(table) = &self.table {
            parts.push("table");
            for row in std::iter::once(&table.heads).chain(&table.rows) {
                parts.push("row");
                parts.extend(row.iter().flat_map(|cell| [cell.zh.as_str(), &cell.en]));
            }
        }
        if let Some(corrected) = corrected {
            parts.extend(["corrects", corrected.as_str()]);
        }
        Hash::of(&parts.into_iter().map(str::as_bytes).collect::<Vec<_>>())
    }
}
