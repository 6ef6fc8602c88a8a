//! What must leave. Effects are performed after the commit, at least once, under a key that never changes.

use super::{CaseId, Data, Parent, Shared, Words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that leaves a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// Words for people.
    Notify(Notice),
    /// A message to another case, delivered in order per (source, target).
    Message {
        /// The case that receives it.
        to: CaseId,
        /// What it says.
        message: Message,
    },
    /// A call of a service; unordered; its answer comes back as an input.
    Call {
        /// The service.
        service: String,
        /// What is sent.
        data: Data,
    },
}

/// Words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Persons or parties.
    pub to: Vec<String>,
    /// Why they are told: the template, rung or event.
    pub about: String,
    /// The heading, `{zh, en}`.
    pub title: Words,
    /// The body.
    pub text: Words,
}

/// What one case says to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Message {
    /// Begin.
    Start {
        /// The workflow.
        workflow: String,
        /// Its data.
        data: Data,
        /// Who waits for its end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Parent>,
        /// Legal time of the start.
        occurred_at: Timestamp,
    },
    /// An event.
    Event {
        /// Its name.
        name: String,
        /// Its payload.
        data: Data,
        /// Legal time. Absent: when it is received.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        occurred_at: Option<Timestamp>,
    },
    /// End.
    Cancel,
    /// A child has ended, or cannot go on.
    ChildEnded {
        /// The final state it reached. Absent: it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        /// What it gives.
        data: Data,
        /// What it shares and has changed at its end.
        #[serde(default, skip_serializing_if = "Shared::is_empty")]
        shared: Shared,
        /// Whether the case goes on all the same: it has only failed at something that fell due.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        goes_on: bool,
        /// Legal time of the end, so that an outage between the two cases lengthens no term. Absent: when it is received.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        occurred_at: Option<Timestamp>,
    },
    /// The state of a child, or what it shares, has changed.
    ChildChanged {
        /// Its state.
        state: String,
        /// What has changed.
        #[serde(default, skip_serializing_if = "Shared::is_empty")]
        shared: Shared,
        /// Legal time of the change.
        occurred_at: Timestamp,
    },
    /// What the parent shares has changed.
    ParentChanged {
        /// What has changed.
        shared: Shared,
        /// Legal time of the change.
        occurred_at: Timestamp,
    },
}
