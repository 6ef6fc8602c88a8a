//! From steps taken to what is committed.

use super::Failure;
use super::case::{Held, seal};
use super::request::Reply;
use crate::seal::CaseSealer;
use crate::store::{self, CaseRow, ChangeRow, Channel, Commit, IncidentRow, NewOutgoing, NoticeRow, TaskRow};
use docket_core::definition::Definition;
use docket_core::instance::{
    CaseId, Cause, Effect, Entry, Hash, Input, Instance, NodeKey, Parked, Row, Source, Task, entry, patch,
};
use docket_core::step::chain::Link;
use docket_core::step::{self, Trace, World};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What becomes one log entry.
pub(super) struct Noted {
    pub input: Input,
    pub instance: Instance,
    pub verdict: &'static str,
    pub incident: Option<String>,
    pub effects: Vec<Effect>,
    pub lines: Vec<String>,
}

impl From<Link> for Noted {
    fn from(link: Link) -> Self {
        let lines = link.step.trace.iter().filter_map(|item| match item {
            Trace::Line { text } => Some(text.clone()),
            _ => None,
        });
        Self {
            lines: lines.collect(),
            verdict: if link.incident.is_some() { "incident" } else { link.step.verdict.word() },
            input: link.input,
            instance: link.step.instance,
            incident: link.incident,
            effects: link.step.effects,
        }
    }
}

impl Noted {
    /// An input that cannot be taken: it changes no data, it is parked, and everybody can see why. What a sender from
    /// outside has brought is not kept: the sender knows, and sends it again.
    pub fn incident(before: &Instance, input: Input, why: String) -> Self {
        let mut instance = before.clone();
        instance.version += 1;
        let kept = (!matches!(input.source, Source::Token(_))).then(|| Box::new(input.clone()));
        let (version, at) = (instance.version, input.at);
        instance.parked.push(Parked { version, at, input: kept, ..Parked::default() });
        let verdict = "incident";
        Self { input, instance, verdict, incident: Some(why), effects: Vec::new(), lines: Vec::new() }
    }
}

/// What a commit is computed from.
pub(super) struct Base<'a> {
    pub id: &'a CaseId,
    pub definition: &'a Definition,
    pub sealer: Option<&'a CaseSealer>,
    pub world: &'a World,
    /// Absent: there is no case yet.
    pub held: Option<&'a Held>,
}

impl<'a> Base<'a> {
    pub fn of(held: &'a Held, world: &'a World) -> Self {
        Self {
            id: &held.instance.id,
            definition: &held.definition,
            sealer: held.sealer.as_ref(),
            world,
            held: Some(held),
        }
    }

