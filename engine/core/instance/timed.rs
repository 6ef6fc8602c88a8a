//! What of a case goes by time: clocks, rungs that wait, acknowledgements, duty that is watched, duties that recur.

use super::NodeKey;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

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
