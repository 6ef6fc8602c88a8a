//! What comes in from outside, and what is answered.

use super::lists::Keep;
use crate::store;
use docket_core::instance::{Actor, CaseId, Data, Source};
use docket_core::step::{Refusal, RefusalCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use thiserror::Error;

/// Who asks, under which id, and on which conditions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The token's name: it vouches for the id. Never taken from what the sender wrote.
    pub source: String,
    /// The sender's id of the request (`Idempotency-Key`, or a CloudEvent's id). Absent: one is made, and the request
    /// cannot be repeated safely.
    pub id: Option<String>,
    /// Who acts. Absent: nobody is named.
    pub actor: Option<Actor>,
    /// When it happened. Absent: it happens now.
    pub occurred_at: Option<Timestamp>,
    /// The case's `decided_version` that the sender has seen. Absent: not compared.
    pub expected_version: Option<u64>,
}

/// An event to send.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its payload.
    pub data: Data,
    /// The task that is completed by it. Absent: none.
    pub task: Option<String>,
    /// The element of a region that it is about. Absent: there is no choice, or the task names it.
    pub region: Option<String>,
}

/// What became of a request. It is durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The case.
    pub case: CaseId,
    /// Its workflow.
    pub workflow: String,
    /// `accepted`, `ignored`, `deferred`, `awaiting_approval`, `raised` (the start became an event of the case that
    /// holds its key), or `exists`: the start of a case whose key another
    /// one holds, with a declaration that says to answer with that one.
    pub verdict: String,
    /// The version that the request and all that followed at once left.
    pub version: u64,
    /// The version left by the last input that the engine did not make by itself: what `expected_version` compares.
    pub decided_version: u64,
    /// The active leaf states afterwards; the one in which the case ended.
    pub states: Vec<String>,
    /// Numbers for people, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, String>,
    /// The final state in which the case ended. Absent: it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The time of the input.
    pub at: Timestamp,
    /// Whether the same request was answered before: this is that answer.
    #[serde(skip)]
    pub repeated: bool,
}

/// Why there is no reply.
#[derive(Clone, Debug, Error)]
pub enum Failure {
    /// The request is refused; nothing is kept of it.
    #[error("refused: {0}")]
    Refused(Box<Refusal>),
    /// The definition, the data or the world is wrong. Nothing changed; an incident is recorded where there is a case.
    #[error("the rules cannot answer: {0}")]
    Fault(String),
    /// The database does not answer, or the work took too long. The outcome is not known: the same request with the
    /// same id may be sent again safely.
    #[error("not available now: {0}")]
    Unavailable(String),
    /// The master key is not the one that the database was made with: nothing private can be read, and cases with a key
    /// would get other identities than they have.
    #[error("the master key is another one than this database was made with")]
    OtherKey,
    /// What is stored cannot be used, or cannot be stored. Sending it again does not help.
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    pub(super) fn refused(code: RefusalCode, arguments: &[(&'static str, &str)]) -> Self {
        let refusal = Refusal::new(code);
        Self::Refused(Box::new(
            arguments.iter().fold(refusal, |refusal, (name, value)| refusal.with(name, *value)),
        ))
    }

    /// The refusal, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<store::Fault> for Failure {
    fn from(fault: store::Fault) -> Self {
        match fault {
            store::Fault::Corrupt(_) | store::Fault::Clock(_) => Self::Broken(fault.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<crate::seal::Fault> for Failure {
    fn from(fault: crate::seal::Fault) -> Self {
        match fault {
            crate::seal::Fault::Reserved(field) => {
                Self::refused(RefusalCode::BadPayload, &[("field", &field), ("why", "reserved")])
            }
            other => Self::Broken(other.to_string()),
        }
    }
}

/// A request with its id, and what must be the same when it comes again.
pub(super) struct Asked {
    pub request: Request,
    /// Who vouches for the id.
    pub source: Source,
    pub id: String,
    /// What was asked, private fields not sealed.
    pub body: Value,
    /// The case that it would have made, where it became an event of the one that holds its key: the holder's rules
    /// let no sender raise that event.
    pub through: Option<CaseId>,
    /// What is kept of an entry of a list, where this tells its case.
    pub keep: Option<Keep>,
}

impl Asked {
    pub fn new(request: Request, what: Value) -> Result<Self, Failure> {
        let source = Source::Token(request.source.clone());
        Self::of(source, request, what)
    }

    /// What a schedule asks for when it happens. `id`: of the occurrence, within the schedule.
    pub fn scheduled(schedule: &str, id: String, due_at: Timestamp, what: Value) -> Result<Self, Failure> {
        let source = Source::Schedule(schedule.to_owned());
        let request = Request { id: Some(id), occurred_at: Some(due_at), ..Request::default() };
        Self::of(source, request, what)
    }

    /// What a list tells a case. `id`: of what is told, within the list. Whoever asks for the sync asks the same.
    pub fn listed(
        list: &str,
        id: String,
        request: &Request,
        what: Value,
        keep: Keep,
    ) -> Result<Self, Failure> {
        let (source, told) = (Source::List(list.to_owned()), Request { id: Some(id), ..Request::default() });
        let mut asked = Self::of(source, told, what)?;
        asked.request.actor = request.actor.clone();
        asked.keep = Some(keep);
        Ok(asked)
    }

    fn of(source: Source, request: Request, what: Value) -> Result<Self, Failure> {
        let id = match &request.id {
            Some(id) => id.clone(),
            None => random_id()?,
        };
        let body = serde_json::json!({
            "what": what,
            "actor": request.actor,
            "occurred_at": request.occurred_at,
        });
        let written = format!("{body}{id}{}", request.source);
        if written.contains("\\u0000") || written.contains('\0') {
            return Err(Failure::refused(RefusalCode::BadPayload, &[("why", "nul")]));
        }
        Ok(Self { request, source, id, body, through: None, keep: None })
    }
}

fn random_id() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Unavailable(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