    /// The commit of what was noted, without event ids. With nothing noted only the rows that are looked up change.
    pub fn commit(&self, noted: Vec<Noted>) -> Result<Commit, Failure> {
        let before = self.held.map(|held| &held.instance);
        let after = noted.last().map(|noted| noted.instance.clone()).or_else(|| before.cloned());
        let after = after.ok_or_else(|| Failure::Broken(format!("{} has no state", self.id)))?;
        let mut state = self.held.map_or(Value::Null, |held| held.sealed.clone());
        let mut head = self.held.map(|held| held.head.clone());
        let (mut entries, mut outgoing, mut notices, mut incidents) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut mends: Vec<String> = Vec::new();
        for noted in noted {
            if let (Cause::Retry { incident, .. } | Cause::Skip { incident, .. }, None) =
                (&noted.input.cause, &noted.incident)
            {
                mends.push(incident.clone());
            }
            let to = self.sealed(&noted.instance)?;
            let entry = Entry {
                format: entry::FORMAT,
                version: noted.instance.version,
                previous: head.clone(),
                input: seal(self.definition, self.sealer, entry::input_json(&noted.input))?,
                verdict: noted.verdict.to_owned(),
                definition: self.definition.hash.clone(),
                world: self.world.versions.clone(),
                engine: entry::ENGINE.to_owned(),
                lines: noted.lines,
                incident: noted.incident.clone(),
                patch: patch::diff(&state, &to),
            };
            let (bytes, hash) = entry.seal();
            let (version, at) = (noted.instance.version, noted.instance.at);
            entries.push(store::Entry {
                case: self.id.clone(),
                version,
                hash: hash.clone(),
                previous: head.replace(hash.clone()),
                at,
                bytes,
            });
            for (index, effect) in noted.effects.into_iter().enumerate() {
                let key = effect_key(&hash, index);
                let row = |channel: Channel, target: String, body: Value| NewOutgoing {
                    key: key.clone(),
                    channel,
                    target,
                    seq: version,
                    body,
                    at,
                };
                match effect {
                    Effect::Notify(notice) => notices.push(NoticeRow {
                        key,
                        case: self.id.clone(),
                        unit: noted.instance.unit.clone(),
                        body: json!({"about": notice.about, "title": notice.title, "text": notice.text}),
                        to: notice.to,
                        at,
                    }),
                    Effect::Message { to, message } => {
                        let body = serde_json::to_value(&message).unwrap_or_default();
                        let body = self.leaving(body)?;
                        outgoing.push(row(Channel::Message, to.as_str().to_owned(), body));
                    }
                    Effect::Call { service, data } => {
                        let body = self.leaving(json!({ "data": data }))?;
                        outgoing.push(row(Channel::Call, service, body));
                    }
                }
            }
            if let Some(message) = noted.incident {
                incidents.push(self.incident(step::incident_key(version), message, at));
            }
            state = to;
        }
        let next_due = match step::next_due(self.definition, &after, self.world) {
            Ok(due) => due,
            // Not woken again until something changes it: an operator must look at the calendar.
            Err(fault) => {
                incidents.push(self.incident(step::CLOCK.to_owned(), fault.to_string(), after.at));
                None
            }
        };
        let published = self.published(before, &after, &mut incidents, &mut mends);
        // What fails again is open still.
        mends.retain(|key| incidents.iter().all(|incident| incident.key != *key));
        let had_tasks = before.is_some_and(|before| !before.tasks.is_empty());
        Ok(Commit {
            id: self.id.clone(),
            expected: self.held.map(|held| held.head.clone()),
            head: head.ok_or_else(|| Failure::Broken(format!("{} has no log", self.id)))?,
            format: after.format,
            state,
            row: self.row(&after),
            events: Vec::new(),
            entries,
            next_due,
            tasks: (had_tasks || !after.tasks.is_empty()).then(|| self.tasks(&after)),
            outgoing,
            notices,
            settles: Vec::new(),
            incidents,
            mends,
            changes: self.decided(before, &after),
            published,
            listed: None,
        })
    }

    /// What the case publishes now. Absent: what it published before, or nothing that can be computed, which is told.
    fn published(
        &self,
        before: Option<&Instance>,
        after: &Instance,
        incidents: &mut Vec<IncidentRow>,
        mends: &mut Vec<String>,
    ) -> Option<Row> {
        if self.definition.published.is_empty() {
            return None;
        }
        let row = |case: &Instance| step::published(self.definition, case, self.world, case.at);
        match row(after) {
            Ok(now) => {
                if before.is_some_and(|before| row(before).is_err()) {
                    mends.push(step::PUBLISH.to_owned());
                }
                Some(now)
            }
            Err(fault) => {
                incidents.push(self.incident(step::PUBLISH.to_owned(), fault.to_string(), after.at));
                None
            }
        }
    }

    fn sealed(&self, instance: &Instance) -> Result<Value, Failure> {
        let open = serde_json::to_value(instance)
            .map_err(|error| Failure::Broken(format!("{} cannot be written: {error}", self.id)))?;
        seal(self.definition, self.sealer, open)
    }

    /// Seals what leaves as a whole: under which names private values leave, the receiver says, not this definition.
    fn leaving(&self, mut body: Value) -> Result<Value, Failure> {
        if let Some(sealer) = self.sealer {
            sealer.seal(&mut body, &|_| true)?;
        }
        Ok(body)
    }

    fn incident(&self, key: String, message: String, at: Timestamp) -> IncidentRow {
        IncidentRow { case: self.id.clone(), key, message, at }
    }

