//! What must be seen after a line.

use super::play::{Fault, Teller};
use super::report::What;
use super::{Happening, View, time};
use crate::instance::Words;
use crate::model::scenario::{Expect, ExpectDuty, ExpectTask};
use crate::script::Kind;
use crate::step;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value as Json;

/// What there is to see.
pub(super) struct Seen<'a> {
    pub view: &'a View<'a>,
    pub happened: &'a [Happening],
    pub outcome: Option<&'a str>,
    pub now: Timestamp,
}

type Checked = Result<(), Box<Fault>>;

/// Holds what is seen against what must be. `exactly`: lists are complete.
pub(super) fn check(teller: &mut Teller<'_>, expected: &Expect, exactly: bool, seen: &Seen<'_>) -> Checked {
    let inst = &*seen.view.instance;
    let def = &*seen.view.definition;
    states(expected, exactly, seen)?;
    if let Some(outcome) = &expected.outcome
        && seen.outcome != Some(outcome)
    {
        return Fault::new(What::Outcome).expected(outcome).got(seen.outcome.unwrap_or("—")).boxed();
    }
    for (field, value) in &expected.data {
        data(teller, field, &value.0, seen)?;
    }
    for condition in &expected.holds {
        teller.condition(What::Holds, &condition.0, seen.view, seen.now)?;
    }
    if let Some(wanted) = &expected.tasks {
        tasks(wanted, exactly, seen)?;
    }
    due(teller, expected, exactly, seen)?;
    if let Some(timers) = &expected.timers {
        let running = inst.clocks.iter().filter(|(_, clock)| !clock.budget.is_paused());
        let running: Vec<String> = running.map(|(name, _)| name.clone()).collect();
        list(What::Timers, timers, &running, exactly)?;
    }
    if let Some(light) = &expected.light {
        let shown = step::light(def, inst, &teller.world, seen.now)
            .map_err(|fault| Box::new(Fault::new(What::Light).got(fault.to_string())))?;
        let shown = shown.unwrap_or_else(|| "none".to_owned());
        if *light != shown {
            return Fault::new(What::Light).expected(light).got(shown).boxed();
        }
    }
    if let Some(notified) = &expected.notified {
        let mut told: Vec<String> = Vec::new();
        for person in seen.happened.iter().flat_map(Happening::told) {
            if !told.contains(person) {
                told.push(person.clone());
            }
        }
        list(What::Notified, notified, &told, exactly)?;
    }
    if let Some(lines) = &expected.log {
        log(lines, exactly, seen)?;
    }
    if let Some(number) = &expected.number {
        let letters = inst.documents.iter().filter_map(|document| document.number.as_ref());
        let all: Vec<String> = inst.numbers.values().chain(letters).cloned().collect();
        if !all.contains(number) {
            return Fault::new(What::Number).expected(number).got(shown(&all)).boxed();
        }
    }
    if let Some(documents) = &expected.documents {
        let issued: Vec<String> = inst.documents.iter().map(|document| document.name.clone()).collect();
        list(What::Documents, documents, &issued, exactly)?;
    }
    if let Some(possible) = &expected.possible {
        let now = step::possible(def, inst, &teller.world, seen.now);
        let now: Vec<String> = now.into_iter().map(|possible| possible.event).collect();
        list(What::Possible, possible, &now, exactly)?;
    }
    expected.duty.iter().try_for_each(|wanted| duty(teller, wanted, seen.now))?;
    Ok(())
}

fn states(expected: &Expect, exactly: bool, seen: &Seen<'_>) -> Checked {
    let inst = &*seen.view.instance;
    // The whole document is a state too, but nobody speaks of it.
    let root = seen.view.definition.chart.states.first().map_or("", |root| root.id.as_str());
    let states = inst.active.keys().filter(|node| node.state != root).map(ToString::to_string);
    let active: Vec<String> = states.chain(inst.ended.clone()).collect();
    if let Some(state) = &expected.state
        && !active.contains(state)
    {
        return Fault::new(What::State).expected(state).got(shown(&active)).boxed();
    }
    if !expected.states.is_empty() {
        list(What::States, &expected.states, &active, exactly)?;
    }
    if let Some(ended) = expected.ended
        && ended != inst.ended.is_some()
    {
        let got = inst.ended.clone().unwrap_or_else(|| shown(&active));
        return Fault::new(What::Ended).expected(ended.to_string()).got(got).boxed();
    }
    Ok(())
}

