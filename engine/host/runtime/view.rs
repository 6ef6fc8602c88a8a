//! What readers see of a case.

use super::draft::worst;
use super::{Failure, Inner};
use crate::seal;
use docket_core::definition::Definition;
use docket_core::instance::{CaseId, Document, Hash, Instance, NodeKey, Part, Task, Words, entry::Entry};
use docket_core::model::Text;
use docket_core::step::{self, Possible, World};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Whether private fields are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// A mark stands for them: for every reader.
    #[default]
    Marked,
    /// As they are: only for whom a token allows it.
    Open,
}

/// A case as readers see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct View {
    /// Who it is.
    pub id: CaseId,
    /// Its workflow.
    pub workflow: String,
    /// The name of the workflow. Absent: the author gave none.
    pub title: Option<Text>,
    /// The definition that it runs.
    pub definition: Hash,
    /// The unit to which it belongs. Absent: to none.
    pub unit: Option<String>,
    /// The active leaf states; the one in which it ended.
    pub states: Vec<String>,
    /// Its worst light. Absent: none burns.
    pub light: Option<String>,
    /// Its data.
    pub data: Value,
    /// Numbers for people, by name.
    pub numbers: BTreeMap<String, String>,
    /// Running deadlines, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// Duties that recur, by name.
    pub obligations: Vec<step::why::Owing>,
    /// Open tasks.
    pub tasks: Vec<Task>,
    /// Documents issued.
    pub documents: Vec<Issued>,
    /// Events that wait for approval.
    pub requests: Value,
    /// Events that are kept until a state takes them.
    pub deferred: Value,
    /// What fell due, failed, and waits for an operator.
    pub parked: Value,
    /// Cases that it has invoked and waits for, by the invocation's name.
    pub children: BTreeMap<String, CaseId>,
    /// Cases that it has started as its children, in the order of their starts.
    pub parts: Vec<Part>,
    /// The case that invoked it, or started it as its child.
    pub parent: Option<CaseId>,
    /// How many inputs it has taken.
    pub version: u64,
    /// The version left by the last input that the engine did not make by itself.
    pub decided_version: u64,
    /// When its start was recorded.
    pub started_at: Timestamp,
    /// When its start happened.
    pub occurred_at: Timestamp,
    /// The time of its last input.
    pub at: Timestamp,
    /// The final state in which it ended. Absent: it goes on.
    pub ended: Option<String>,
}

/// A document issued, as a reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issued {
    /// The document as it reads, without what is kept beside it.
    pub document: Document,
    /// The unit that issues it, by name. Absent: none is known.
    pub unit: Option<Words>,
    /// Who receives it, by name; by id where the name is not known or not for this reader.
    pub to: Vec<String>,
    /// The day of its issue, in the zone of the case's calendar.
    pub issued_on: Date,
    /// The place of the document that stands in its place. Absent: it is in force.
    pub corrected_by: Option<usize>,
}

/// Why time runs out when it does.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Of deadlines.
    pub clocks: Vec<step::why::Why>,
    /// Of duties that recur.
    pub obligations: Vec<step::why::Owing>,
}

/// A running deadline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deadline {
    /// Its name, with the element of a region behind an `@`.
    pub name: String,
    /// The name shown to people.
    pub title: Option<Text>,
    /// The state it belongs to.
    pub state: NodeKey,
    /// The first instant that is late. Absent: it stands still, or cannot be computed.
    pub due_at: Option<Timestamp>,
    /// The last day. Absent: as `due_at`.
    pub due_on: Option<String>,
    /// Years whose calendar is provisional and may change the answer.
    pub provisional: Vec<i16>,
    /// Its light. Absent: none burns.
    pub light: Option<String>,
    /// Whether it stands still.
    pub paused: bool,
    /// The article.
    pub basis: Option<Text>,
}

/// A log entry as readers see it: private fields are marked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogView {
    /// The version that it left.
    pub version: u64,
    /// The hash of the entry, which covers the one before.
    pub hash: Hash,
    /// The hash of the entry before. Absent: the first.
    pub previous: Option<Hash>,
    /// The time of the input.
    pub at: Timestamp,
    /// The input.
    pub input: Value,
    /// What became of it.
    pub verdict: String,
    /// The definition that decided.
    pub definition: Hash,
    /// The versions of the world.
    pub world: BTreeMap<String, String>,
    /// The version of the engine.
    pub engine: String,
    /// Lines that authors asked for.
    pub lines: Vec<String>,
    /// What went wrong. Absent: nothing.
    pub incident: Option<String>,
    /// What it changed, as a merge patch.
    pub patch: Value,
}

impl LogView {
    pub(super) fn of(entry: Entry, hash: Hash, at: Timestamp) -> Self {
        Self {
            version: entry.version,
            hash,
            previous: entry.previous,
            at,
            input: seal::shown(entry.input),
            verdict: entry.verdict,
            definition: entry.definition,
            world: entry.world,
            engine: entry.engine,
            lines: entry.lines,
            incident: entry.incident,
            patch: seal::shown(entry.patch),
        }
    }
}

impl Inner {
    pub async fn view(&self, id: &CaseId, shown: Shown) -> Result<Option<View>, Failure> {
        let Some(held) = self.held(id).await? else { return Ok(None) };
        let loaded = self.fresh().await?;
        let now = self.store.now().await?;
        Ok(Some(view(&held.definition, &held.instance, &loaded.rules.world, now, shown)))
    }

