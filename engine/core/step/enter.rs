//! Leaving and entering: Appendix D, exitStates, computeEntrySet and enterStates.

use super::machine::Machine;
use super::nodes::Node;
use super::select::Chosen;
use super::{Fault, MAX_REGIONS, Stop, Trace};
use crate::definition::{Action, Complete, Expr, State, StateKind};
use crate::instance::{ActiveState, Data, NodeKey};
use crate::model::state::History;
use crate::script::Value;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be entered.
#[derive(Default)]
pub(super) struct Entry {
    nodes: BTreeSet<Node>,
    by_default: BTreeSet<Node>,
    /// What history leads back to: its clocks go on.
    returned: BTreeSet<Node>,
    /// Actions of a history state's default, done after its parent's own.
    history_actions: BTreeMap<Node, Vec<Action>>,
}

impl Machine<'_> {
    /// Leaves the nodes of a set, the innermost and last first. History is remembered before anything is left.
    pub fn exit(&mut self, set: &BTreeSet<Node>) -> Result<(), Stop> {
        for node in set {
            for child in &self.chart().state(node.state).children {
                if let StateKind::History(depth) = self.chart().state(*child).kind {
                    let history = Node::new(self.chart(), *child, node.element());
                    let chart = self.chart();
                    let keep: Vec<NodeKey> = self
                        .config
                        .iter()
                        .filter(|active| match depth {
                            History::Deep => self.is_leaf(**active) && active.inside(*node, chart),
                            History::Shallow => active.parent(chart) == Some(*node),
                        })
                        .map(|active| self.key(*active))
                        .collect();
                    let key = self.key(history);
                    self.inst.history.insert(key, keep);
                }
            }
        }
        for node in set.iter().rev().copied() {
            let depth = self.locals.len();
            self.bind_element(node);
            for block in &self.chart().state(node.state).exit {
                self.block(block, node)?;
            }
            self.locals.truncate(depth);
            self.close_tasks(node);
            self.drop_clocks(node, self.may_return(node, set))?;
            self.unwatch_duty(node);
            self.drop_obligations(node, self.may_return(node, set));
            self.resume_clocks_around(node)?;
            self.stop_shared_clocks(node)?;
            self.drop_requests(node);
            self.cancel_child(node);
            self.to_invoke.remove(&node);
            let key = self.key(node);
            self.inst.active.remove(&key);
            self.config.remove(&node);
            self.facts = None;
            self.note(|| Trace::Left { node: key });
        }
        Ok(())
    }

    /// Whether history may lead back to a node that is left with others: to the state that remembers, and to what it
    /// remembers.
    fn may_return(&self, node: Node, set: &BTreeSet<Node>) -> bool {
        let chart = self.chart();
        let history = |outer: Node| {
            chart.state(outer.state).children.iter().find_map(|child| match chart.state(*child).kind {
                StateKind::History(depth) => Some(depth),
                _ => None,
            })
        };
        if history(node).is_some() {
            return true;
        }
        let mut around = node.ancestors(chart).take_while(|outer| set.contains(outer));
        let parent = node.parent(chart);
        around.any(|outer| match history(outer) {
            Some(History::Deep) => true,
            Some(History::Shallow) => Some(outer) == parent,
            None => false,
        })
    }

    /// What the transitions enter.
    pub fn entry_set(&mut self, chosen: &[Chosen]) -> Result<Entry, Stop> {
        let mut entry = Entry::default();
        for way in chosen {
            let targets = self.chart().transition(way.ix).targets.clone();
            let Some(domain) = self.domain(*way) else { continue };
            for target in targets {
                let node = Node::new(self.chart(), target, way.source.element());
                self.add_down(node, &mut entry)?;
            }
            for node in self.effective_targets(*way) {
                self.add_up(node, domain, &mut entry)?;
            }
            // A domain with regions was left inside as a whole, so the regions without a target are entered again.
            let kind = self.chart().state(domain.state).kind;
            if matches!(kind, StateKind::Parallel | StateKind::PerElement) {
                self.add_regions(domain, &mut entry)?;
            }
        }
        Ok(entry)
    }

    /// What the start enters.
    pub fn initial_entry(&mut self) -> Result<Entry, Stop> {
        let root = Node::new(self.chart(), 0, None);
        let mut entry = Entry::default();
        self.add_down(root, &mut entry)?;
        Ok(entry)
    }

    fn add_down(&mut self, node: Node, entry: &mut Entry) -> Result<(), Stop> {
        let chart = self.chart();
        let state = chart.state(node.state);
        if let StateKind::History(_) = state.kind {
            let Some(parent) = node.parent(chart) else { return Ok(()) };
            if let Some(remembered) = self.remembered(node) {
                entry.returned.insert(parent);
                for at in &remembered {
                    entry.returned.insert(*at);
                    let between = at.ancestors(chart).take_while(|outer| *outer != parent);
                    entry.returned.extend(between);
                    self.add_down(*at, entry)?;
                }
                for at in remembered {
                    self.add_up(at, parent, entry)?;
                }
            } else {
                entry.history_actions.insert(parent, state.initial_actions.clone());
                for target in state.initial.clone() {
                    self.add_down(Node::new(chart, target, node.element()), entry)?;
                }
                for target in state.initial.clone() {
                    self.add_up(Node::new(chart, target, node.element()), parent, entry)?;
                }
            }
            return Ok(());
        }
        entry.nodes.insert(node);
        match state.kind {
            StateKind::Compound => {
                entry.by_default.insert(node);
                // All targets first: a region that one of them lies in is not entered by default.
                for target in &state.initial {
                    self.add_down(Node::new(chart, *target, node.element()), entry)?;
                }
                for target in &state.initial {
                    self.add_up(Node::new(chart, *target, node.element()), node, entry)?;
                }
            }
            StateKind::Parallel | StateKind::PerElement => self.add_regions(node, entry)?,
            _ => {}
        }
        Ok(())
    }

    fn add_regions(&mut self, node: Node, entry: &mut Entry) -> Result<(), Stop> {
        if self.chart().state(node.state).kind == StateKind::PerElement && !self.config.contains(&node) {
            self.take_elements(node)?;
        }
        for region in self.children(node) {
            let there = entry.nodes.iter().any(|at| *at == region || at.inside(region, self.chart()));
            if !there {
                self.add_down(region, entry)?;
            }
        }
        Ok(())
    }

    fn add_up(&mut self, node: Node, domain: Node, entry: &mut Entry) -> Result<(), Stop> {
        let around: Vec<Node> = node.ancestors(self.chart()).take_while(|at| *at != domain).collect();
        for at in around {
            entry.nodes.insert(at);
            if matches!(self.chart().state(at.state).kind, StateKind::Parallel | StateKind::PerElement) {
                self.add_regions(at, entry)?;
            }
        }
        Ok(())
    }

    /// Fixes the elements that a per-element state has regions for.
    fn take_elements(&mut self, node: Node) -> Result<(), Stop> {
        let state = self.chart().state(node.state);
        let Some(per) = &state.per_element else { return Ok(()) };
        let names: Vec<String> = self
            .inst
            .data
            .get(&per.list)
            .and_then(serde_json::Value::as_array)
            .map(|items| items.iter().filter_map(|item| element_name(item, per.key.as_deref())).collect())
            .unwrap_or_default();
        let fault = |message: String| Stop::Fault(Fault::Action { place: state.id.clone(), message });
        if names.is_empty() && !per.empty_is_done {
            return Err(fault(format!(
                "the list `{}` is empty: there is nobody to open a region for",
                per.list
            )));
        }
        if names.len() > MAX_REGIONS {
            return Err(Stop::Fault(Fault::Limit { name: "regions", limit: MAX_REGIONS }));
        }
        if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
            return Err(fault(format!("two elements of `{}` have the same key", per.list)));
        }
        if let Complete::AtLeast(least) = state.complete
            && (least as usize) > names.len()
        {
            return Err(fault(format!(
                "{least} regions must end, but `{}` has only {}",
                per.list,
                names.len()
            )));
        }
        self.inst.elements.insert(state.id.clone(), names);
        Ok(())
    }

    /// Enters the nodes of a set, the outermost and first first.
    pub fn enter(&mut self, entry: &Entry) -> Result<(), Stop> {
        for node in entry.nodes.iter().copied() {
            if self.config.contains(&node) {
                continue;
            }
            self.enter_one(node, entry)?;
        }
        Ok(())
    }

    fn enter_one(&mut self, node: Node, entry: &Entry) -> Result<(), Stop> {
        let chart = self.chart();
        let state = chart.state(node.state);
        let count = self.next_count();
        let key = self.key(node);
        let active = ActiveState { entry: count, at: self.now, occurred_at: self.legal_time() };
        self.inst.active.insert(key.clone(), active);
        self.config.insert(node);
        self.facts = None;
        self.note_course(|| Trace::Entered { node: key });
        let depth = self.locals.len();
        self.bind_element(node);
        if !state.late_data.is_empty() && !self.inst.seen.contains(&state.id) {
            self.inst.seen.push(state.id.clone());
            for action in &state.late_data {
                self.block(std::slice::from_ref(action), node)?;
            }
        }
        for block in &state.entry {
            self.block(block, node)?;
        }
        if entry.by_default.contains(&node) {
            self.block(&state.initial_actions, node)?;
        }
        if let Some(actions) = entry.history_actions.get(&node) {
            self.block(actions, node)?;
        }
        self.arm_clocks(node, count, entry.returned.contains(&node))?;
        self.share_clocks(node)?;
        self.watch_duty(node, count)?;
        self.pause_clocks_around(node)?;
        self.open_tasks(node)?;
        self.begin_obligations(node, count, entry.returned.contains(&node))?;
        self.locals.truncate(depth);
        if !state.invoke.is_empty() {
            self.to_invoke.insert(node);
        }
        if state.kind == StateKind::Final {
            self.reached_final(node)?;
        } else if state.kind == StateKind::PerElement && self.elements(node.state).is_empty() {
            self.raise(format!("done.state.{}", state.id), Data::new());
        }
        Ok(())
    }

    fn reached_final(&mut self, node: Node) -> Result<(), Stop> {
        let chart = self.chart();
        let state = chart.state(node.state);
        let Some(parent) = node.parent(chart) else { return Ok(()) };
        if parent.state == 0 {
            self.inst.ended = Some(state.id.clone());
            return Ok(());
        }
        let (data, content) = self.given(state)?;
        let region = parent.element_name(chart, &self.inst);
        self.raise(format!("done.state.{}", chart.state(parent.state).id), data);
        if let Some(raised) = self.internal.back_mut() {
            raised.region = region;
            raised.content = content;
        }
        let Some(around) = parent.parent(chart) else { return Ok(()) };
        if matches!(chart.state(around.state).kind, StateKind::Parallel | StateKind::PerElement)
            && self.regions_done(around)?
        {
            self.raise(format!("done.state.{}", chart.state(around.state).id), Data::new());
        }
        Ok(())
    }

    /// What a final state gives: named values, or one without a name.
    pub fn given(&mut self, state: &State) -> Result<(Data, Option<Json>), Stop> {
        let Some(gives) = &state.gives else { return Ok((Data::new(), None)) };
        if let Expr::Map(fields) = gives {
            // A value that fails is left out; the others are given.
            let mut given = Data::new();
            for (name, expr) in fields {
                match self.value(expr, None) {
                    Ok(Json::Null) => {}
                    Ok(value) => {
                        given.insert(name.clone(), value);
                    }
                    Err(error) => self.script_error("action", &state.id, error)?,
                }
            }
            return Ok((given, None));
        }
        match self.value(gives, None) {
            Ok(Json::Object(fields)) => Ok((fields, None)),
            Ok(Json::Null) => Ok((Data::new(), None)),
            Ok(other) => Ok((Data::new(), Some(other))),
            Err(error) => {
                self.script_error("action", &state.id, error)?;
                Ok((Data::new(), None))
            }
        }
    }

    /// Whether the regions of a node count as done.
    fn regions_done(&mut self, node: Node) -> Result<bool, Stop> {
        let regions = self.children(node);
        let ended = regions.iter().filter(|region| self.in_final(**region)).count();
        let state = self.chart().state(node.state);
        Ok(match &state.complete {
            Complete::All => ended == regions.len(),
            Complete::Any => ended > 0,
            Complete::AtLeast(least) => ended >= *least as usize,
            Complete::Condition(script) => {
                let depth = self.locals.len();
                self.locals.push(("ended".to_owned(), count(ended)));
                self.locals.push(("regions".to_owned(), count(regions.len())));
                let answer = self.guard(script, None);
                self.locals.truncate(depth);
                match answer {
                    Ok(answer) => answer,
                    Err(error) => {
                        self.script_error("guard", &state.id, error)?;
                        false
                    }
                }
            }
        })
    }

    /// Appendix D, isInFinalState.
    fn in_final(&self, node: Node) -> bool {
        let chart = self.chart();
        match chart.state(node.state).kind {
            StateKind::Compound => self.children(node).into_iter().any(|child| {
                chart.state(child.state).kind == StateKind::Final && self.config.contains(&child)
            }),
            StateKind::Parallel | StateKind::PerElement => {
                self.children(node).into_iter().all(|child| self.in_final(child))
            }
            _ => false,
        }
    }
}

/// A number of things, for scripts.
fn count(things: usize) -> Value {
    Value::from(i64::try_from(things).unwrap_or(i64::MAX))
}

/// The name of an element: its key, or itself.
pub(super) fn element_name(item: &serde_json::Value, key: Option<&str>) -> Option<String> {
    let value = match key {
        Some(key) => item.get(key)?,
        None => item.get("id").unwrap_or(item),
    };
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
