//! One case, as it is shown.

use super::super::lang;
use super::documents::DocumentHead;
use super::obligation::ObligationView;
use crate::runtime::{Deadline, View};
use docket_core::instance::{self, Data};
use docket_core::source::Lang;
use docket_core::step::Possible;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseView {
    /// Its id.
    pub id: String,
    /// Its workflow.
    pub workflow: String,
    /// The workflow's name in words.
    pub title: String,
    /// The hash of the definition that it runs.
    pub definition: String,
    /// The unit it belongs to. Absent: to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its active leaf state, where there is one only; the one in which it ended, if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its active leaf states, or the one in which it ended.
    pub states: Vec<String>,
    /// Whether it has ended.
    pub ended: bool,
    /// How many inputs it has taken.
    pub version: u64,
    /// The version left by the last input that the engine did not make by itself: give it as `expected_version`.
    pub decided_version: u64,
    /// When its start was recorded.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// When its start happened.
    #[schemars(with = "String")]
    pub occurred_at: Timestamp,
    /// The time of its last input.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Its worst light. Absent: none is lit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// Its numbers for people, by name.
    pub numbers: BTreeMap<String, String>,
    /// Its data. A private value is `{"$private": true}` unless the token may see it.
    pub data: Data,
    /// Open tasks, the oldest first.
    pub tasks: Vec<TaskView>,
    /// Clocks of the running deadlines.
    pub clocks: Vec<ClockView>,
    /// Duties that recur.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<ObligationView>,
    /// Events that wait for approval.
    pub requests: Vec<RequestView>,
    /// Events that are possible now.
    pub possible: Vec<PossibleView>,
    /// Documents issued; the place in this list is the `n` of their path.
    pub documents: Vec<DocumentHead>,
    /// Cases that it invoked.
    pub children: Vec<String>,
    /// Cases that it started as its children, in the order of their starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartView>,
    /// The case that invoked it, or started it as its child. Absent: it stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// An open task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaskView {
    /// Its id within the case.
    pub id: String,
    /// Its name in the definition.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// The state it belongs to.
    pub state: String,
    /// Who is invited.
    pub candidates: Vec<String>,
    /// Who has taken it. Absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Events that complete it.
    pub does: Vec<String>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened_at: Timestamp,
}

/// A child that lives on its own, as far as its parent knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartView {
    /// Its id.
    pub id: String,
    /// The name of the children that it is one of.
    pub name: String,
    /// Its state. Absent: nothing is known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What is read of its data.
    pub shared: Data,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether it ended because it could not go on.
    pub failed: bool,
}

impl PartView {
    fn of(part: instance::Part) -> Self {
        let instance::Part { id, name, state, shared, ended, failed } = part;
        Self { id: id.to_string(), name, state, shared, ended, failed }
    }
}

/// The clock of a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockView {
    /// The deadline.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// The state it belongs to.
    pub state: String,
    /// When it falls due: the first instant that is late. Absent: it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Timestamp>,
    /// The last day of the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<String>,
    /// Years whose calendar is provisional and may change the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisional: Vec<i16>,
    /// Whether it stands still.
    pub paused: bool,
    /// Its light. Absent: none is lit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// Its article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// An event that waits for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestView {
    /// The task of those who approve.
    pub task: String,
    /// The event.
    pub event: String,
    /// When it was asked.
    #[schemars(with = "String")]
    pub asked_at: Timestamp,
    /// When it lapses. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub lapses_at: Option<Timestamp>,
    /// Who has said yes so far.
    pub approved: Vec<String>,
}

/// An event that is possible now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PossibleView {
    /// The event.
    pub event: String,
    /// Its name in words.
    pub title: String,
    /// Actors who may send it.
    pub by: Vec<String>,
    /// When its window closes. Absent: it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
}

impl PossibleView {
    /// In a language.
    #[must_use]
    pub fn of(one: &Possible, language: Lang) -> Self {
        Self {
            event: one.event.clone(),
            title: one.title.as_ref().map_or_else(|| one.event.clone(), |title| lang::text(title, language)),
            by: one.by.clone(),
            until: one.until,
        }
    }
}

impl CaseView {
    /// In a language.
    #[must_use]
    pub fn of(view: View, possible: &[Possible], language: Lang) -> Self {
        let title = view.title.as_ref();
        let title = title.map_or_else(|| view.workflow.clone(), |title| lang::text(title, language));
        let data = match view.data {
            Value::Object(data) => data,
            _ => Data::new(),
        };
        let requests: Vec<instance::Request> = serde_json::from_value(view.requests).unwrap_or_default();
        Self {
            id: view.id.to_string(),
            title,
            workflow: view.workflow,
            definition: view.definition.to_string(),
            unit: view.unit,
            state: if view.states.len() == 1 { view.states.first().cloned() } else { None },
            states: view.states,
            light: view.light,
            ended: view.ended.is_some(),
            version: view.version,
            decided_version: view.decided_version,
            started_at: view.started_at,
            occurred_at: view.occurred_at,
            at: view.at,
            numbers: view.numbers,
            data,
            tasks: view.tasks.iter().map(|task| TaskView::of(task, language)).collect(),
            clocks: view.deadlines.into_iter().map(|deadline| ClockView::of(deadline, language)).collect(),
            obligations: view.obligations.iter().map(|one| ObligationView::of(one, language)).collect(),
            requests: requests.iter().map(request).collect(),
            possible: possible.iter().map(|one| PossibleView::of(one, language)).collect(),
            documents: DocumentHead::all(&view.documents, language),
            children: view.children.values().map(ToString::to_string).collect(),
            parts: view.parts.into_iter().map(PartView::of).collect(),
            parent: view.parent.map(|parent| parent.to_string()),
        }
    }
}

impl ClockView {
    fn of(deadline: Deadline, language: Lang) -> Self {
        let words = |text: &docket_core::model::Text| lang::text(text, language);
        let title = deadline.title.as_ref();
        Self {
            title: title.map_or_else(|| deadline.name.clone(), words),
            name: deadline.name,
            state: deadline.state.to_string(),
            due_at: deadline.due_at,
            due_on: deadline.due_on,
            provisional: deadline.provisional,
            paused: deadline.paused,
            light: deadline.light,
            basis: deadline.basis.as_ref().map(words),
        }
    }
}

impl TaskView {
    /// In a language.
    #[must_use]
    pub fn of(task: &instance::Task, language: Lang) -> Self {
        Self {
            id: task.id.to_string(),
            name: task.name.to_string(),
            title: lang::pick(&task.title, language),
            state: task.node.to_string(),
            candidates: task.candidates.clone(),
            assignee: task.assignee.clone(),
            does: task.does.to_vec(),
            opened_at: task.opened_at,
        }
    }
}

fn request(request: &instance::Request) -> RequestView {
    RequestView {
        task: request.task.clone(),
        event: request.event.name.clone(),
        asked_at: request.asked_at,
        lapses_at: request.lapses_at,
        approved: request.approved.clone(),
    }
}
