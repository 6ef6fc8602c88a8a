//! Duties that recur: the event that fulfils them, those who owe them, and what follows from a miss.

use super::Subject;
use super::silent::handled;
use super::walk::Walk;
use crate::definition::StateIx;
use crate::definition::names::{MISSED, is_engine_event};
use crate::definition::report::Report;
use crate::model::obligation::Obligation;
use crate::script::Script;
use crate::source::{Code, Label, Pointer};

/// Functions that look at misses.
const ASKING: [&str; 2] = ["missed", "missed_in_a_row"];

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut names: Vec<&str> = Vec::new();
    for (ix, one) in walk.states.iter().enumerate() {
        for (name, obligation) in &one.state.obligations {
            let at = one.at.key("obligations").key(name);
            names.push(name);
            named(subject, name, &at, report);
            owed(subject, ix as StateIx, obligation, &at, report);
        }
    }
    for way in &walk.ways {
        if let Some(name) = way.event.and_then(|event| event.strip_suffix(MISSED))
            && name != "*"
            && !names.contains(&name)
        {
            let known: Vec<String> = names.iter().map(|name| format!("{name}{MISSED}")).collect();
            let event = format!("{name}{MISSED}");
            report.unknown_key(Code::UnknownEvent, &way.at, &event, known.iter().map(String::as_str));
        }
    }
    if subject.whole && !report.has(Code::UnknownEvent) && !report.has_script_faults() {
        unheeded(subject, walk, report);
    }
}

/// Names that another thing has: a deadline, which is asked for in the same places, or an event, since whoever takes `visit`
/// would take `visit.missed` too.
fn named(subject: &Subject<'_>, name: &str, at: &Pointer, report: &mut Report<'_>) {
    if subject.names.deadlines.iter().any(|deadline| deadline == name) {
        let fault = report.key(Code::DuplicateName, at).with("name", name).with("kind", "deadline");
        report.add(fault);
    } else if subject.model.events.contains_key(name) {
        let fault = report.key(Code::DuplicateName, at).with("name", name).with("kind", "event");
        let first = report.key_place(&Pointer::root().key("events").key(name));
        report.add(match first {
            Some(first) => fault.related(first, Label::FirstHere),
            None => fault,
        });
    } else if is_engine_event(&format!("{name}.")) {
        let fault = report.key(Code::EngineEvent, at).with("name", format!("{name}{MISSED}"));
        report.add(fault);
    }
}

fn owed(subject: &Subject<'_>, ix: StateIx, obligation: &Obligation, at: &Pointer, report: &mut Report<'_>) {
    let known = |name: &String| subject.names.actors.contains(name);
    for (place, actor) in obligation.by.iter().enumerate().filter(|(_, actor)| !known(actor)) {
        let all = subject.names.actors.iter().map(String::as_str);
        report.unknown(Code::UnknownActor, &at.key("by").index(place), actor, all);
    }
    let event = &obligation.event;
    let at = at.key("event");
    if !subject.names.events.contains(event) {
        let all = subject.names.events.iter().map(String::as_str);
        return report.unknown(Code::UnknownEvent, &at, event, all);
    }
    let (chart, Some(declared)) = (&subject.definition.chart, subject.model.events.get(event)) else {
        return;
    };
    let state = &chart.state(ix).id;
    if subject.whole && !handled(chart, ix, event) {
        let fault = report.value(Code::EventNeverAllowed, &at).with("event", event);
        report.add(fault.with("state", state));
    } else if !obligation.by.iter().any(|actor| declared.by.contains(actor))
        && obligation.by.iter().chain(&declared.by).all(known)
        && !obligation.by.is_empty()
    {
        let fault = report.value(Code::TaskNotAllowed, &at).with("event", event).with("state", state);
        let because = report.place(&Pointer::root().key("events").key(event).key("by"));
        report.add(match because {
            Some(because) => fault.related(because, Label::Because),
            None => fault,
        });
    }
}

/// Duties whose misses nobody takes and nothing asks for.
fn unheeded(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let asks = |script: &Script| script.calls().iter().any(|call| ASKING.contains(&call.as_str()));
    if subject.scripts.iter().any(|placed| asks(&placed.script)) {
        return;
    }
    for (ix, one) in walk.states.iter().enumerate() {
        for name in one.state.obligations.keys() {
            if !handled(&subject.definition.chart, ix as StateIx, &format!("{name}{MISSED}")) {
                let at = one.at.key("obligations").key(name);
                let fault = report.key(Code::MissWithoutEffect, &at).with("name", name);
                report.add(fault);
            }
        }
    }
}
