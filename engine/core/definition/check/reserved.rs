//! Names that mean something else in expressions or to the engine.

use super::Subject;
use crate::definition::names::is_engine_event;
use crate::definition::report::Report;
use crate::instance::BUILT_IN;
use crate::model::data::Field;
use crate::script::{Engine, Kind};
use crate::source::{Code, Pointer};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// What every event has of its own, whatever it carries.
pub(super) const OWN_OF_EVENT: [&str; 4] = ["name", "by", "at", "data"];

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (model, top) = (subject.model, Pointer::root());
    let mut variables = Variables { engine: &subject.definition.scripts, known: BTreeMap::new() };
    let mut reserved = |at: &Pointer, name: &str| unusable(at, name, report);
    let names = [
        ("data", model.data.keys().collect::<Vec<_>>()),
        ("derive", model.derive.keys().collect()),
        ("find", model.find.keys().collect()),
        ("publish", model.publish.keys().collect()),
    ];
    for (key, names) in names {
        for name in names {
            let taken = if key == "publish" {
                name == "params" || BUILT_IN.contains(&name.as_str())
            } else {
                matches!(name.as_str(), "event" | "params" | "id" | "number" | "item")
            };
            if taken || !variables.has(name) {
                reserved(&top.key(key).key(name), name);
            }
        }
    }
    for (name, event) in &model.events {
        let at = top.key("events").key(name);
        if name == "opens" {
            reserved(&at, name);
        }
        payload(&mut variables, &event.data, &at.key("data"), &mut reserved);
    }
    for name in model.events.keys() {
        if is_engine_event(name) {
            let fault = report.key(Code::EngineEvent, &top.key("events").key(name)).with("name", name);
            report.add(fault);
        }
    }
    for (name, _) in
        model.derive.iter().map(|(name, _)| (name, ())).chain(model.find.keys().map(|name| (name, ())))
    {
        if model.data.contains_key(name) {
            let key = if model.derive.contains_key(name) { "derive" } else { "find" };
            let fault = report.key(Code::DuplicateName, &top.key(key).key(name)).with("name", name);
            report.add(fault.with("kind", "field"));
        }
    }
}

/// A name that no expression can use.
pub(crate) fn unusable(at: &Pointer, name: &str, report: &mut Report<'_>) {
    let wordlike = |c: char| c == '_' || c.is_alphanumeric();
    let fault = if name.chars().all(wordlike) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        report.key(Code::ReservedName, at)
    } else {
        let meant: String = name.trim().chars().map(|c| if wordlike(c) { c } else { '_' }).collect();
        let meant = Some(meant).filter(|meant| meant.starts_with(char::is_alphabetic));
        report.key(Code::BadName, at).suggest(meant)
    };
    // Bytes that could not be read were told.
    if !name.contains('\u{fffd}') {
        report.add(fault.with("name", name));
    }
}

/// Whether an expression that consists of the name is a variable of this name.
pub(crate) fn is_variable(engine: &Engine, name: &str) -> bool {
    let compiled = engine.compile(name, Kind::Value);
    compiled.is_ok_and(|script| script.reads().len() == 1 && script.reads().contains(name))
}

fn payload(
    variables: &mut Variables<'_>,
    fields: &IndexMap<String, Field>,
    at: &Pointer,
    reserved: &mut dyn FnMut(&Pointer, &str),
) {
    for name in fields.keys() {
        if OWN_OF_EVENT.contains(&name.as_str()) || !variables.has(name) {
            reserved(&at.key(name), name);
        }
    }
}

/// Which names are variables in expressions; the same few stand in many payloads.
struct Variables<'a> {
    engine: &'a Engine,
    known: BTreeMap<String, bool>,
}

impl Variables<'_> {
    fn has(&mut self, name: &str) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let has = is_variable(self.engine, name);
        self.known.insert(name.to_owned(), has);
        has
    }
}