fn data(teller: &mut Teller<'_>, field: &str, value: &Json, seen: &Seen<'_>) -> Checked {
    let fault = |expected: String| Fault::new(What::Data).about(field).expected(expected);
    let expected = match value.as_str().and_then(|text| text.strip_prefix('=')) {
        None => value.clone(),
        Some(text) => teller
            .script(text, Kind::Value, seen.view)
            .and_then(|script| {
                let (def, inst) = (&seen.view.definition, &seen.view.instance);
                step::value(def, inst, &script, &teller.world, seen.now)
            })
            .map_err(|why| Box::new(fault(text.to_owned()).got(why)))?,
    };
    let got = seen.view.instance.data.get(field).cloned().unwrap_or(Json::Null);
    if same(&expected, &got) { Ok(()) } else { fault(expected.to_string()).got(got.to_string()).boxed() }
}

/// Whether two values are the same; a decimal is text in data and may be a number in a story.
pub(super) fn same(expected: &Json, got: &Json) -> bool {
    match (expected, got) {
        (Json::Number(number), Json::String(text)) => {
            let number = number.to_string().parse::<rust_decimal::Decimal>();
            matches!((number, text.parse()), (Ok(one), Ok(other)) if one == other)
        }
        _ => expected == got,
    }
}

fn tasks(wanted: &[ExpectTask], exactly: bool, seen: &Seen<'_>) -> Checked {
    let tasks = &seen.view.instance.tasks;
    let fault = || {
        let expected: Vec<String> = wanted.iter().map(task).collect();
        let got: Vec<String> = tasks
            .iter()
            .map(|task| {
                let holder = task.assignee.as_ref().map(|who| format!(" = {who}")).unwrap_or_default();
                format!("{} → {}{holder}", task.name, shown(&task.candidates))
            })
            .collect();
        Fault::new(What::Tasks).expected(expected.join("; ")).got(got.join("; "))
    };
    // Two entries may speak of one task: both people are invited.
    let mut named = vec![false; tasks.len()];
    for want in wanted {
        let fits = |task: &crate::instance::Task| {
            let may =
                |person: &String| task.assignee.as_ref() == Some(person) || task.candidates.contains(person);
            want.name.as_ref().is_none_or(|name| *name == task.name)
                && want.assignee.as_ref().is_none_or(|who| task.assignee.as_ref() == Some(who))
                && want.to.as_ref().is_none_or(may)
        };
        if !tasks.iter().any(fits) {
            return fault().boxed();
        }
        for (task, named) in tasks.iter().zip(&mut named) {
            *named |= fits(task);
        }
    }
    let complete = named.into_iter().all(|named| named);
    if complete || (!exactly && !wanted.is_empty()) { Ok(()) } else { fault().boxed() }
}

fn task(want: &ExpectTask) -> String {
    let name = want.name.as_deref().unwrap_or("*");
    let to = want.to.as_ref().map(|to| format!(" → {to}")).unwrap_or_default();
    let holder = want.assignee.as_ref().map(|who| format!(" = {who}")).unwrap_or_default();
    format!("{name}{to}{holder}")
}

