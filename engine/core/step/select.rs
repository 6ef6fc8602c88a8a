//! Which transitions are taken: Appendix D, selectTransitions and removeConflictingTransitions.

use super::machine::{Event, Machine};
use super::nodes::Node;
use super::{Stop, Trace};
use crate::definition::chart::Leaves;
use crate::definition::{StateKind, TransitionIx};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A transition in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// The transition.
    pub ix: TransitionIx,
    /// Its source.
    pub source: Node,
}

/// Why a transition that names the event is not enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// Its guard does not hold.
    Guard(TransitionIx),
    /// Its window has closed.
    Window(TransitionIx, Timestamp),
    /// It was taken as often as it may be.
    Often(TransitionIx, u32),
}

impl Machine<'_> {
    /// The transitions that an event enables (`None`: those that need no event), conflicts removed, with the
    /// reasons why others are not.
    pub fn select(&mut self, event: Option<&Event>) -> Result<(Vec<Chosen>, Vec<Closed>), Stop> {
        let mut enabled: Vec<Chosen> = Vec::new();
        let mut closed = Vec::new();
        let leaves: Vec<Node> = self.config.iter().copied().filter(|node| self.is_leaf(*node)).collect();
        for leaf in leaves {
            if !self.concerns(leaf, event) {
                continue;
            }
            let chart = self.chart();
            'chain: for node in std::iter::once(leaf).chain(leaf.ancestors(chart)) {
                for ix in chart.state(node.state).transitions.iter().copied() {
                    let way = chart.transition(ix);
                    let named = match event {
                        None => way.events.is_empty(),
                        Some(event) => !way.events.is_empty() && way.matches(&event.name),
                    };
                    if !named {
                        continue;
                    }
                    let chosen = Chosen { ix, source: node };
                    if enabled.contains(&chosen) {
                        break 'chain;
                    }
                    match self.openness(chosen, event)? {
                        None => {
                            enabled.push(chosen);
                            break 'chain;
                        }
                        Some(reason) if !closed.contains(&reason) => closed.push(reason),
                        Some(_) => {}
                    }
                }
            }
        }
        Ok((self.without_conflicts(enabled), closed))
    }

    /// Whether an event that names an element is about this node.
    fn concerns(&self, node: Node, event: Option<&Event>) -> bool {
        let Some(wanted) = event.and_then(|event| event.region.as_ref()) else { return true };
        node.element_name(self.chart(), &self.inst).is_none_or(|name| name == *wanted)
    }

    pub fn is_leaf(&self, node: Node) -> bool {
        match self.chart().state(node.state).kind {
            StateKind::Atomic | StateKind::Final => true,
            StateKind::PerElement => self.elements(node.state).is_empty(),
            _ => false,
        }
    }

    /// Whether a transition is open: limit, window and guard, in that order.
    fn openness(&mut self, chosen: Chosen, event: Option<&Event>) -> Result<Option<Closed>, Stop> {
        let way = self.chart().transition(chosen.ix);
        if let Some((name, limit)) = &way.at_most {
            let taken = self.inst.taken.get(&self.place_of(name, chosen.source)).copied().unwrap_or(0);
            if taken >= *limit {
                self.note(|| Trace::Window { transition: way.id.clone(), until: None, open: false });
                return Ok(Some(Closed::Often(chosen.ix, *limit)));
            }
        }
        if let Some(window) = &way.window {
            let until = self.window_until(window, chosen.source)?;
            let asked = event.map_or(self.judged_at, |event| event.occurred_at);
            let open = asked < until;
            self.note(|| Trace::Window { transition: way.id.clone(), until: Some(until), open });
            if !open {
                return Ok(Some(Closed::Window(chosen.ix, until)));
            }
        }
        let Some(guard) = &way.guard else { return Ok(None) };
        let depth = self.locals.len();
        self.bind_element(chosen.source);
        let answer = self.guard(guard, event);
        self.locals.truncate(depth);
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.script_error("guard", &way.id, error)?;
                false
            }
        };
        if self.options.trace {
            let saw = self.saw(guard, event);
            self.trace.push(Trace::Guard {
                transition: way.id.clone(),
                script: guard.text().to_owned(),
                saw,
                answer,
            });
        }
        Ok((!answer).then_some(Closed::Guard(chosen.ix)))
    }

    /// The name under which something is counted in one place.
    pub fn place_of(&self, name: &str, node: Node) -> String {
        match node.element_name(self.chart(), &self.inst) {
            None => name.to_owned(),
            Some(element) => format!("{name}@{element}"),
        }
    }

    /// The descendant's transition wins over its ancestor's; else the one selected first.
    fn without_conflicts(&self, enabled: Vec<Chosen>) -> Vec<Chosen> {
        if enabled.len() < 2 {
            return enabled;
        }
        let mut kept: Vec<(Chosen, BTreeSet<Node>)> = Vec::new();
        for chosen in enabled {
            let leaving = self.exit_set(chosen);
            let mut beaten = Vec::new();
            let mut wins = true;
            for (place, (other, its)) in kept.iter().enumerate() {
                if leaving.is_disjoint(its) {
                    continue;
                }
                if chosen.source.inside(other.source, self.chart()) {
                    beaten.push(place);
                } else {
                    wins = false;
                    break;
                }
            }
            if wins {
                for place in beaten.into_iter().rev() {
                    kept.remove(place);
                }
                kept.push((chosen, leaving));
            }
        }
        kept.into_iter().map(|(chosen, _)| chosen).collect()
    }

    /// The active nodes that a transition leaves.
    pub fn exit_set(&self, chosen: Chosen) -> BTreeSet<Node> {
        let Some(domain) = self.domain(chosen) else { return BTreeSet::new() };
        self.config.iter().copied().filter(|node| node.inside(domain, self.chart())).collect()
    }

    /// The nodes that a transition leads to, history looked up.
    pub fn effective_targets(&self, chosen: Chosen) -> Vec<Node> {
        let mut found = Vec::new();
        for target in &self.chart().transition(chosen.ix).targets {
            self.expand_target(Node::new(self.chart(), *target, chosen.source.element()), &mut found, 0);
        }
        found
    }

    fn expand_target(&self, target: Node, found: &mut Vec<Node>, depth: u8) {
        let state = self.chart().state(target.state);
        if !matches!(state.kind, StateKind::History(_)) {
            if !found.contains(&target) {
                found.push(target);
            }
            return;
        }
        if let Some(remembered) = self.remembered(target) {
            found.extend(remembered);
        } else if depth < 16 {
            for next in &state.initial {
                self.expand_target(Node::new(self.chart(), *next, target.element()), found, depth + 1);
            }
        }
    }

    /// What a history state remembers.
    pub fn remembered(&self, history: Node) -> Option<Vec<Node>> {
        let keys = self.inst.history.get(&self.key(history))?;
        Some(keys.iter().filter_map(|key| Node::of_key(self.chart(), &self.inst, key)).collect())
    }

    /// The innermost node that a transition does not leave. Absent: it goes nowhere.
    pub fn domain(&self, chosen: Chosen) -> Option<Node> {
        let way = self.chart().transition(chosen.ix);
        let targets = self.effective_targets(chosen);
        if targets.is_empty() {
            return None;
        }
        let source = chosen.source;
        let inside = |node: &Node| node.inside(source, self.chart());
        let kind = self.chart().state(source.state).kind;
        let stays = match way.leaves {
            Leaves::Always => false,
            Leaves::UnlessInside => kind == StateKind::Compound && targets.iter().all(inside),
            Leaves::UnlessInsideOrSelf => targets.iter().all(|node| *node == source || inside(node)),
        };
        if stays {
            return Some(source);
        }
        let root = Node::new(self.chart(), 0, None);
        source
            .ancestors(self.chart())
            .find(|node| {
                let kind = self.chart().state(node.state).kind;
                (kind == StateKind::Compound || *node == root)
                    && targets.iter().all(|target| target.inside(*node, self.chart()))
            })
            .or(Some(root))
    }
}
