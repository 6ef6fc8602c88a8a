//! Transitions out of a state, in the order of its keys.

use super::Compiler;
use crate::definition::chart::Leaves;
use crate::definition::names::Laid;
use crate::definition::types::{Around, Sees};
use crate::definition::{Block, StateIx, StateKind, Transition, Window};
use crate::model::state as model;
use crate::script::{Kind, Script};
use crate::source::{Code, Pointer};

impl Compiler<'_, '_> {
    /// Every transition of a state, with its deadlines.
    pub(super) fn ways(&mut self, ix: StateIx, one: &Laid<'_>) {
        let id = self.chart.states.get(ix as usize).map(|state| state.id.clone()).unwrap_or_default();
        let state = one.state;
        for (event, way) in &state.on {
            self.transition(
                ix,
                &format!("{id}.{event}"),
                std::slice::from_ref(event),
                way,
                &one.at.key("on").key(event),
            );
        }
        if let Some(way) = &state.always {
            self.transition(ix, &format!("{id}.always"), &[], way, &one.at.key("always"));
        }
        if let Some(way) = &state.when_done {
            let event = format!("done.state.{id}");
            self.transition(ix, &format!("{id}.when_done"), &[event], way, &one.at.key("when_done"));
        }
        self.state_deadlines(ix, &id, one);
        if let Some(invoke) = &state.invoke {
            let at = one.at.key("invoke");
            if let Some(way) = &invoke.when_done {
                let event = format!("done.invoke.{id}");
                self.transition(ix, &format!("{id}.invoke.when_done"), &[event], way, &at.key("when_done"));
            }
            if let Some(way) = &invoke.when_failed {
                let event = format!("error.invoke.{id}");
                self.transition(
                    ix,
                    &format!("{id}.invoke.when_failed"),
                    &[event],
                    way,
                    &at.key("when_failed"),
                );
            }
        }
    }

    /// One written transition; its alternatives become one each.
    pub(super) fn transition(
        &mut self,
        source: StateIx,
        id: &str,
        events: &[String],
        way: &model::Transition,
        at: &Pointer,
    ) {
        let locals = self.elements_around(source);
        let sees = match events.first() {
            Some(event) if self.model.events.contains_key(event) || self.raises(event) => {
                Sees::Event(event.clone())
            }
            _ => Sees::Any,
        };
        let around = Around { sees, locals, ..Around::default() };
        let guard = way.guard.as_ref().and_then(|guard| self.guard(guard, &at.key("guard"), &around));
        let actions = self.one_block(&way.do_, &at.key("do"), &around, source);
        let window = way.within.as_ref().and_then(|within| {
            Some(Window {
                within: self.span(within, &at.key("within"), &around)?,
                from: way.from.as_deref().and_then(|from| self.from(from, &at.key("from"))),
                roll: way.roll.as_deref().and_then(|roll| self.roll(roll, &at.key("roll"), &around)),
                counting: way.counting.clone().unwrap_or_else(|| self.model.counting.clone()),
            })
        });
        let base = Transition {
            id: id.to_owned(),
            source,
            events: events.to_vec(),
            guard,
            leaves: if way.restart { Leaves::Always } else { Leaves::UnlessInsideOrSelf },
            actions,
            window,
            at_most: way.at_most.map(|most| (id.to_owned(), most)),
            title: way.title.clone(),
            basis: way.basis.clone(),
            ..Transition::default()
        };
        if way.choose.is_empty() {
            let targets = self.target(source, way.to.as_deref(), &at.key("to"));
            self.add_way(Transition { targets, ..base });
            return;
        }
        for (place, choice) in way.choose.iter().enumerate() {
            let at = at.key("choose").index(place);
            let to = choice.to.as_deref().map(|to| (to, at.key("to")));
            let to = to.or_else(|| way.to.as_deref().map(|to| (to, at.clone())));
            let targets = match &to {
                Some((to, at)) => self.target(source, Some(to), at),
                None => Vec::new(),
            };
            let mut actions: Block = base.actions.clone();
            actions.extend(self.one_block(&choice.do_, &at.key("do"), &around, source));
            let own = choice.guard.as_ref().and_then(|guard| self.guard(guard, &at.key("guard"), &around));
            self.add_way(Transition {
                id: format!("{id}#{}", place + 1),
                guard: self.both(base.guard.as_ref(), own),
                targets,
                actions,
                title: choice.title.clone().or_else(|| base.title.clone()),
                basis: choice.basis.clone().or_else(|| base.basis.clone()),
                ..base.clone()
            });
        }
    }

    /// Two conditions as one.
    fn both(&self, first: Option<&Script>, second: Option<Script>) -> Option<Script> {
        match (first, second) {
            (Some(first), Some(second)) => {
                let text = format!("({}) && ({})", first.text(), second.text());
                self.engine.compile(&text, Kind::Guard).ok()
            }
            (Some(first), None) => Some(first.clone()),
            (None, second) => second,
        }
    }

    pub(super) fn target(&mut self, source: StateIx, to: Option<&str>, at: &Pointer) -> Vec<StateIx> {
        let Some(to) = to else { return Vec::new() };
        let Some(target) = self.state(to, at) else { return Vec::new() };
        if self.sibling_regions(source, target) {
            let name = |ix: StateIx| self.chart.states.get(ix as usize).map_or("", |state| state.id.as_str());
            let fault = self.report.value(Code::SiblingRegions, at);
            let fault = fault.with("from", name(source)).with("to", name(target));
            self.report.add(fault);
        }
        vec![target]
    }

    /// Whether the two lie in different regions of one state.
    fn sibling_regions(&self, source: StateIx, target: StateIx) -> bool {
        let parent = |ix: StateIx| self.chart.states.get(ix as usize).and_then(|state| state.parent);
        let up = |ix: StateIx| -> Vec<StateIx> {
            let mut path: Vec<_> = std::iter::successors(Some(ix), |ix| parent(*ix)).collect();
            path.reverse();
            path
        };
        let (one, other) = (up(source), up(target));
        // A state that holds the other one is no sibling of it.
        let Some(apart) = one.iter().zip(&other).position(|(a, b)| a != b) else { return false };
        let common = apart.checked_sub(1).and_then(|at| one.get(at));
        let kind = common.and_then(|ix| self.chart.states.get(*ix as usize)).map(|state| state.kind);
        matches!(kind, Some(StateKind::Parallel | StateKind::PerElement))
    }

    pub(super) fn add_way(&mut self, way: Transition) {
        let ix = self.chart.transitions.len() as u32;
        if let Some(state) = self.chart.states.get_mut(way.source as usize) {
            state.transitions.push(ix);
        }
        self.chart.transitions.push(way);
    }
}
