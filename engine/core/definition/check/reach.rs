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
        loops(&subject.definition.chart, walk, report);
    }
    alternatives(walk, report);
}

fn unreachable(chart: &Chart, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut reached = Reached { chart, active: vec![false; chart.states.len()], open: Vec::new() };
    reached.enter(0);
    while let Some(ix) = reached.open.pop() {
        for way in &chart.state(ix).transitions {
            for target in &chart.transition(*way).targets {
                reached.enter(*target);
            }
        }
    }
    let missed = |ix: StateIx| !reached.active.get(ix as usize).copied().unwrap_or(true);
    for (ix, state) in chart.states.iter().enumerate() {
        let ix = ix as StateIx;
        // What lies in a state that nothing leads to follows from it.
        if missed(ix)
            && !state.parent.is_some_and(missed)
            && let Some(one) = walk.states.get(ix as usize)
        {
            let fault = report.key(Code::UnreachableState, &one.at).with("name", &state.id);
            report.add(fault);
        }
    }
}

struct Reached<'c> {
    chart: &'c Chart,
    active: Vec<bool>,
    open: Vec<StateIx>,
}

impl Reached<'_> {
    /// Enters a state with what it begins with, and the states around it.
    fn enter(&mut self, ix: StateIx) {
        if !self.activate(ix) {
            return;
        }
        let state = self.chart.state(ix);
        for initial in &state.initial {
            self.enter(*initial);
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
    for (ix, one) in walk.states.iter().enumerate() {
        if one.state.always.is_none() {
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
