//! What is read of other cases: nothing private is asked, and nothing that must hold depends on it.

use super::Subject;
use super::published::Read;
use crate::definition::report::Report;
use crate::definition::{Find, PublishedRows, Rows};
use crate::instance::BUILT_IN;
use crate::model::workflow::Aggregate;
use crate::script::{Script, Type};
use crate::source::{Code, Key, Pointer};
use std::collections::BTreeSet;

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let top = Pointer::root().key("find");
    for (name, find) in &subject.model.find {
        if find.workflow.is_none() && !find.reads.is_empty() {
            let fault = report.key(Code::MissingKey, &top.key(name).key("reads")).with("name", "workflow");
            report.add(fault);
        }
    }
    for (name, find) in &subject.definition.find {
        if let Rows::Published(rows) = &find.rows {
            one(find, rows, &top.key(name), subject, report);
        }
    }
    let read = names(subject);
    if read.is_empty() {
        return;
    }
    for placed in subject.scripts {
        let Some(kind) = forbids(&placed.at) else { continue };
        for name in placed.script.reads().iter().filter(|name| read.contains(name.as_str())) {
            let fault = report.value(Code::ReadAsConstraint, &placed.at).with("name", name);
            report.add(fault.with("kind", kind));
        }
    }
    for (name, key) in &subject.model.keys {
        for (place, path) in key.of.iter().enumerate() {
            let first = path.split('.').next().unwrap_or_default();
            if read.contains(first) {
                let at = Pointer::root().key("keys").key(name).key("of").index(place);
                let fault = report.value(Code::ReadAsConstraint, &at).with("name", first).with("kind", "key");
                report.add(fault);
            }
        }
    }
}

/// One aggregate over other cases.
fn one(find: &Find, rows: &PublishedRows, at: &Pointer, subject: &Subject<'_>, report: &mut Report<'_>) {
    let known = &subject.world.workflows;
    if !known.contains(&*rows.workflow) {
        let names = known.iter().map(String::as_str);
        report.unknown(Code::UnknownWorkflow, &at.key("workflow"), &rows.workflow, names);
    }
    let written = at.last().and_then(|key| match key {
        Key::Key(name) => subject.model.find.get(name),
        Key::Index(_) => None,
    });
    for column in written.iter().flat_map(|find| find.reads.keys()) {
        if BUILT_IN.contains(&column.as_str()) {
            let fault = report.key(Code::ReservedName, &at.key("reads").key(column)).with("name", column);
            report.add(fault);
        }
    }
    for (key, script) in [("where", &find.condition), ("value", &find.value)] {
        let Some(script) = script else { continue };
        for name in asked(script, subject) {
            let fault = report.value(Code::PrivateAsked, &at.key(key)).with("name", name);
            report.add(fault);
        }
    }
    let give = find.give.word();
    let wants = !matches!(find.give, Aggregate::Count | Aggregate::Share);
    match &find.value {
        Some(_) if !wants => {
            let fault = report.key(Code::NotForAggregate, &at.key("value")).with("name", "value");
            report.add(fault.with("give", give));
        }
        None if wants && find.give != Aggregate::List => {
            let fault = report.key(Code::MissingKey, at).with("name", "value");
            report.add(fault);
        }
        Some(script) => adds(find, script, give, at, subject, report),
        None => {}
    }
}

/// Whether what is given can be added, or has a size.
fn adds(
    find: &Find,
    script: &Script,
    give: &str,
    at: &Pointer,
    subject: &Subject<'_>,
    report: &mut Report<'_>,
) {
    let place = at.key("value");
    let Some(placed) = subject.scripts.iter().find(|placed| placed.at == place) else { return };
    let found = subject.definition.scripts.check(script, &subject.declared.around(&placed.around)).result;
    let number = matches!(found, Type::Any | Type::Nothing | Type::Integer | Type::Decimal | Type::Fraction);
    let sized = number || matches!(found, Type::Date | Type::Instant);
    let fits = match find.give {
        Aggregate::Sum | Aggregate::Mean => number,
        Aggregate::Min | Aggregate::Max => sized,
        Aggregate::Count | Aggregate::Share | Aggregate::List => true,
    };
    if !fits {
        let name = crate::definition::names::last_key(at);
        let fault = report.value(Code::NotAddable, &place).with("name", name);
        report.add(fault.with("give", give).with("got", found.name()));
    }
}

/// Private fields of the case that an expression over other cases reads.
fn asked(script: &Script, subject: &Subject<'_>) -> BTreeSet<String> {
    let definition = subject.definition;
    let mut private = BTreeSet::new();
    for path in script.paths() {
        let Some(first) = path.first().filter(|first| *first != "item") else { continue };
        // An event as a whole is all of its payload.
        if path.len() == 1 && first == "event" && !definition.private.is_empty() {
            private.insert(first.clone());
        }
        private.extend(path.iter().filter(|part| definition.is_private(part)).cloned());
        let mut read = Read::default();
        if let Some(derived) = definition.derive.get(first) {
            read.of(&derived.value, subject);
        }
        if let Some(find) = definition.find.get(first) {
            if let Rows::List(field) = &find.rows {
                read.fields.insert(field.clone());
            }
            find.condition.iter().chain(&find.value).for_each(|script| read.of(script, subject));
        }
        private.extend(read.fields.into_iter().filter(|field| definition.is_private(field)));
    }
    private
}

/// Aggregates over other cases, and what is computed of them.
fn names<'s>(subject: &Subject<'s>) -> BTreeSet<&'s str> {
    let definition = subject.definition;
    let own = definition.find.iter().filter(|(_, find)| matches!(find.rows, Rows::Published(_)));
    let mut read: BTreeSet<&str> = own.map(|(name, _)| name.as_str()).collect();
    if read.is_empty() {
        return read;
    }
    let derived = definition.derive.iter().map(|(name, derived)| (name.as_str(), vec![&derived.value]));
    let found = definition
        .find
        .iter()
        .map(|(name, find)| (name.as_str(), find.condition.iter().chain(&find.value).collect::<Vec<_>>()));
    let all: Vec<(&str, Vec<&Script>)> = derived.chain(found).collect();
    loop {
        let known = read.len();
        for (name, scripts) in &all {
            if scripts.iter().flat_map(|script| script.reads()).any(|other| read.contains(other.as_str())) {
                read.insert(name);
            }
        }
        if read.len() == known {
            return read;
        }
    }
}

/// What stands at a place, if nothing there may depend on what is stale.
fn forbids(at: &Pointer) -> Option<&'static str> {
    let key = |place: usize| match at.0.get(place) {
        Some(Key::Key(key)) => key.as_str(),
        _ => "",
    };
    let last = at.0.len().checked_sub(1)?;
    match key(0) {
        "invariants" => return Some("invariant"),
        "publish" => return Some("column"),
        "actors" => return Some("actor"),
        _ => {}
    }
    let way = last >= 2 && key(last - 2) == "on"
        || last >= 1 && matches!(key(last - 1), "always" | "when_done" | "when_failed");
    match key(last) {
        "within" | "roll" if way => Some("window"),
        "backdate" => Some("window"),
        _ => None,
    }
}
