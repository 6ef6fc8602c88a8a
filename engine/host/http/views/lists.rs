//! Lists, receipts and small answers.

use crate::runtime::Reply;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

macro_rules! list {
    ($(#[$doc:meta])* $name:ident of $item:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// The page.
            pub items: Vec<$item>,
            /// Give it as `after` for the next page. Absent: there is no more.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub next: Option<String>,
        }
    };
}

/// What became of a write. The same again for the same `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// The case. Another than was asked where its key is held already and the rules pass the matter on to the holder.
    pub case: String,
    /// Its workflow.
    pub workflow: String,
    /// `accepted`, `ignored`, `deferred`, `awaiting_approval`, `raised`: the start became an event of
    /// the case that holds its key, or `exists`: another case holds the key.
    pub verdict: String,
    /// The version that this left.
    pub version: u64,
    /// What the next `expected_version` is compared with.
    pub decided_version: u64,
    /// The active leaf states afterwards; the one in which the case ended.
    pub states: Vec<String>,
    /// Numbers for people, by name.
    pub numbers: BTreeMap<String, String>,
    /// The final state in which the case ended. Absent: it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The time of the input.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

impl Receipt {
    /// Of a reply.
    #[must_use]
    pub fn of(reply: Reply) -> Self {
        Self {
            case: reply.case.to_string(),
            workflow: reply.workflow,
            verdict: reply.verdict,
            version: reply.version,
            decided_version: reply.decided_version,
            states: reply.states,
            numbers: reply.numbers,
            ended: reply.ended,
            at: reply.at,
        }
    }
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseSummary {
    /// Its id.
    pub id: String,
    /// Its workflow.
    pub workflow: String,
    /// The unit it belongs to. Absent: to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its active leaf states, or the one in which it ended.
    pub states: Vec<String>,
    /// Its worst light. Absent: none is lit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// Its numbers for people.
    pub numbers: Vec<String>,
    /// Whether it has ended.
    pub ended: bool,
    /// Its version.
    pub version: u64,
    /// When it started.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// The time of its last input.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The earliest deadline. Absent: none runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Timestamp>,
}

list!(
    /// Cases, by id.
    CaseList of CaseSummary
);

/// An open task in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskSummary {
    /// Its case.
    pub case: String,
    /// The workflow of the case.
    pub workflow: String,
    /// The unit of the case. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its id within the case.
    pub id: String,
    /// Its name in the definition.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// Events that complete it; `approve` and `refuse` for a request.
    pub does: Vec<String>,
    /// Who is invited.
    pub candidates: Vec<String>,
    /// Who has taken it. Absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened_at: Timestamp,
    /// When its deadline falls due. Absent: it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Timestamp>,
}

list!(
    /// Open tasks, by case.
    TaskList of TaskSummary
);

/// An entry of a case's log. Private values are sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogEntry {
    /// The version that it left, from 1.
    pub version: u64,
    /// When its input was.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The hash of the entry, which covers the one before.
    pub hash: String,
    /// The hash of the entry before. Absent: the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// What was hashed: input, verdict, definition, versions of the world, the change.
    pub entry: Value,
}

list!(
    /// The log of a case, oldest first.
    LogList of LogEntry
);

/// Why a version came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// The case.
    pub case: String,
    /// The version.
    pub version: u64,
    /// The time of the input.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What became of the input.
    pub verdict: String,
    /// What happened, line by line.
    pub lines: Vec<String>,
    /// What must be known about the lines: that calendars have changed since, for example.
    pub notes: Vec<String>,
}

/// Words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeView {
    /// Never changes, never recurs.
    pub key: String,
    /// The case.
    pub case: String,
    /// Who is told.
    pub to: Vec<String>,
    /// Why they are told: the template, rung or event.
    pub about: String,
    /// The heading.
    pub title: String,
    /// The body.
    pub text: String,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

list!(
    /// Notices, the newest first.
    NoticeList of NoticeView
);

/// What could not be done and waits for an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentView {
    /// The case.
    pub case: String,
    /// The incident within the case: `v` and the version that it left, or `clock` where deadlines cannot be computed.
    pub key: String,
    /// What went wrong.
    pub message: String,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

list!(
    /// Open incidents.
    IncidentList of IncidentView
);

/// A workflow that can be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DefinitionView {
    /// Its name.
    pub workflow: String,
    /// Its name in words.
    pub title: String,
    /// The hash of this version.
    pub hash: String,
    /// Actors who may start it.
    pub opens: Vec<String>,
    /// Fields of its data, by name: the type and whether it is private.
    pub data: BTreeMap<String, String>,
    /// Its events.
    pub events: Vec<EventView>,
    /// Its states.
    pub states: Vec<String>,
}

/// An event of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventView {
    /// Its name.
    pub event: String,
    /// Its name in words.
    pub title: String,
    /// Actors who may send it. Empty: only the case itself raises it.
    pub by: Vec<String>,
    /// Fields of its payload.
    pub data: Vec<String>,
    /// Its article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// A version of a workflow, published from a date on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicationView {
    /// The workflow.
    pub workflow: String,
    /// The civil date from which it applies.
    pub effective: String,
    /// The hash of the version.
    pub hash: String,
    /// When it was published.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

/// Workflows, with everything that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DefinitionList {
    /// What this server runs.
    pub items: Vec<DefinitionView>,
    /// What was published, by workflow and date.
    pub published: Vec<PublicationView>,
}

/// The clock of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockAnswer {
    /// Now.
    #[schemars(with = "String")]
    pub now: Timestamp,
    /// Whether it is moved by hand.
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
}

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenView {
    /// Its name.
    pub name: String,
    /// `person` or `system`.
    pub kind: String,
    /// Who acts with it. Absent: it belongs to a system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// What it may do.
    pub verbs: Vec<String>,
    /// The unit whose subtree it may see. Absent: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// When it was made.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When it ends. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub expires_at: Option<Timestamp>,
    /// Whether its power was taken away.
    pub revoked: bool,
}

list!(
    /// Tokens, by name.
    TokenList of TokenView
);

/// A token that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewTokenView {
    /// Its name.
    pub name: String,
    /// Its secret: shown here and never again.
    pub secret: String,
}

/// Whether the server is well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// `ok`.
    pub status: String,
    /// The version of docket.
    pub version: String,
}
