//! States that wait for nobody, events that nothing takes, tasks that ask for what is refused.

use super::Subject;
use super::walk::Walk;
use crate::definition::names::is_engine_event;
use crate::definition::report::Report;
use crate::definition::{Chart, StateIx, StateKind};
use crate::source::{Code, Label, Pointer};
use std::collections::BTreeSet;

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    deadlines(walk, report);
    if !subject.whole {
        return;
    }
    silent(subject, walk, report);
    let asked = tasks(subject, walk, report);
    unhandled(subject, &asked, report);
}

/// A deadline whose end changes nothing.
fn deadlines(walk: &Walk<'_>, report: &mut Report<'_>) {
    for one in &walk.states {
        let single =
            one.state.deadline.iter().map(|deadline| (deadline, one.at.key("deadline"), one.id.as_str()));
        let several = one
            .state
            .deadlines
            .iter()
            .map(|(name, deadline)| (deadline, one.at.key("deadlines").key(name), name.as_str()));
        for (deadline, at, name) in single.chain(several) {
            if deadline.escalation.is_none() && deadline.then.is_none() {
                let fault = report.key(Code::DeadlineWithoutEffect, &at).with("state", name);
                report.add(fault);
            }
        }
    }
}

fn silent(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let chart = &subject.definition.chart;
    for (ix, one) in walk.states.iter().enumerate() {
        let ix = ix as StateIx;
        if ix == 0 || chart.state(ix).kind != StateKind::Atomic {
            continue;
        }
        let moved = chart.upward(ix).any(|at| {
            let Some(state) = walk.states.get(at as usize).map(|one| one.state) else { return true };
            // That an end holds states was said.
            if state.final_ {
                return true;
            }
            !chart.state(at).tasks.is_empty()
                || !chart.state(at).deadlines.is_empty()
                || !chart.state(at).shifts.is_empty()
                || !chart.state(at).obligations.is_empty()
                || state.always.is_some()
                || state.invoke.is_some()
        });
        if !moved {
            let fault = report.key(Code::SilentState, &one.at).with("name", &one.id);
            report.add(fault);
        }
    }
}

/// Events that are declared and never taken, but those of which a task said so.
fn unhandled(subject: &Subject<'_>, asked: &BTreeSet<&str>, report: &mut Report<'_>) {
    let chart = &subject.definition.chart;
    // Where an event is misspelt, the one that was meant is taken.
    let meant = report.meant(Code::UnknownEvent);
    for name in subject.model.events.keys() {
        if asked.contains(name.as_str()) || meant.contains(name) {
            continue;
        }
        if !is_engine_event(name) && !chart.transitions.iter().any(|way| way.matches(name)) {
            let at = Pointer::root().key("events").key(name);
            let fault = report.key(Code::EventNeverHandled, &at).with("name", name);
            report.add(fault);
        }
    }
}

/// What tasks ask for; returns the events that nothing takes where a task asks for them.
fn tasks<'s>(subject: &'s Subject<'_>, walk: &'s Walk<'_>, report: &mut Report<'_>) -> BTreeSet<&'s str> {
    let chart = &subject.definition.chart;
    let meant = report.meant(Code::UnknownEvent);
    let known = |actors: &[String]| actors.iter().all(|actor| subject.names.actors.contains(actor));
    let mut asked = BTreeSet::new();
    for (ix, one) in walk.states.iter().enumerate() {
        let single = one.state.task.iter().map(|task| (task, one.at.key("task")));
        let several = one.state.tasks.iter().map(|(name, task)| (task, one.at.key("tasks").key(name)));
        for (task, at) in single.chain(several) {
            for (place, event) in task.does.iter().enumerate() {
                let Some(declared) = subject.model.events.get(event) else { continue };
                let at = at.key("does").index(place);
                if !handled(chart, ix as StateIx, event) {
                    asked.insert(event.as_str());
                    if meant.contains(event) {
                        continue;
                    }
                    let fault = report.value(Code::EventNeverAllowed, &at).with("event", event);
                    report.add(fault.with("state", &chart.state(ix as StateIx).id));
                } else if !task.to.iter().any(|actor| declared.by.contains(actor))
                    && !task.to.is_empty()
                    // An actor that nothing declares was told.
                    && known(&task.to)
                    && known(&declared.by)
                {
                    let fault = report.value(Code::TaskNotAllowed, &at);
                    let fault = fault.with("event", event).with("state", &chart.state(ix as StateIx).id);
                    let by = Pointer::root().key("events").key(event).key("by");
                    let because = report.place(&by);
                    report.add(match because {
                        Some(because) => fault.related(because, Label::Because),
                        None => fault,
                    });
                }
            }
        }
    }
    asked
}

/// Whether something that can be active together with the state takes the event.
pub(super) fn handled(chart: &Chart, ix: StateIx, event: &str) -> bool {
    let takes =
        |at: StateIx| chart.state(at).transitions.iter().any(|way| chart.transition(*way).matches(event));
    let subtree = |at: StateIx| at..chart.state(at).end;
    subtree(ix).any(takes)
        || chart.upward(ix).any(|at| {
            takes(at)
                || matches!(chart.state(at).kind, StateKind::Parallel | StateKind::PerElement)
                    && subtree(at).any(takes)
        })
}
