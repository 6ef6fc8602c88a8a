//! What comes in: one input is one commit.

use super::{CaseId, Data, Parent, Read, Shared};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One input of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its id, unique per (case, source).
    pub id: String,
    /// Who vouches for the id.
    pub source: Source,
    /// The time of the input: a timer's due instant, else when it was received. Never earlier than the case's last.
    pub at: Timestamp,
    /// Legal time, where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
    /// Who acts. Absent: the engine, or another case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// What it is.
    pub cause: Cause,
    /// Numbers drawn from sequences for this input, by scope, in the order in which they are used.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, Vec<u64>>,
    /// What was read of other cases for this input, in the order in which it was first asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<Read>,
}

/// Who vouches for an input's id. Set by the host, so that nobody can post the id of a timer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum Source {
    /// The engine: timers, delayed events.
    Engine,
    /// Another case.
    Case(CaseId),
    /// A token, by its name.
    Token(String),
    /// A schedule, by its name: the engine, when it was time.
    Schedule(String),
    /// A list, by its name, when it was synced; `actor` is who asked for it.
    List(String),
}

impl Source {
    /// The text under which ids of this source are kept.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Engine => "engine".to_owned(),
            Self::Case(id) => format!("case:{id}"),
            Self::Token(name) => format!("token:{name}"),
            Self::Schedule(name) => format!("schedule:{name}"),
            Self::List(name) => format!("list:{name}"),
        }
    }

    /// Whether the input was made by the engine by itself, so that it does not count for `expected_version`.
    #[must_use]
    pub const fn is_engine(&self) -> bool {
        matches!(self, Self::Engine | Self::Schedule(_))
    }
}

/// Who acts, and on whose behalf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// A person of the organisation, or the id of a party.
    pub id: String,
    /// The system that vouches for the actor, where a system speaks for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// What an input is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Cause {
    /// The first input of every case.
    Start {
        /// The data it brings.
        data: Data,
        /// The case that started this one and waits for its end. Absent: it stands alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Parent>,
    },
    /// An event from outside or from another case.
    Event {
        /// Its name.
        name: String,
        /// Its payload.
        #[serde(default, skip_serializing_if = "Data::is_empty")]
        data: Data,
        /// The task that is completed by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<String>,
        /// The element of a region that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        region: Option<String>,
    },
    /// An approver's word on a request.
    Decide {
        /// The task of the request.
        task: String,
        /// Yes or no.
        approve: bool,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A person takes a task.
    Claim {
        /// The task.
        task: String,
    },
    /// A person gives a task back.
    Release {
        /// The task.
        task: String,
    },
    /// A person acknowledges what a rung asked.
    Acknowledge {
        /// The task of the rung.
        task: String,
    },
    /// Something fell due; the case says itself what it is.
    Wake,
    /// A case that this one invoked has ended, or cannot go on.
    ChildEnded {
        /// The case.
        child: CaseId,
        /// The final state it reached. Absent: it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        /// What it gives.
        #[serde(default, skip_serializing_if = "Data::is_empty")]
        data: Data,
        /// What it shares and has changed at its end.
        #[serde(default, skip_serializing_if = "Shared::is_empty")]
        shared: Shared,
        /// Whether the case goes on all the same: it has only failed at something that fell due.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        goes_on: bool,
    },
    /// The state of a child, or what it shares, has changed.
    ChildChanged {
        /// The case.
        child: CaseId,
        /// Its state.
        state: String,
        /// What has changed.
        #[serde(default, skip_serializing_if = "Shared::is_empty")]
        shared: Shared,
    },
    /// What the parent shares has changed.
    ParentChanged {
        /// What has changed.
        shared: Shared,
    },
    /// A called service has answered, or was given up.
    Answer {
        /// The service.
        service: String,
        /// Whether it answered.
        ok: bool,
        /// What it answered.
        #[serde(default, skip_serializing_if = "Data::is_empty")]
        data: Data,
    },
    /// The case that invoked this one has left the state that needed it.
    Cancel,
    /// An operator has what failed taken again.
    Retry {
        /// The incident.
        incident: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An operator drops what failed.
    Skip {
        /// The incident.
        incident: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The calendar of the case has changed: its deadlines are counted again.
    Reproject {
        /// The calendar.
        calendar: String,
        /// Its version now.
        version: String,
        /// The clocks whose due instant has moved, by name.
        moved: BTreeMap<String, Moved>,
    },
}

/// How the due instant of a clock has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// When it fell due by the calendar that the case last saw. Absent: it stood still, or could not be counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Timestamp>,
    /// When it falls due now. Absent: as `was`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Timestamp>,
}
