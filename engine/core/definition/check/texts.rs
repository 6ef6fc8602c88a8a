//! What the braces of documents, notices and numbers name: it must be there, and it may be shown.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::model::Text;
use crate::model::data::{Field, Type};
use crate::model::workflow::Template;
use crate::source::{Code, Pointer, did_you_mean};
use indexmap::IndexMap;
use std::collections::BTreeSet;

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut check = Check { subject, payload: payload(subject, walk), report };
    check.templates(walk);
    check.inline(walk);
    check.numbers();
}

/// The names in braces of a text.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.trim()))
}

/// What events carry. Absent: some come from the engine or a service, so anything may be there.
fn payload(subject: &Subject<'_>, walk: &Walk<'_>) -> Option<BTreeSet<String>> {
    let foreign = |event: &str| ["done.", "error."].iter().any(|prefix| event.starts_with(prefix));
    let silent = walk.states.iter().any(|one| one.state.invoke.is_some());
    if silent || walk.ways.iter().filter_map(|way| way.event).any(foreign) {
        return None;
    }
    let mut names: BTreeSet<String> = subject.model.opens.saves.iter().cloned().collect();
    for event in subject.model.events.values() {
        names.extend(event.saves.iter().cloned());
        names.extend(event.data.keys().cloned());
    }
    for (_, action, _) in &walk.actions {
        if action.raise.is_some() || action.send.is_some() {
            names.extend(action.with.keys().cloned());
        }
    }
    Some(names)
}

struct Check<'c, 'a, 'r> {
    subject: &'c Subject<'c>,
    payload: Option<BTreeSet<String>>,
    report: &'r mut Report<'a>,
}

