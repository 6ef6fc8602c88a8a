//! A step in progress.

use super::nodes::Node;
use super::reads::Reads;
use super::{Fault, Options, Stop, Trace, World};
use crate::definition::{Chart, Definition, StateIx};
use crate::instance::{Actor, Data, Effect, Input, Instance, NodeKey};
use crate::model::deadline::IfEmpty;
use crate::script;
use jiff::Timestamp;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// The name under which a payload without names travels. No field can have it.
pub(super) const CONTENT: &str = "$content";

/// An event within a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Event {
    /// Its name.
    pub name: String,
    /// Its payload, by name.
    pub data: Data,
    /// A payload that has no names.
    pub content: Option<serde_json::Value>,
    /// Whether the case raised it by itself.
    pub internal: bool,
    /// Who sent it.
    pub actor: Option<Actor>,
    /// Legal time.
    pub occurred_at: Timestamp,
    /// The element that it is about.
    pub region: Option<String>,
    /// The invocation that it comes from.
    pub invoke: Option<String>,
}

/// A step in progress. Dropped, it has never been.
pub(super) struct Machine<'a> {
    pub def: &'a Definition,
    pub world: &'a World,
    pub options: Options<'a>,
    /// The time of the input.
    pub now: Timestamp,
    /// The time as of which guards and windows are judged: earlier than `now` for an approved request.
    pub judged_at: Timestamp,
    pub inst: Instance,
    /// The active nodes, in document order.
    pub config: BTreeSet<Node>,
    pub internal: VecDeque<Event>,
    /// The event being processed.
    pub event: Option<Arc<Event>>,
    /// Names of loops, innermost last.
    pub locals: Vec<(String, script::Value)>,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
    pub microsteps: u32,
    /// States entered in this macrostep whose invocations begin at its end.
    pub to_invoke: BTreeSet<Node>,
    /// What the functions of scripts see; made anew when the active states change.
    pub facts: Option<Arc<dyn script::Context>>,
    /// Why a derived value or an aggregate could not be had, for the error of the script that asked for it.
    pub lacked: RefCell<Option<String>>,
    /// What was read of other cases.
    pub reads: RefCell<Reads<'a>>,
    /// The day of `now` in the zone of the calendar, once somebody has asked.
    pub today: Option<jiff::civil::Date>,
    /// Numbers drawn for this input.
    pub numbers: &'a BTreeMap<String, Vec<u64>>,
    /// How many of them were used, by scope.
    pub drawn: BTreeMap<String, usize>,
    /// How many cases this step has started.
    pub started: u32,
    /// Who approved the event being processed.
    pub approved_by: Vec<String>,
    /// What to do when nobody is found to tell or to take over.
    pub if_empty: IfEmpty,
    /// Whether somebody waits for an answer, so that what cannot be is refused rather than a fault.
    pub answers: bool,
}

static NO_NUMBERS: BTreeMap<String, Vec<u64>> = BTreeMap::new();

impl<'a> Machine<'a> {
    pub fn new(
        def: &'a Definition,
        inst: Instance,
        world: &'a World,
        now: Timestamp,
        input: &'a Input,
        options: Options<'a>,
    ) -> Result<Self, Stop> {
        let mut config = BTreeSet::new();
        for key in inst.active.keys() {
            let node = Node::of_key(&def.chart, &inst, key)
                .ok_or_else(|| Stop::Fault(Fault::Unfit(format!("there is no state `{key}`"))))?;
            config.insert(node);
        }
        Ok(Self {
            def,
            world,
            options,
            now,
            judged_at: now,
            inst,
            config,
            internal: VecDeque::new(),
            event: None,
            locals: Vec::new(),
            effects: Vec::new(),
            trace: Vec::new(),
            microsteps: 0,
            to_invoke: BTreeSet::new(),
            facts: None,
            lacked: RefCell::default(),
            reads: RefCell::new(Reads::of(&input.reads)),
            today: None,
            numbers: &input.numbers,
            drawn: BTreeMap::new(),
            started: 0,
            approved_by: Vec::new(),
            if_empty: IfEmpty::Skip,
            answers: false,
        })
    }

    /// A machine that only looks.
    pub fn looking(def: &'a Definition, inst: &Instance, world: &'a World, now: Timestamp) -> Self {
        let config = inst.active.keys().filter_map(|key| Node::of_key(&def.chart, inst, key)).collect();
        Self {
            def,
            world,
            options: Options::default(),
            now,
            judged_at: now,
            inst: inst.clone(),
            config,
            internal: VecDeque::new(),
            event: None,
            locals: Vec::new(),
            effects: Vec::new(),
            trace: Vec::new(),
            microsteps: 0,
            to_invoke: BTreeSet::new(),
            facts: None,
            lacked: RefCell::default(),
            reads: RefCell::new(Reads::looking()),
            today: None,
            numbers: &NO_NUMBERS,
            drawn: BTreeMap::new(),
            started: 0,
            approved_by: Vec::new(),
            if_empty: IfEmpty::Skip,
            answers: false,
        }
    }

    pub fn chart(&self) -> &'a Chart {
        &self.def.chart
    }

    pub fn note(&mut self, make: impl FnOnce() -> Trace) {
        if self.options.trace {
            self.trace.push(make());
        }
    }

    /// Notes what coverage needs.
    pub fn note_course(&mut self, make: impl FnOnce() -> Trace) {
        if self.options.trace || self.options.course {
            self.trace.push(make());
        }
    }

    pub fn key(&self, node: Node) -> NodeKey {
        node.key(self.chart(), &self.inst)
    }

    /// The nodes directly inside a node.
    pub fn children(&self, node: Node) -> Vec<Node> {
        node.children(self.chart(), self.elements(node.state).len())
    }

    /// The names of the elements that a per-element state has regions for.
    pub fn elements(&self, state: StateIx) -> &[String] {
        self.inst.elements.get(&self.chart().state(state).id).map_or(&[], Vec::as_slice)
    }

    pub fn next_count(&mut self) -> u64 {
        self.inst.counter += 1;
        self.inst.counter
    }

    /// Raises an event of the engine's own.
    pub fn raise(&mut self, name: String, data: Data) {
        let occurred_at = self.legal_time();
        self.internal.push_back(Event { name, data, internal: true, occurred_at, ..Event::default() });
    }

    /// The day on which the input comes, in the zone of the calendar.
    pub fn today(&mut self) -> jiff::civil::Date {
        let (now, world, def) = (self.now, self.world, self.def);
        *self.today.get_or_insert_with(|| super::vars::zone(world, &def.calendar).to_datetime(now).date())
    }

    /// Legal time of what is happening now.
    pub fn legal_time(&self) -> Timestamp {
        self.event.as_ref().map_or(self.now, |event| event.occurred_at)
    }
}
