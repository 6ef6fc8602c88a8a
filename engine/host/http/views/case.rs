//! One case, as it is shown.

use super::super::lang;
use docket_core::definition::Definition;
use docket_core::instance::{self, Data, Instance, NodeKey};
use docket_core::source::Lang;
use docket_core::step::{self, Possible, World};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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
    /// Its active leaf states, by name; empty if it has ended.
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
    /// Its numbers for people, by name.
    pub numbers: BTreeMap<String, String>,
    /// Its data. A private value is `{"$private": true}` unless the token may see it.
    pub data: Data,
    /// Open tasks, the oldest first.
    pub tasks: Vec<TaskView>,
    /// Clocks of the running deadlines.
    pub clocks: Vec<ClockView>,
    /// Events that wait for approval.
    pub requests: Vec<RequestView>,
    /// Events that are possible now.
    pub possible: Vec<PossibleView>,
    /// Documents issued; the place in this list is the `n` of their path.
    pub documents: Vec<DocumentHead>,
    /// Cases that it invoked.
    pub children: Vec<String>,
    /// The case that invoked it. Absent: it stands alone.
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

/// The head of a document issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentHead {
    /// Its place, from 0.
    pub n: usize,
    /// Its name in the definition.
    pub name: String,
    /// Its number. Absent: not numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its heading.
    pub title: String,
    /// When it was issued.
    #[schemars(with = "String")]
    pub issued_at: Timestamp,
}

/// A document issued: numbered, frozen, hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentView {
    /// Its case.
    pub case: String,
    /// Its name in the definition.
    pub name: String,
    /// Its number. Absent: not numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its heading.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Who receives it.
    pub to: Vec<String>,
    /// When it was issued.
    #[schemars(with = "String")]
    pub issued_at: Timestamp,
    /// The hash of number, heading and text in both languages.
    pub hash: String,
}

impl DocumentView {
    /// In a language.
    #[must_use]
    pub fn of(case: &Instance, document: &instance::Document, language: Lang) -> Self {
        Self {
            case: case.id.to_string(),
            name: document.name.clone(),
            number: document.number.clone(),
            title: lang::pick(&document.title, language),
            text: lang::pick(&document.text, language),
            to: document.to.clone(),
            issued_at: document.issued_at,
            hash: document.hash.to_string(),
        }
    }
}

/// How a case is looked at.
#[derive(Clone, Copy)]
pub struct Looking<'a> {
    /// Calendars and organisation.
    pub world: &'a World,
    /// Now.
    pub now: Timestamp,
    /// The language.
    pub language: Lang,
    /// Whether private values are shown.
    pub private: bool,
}

impl CaseView {
    /// A case as it is looked at.
    #[must_use]
    pub fn of(case: &Instance, definition: &Definition, looking: Looking<'_>) -> Self {
        let states = leaves(case, definition);
        let one = if states.len() == 1 { states.first().cloned() } else { None };
        Self {
            id: case.id.to_string(),
            workflow: case.workflow.clone(),
            title: definition
                .title
                .as_ref()
                .map_or_else(|| case.workflow.clone(), |title| lang::text(title, looking.language)),
            definition: case.definition.to_string(),
            unit: case.unit.clone(),
            state: case.ended.clone().or(one),
            states,
            ended: case.ended.is_some(),
            version: case.version,
            decided_version: case.decided_version,
            started_at: case.started_at,
            occurred_at: case.occurred_at,
            at: case.at,
            numbers: case.numbers.clone(),
            data: shown(&case.data, definition, looking.private),
            tasks: case.tasks.iter().map(|task| TaskView::of(task, looking.language)).collect(),
            clocks: clocks(case, definition, looking),
            requests: case.requests.iter().map(request).collect(),
            possible: step::possible(definition, case, looking.world, looking.now)
                .iter()
                .map(|one| PossibleView::of(one, looking.language))
                .collect(),
            documents: case.documents.iter().enumerate().map(|(n, one)| head(n, one, looking.language)).collect(),
            children: case.children.values().map(|child| child.id.to_string()).collect(),
            parent: case.parent.as_ref().map(|parent| parent.id.to_string()),
        }
    }
}

impl TaskView {
    /// In a language.
    #[must_use]
    pub fn of(task: &instance::Task, language: Lang) -> Self {
        Self {
            id: task.id.clone(),
            name: task.name.clone(),
            title: lang::pick(&task.title, language),
            state: task.node.to_string(),
            candidates: task.candidates.clone(),
            assignee: task.assignee.clone(),
            does: task.does.clone(),
            opened_at: task.opened_at,
        }
    }
}

/// The active leaf states of a case.
#[must_use]
pub fn leaves(case: &Instance, definition: &Definition) -> Vec<String> {
    let parents: Vec<&NodeKey> = case.active.keys().collect();
    let is_leaf = |key: &NodeKey| {
        definition.chart.states.iter().find(|state| state.name == key.state).is_none_or(|state| {
            !state.children.iter().any(|child| {
                let name = definition.chart.states.get(*child as usize).map(|state| &state.name);
                parents.iter().any(|other| Some(&other.state) == name)
            })
        })
    };
    case.active.keys().filter(|key| is_leaf(key)).map(ToString::to_string).collect()
}

fn clocks(case: &Instance, definition: &Definition, looking: Looking<'_>) -> Vec<ClockView> {
    // A calendar that cannot answer any more leaves lights and due instants out; the incident says why.
    let lights = step::lights(definition, case, looking.world, looking.now).unwrap_or_default();
    let view = |(name, clock): (&String, &instance::Clock)| {
        let base = name.split('@').next().unwrap_or(name);
        let deadline = definition.deadline(base);
        let due = step::due(definition, case, name, looking.world).ok().flatten();
        let title = deadline.and_then(|deadline| deadline.title.as_ref());
        ClockView {
            name: name.clone(),
            title: title.map_or_else(|| base.to_owned(), |title| lang::text(title, looking.language)),
            state: clock.node.to_string(),
            due_at: due.map(|due| due.at),
            paused: clock.budget.is_paused(),
            light: lights.get(name).cloned(),
            basis: deadline
                .and_then(|deadline| deadline.basis.as_ref())
                .map(|basis| lang::text(basis, looking.language)),
        }
    };
    case.clocks.iter().map(view).collect()
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

fn head(n: usize, document: &instance::Document, language: Lang) -> DocumentHead {
    DocumentHead {
        n,
        name: document.name.clone(),
        number: document.number.clone(),
        title: lang::pick(&document.title, language),
        issued_at: document.issued_at,
    }
}

/// The mark that stands for a private value.
#[must_use]
pub fn mark() -> Value {
    json!({ "$private": true })
}

fn shown(data: &Data, definition: &Definition, private: bool) -> Data {
    let hide = |name: &String, value: &Value| !private && !value.is_null() && definition.is_private(name);
    data.iter()
        .map(|(name, value)| (name.clone(), if hide(name, value) { mark() } else { value.clone() }))
        .collect()
}
