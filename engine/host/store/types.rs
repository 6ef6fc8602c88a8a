//! What goes into a store and what comes out.

use super::ListEntry;
use docket_core::instance::{CaseId, Hash, Row};
use jiff::Timestamp;
use serde_json::Value;
use thiserror::Error;

/// A case as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Who it is.
    pub id: CaseId,
    /// The hash of its last log entry: what compare-and-set compares.
    pub head: Hash,
    /// The format of `state`.
    pub format: u32,
    /// The remembered state, private fields sealed.
    pub state: Value,
}

/// What is kept under an event id.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The hash of the request's body: the same id with another body is refused.
    pub body: Hash,
    /// The answer given.
    pub answer: Value,
    /// The version that the event left.
    pub version: u64,
}

/// One case's part of a batch: one input, or several of one case chained in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// The case.
    pub id: CaseId,
    /// The head that it was computed from. Absent: the case must not exist yet.
    pub expected: Option<Hash>,
    /// Its head afterwards.
    pub head: Hash,
    /// The format of `state`.
    pub format: u32,
    /// The remembered state afterwards, private fields sealed.
    pub state: Value,
    /// What can be searched.
    pub row: CaseRow,
    /// Event ids that must be absent before and are kept afterwards.
    pub events: Vec<EventId>,
    /// Log entries, oldest first.
    pub entries: Vec<Entry>,
    /// The earliest due instant afterwards. Absent: nothing is due.
    pub next_due: Option<Timestamp>,
    /// Open tasks afterwards, all of them. Absent: unchanged.
    pub tasks: Option<Vec<TaskRow>>,
    /// Rows for the outbox.
    pub outgoing: Vec<NewOutgoing>,
    /// Notices for the feed.
    pub notices: Vec<NoticeRow>,
    /// Outbox rows (messages to this case) that this commit settles, by key.
    pub settles: Vec<String>,
    /// Incidents that this commit opens: the input that failed is parked, the case goes on.
    pub incidents: Vec<IncidentRow>,
    /// Incidents of the case that this commit settles, by key: they are not listed any more.
    pub mends: Vec<String>,
    /// Changes of duty that the case has decided, or altered, with this commit.
    pub changes: Vec<ChangeRow>,
    /// What the case publishes afterwards. Absent: as before.
    pub published: Option<Row>,
    /// The entry of a list whose declaration the case is told with this commit. Absent: it is told none.
    pub listed: Option<Box<ListEntry>>,
}

/// A change of duty that a case has decided. Never removed: what is taken back says so itself.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRow {
    /// The case.
    pub case: CaseId,
    /// Its place among the changes of the case.
    pub place: u32,
    /// The change.
    pub change: Value,
}

/// A change of duty as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// Its place in the order of commits. A change that is altered gets another one.
    pub seq: u64,
    /// The change.
    pub row: ChangeRow,
}

/// An event id with what is kept under it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventId {
    /// Who vouches for the id.
    pub source: String,
    /// The id.
    pub id: String,
    /// What is kept.
    pub answer: Answer,
}

/// What became of one commit.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is durable.
    Committed,
    /// The case has another head (or exists, or does not exist): load, decide and commit again.
    Conflict,
    /// An event id is taken: this was answered.
    Repeated(Answer),
    /// The commit itself cannot be stored (its neighbours were); the message is for the log.
    Rejected(String),
}

/// A log entry. The chain: `hash` covers the previous hash and `bytes`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The case.
    pub case: CaseId,
    /// The version that it left, from 1.
    pub version: u64,
    /// The hash of the entry.
    pub hash: Hash,
    /// The hash of the entry before. Absent: the first.
    pub previous: Option<Hash>,
    /// When its input was.
    pub at: Timestamp,
    /// The canonical bytes that were hashed.
    pub bytes: Vec<u8>,
}

/// A case whose time has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The case.
    pub id: CaseId,
    /// Its earliest due instant.
    pub due_at: Timestamp,
}

