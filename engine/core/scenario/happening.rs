//! One input that a case took: what a story looks at, and what is compared between stages.

use crate::instance::{CaseId, Cause, Data, Effect, Fields, Input, Instance, Notice, Read, Source};
use crate::step::Trace;
use crate::step::chain::Link;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value as Json;

/// One input that a case took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Happening {
    /// The case.
    pub case: CaseId,
    /// The version that the input left.
    pub version: u64,
    /// The time of the input.
    pub at: Timestamp,
    /// What it was: `start`, `event forward`, `wake` and so on.
    pub cause: String,
    /// What became of it.
    pub verdict: String,
    /// What went wrong, where it was parked or could not be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// The states that are active afterwards.
    pub states: Vec<String>,
    /// The final state in which the case ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The data fields that changed; `null` for those that became empty.
    pub data: Data,
    /// Words to people.
    pub notices: Vec<Notice>,
    /// Documents issued: name, number, receivers.
    pub documents: Vec<(String, Option<String>, Vec<String>)>,
    /// Lines that authors asked for.
    pub log: Vec<String>,
    /// The schedule that it came from, with the unit and the occurrence: `stocktake/jia/2026-03-31T15:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// What was read of other cases: the aggregate, as of when, how many rows, what it came to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<(String, Timestamp, u64, Json)>,
    /// The list that it came from, with the number of the time that its case was told, and the key of the entry:
    /// `key-tasks/1/T01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Why, or only the states and transitions; empty on a stage that does not say.
    #[serde(skip)]
    pub course: Vec<Trace>,
}

impl Happening {
    /// What a link of a chain did to the case as it was before it (absent: there was none).
    #[must_use]
    pub fn of(before: Option<&Instance>, link: &Link) -> Self {
        let lines = link.step.trace.iter().filter_map(|item| match item {
            Trace::Line { text } => Some(text.clone()),
            _ => None,
        });
        let notices = link.step.effects.iter().filter_map(|effect| match effect {
            Effect::Notify(notice) => Some(notice.clone()),
            _ => None,
        });
        let verdict = if link.incident.is_some() { "incident" } else { link.step.verdict.word() };
        let told = (lines.collect(), notices.collect());
        let happening =
            Self::stored(before, &link.step.instance, &link.input, verdict, link.incident.clone(), told);
        Self { course: link.step.trace.clone(), ..happening }
    }

    /// What a log entry says: an input, what became of it, the case before (absent: there was none) and after, what
    /// went wrong, and what was told: lines that authors asked for, and words to people. It does not say why.
    #[must_use]
    pub fn stored(
        before: Option<&Instance>,
        after: &Instance,
        input: &Input,
        verdict: &str,
        incident: Option<String>,
        (lines, notices): (Vec<String>, Vec<Notice>),
    ) -> Self {
        let seen = before.map_or(0, |before| before.documents.len());
        Self {
            case: after.id.clone(),
            version: after.version,
            at: after.at,
            cause: cause(&input.cause),
            verdict: verdict.to_owned(),
            incident,
            states: after.active.keys().map(ToString::to_string).collect(),
            ended: after.ended.clone(),
            data: changed(before.map(|before| &before.data), &after.data),
            notices,
            documents: after
                .documents
                .iter()
                .skip(seen)
                .map(|document| (document.name.clone(), document.number.clone(), document.to.clone()))
                .collect(),
            log: lines.into_iter().filter(|line| !line.starts_with("nobody found: ")).collect(),
            schedule: match &input.source {
                Source::Schedule(name) => Some(format!("{name}/{}", input.id)),
                _ => None,
            },
            reads: input.reads.iter().map(told).collect(),
            list: match &input.source {
                Source::List(name) => Some(format!("{name}/{}", input.id)),
                _ => None,
            },
            course: Vec::new(),
        }
    }

    /// An input that could not be delivered.
    #[must_use]
    pub fn failed(case: &CaseId, at: Timestamp, what: &Cause, why: String) -> Self {
        Self {
            case: case.clone(),
            version: 0,
            at,
            cause: cause(what),
            verdict: "incident".to_owned(),
            incident: Some(why),
            states: Vec::new(),
            ended: None,
            data: Data::new(),
            notices: Vec::new(),
            documents: Vec::new(),
            log: Vec::new(),
            schedule: None,
            reads: Vec::new(),
            list: None,
            course: Vec::new(),
        }
    }

    /// Whether a case began by it.
    pub(super) fn is_start(&self) -> bool {
        self.cause == "start" && self.incident.is_none()
    }

    /// Everybody who was told something: receivers of notices and of documents.
    pub fn told(&self) -> impl Iterator<Item = &String> {
        let letters = self.documents.iter().flat_map(|(_, _, to)| to);
        self.notices.iter().flat_map(|notice| &notice.to).chain(letters)
    }
}

fn told(read: &Read) -> (String, Timestamp, u64, Json) {
    (read.find.clone(), read.as_of, read.rows, read.value.clone())
}

/// The name of a cause.
fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Start { .. } => "start".to_owned(),
        Cause::Event { name, .. } => format!("event {name}"),
        Cause::Decide { approve: true, .. } => "approve".to_owned(),
        Cause::Decide { .. } => "refuse".to_owned(),
        Cause::Claim { .. } => "claim".to_owned(),
        Cause::Release { .. } => "release".to_owned(),
        Cause::Acknowledge { .. } => "acknowledge".to_owned(),
        Cause::Wake => "wake".to_owned(),
        Cause::ChildEnded { .. } => "child_ended".to_owned(),
        Cause::ChildChanged { .. } => "child_changed".to_owned(),
        Cause::ParentChanged { .. } => "parent_changed".to_owned(),
        Cause::Answer { service, .. } => format!("answer {service}"),
        Cause::Cancel => "cancel".to_owned(),
        Cause::Reproject { .. } => "reproject".to_owned(),
        Cause::Retry { incident, .. } => format!("retry {incident}"),
        Cause::Skip { incident, .. } => format!("skip {incident}"),
    }
}

fn changed(before: Option<&Fields>, after: &Fields) -> Data {
    let old = |name: &str| before.and_then(|before| before.get(name));
    let mut patch = Data::new();
    for (name, value) in after.iter().filter(|(name, value)| old(name) != Some(*value)) {
        patch.insert(name.to_owned(), value.clone());
    }
    for (name, _) in
        before.iter().flat_map(|before| before.iter()).filter(|(name, _)| !after.contains_key(name))
    {
        patch.insert(name.to_owned(), Json::Null);
    }
    patch
}
