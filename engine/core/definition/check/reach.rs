//! States that nothing leads to, alternatives that are never taken, and transitions that go round for ever.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::definition::{Chart, StateIx, StateKind};
use crate::source::{Code, Pointer};

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    // A target that is misspelt leaves its state without a way in; that was said.
    if subject.whole && !report.has(Code::UnknownState) {
        unreachable(&subject.definition.chart, walk, report);
        // A guard that could not be compiled is no missing guard.
        if !report.has_script_faults() {
            loops(&subject.definition.chart, walk, report);
        }
    }
    alternatives(walk, report);
    histories(walk, report);
}

/// A history of the whole case: the case is never left, so there is nothing to go back to.
fn histories(walk: &Walk<'_>, report: &mut Report<'_>) {
    for one in walk.states.iter().filter(|one| one.parent == Some(0) && one.state.history.is_some()) {
        let fault = report.key(Code::HistoryWithoutParent, &one.at).with("name", &one.id);
        report.add(fault);
    }
}

fn unreachable(chart: &Chart, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut reached = Reached::new(chart);
    reached.enter(0);
    reached.go_on();
    let missed: Vec<StateIx> = (0..chart.states.len() as StateIx).filter(|ix| !reached.has(*ix)).collect();
    if missed.is_empty() {
        return;
    }
    // A state that is entered from one that nothing leads to follows from it, and so does what lies inside one: first
    // those that nothing at all enters, then one of each ring that is left.
    let mut entered = vec![false; chart.states.len()];
    for from in &missed {
        for target in chart.state(*from).transitions.iter().flat_map(|way| &chart.transition(*way).targets) {
            // A way within the state itself leads nobody there.
            let inside = (*from..chart.state(*from).end).contains(target)
                || (*target..chart.state(*target).end).contains(from);
            if let Some(slot) = entered.get_mut(*target as usize).filter(|_| !inside) {
                *slot = true;
            }
        }
    }
    let within =
        |ix: StateIx| chart.state(ix).parent.is_some_and(|parent| missed.binary_search(&parent).is_ok());
    for rings in [false, true] {
        for ix in &missed {
            let first = rings || !entered.get(*ix as usize).copied().unwrap_or(true);
            let Some(one) = walk.states.get(*ix as usize).filter(|_| first && !reached.has(*ix)) else {
                continue;
            };
            if within(*ix) {
                continue;
            }
            let fault = report.key(Code::UnreachableState, &one.at).with("name", &chart.state(*ix).id);
            report.add(fault);
            reached.enter(*ix);
            reached.go_on();
        }
    }
}

/// The states that can be active, from where one begins.
pub(super) struct Reached<'c> {
    chart: &'c Chart,
    active: Vec<bool>,
    open: Vec<StateIx>,
    /// Whether a history leads to everything that it may remember; otherwise only to where it goes at first.
    remembers: bool,
}

impl<'c> Reached<'c> {
    pub(super) fn new(chart: &'c Chart) -> Self {
        Self { chart, active: vec![false; chart.states.len()], open: Vec::new(), remembers: false }
    }

    /// The same, where what was active before may be active again by way of a history.
    pub(super) fn remembering(self) -> Self {
        Self { remembers: true, ..self }
    }

    /// Whether a state can be active; true of what is no state.
    pub(super) fn has(&self, ix: StateIx) -> bool {
        self.active.get(ix as usize).copied().unwrap_or(true)
    }

    /// Follows every transition.
    pub(super) fn go_on(&mut self) {
        while let Some(ix) = self.open.pop() {
            let chart = self.chart;
            for target in chart.state(ix).transitions.iter().flat_map(|way| &chart.transition(*way).targets) {
                self.enter(*target);
            }
        }
    }

    /// Enters a state with what it begins with, and the states around it.
    pub(super) fn enter(&mut self, ix: StateIx) {
        if !self.activate(ix) {
            return;
        }
        let state = self.chart.state(ix);
        for initial in &state.initial {
            self.enter(*initial);
        }
        // What is remembered may be anything inside the state around.
        if let (StateKind::History(_), Some(parent)) = (state.kind, state.parent)
            && self.remembers
        {
            (parent..self.chart.state(parent).end).for_each(|inside| self.enter(inside));
        }
        let mut inner = ix;
        while let Some(parent) = self.chart.state(inner).parent {
            self.activate(parent);
            inner = parent;
        }
    }

    /// True unless it was entered before. The regions of a state are entered with it.
    fn activate(&mut self, ix: StateIx) -> bool {
        let Some(active) = self.active.get_mut(ix as usize) else { return false };
        if std::mem::replace(active, true) {
            return false;
        }
        self.open.push(ix);
        let state = self.chart.state(ix);
        if matches!(state.kind, StateKind::Parallel | StateKind::PerElement) {
            for child in &state.children {
                self.enter(*child);
            }
        }
        true
    }
}

/// An alternative behind one that has no condition.
fn alternatives(walk: &Walk<'_>, report: &mut Report<'_>) {
    for way in &walk.ways {
        let event = way.event.or_else(|| way.at.last().map(|_| super::super::names::last_key(&way.at)));
        let event = event.unwrap_or_default();
        let free = way.way.choose.iter().position(|choice| choice.guard.is_none());
        let Some(free) = free else {
            if !way.way.choose.is_empty() && way.event.is_some() {
                let fault =
                    report.key(Code::ChooseWithoutDefault, &way.at.key("choose")).with("event", event);
                report.add(fault);
            }
            continue;
        };
        for place in free + 1..way.way.choose.len() {
            let at: Pointer = way.at.key("choose").index(place);
            let fault = report.key(Code::TransitionNeverTaken, &at).with("event", event);
            report.add(fault);
        }
    }
}

/// Transitions without event and condition that lead back to where they began.
fn loops(chart: &Chart, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut told = vec![false; chart.states.len()];
    for (ix, one) in walk.states.iter().enumerate() {
        // One finding for a ring, at its first state.
        if one.state.always.is_none() || told.get(ix).copied().unwrap_or(false) {
            continue;
        }
        let mut seen = vec![false; chart.states.len()];
        let mut at = ix as StateIx;
        let mut round = false;
        while let Some(next) = moves_on(chart, at) {
            let Some(slot) = seen.get_mut(next as usize) else { break };
            if std::mem::replace(slot, true) {
                round = seen.get(ix).copied().unwrap_or(false);
                break;
            }
            at = next;
        }
        if round {
            told.iter_mut().zip(&seen).for_each(|(told, seen)| *told |= *seen);
            let fault = report.key(Code::EventlessLoop, &one.at.key("always")).with("name", &one.id);
            report.add(fault);
        }
    }
}

/// Where an active state leads by itself whatever the data say.
fn moves_on(chart: &Chart, from: StateIx) -> Option<StateIx> {
    let way = chart.upward(from).flat_map(|ix| &chart.state(ix).transitions).map(|ix| chart.transition(*ix));
    let way = way.into_iter().find(|way| way.events.is_empty() && way.guard.is_none())?;
    let mut at = *way.targets.first()?;
    while let (StateKind::Compound, Some(initial)) = (chart.state(at).kind, chart.state(at).initial.first()) {
        at = *initial;
    }
    Some(at)
}