/// How something leaves a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// A message to another case: in order per (source, target).
    Message,
    /// A call of a service: waits for nobody.
    Call,
}

impl Channel {
    /// The word under which it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Call => "call",
        }
    }

    /// The channel of a word. Absent: a newer program wrote it.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Message, Self::Call].into_iter().find(|channel| channel.word() == word)
    }
}

/// Which outgoing rows are taken, and for how long.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Only of this channel. Absent: of any, in one order.
    pub channel: Option<Channel>,
    /// Those whose turn has come at this instant.
    pub now: Timestamp,
    /// For so many milliseconds they are nobody else's.
    pub lease_ms: i64,
    /// At most so many; the store's page limit at most.
    pub limit: u32,
    /// None to these targets.
    pub except: Vec<String>,
}

/// A row for the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct NewOutgoing {
    /// A hash of (log entry, index): never changes, never recurs for other content.
    pub key: String,
    /// How it leaves.
    pub channel: Channel,
    /// The receiving case (messages), or the service (calls).
    pub target: String,
    /// The order among those of one case.
    pub seq: u64,
    /// What is sent; private fields sealed.
    pub body: Value,
    /// When it was made.
    pub at: Timestamp,
}

/// A claimed row of the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The case that it comes from.
    pub case: CaseId,
    /// The row.
    pub row: NewOutgoing,
    /// How often it was claimed, this time included.
    pub attempts: u32,
}

/// What became of a claimed row.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// It arrived.
    Done,
    /// Try again then; what went wrong.
    Retry(Timestamp, String),
    /// Given up; why. Kept for an operator.
    GivenUp(String),
}

/// What can be searched of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// Who it is.
    pub id: CaseId,
    /// Its workflow.
    pub workflow: String,
    /// The definition that it runs.
    pub definition: Hash,
    /// Its unit.
    pub unit: Option<String>,
    /// Its active leaf states, or the one in which it ended.
    pub states: Vec<String>,
    /// Its worst light.
    pub light: Option<String>,
    /// Its numbers for people.
    pub numbers: Vec<String>,
    /// When it started.
    pub started_at: Timestamp,
    /// The time of its last input.
    pub at: Timestamp,
    /// Its version.
    pub version: u64,
    /// Whether it has ended.
    pub ended: bool,
    /// The earliest deadline. Absent: none runs.
    pub due_at: Option<Timestamp>,
}

/// Which cases. Absent fields do not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseFilter {
    /// Of this workflow.
    pub workflow: Option<String>,
    /// In this state.
    pub state: Option<String>,
    /// Of one of these units.
    pub units: Option<Vec<String>>,
    /// Ended, or not.
    pub ended: Option<bool>,
    /// Running this definition.
    pub definition: Option<Hash>,
    /// Of these ids. Absent: of all.
    pub ids: Option<Vec<CaseId>>,
    /// Started at or before this instant.
    pub started_by: Option<Timestamp>,
    /// Only ids greater than this one, for the next page.
    pub after: Option<CaseId>,
    /// At most so many; the store's page limit at most.
    pub limit: u32,
}

/// An open task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    /// The case.
    pub case: CaseId,
    /// Its workflow.
    pub workflow: String,
    /// The unit of the case.
    pub unit: Option<String>,
    /// The task's id within the case.
    pub id: String,
    /// Its name in the definition.
    pub name: String,
    /// Everything that people see, as JSON.
    pub body: Value,
    /// Who is invited.
    pub candidates: Vec<String>,
    /// Who has taken it.
    pub assignee: Option<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its state's earliest deadline falls due. Absent: none.
    pub due_at: Option<Timestamp>,
}

/// Which tasks. Absent fields do not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskFilter {
    /// Assigned to, or inviting, this person.
    pub person: Option<String>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// Of one of these units.
    pub units: Option<Vec<String>>,
    /// Only those after (`case`, `id`), for the next page.
    pub after: Option<(CaseId, String)>,
    /// At most so many.
    pub limit: u32,
}