fn due(teller: &Teller<'_>, expected: &Expect, exactly: bool, seen: &Seen<'_>) -> Checked {
    let (def, inst) = (&seen.view.definition, &seen.view.instance);
    if exactly && !expected.due.is_empty() {
        let named: Vec<String> = expected.due.keys().cloned().collect();
        let owed = inst.obligations.iter().filter(|(_, owed)| !owed.held).map(|(name, _)| name);
        let clocks: Vec<String> = inst.clocks.keys().chain(owed).cloned().collect();
        list(What::Due, &named, &clocks, true)?;
    }
    for (name, wanted) in &expected.due {
        let fault = || Fault::new(What::Due).about(name).expected(wanted);
        if inst.obligations.contains_key(name) {
            let owing = step::why::owing(def, inst, &teller.world);
            let owing = owing.map_err(|why| Box::new(fault().got(why.to_string())))?;
            let until = owing.into_iter().find(|owing| owing.name == *name);
            match until.map(|owing| owing.until.to_string()) {
                Some(until) if until == *wanted => continue,
                until => return fault().got(until.unwrap_or_else(|| "—".to_owned())).boxed(),
            }
        }
        if !inst.clocks.contains_key(name) {
            let running: Vec<String> = inst.clocks.keys().cloned().collect();
            return fault().got(format!("— ({})", shown(&running))).boxed();
        }
        let due = step::due(def, inst, name, &teller.world)
            .map_err(|why| Box::new(fault().got(why.to_string())))?;
        let Some(due) = due else {
            if wanted == "paused" {
                continue;
            }
            return fault().got("paused").boxed();
        };
        let (fits, got) = match wanted.parse::<Date>() {
            // A day is the last day; `2026-03-02T09:00` reads as a day too, so the length decides.
            Ok(date) if wanted.trim().len() <= 10 => (due.date == date, due.date.to_string()),
            _ => {
                let zoned = due.at.to_zoned_datetime(teller.story.zone());
                let got = zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                (time::instant(wanted, teller.calendar()) == Ok(due.at), got)
            }
        };
        if !fits {
            return fault().got(got).boxed();
        }
    }
    Ok(())
}

fn duty(teller: &Teller<'_>, wanted: &ExpectDuty, now: Timestamp) -> Checked {
    let ExpectDuty { rotation, unit, slot, people } = wanted;
    let slot = slot.as_deref();
    let about = [Some(rotation.as_str()), unit.as_deref(), slot].into_iter().flatten();
    let fault =
        || Fault::new(What::Duty).about(about.clone().collect::<Vec<_>>().join(" ")).expected(shown(people));
    let found = teller.world.duty.who_in(rotation, unit.as_deref(), slot, now);
    let found = found.map_err(|error| {
        let text = error.text();
        Box::new(fault().said(Words { zh: text.zh().to_owned(), en: text.en().to_owned() }))
    })?;
    let found: Vec<String> = found.people.iter().map(ToString::to_string).collect();
    let all = found.len() == people.len() && people.iter().all(|person| found.contains(person));
    if all { Ok(()) } else { fault().got(shown(&found)).boxed() }
}

/// The lines in their order; others may stand between them unless the list is complete.
fn log(wanted: &[String], exactly: bool, seen: &Seen<'_>) -> Checked {
    let written: Vec<String> = seen.happened.iter().flat_map(|happening| happening.log.clone()).collect();
    let mut rest = written.iter();
    let in_order = wanted.iter().all(|line| rest.any(|other| other == line));
    let complete = (!exactly && !wanted.is_empty()) || wanted.len() == written.len();
    if in_order && complete {
        return Ok(());
    }
    Fault::new(What::Log).expected(shown(wanted)).got(shown(&written)).boxed()
}

/// Whether all that is named is there, and, where the list is complete or empty, nothing else.
fn list(what: What, wanted: &[String], got: &[String], exactly: bool) -> Checked {
    let mut left: Vec<&String> = got.iter().collect();
    for name in wanted {
        match left.iter().position(|other| *other == name) {
            Some(place) => drop(left.remove(place)),
            None => return Fault::new(what).expected(shown(wanted)).got(shown(got)).boxed(),
        }
    }
    if !left.is_empty() && (exactly || wanted.is_empty()) {
        return Fault::new(what).expected(shown(wanted)).got(shown(got)).boxed();
    }
    Ok(())
}

fn shown(names: &[String]) -> String {
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}
