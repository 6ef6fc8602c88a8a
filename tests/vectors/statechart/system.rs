//! Machines that run together: the clock, and the messages between a machine and those it invokes.

use super::build::{ROOT, build};
use docket_core::definition::{Definition, StateKind};
use docket_core::instance::{
    CaseId, Cause, Data, Effect, Input, Instance, Message, Parent, Shared, Source, patch,
};
use docket_core::step::{self, Options, Stop, World, chain};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

struct Case {
    definition: Definition,
    instance: Instance,
    /// The fold of all patches so far.
    folded: Value,
}

/// One machine and all that it has invoked.
pub struct System {
    now: Timestamp,
    world: World,
    /// In the order in which they began; the first is the vector's own.
    cases: Vec<(CaseId, Case)>,
    machines: BTreeMap<String, Value>,
    messages: VecDeque<(CaseId, CaseId, Message)>,
    inputs: u64,
    faults: Vec<String>,
}

impl System {
    /// Begins a machine and lets everything come to rest.
    pub fn start(machine: &Value) -> Result<Self, String> {
        let mut system = Self {
            now: Timestamp::UNIX_EPOCH,
            world: World::default(),
            cases: Vec::new(),
            machines: BTreeMap::from([("top".to_owned(), machine.clone())]),
            messages: VecDeque::new(),
            inputs: 0,
            faults: Vec::new(),
        };
        let id = CaseId::requested(&docket_core::instance::IdKey::STORIES, "top", "vectors", "top");
        system.begin("top", id, &Data::new(), None)?;
        system.deliver()?;
        Ok(system)
    }

    /// Sends an event from outside.
    pub fn send(&mut self, event: &str, data: &Value) -> Result<(), String> {
        let data = match data {
            Value::Object(fields) => fields.clone(),
            Value::Null => Data::new(),
            other => Data::from_iter([("$content".to_owned(), other.clone())]),
        };
        let top = self.cases.first().map(|(id, _)| id.clone()).expect("a machine");
        let cause = Cause::Event { name: event.to_owned(), data, task: None, region: None };
        self.take(&top, Source::Token("vectors".to_owned()), cause)?;
        self.deliver()
    }

    /// Lets time pass; what falls due on the way happens in its order.
    pub fn advance(&mut self, millis: i64) -> Result<(), String> {
        let until = self.now + SignedDuration::from_millis(millis);
        loop {
            let next = self
                .cases
                .iter()
                .filter_map(|(id, case)| {
                    let due = step::next_due(&case.definition, &case.instance, &self.world);
                    due.ok().flatten().map(|due| (due, id.clone()))
                })
                .min_by_key(|(due, _)| *due);
            let Some((due, id)) = next.filter(|(due, _)| *due <= until) else { break };
            self.now = due.max(self.now);
            self.take(&id, Source::Engine, Cause::Wake)?;
            self.deliver()?;
        }
        self.now = until;
        Ok(())
    }

    /// The active states of the first machine that have nothing inside.
    pub fn leaves(&self) -> BTreeSet<String> {
        let Some((_, case)) = self.cases.first() else { return BTreeSet::new() };
        if let Some(ended) = &case.instance.ended {
            return BTreeSet::from([ended.clone()]);
        }
        let chart = &case.definition.chart;
        let leaf = |id: &String| {
            let kind = chart.by_id.get(id).map(|ix| chart.state(*ix).kind);
            matches!(kind, Some(StateKind::Atomic | StateKind::Final))
        };
        case.instance.active.keys().map(|node| node.state.to_string()).filter(leaf).collect()
    }

    /// What went wrong, in words.
    pub fn faults(&self) -> String {
        self.faults.iter().map(|fault| format!("; {fault}")).collect()
    }

    fn begin(
        &mut self,
        workflow: &str,
        id: CaseId,
        data: &Data,
        parent: Option<Parent>,
    ) -> Result<(), String> {
        let machine = self.machines.get(workflow).expect("a machine of this name").clone();
        let built = build(workflow, &machine, data);
        self.machines.extend(built.children);
        let definition = built.definition;
        let cause = Cause::Start { data: Data::new(), parent };
        let input = self.input(Source::Engine, cause);
        let options = Options::default();
        let begun =
            chain::begin(&definition, id.clone(), input, &self.world, &chain::Numbers::new(), options)
                .map_err(|stop| stop.to_string())?;
        let Some(instance) = begun.instance().cloned() else {
            return Err(format!("no start: {:?}", begun.outcome.err()));
        };
        self.cases.push((id.clone(), Case { definition, instance, folded: Value::Null }));
        self.absorb(&id, begun)
    }