/// A notice in the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    /// The key of its effect.
    pub key: String,
    /// The case.
    pub case: CaseId,
    /// The unit of the case.
    pub unit: Option<String>,
    /// Who is told.
    pub to: Vec<String>,
    /// Heading and body, as JSON.
    pub body: Value,
    /// When.
    pub at: Timestamp,
}

/// Which notices. Absent fields do not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoticeFilter {
    /// To this person.
    pub person: Option<String>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// Of one of these units.
    pub units: Option<Vec<String>>,
    /// Only those before this instant, for the next page.
    pub before: Option<Timestamp>,
    /// With `before`: also those of that very instant whose key is less, so that a page may end between two notices of
    /// one instant. Notices of one instant come in the order of their keys, the greatest first.
    pub before_key: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// An input that could not be taken, parked until an operator settles it.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentRow {
    /// The case.
    pub case: CaseId,
    /// What could not be done.
    pub key: String,
    /// What went wrong.
    pub message: String,
    /// When.
    pub at: Timestamp,
}

/// Which incidents. Absent fields do not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentFilter {
    /// Of this case.
    pub case: Option<CaseId>,
    /// Of cases of one of these units.
    pub units: Option<Vec<String>>,
    /// Only those after (`at`, `case`, `key`), for the next page.
    pub after: Option<(Timestamp, CaseId, String)>,
    /// At most so many.
    pub limit: u32,
}

/// A definition, kept for as long as a case runs it.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionRow {
    /// The hash of `body`.
    pub hash: Hash,
    /// The workflow.
    pub workflow: String,
    /// The canonical text of the closure.
    pub body: String,
    /// When it was first seen.
    pub at: Timestamp,
}

/// A version of a workflow, published from a date on.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// The workflow.
    pub workflow: String,
    /// The civil date from which it applies, `YYYY-MM-DD`; `0001-01-01` for always.
    pub effective: String,
    /// The definition.
    pub hash: Hash,
    /// When it was published.
    pub at: Timestamp,
}

/// Cases that are counted again by a version of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reprojection {
    /// The calendar.
    pub calendar: String,
    /// Its version.
    pub version: String,
    /// The last case that was looked at. Absent: none.
    pub after: Option<CaseId>,
}

/// A bearer token.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenRow {
    /// Its name; vouches for event ids.
    pub name: String,
    /// The hash of its secret.
    pub secret_hash: Hash,
    /// `person` or `system`.
    pub kind: String,
    /// With `person`: who acts.
    pub person: Option<String>,
    /// What it may do.
    pub verbs: Vec<String>,
    /// The unit whose subtree it may see. Absent: everything.
    pub unit: Option<String>,
    /// When it was made.
    pub at: Timestamp,
    /// When it ends. Absent: never.
    pub expires_at: Option<Timestamp>,
    /// Whether its power was taken away.
    pub revoked: bool,
}

/// The clock of a database.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockRow {
    /// Whether time is virtual.
    pub is_virtual: bool,
    /// Where a virtual clock stands.
    pub stands_at: Option<Timestamp>,
}

/// Why a store cannot answer.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Fault {
    /// The database cannot be reached, or went away in the middle: the outcome of a write is not known.
    #[error("the database does not answer: {0}")]
    Unreachable(String),
    /// The database was made by a newer version of docket.
    #[error("the database belongs to a newer version: {0}")]
    Newer(String),
    /// Another process serves this database file.
    #[error("another process uses this database: {0}")]
    InUse(String),
    /// The database is set up so that it cannot keep a promise.
    #[error("the database does not keep what it says: {0}")]
    Unsafe(String),
    /// A virtual clock was asked of a wall clock, or time was to run backward.
    #[error("the clock cannot be set: {0}")]
    Clock(String),
    /// A value was asked for or given that no database keeps: text that holds a NUL character.
    #[error("the value cannot be stored: {0}")]
    Refused(String),
    /// What is stored cannot be read.
    #[error("what is stored cannot be read: {0}")]
    Corrupt(String),
}