    pub async fn why(&self, id: &CaseId, clock: Option<&str>) -> Result<Option<Reasons>, Failure> {
        let Some(held) = self.held(id).await? else { return Ok(None) };
        let loaded = self.loaded();
        let world = &loaded.rules.world;
        let now = self.store.now().await?;
        let names = held.instance.clocks.keys().filter(|name| clock.is_none_or(|clock| clock == *name));
        let fault = |fault: step::Fault| Failure::Fault(fault.to_string());
        let mut all = Reasons::default();
        for name in names {
            let why = step::why::why(&held.definition, &held.instance, name, world, now);
            all.clocks.extend(why.map_err(fault)?);
        }
        all.obligations = step::why::owing(&held.definition, &held.instance, world).map_err(fault)?;
        all.obligations.retain(|owing| clock.is_none_or(|clock| clock == owing.name));
        Ok(Some(all))
    }

    pub async fn possible(&self, id: &CaseId) -> Result<Option<Vec<Possible>>, Failure> {
        let Some(held) = self.held(id).await? else { return Ok(None) };
        let loaded = self.fresh().await?;
        let now = self.store.now().await?;
        Ok(Some(step::possible(&held.definition, &held.instance, &loaded.rules.world, now)))
    }
}

/// Documents as they read, private values marked unless they are open to the reader.
fn documents(definition: &Definition, instance: &Instance, world: &World, shown: Shown) -> Vec<Issued> {
    let zone = world.calendars.get(&definition.calendar).map_or(TimeZone::UTC, |one| one.zone().clone());
    let case_unit = instance.unit.as_ref().map(|id| {
        let title = world.organisation.unit(id).and_then(|unit| unit.title.as_ref());
        title.map_or_else(|| Words::same(id), Words::of)
    });
    let one = |(place, document): (usize, &Document)| {
        let mut document = document.clone();
        if matches!(shown, Shown::Marked) {
            let marked = seal::marked(serde_json::json!({ "data": document.data }), &|field| {
                definition.is_private(field)
            });
            document.data = marked.get("data").and_then(Value::as_object).cloned().unwrap_or_default();
        }
        (document.title, document.text) = document.read();
        document.data.clear();
        Issued {
            unit: document.unit.clone().or_else(|| case_unit.clone()),
            to: document.to.iter().map(|id| name(definition, instance, world, shown, id)).collect(),
            issued_on: document.issued_at.to_zoned_datetime(zone.clone()).date(),
            corrected_by: instance.documents.iter().position(|newer| newer.corrects == Some(place)),
            document,
        }
    };
    instance.documents.iter().enumerate().map(one).collect()
}

/// The name of somebody of the organisation, or of a party that the case holds.
fn name(definition: &Definition, instance: &Instance, world: &World, shown: Shown, id: &str) -> String {
    if let Some(person) = world.organisation.person(id) {
        return person.name.clone();
    }
    let open = |field: &str| shown == Shown::Open || !definition.is_private(field);
    let fields = instance.data.iter().filter(|(field, _)| open(field));
    let parties =
        fields.flat_map(|(_, value)| value.as_array().map_or(std::slice::from_ref(value), |all| all));
    let named = parties.filter(|party| party.get("id").and_then(Value::as_str) == Some(id));
    named.filter_map(|party| party.get("name")?.as_str()).next().unwrap_or(id).to_owned()
}

fn view(definition: &Definition, instance: &Instance, world: &World, now: Timestamp, shown: Shown) -> View {
    let document = |value: serde_json::Result<Value>| {
        let value = serde_json::json!({ "data": value.unwrap_or_default() });
        let mut value = match shown {
            Shown::Open => value,
            Shown::Marked => seal::marked(value, &|field| definition.is_private(field)),
        };
        value.get_mut("data").map(Value::take).unwrap_or_default()
    };
    let lights = step::lights(definition, instance, world, now).unwrap_or_default();
    let mut deadlines: Vec<Deadline> = instance
        .clocks
        .iter()
        .map(|(name, clock)| {
            let rule = definition.deadline(name.split('@').next().unwrap_or(name));
            let due = step::due(definition, instance, name, world).ok().flatten();
            Deadline {
                name: name.clone(),
                title: rule.and_then(|rule| {
                    rule.title.clone().or_else(|| definition.chart.state(rule.state).title.clone())
                }),
                state: clock.node.clone(),
                due_at: due.as_ref().map(|due| due.at),
                due_on: due.as_ref().map(|due| due.date.to_string()),
                provisional: due.map(|due| due.provisional.into_iter().collect()).unwrap_or_default(),
                light: lights.get(name).cloned(),
                paused: clock.budget.is_paused(),
                basis: rule.and_then(|rule| rule.basis.clone()),
            }
        })
        .collect();
    deadlines.sort_by_key(|deadline| (deadline.due_at.is_none(), deadline.due_at));
    View {
        id: instance.id.clone(),
        workflow: instance.workflow.to_string(),
        title: definition.title.clone(),
        definition: instance.definition.clone(),
        unit: instance.unit.clone(),
        states: step::leaves(definition, instance),
        light: worst(lights.into_values()),
        data: document(serde_json::to_value(&instance.data)),
        numbers: instance.numbers.clone(),
        deadlines,
        obligations: step::why::owing(definition, instance, world).unwrap_or_default(),
        tasks: instance.tasks.clone(),
        documents: documents(definition, instance, world, shown),
        requests: document(serde_json::to_value(&instance.requests)),
        deferred: document(serde_json::to_value(&instance.deferred)),
        parked: document(serde_json::to_value(&instance.parked)),
        children: instance.children.iter().map(|(name, child)| (name.clone(), child.id.clone())).collect(),
        parts: instance.parts.values().cloned().collect(),
        parent: instance.parent.as_ref().map(|parent| parent.id.clone()),
        version: instance.version,
        decided_version: instance.decided_version,
        started_at: instance.started_at,
        occurred_at: instance.occurred_at,
        at: instance.at,
        ended: instance.ended.clone(),
    }
}