    fn take(&mut self, id: &CaseId, source: Source, cause: Cause) -> Result<(), String> {
        let input = self.input(source, cause);
        let Some((_, case)) = self.cases.iter().find(|(other, _)| other == id) else { return Ok(()) };
        let options = Options::default();
        let taken = chain::take(
            &case.definition,
            &case.instance,
            input,
            &self.world,
            &chain::Numbers::new(),
            options,
        )
        .map_err(|stop| stop.to_string())?;
        self.absorb(id, taken)
    }

    fn input(&mut self, source: Source, cause: Cause) -> Input {
        self.inputs += 1;
        Input {
            id: self.inputs.to_string(),
            source,
            at: self.now,
            occurred_at: None,
            actor: None,
            cause,
            numbers: BTreeMap::new(),
            reads: Vec::new(),
        }
    }

    /// Keeps what a chain left, and holds each of its steps against what must always hold.
    fn absorb(&mut self, id: &CaseId, chain: chain::Chain) -> Result<(), String> {
        let Some((_, case)) = self.cases.iter_mut().find(|(other, _)| other == id) else { return Ok(()) };
        for link in chain.links {
            let before = std::mem::take(&mut case.folded);
            let after = serde_json::to_value(&link.step.instance).map_err(|error| error.to_string())?;
            case.folded = before.clone();
            patch::apply(&mut case.folded, &patch::diff(&before, &after));
            if case.folded != after {
                return Err(format!("the fold of patches {} is not the case {after}", case.folded));
            }
            case.instance = link.step.instance;
            legal(&case.definition, &case.instance)?;
            self.faults.extend(link.incident);
            for effect in link.step.effects {
                if let Effect::Message { to, message } = effect {
                    self.messages.push_back((id.clone(), to, message));
                }
            }
        }
        match chain.outcome {
            Err(Stop::Refused(_)) | Ok(_) => {}
            Err(stop) => self.faults.push(stop.to_string()),
        }
        Ok(())
    }

    fn deliver(&mut self) -> Result<(), String> {
        while let Some((from, to, message)) = self.messages.pop_front() {
            match message {
                Message::Start { workflow, data, parent, .. } => self.begin(&workflow, to, &data, parent)?,
                Message::Event { name, data, .. } => {
                    if !self.was_cancelled(&from, &to) {
                        let cause = Cause::Event { name, data, task: None, region: None };
                        self.take(&to, Source::Case(from), cause)?;
                    }
                }
                Message::Cancel => self.take(&to, Source::Case(from), Cause::Cancel)?,
                Message::ChildEnded { state, data, .. } => {
                    let shared = Shared::default();
                    let cause =
                        Cause::ChildEnded { child: from.clone(), state, data, shared, goes_on: false };
                    self.take(&to, Source::Case(from), cause)?;
                }
                other => return Err(format!("{other:?}: machines of SCXML share nothing")),
            }
        }
        Ok(())
    }

    /// Whether a message comes from a machine that its receiver has cancelled.
    fn was_cancelled(&self, from: &CaseId, to: &CaseId) -> bool {
        let find = |id: &CaseId| self.cases.iter().find(|(other, _)| other == id).map(|(_, case)| case);
        let child_of = find(from).and_then(|case| case.instance.parent.as_ref());
        child_of.is_some_and(|parent| parent.id == *to)
            && find(to).is_some_and(|case| !case.instance.children.values().any(|child| child.id == *from))
    }
}

/// A configuration is legal: the root, one state inside each compound, all inside each parallel state.
fn legal(definition: &Definition, instance: &Instance) -> Result<(), String> {
    if instance.ended.is_some() {
        return if instance.active.is_empty() { Ok(()) } else { Err("ended, but not left".to_owned()) };
    }
    let chart = &definition.chart;
    let active: BTreeSet<u32> =
        instance.active.keys().filter_map(|node| chart.by_id.get(node.state.as_str()).copied()).collect();
    if !active.contains(&0) {
        return Err(format!("{ROOT} is not active"));
    }
    for ix in &active {
        let state = chart.state(*ix);
        let inside = state.children.iter().filter(|inner| active.contains(inner)).count();
        let history = |inner: &&u32| matches!(chart.state(**inner).kind, StateKind::History(_));
        let wanted = match state.kind {
            StateKind::Compound => 1,
            StateKind::Parallel => state.children.len() - state.children.iter().filter(history).count(),
            StateKind::History(_) => return Err(format!("`{}` is active", state.id)),
            _ => 0,
        };
        let around = state.parent.is_none_or(|parent| active.contains(&parent));
        if inside != wanted || !around {
            return Err(format!("`{}` has {inside} active states inside, not {wanted}", state.id));
        }
    }
    Ok(())
}