impl Check<'_, '_, '_> {
    /// Documents and notices, with what any action that uses them gives along.
    fn templates(&mut self, walk: &Walk<'_>) {
        let model = self.subject.model;
        for (kind, templates) in [("documents", &model.documents), ("notices", &model.notices)] {
            for (name, template) in templates {
                let mut given = BTreeSet::new();
                for (_, action, _) in &walk.actions {
                    let issued = action.issue.as_ref().map(|issue| issue.document.as_str());
                    let noticed = action.notify.as_ref().and_then(|notify| notify.template.as_deref());
                    let used = if kind == "documents" { issued } else { noticed };
                    if used == Some(name.as_str()) {
                        given.extend(action.with.keys().map(String::as_str));
                        let corrects = action.issue.as_ref().and_then(|issue| issue.corrects.as_ref());
                        given.extend(corrects.map(|_| "corrects"));
                    }
                }
                if kind == "documents" && template.number.is_some() {
                    given.insert("number");
                }
                let at = Pointer::root().key(kind).key(name);
                self.text(&template.title, &at.key("title"), &given);
                self.text(&template.text, &at.key("text"), &given);
                if kind == "documents" {
                    self.paper(template, &at);
                } else {
                    let only = [("unit", template.unit.is_some()), ("table", template.table.is_some())];
                    for (key, _) in only.into_iter().filter(|(_, given)| *given) {
                        let known = ["title", "text", "basis"];
                        self.report.unknown_key(Code::UnknownKey, &at.key(key), key, known);
                    }
                }
            }
        }
    }

    /// What only a document has: the unit that issues it, and the table below its text.
    fn paper(&mut self, template: &Template, at: &Pointer) {
        let known = &self.subject.names.fields;
        let data = &self.subject.model.data;
        if let Some(name) = &template.unit {
            let at = at.key("unit");
            match data.get(name) {
                None if known.contains(name) => {}
                None => self.report.unknown(Code::UnknownField, &at, name, known.iter().map(String::as_str)),
                Some(field) if field.private => self.shown(name, &at),
                Some(field) if field.type_ != Type::Unit => self.wrong(name, "unit", field.type_, &at),
                Some(_) => {}
            }
        }
        let Some(table) = &template.table else { return };
        let at = at.key("table");
        let list = match data.get(&table.of) {
            None if known.contains(&table.of) => return,
            None => {
                let known = known.iter().map(String::as_str);
                return self.report.unknown(Code::UnknownField, &at.key("of"), &table.of, known);
            }
            Some(list) if list.private => return self.shown(&table.of, &at.key("of")),
            Some(list) => list,
        };
        if list.type_ != Type::List || list.of != Some(Type::Record) {
            return self.wrong(&table.of, "list of record", list.type_, &at.key("of"));
        }
        for (place, name) in table.columns.iter().enumerate() {
            let at = at.key("columns").index(place);
            match list.fields.get(name) {
                None => {
                    let known = list.fields.keys().map(String::as_str);
                    self.report.unknown(Code::UnknownField, &at, name, known);
                }
                Some(field) if field.private || any_private(&field.fields) => self.shown(name, &at),
                Some(_) => {}
            }
        }
    }

    /// A field of another type than is needed.
    fn wrong(&mut self, name: &str, expected: &str, got: Type, at: &Pointer) {
        let got = serde_json::to_value(got).unwrap_or_default();
        let fault = self.report.value(Code::WrongType, at).with("name", name).with("expected", expected);
        self.report.add(fault.with("got", got.as_str().unwrap_or_default()));
    }

    /// The words that an action or a rung holds itself.
    fn inline(&mut self, walk: &Walk<'_>) {
        for (_, action, at) in &walk.actions {
            if let Some(text) = action.notify.as_ref().and_then(|notify| notify.text.as_ref()) {
                let given = action.with.keys().map(String::as_str).collect();
                self.text(text, &at.key("notify").key("text"), &given);
            }
        }
        // A reason is shown to whoever asks why, so nothing private may go into it.
        for (_, action, at) in &walk.actions {
            let extended = action.extend.as_ref().and_then(|extend| extend.reason.as_ref());
            let changed = action.change.as_ref().and_then(|change| change.reason.as_ref());
            for (key, reason) in [("extend", extended), ("change", changed)] {
                let Some(script) = reason.and_then(|reason| reason.0.as_str()?.strip_prefix('=')) else {
                    continue;
                };
                let words = script.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let private = words.filter(|word| self.subject.definition.is_private(word));
                for name in private.map(str::to_owned).collect::<Vec<_>>() {
                    self.shown(&name, &at.key(key).key("reason"));
                }
            }
        }
        for (name, rungs) in &self.subject.model.escalations {
            for (place, rung) in rungs.iter().enumerate() {
                if let Some(text) = rung.notify.as_ref().and_then(|notify| notify.text.as_ref()) {
                    let at = Pointer::root().key("escalations").key(name).index(place);
                    self.text(text, &at.key("notify").key("text"), &BTreeSet::new());
                }
            }
        }
    }

    /// Numbers are public wherever they are quoted, so nothing private may go into them.
    fn numbers(&mut self) {
        for (name, number) in &self.subject.model.numbers {
            let at = Pointer::root().key("numbers").key(name);
            for (place, per) in number.per.iter().enumerate() {
                self.number(per, &at.key("per").index(place));
            }
            for path in placeholders(&number.text) {
                self.number(path, &at.key("text"));
            }
        }
    }

    fn number(&mut self, path: &str, at: &Pointer) {
        let names = &self.subject.names.fields;
        let first = path.split('.').next().unwrap_or_default();
        if !names.iter().any(|name| name == first) && first != "year" && first != "n" {
            let known = names.iter().map(String::as_str).chain(["year", "n"]);
            return self.report.unknown(Code::UnknownField, at, path, known);
        }
        if path.split('.').any(|step| self.subject.definition.is_private(step)) || self.holds_private(path) {
            self.shown(path, at);
        }
    }

    fn text(&mut self, text: &Text, at: &Pointer, given: &BTreeSet<&str>) {
        match text {
            Text::Plain(text) => self.words(text, at, given),
            Text::Localised { zh, en } => {
                for (language, text) in [("zh", zh), ("en", en)] {
                    if let Some(text) = text {
                        self.words(text, &at.key(language), given);
                    }
                }
            }
        }
    }

    fn words(&mut self, text: &str, at: &Pointer, given: &BTreeSet<&str>) {
        for path in placeholders(text) {
            if !given.contains(path) {
                self.path(path, at, given);
            }
        }
    }

    fn path(&mut self, path: &str, at: &Pointer, given: &BTreeSet<&str>) {
        let names = self.subject.names;
        let mut steps = path.split('.');
        let (first, second) = (steps.next().unwrap_or_default(), steps.next());
        match (first, second) {
            ("event", Some(field)) => {
                if self.subject.definition.is_private(field) {
                    return self.shown(path, at);
                }
                let Some(payload) = &self.payload else { return };
                if !payload.contains(field) {
                    let known: Vec<String> = payload.iter().map(|name| format!("event.{name}")).collect();
                    self.report.unknown(Code::UnknownField, at, path, known.iter().map(String::as_str));
                }
            }
            ("number", Some(number)) => {
                if !names.numbers.iter().any(|name| name == number) {
                    let known: Vec<String> =
                        names.numbers.iter().map(|name| format!("number.{name}")).collect();
                    self.report.unknown(Code::UnknownField, at, path, known.iter().map(String::as_str));
                }
            }
            _ if names.fields.iter().any(|name| name == first) => self.field(path, at),
            _ => {
                let known = names.fields.iter().map(String::as_str).chain(given.iter().copied());
                self.report.unknown(Code::UnknownField, at, path, known);
            }
        }
    }

    /// A data field. A whole field that is private is hidden by the engine where it must be; a part of one that is
    /// not private itself would be shown.
    fn field(&mut self, path: &str, at: &Pointer) {
        let mut steps = path.split('.');
        let first = steps.next().unwrap_or_default();
        let Some(field) = self.subject.model.data.get(first) else { return };
        if field.type_ == Type::Row {
            return steps.next().into_iter().for_each(|step| self.column(field, step, at));
        }
        if let Some(step) = steps.next()
            && field.type_ == Type::Record
            && !field.fields.is_empty()
            && !field.fields.contains_key(step)
        {
            let known: Vec<String> = field.fields.keys().map(|name| format!("{first}.{name}")).collect();
            return self.report.unknown(Code::UnknownField, at, path, known.iter().map(String::as_str));
        }
        if !field.private && self.holds_private(path) {
            self.shown(path, at);
        }
    }

    /// A column of the register whose row a field holds.
    fn column(&mut self, field: &Field, name: &str, at: &Pointer) {
        let Some(register) = &field.register else { return };
        let Some(columns) = self.subject.world.registers.columns.get(register) else { return };
        if !columns.contains_key(name) {
            let known: Vec<&str> = columns.keys().map(String::as_str).collect();
            let fault =
                self.report.value(Code::NoSuchColumn, at).with("name", name).with("register", register);
            let meant = did_you_mean(name, known.iter().copied());
            self.report.add(fault.with("known", known.join(", ")).suggest(meant));
        }
    }

    /// Whether what a path of the data names is private, or holds something that is.
    fn holds_private(&self, path: &str) -> bool {
        let mut fields = &self.subject.model.data;
        let mut found: Option<&Field> = None;
        for step in path.split('.') {
            let Some(field) = fields.get(step) else { break };
            if field.private {
                return true;
            }
            (fields, found) = (&field.fields, Some(field));
        }
        found.is_some_and(|field| any_private(&field.fields))
    }

    fn shown(&mut self, path: &str, at: &Pointer) {
        let fault = self.report.value(Code::PrivateShown, at).with("name", path);
        self.report.add(fault);
    }
}

fn any_private(fields: &IndexMap<String, Field>) -> bool {
    fields.values().any(|field| field.private || any_private(&field.fields))
}