    /// The changes of duty that were decided or altered.
    fn decided(&self, before: Option<&Instance>, after: &Instance) -> Vec<ChangeRow> {
        let known = |place: usize| before.and_then(|before| before.changes.get(place));
        let new = after.changes.iter().enumerate().filter(|(place, change)| known(*place) != Some(*change));
        let row = |(place, change)| ChangeRow {
            case: self.id.clone(),
            place: u32::try_from(place).unwrap_or(u32::MAX),
            change: serde_json::to_value(change).unwrap_or_default(),
        };
        new.map(row).collect()
    }

    fn row(&self, after: &Instance) -> CaseRow {
        let lights = step::lights(self.definition, after, self.world, after.at).unwrap_or_default();
        CaseRow {
            id: self.id.clone(),
            workflow: after.workflow.to_string(),
            definition: after.definition.clone(),
            unit: after.unit.clone(),
            states: step::leaves(self.definition, after),
            light: worst(lights.into_values()),
            numbers: after.numbers.values().cloned().collect(),
            started_at: after.started_at,
            at: after.at,
            version: after.version,
            ended: after.ended.is_some(),
            due_at: after.clocks.keys().filter_map(|name| self.due(after, name)).min(),
        }
    }

    fn tasks(&self, after: &Instance) -> Vec<TaskRow> {
        let rows = after.tasks.iter().map(|task| TaskRow {
            case: self.id.clone(),
            workflow: after.workflow.to_string(),
            unit: after.unit.clone(),
            id: task.id.to_string(),
            name: task.name.to_string(),
            body: json!({"title": task.title, "does": task.does, "state": task.node, "numbers": after.numbers}),
            candidates: task.candidates.clone(),
            assignee: task.assignee.clone(),
            opened_at: task.opened_at,
            due_at: self.task_due(after, task),
        });
        rows.collect()
    }

    /// When a task should be done: the earliest deadline of its state and of those around it, or the end of the time to
    /// acknowledge.
    fn task_due(&self, after: &Instance, task: &Task) -> Option<Timestamp> {
        let ack = after.acks.iter().find(|ack| ack.task == task.id);
        if let Some(ack) = ack {
            return step::lapses(self.definition, self.world, ack).ok().flatten();
        }
        let chart = &self.definition.chart;
        let place = |key: &NodeKey| chart.by_id.get(key.state.as_str()).copied();
        let inner = place(&task.node);
        let around = |key: &NodeKey| {
            let element = key.element.is_none() || key.element == task.node.element;
            // The document itself has no name among the states.
            let outer = place(key).unwrap_or(0);
            element && inner.is_some_and(|inner| inner == outer || chart.inside(inner, outer))
        };
        let clocks = after.clocks.iter().filter(|(_, clock)| around(&clock.node));
        clocks.filter_map(|(name, _)| self.due(after, name)).min()
    }

    fn due(&self, after: &Instance, clock: &str) -> Option<Timestamp> {
        step::due(self.definition, after, clock, self.world).ok().flatten().map(|due| due.at)
    }
}

/// The key of an effect: a hash of its log entry and its place, so that it never names other content.
pub(super) fn effect_key(entry: &Hash, index: usize) -> String {
    Hash::of(&[entry.as_str().as_bytes(), &(index as u64).to_be_bytes()]).short().to_owned()
}

/// The light that asks for most: red before yellow before any other name.
pub(super) fn worst(lights: impl Iterator<Item = String>) -> Option<String> {
    let rank = |light: &str| match light {
        "black" => 0,
        "red" => 1,
        "orange" => 2,
        "yellow" => 3,
        "green" => 5,
        _ => 4,
    };
    lights.min_by(|a, b| (rank(a), a).cmp(&(rank(b), b)))
}

/// The answer to a request after which a case is as it is now.
pub(super) fn reply(definition: &Definition, after: &Instance, verdict: &str, at: Timestamp) -> Reply {
    Reply {
        case: after.id.clone(),
        workflow: after.workflow.to_string(),
        verdict: verdict.to_owned(),
        version: after.version,
        decided_version: after.decided_version,
        states: step::leaves(definition, after),
        numbers: after.numbers.clone(),
        ended: after.ended.clone(),
        at,
        repeated: false,
    }
}
