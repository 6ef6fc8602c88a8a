//! Actors that cannot be found: roles that nobody holds, and actors that hang on data which nothing has filled yet.
//!
//! Only what is certain is said: a state is at fault where no way that leads to it can have filled the field.

use super::Subject;
use super::reach::Reached;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::definition::{Action, Block, Chart, StateIx};
use crate::model::actor::Actor;
use crate::source::{Code, Label, Pointer};
use std::collections::BTreeMap;

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    unheld(subject, report);
    if subject.whole && !report.has(Code::UnknownState) && !report.has(Code::UnknownField) {
        unresolvable(subject, walk, report);
    }
}

fn unheld(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (Some(roles), Some(held)) = (&subject.world.roles, &subject.world.held) else { return };
    for (name, actor) in &subject.model.actors {
        let role = actor.role.as_ref().filter(|role| roles.contains(*role) && !held.contains(*role));
        if let Some(role) = role {
            let at = Pointer::root().key("actors").key(name).key("role");
            let fault = report.value(Code::NobodyHoldsRole, &at).with("role", role);
            report.add(fault);
        }
    }
}

/// Actors with the fields that they need and that no start fills.
fn needs<'s>(subject: &'s Subject<'_>) -> BTreeMap<&'s str, Vec<&'s str>> {
    let model = subject.model;
    let late = |name: &str| {
        let field = model.data.get(name);
        field.is_some_and(|field| field.default.is_none())
            && !model.opens.saves.iter().any(|saved| saved == name)
    };
    let mut needs = BTreeMap::new();
    for (name, actor) in &model.actors {
        let mut fields: Vec<&str> = read(subject, actor).into_iter().filter(|field| late(field)).collect();
        fields.sort_unstable();
        if !fields.is_empty() {
            needs.insert(name.as_str(), fields);
        }
    }
    needs
}

/// The fields without which an actor is certainly nobody.
fn read<'s>(subject: &'s Subject<'_>, actor: &'s Actor) -> Vec<&'s str> {
    let model = subject.model;
    if let Some(field) = &actor.external {
        return vec![field];
    }
    let Some(text) = actor.at.as_ref().or(actor.person.as_ref()) else {
        return actor.role.is_some().then_some(model.unit.as_deref()).flatten().into_iter().collect();
    };
    // An expression that chooses may do without.
    let plain = text.0.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | ',' | '"' | ' '));
    if !plain || text.0.split(' ').any(|word| word == "if") {
        return Vec::new();
    }
    let quoted = |name: &str| text.0.split('"').skip(1).step_by(2).any(|inner| inner == name);
    let words = text.0.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| model.data.contains_key(*word) && !quoted(word)).collect()
}

fn unresolvable(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let needs = needs(subject);
    if needs.is_empty() {
        return;
    }
    let chart = &subject.definition.chart;
    let mut lived = Reached::new(chart);
    lived.enter(0);
    lived.go_on();
    let mut filled: BTreeMap<&str, Reached<'_>> = BTreeMap::new();
    for field in needs.values().flatten() {
        filled.entry(field).or_insert_with(|| after_filling(subject, chart, field));
    }
    for (ix, one) in walk.states.iter().enumerate() {
        if !lived.has(ix as StateIx) {
            continue;
        }
        let lacks = |actor: &str| {
            let fields = needs.get(actor)?.iter().copied();
            fields.into_iter().find(|field| filled.get(field).is_some_and(|after| !after.has(ix as StateIx)))
        };
        let single = one.state.task.iter().map(|task| (task, one.at.key("task")));
        let several = one.state.tasks.iter().map(|(name, task)| (task, one.at.key("tasks").key(name)));
        for (task, at) in single.chain(several) {
            for (place, actor) in task.to.iter().enumerate() {
                if let Some(field) = lacks(actor) {
                    found(actor, field, &chart.state(ix as StateIx).id, &at.key("to").index(place), report);
                }
            }
        }
        for deadline in one.state.deadline.iter().chain(one.state.deadlines.values()) {
            let Some((policy, rungs)) =
                deadline.escalation.as_ref().and_then(|name| subject.model.escalations.get_key_value(name))
            else {
                continue;
            };
            for (place, rung) in rungs.iter().enumerate() {
                let at = Pointer::root().key("escalations").key(policy).index(place);
                let told = rung.notify.iter().map(|notify| (&notify.to, at.key("notify").key("to")));
                for (names, at) in told.chain([(&rung.reassign, at.key("reassign"))]) {
                    for (place, actor) in names.iter().enumerate() {
                        if let Some(field) = lacks(actor) {
                            found(actor, field, &chart.state(ix as StateIx).id, &at.index(place), report);
                        }
                    }
                }
            }
        }
    }
}

fn found(actor: &str, field: &str, state: &str, at: &Pointer, report: &mut Report<'_>) {
    let fault = report.value(Code::ActorUnresolvable, at).with("name", actor).with("state", state);
    let fault = fault.with("field", field);
    let because = report.key_place(&Pointer::root().key("actors").key(actor));
    report.add(match because {
        Some(because) => fault.related(because, Label::DefinedHere),
        None => fault,
    });
}

/// Every state in which the field may be filled.
fn after_filling<'c>(subject: &Subject<'_>, chart: &'c Chart, field: &str) -> Reached<'c> {
    let mut after = Reached::new(chart).remembering();
    let subtree = |ix: StateIx| ix..chart.state(ix).end;
    let saves = |event: &str| {
        let event = subject.model.events.get(event);
        event.is_some_and(|event| event.saves.iter().any(|saved| saved == field))
    };
    for way in &chart.transitions {
        if way.events.iter().any(|event| saves(event)) || writes(&way.actions, field) {
            if way.targets.is_empty() {
                subtree(way.source).for_each(|ix| after.enter(ix));
            }
            way.targets.iter().for_each(|target| after.enter(*target));
        }
    }
    for (ix, state) in chart.states.iter().enumerate() {
        if state.entry.iter().chain(&state.exit).any(|block| writes(block, field)) {
            subtree(ix as StateIx).for_each(|ix| after.enter(ix));
        }
    }
    for deadline in &subject.definition.deadlines {
        if deadline.rungs.iter().any(|rung| writes(&rung.actions, field)) {
            subtree(deadline.state).for_each(|ix| after.enter(ix));
        }
    }
    after.go_on();
    after
}

fn writes(block: &Block, field: &str) -> bool {
    block.iter().any(|action| match action {
        Action::Assign { field: name, .. } | Action::Put { list: name, .. } => name == field,
        Action::Start { save_as, .. } => save_as.as_deref() == Some(field),
        Action::Run(script) => script.writes().contains(field),
        Action::If(branches) => branches.iter().any(|(_, block)| writes(block, field)),
        Action::ForEach { body, .. } => writes(body, field),
        _ => false,
    })
}
