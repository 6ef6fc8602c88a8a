//! Names that a document uses: actors, events, fields, templates, and what other files declare.

use super::Subject;
use super::walk::Walk;
use crate::calendar::Status;
use crate::definition::Rows;
use crate::definition::names::is_engine_event;
use crate::definition::report::Report;
use crate::model::data::{Field, Type};
use crate::model::deadline::{Deadline, Rung};
use crate::model::event::Taken;
use crate::source::shape::date_meant;
use crate::source::{Code, Pointer, Severity, did_you_mean};
use indexmap::IndexMap;

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut names = Check { subject, report };
    names.world();
    names.actors();
    names.data(&subject.model.data, &Pointer::root().key("data"));
    names.events();
    names.keys();
    names.states(walk);
    names.actions(walk);
    for (name, rungs) in &subject.model.escalations {
        let at = Pointer::root().key("escalations").key(name);
        rungs.iter().enumerate().for_each(|(place, rung)| names.rung(rung, &at.index(place)));
    }
}

struct Check<'c, 'a, 'r> {
    subject: &'c Subject<'c>,
    report: &'r mut Report<'a>,
}

impl Check<'_, '_, '_> {
    fn known(&mut self, code: Code, at: &Pointer, name: &str, known: &[String]) -> bool {
        let found = known.iter().any(|known| known == name);
        if !found {
            self.report.unknown(code, at, name, known.iter().map(String::as_str));
        }
        found
    }

    fn all(&mut self, code: Code, at: &Pointer, names: &[String], known: &[String]) {
        for (place, name) in names.iter().enumerate() {
            self.known(code, &at.index(place), name, known);
        }
    }

    fn people(&mut self, at: &Pointer, names: &[String], task: bool) {
        let mut known = self.subject.names.actors.clone();
        if task {
            known.push("task".to_owned());
        }
        self.all(Code::UnknownActor, at, names, &known);
    }

    /// What other files declare.
    fn world(&mut self) {
        let (model, top) = (self.subject.model, Pointer::root());
        let world = self.subject.world;
        let calendar = world.calendars.get(&model.calendar);
        if calendar.is_none() && !model.calendar.is_empty() {
            let known = world.calendars.keys().map(String::as_str);
            self.report.unknown(Code::UnknownCalendar, &top.key("calendar"), &model.calendar, known);
        }
        self.counting(&model.counting, &top.key("counting"));
        if let Some(unit) = &model.unit {
            let at = top.key("unit");
            let fields = self.subject.names.fields.clone();
            let known = self.known(Code::UnknownField, &at, unit, &fields);
            let type_ = model.data.get(unit).map(|field| field.type_);
            if known && type_.is_some_and(|type_| type_ != Type::Unit) {
                let fault =
                    self.report.value(Code::WrongType, &at).with("name", "unit").with("expected", "unit");
                self.report.add(fault.with("got", type_.map(Type::word).unwrap_or_default()));
            }
        }
        let Some(effective) = &model.effective else { return };
        let at = top.key("effective");
        match (effective.parse::<jiff::civil::Date>(), calendar) {
            (Err(_), _) => {
                let fault = self.report.value(Code::BadDate, &at).with("got", effective);
                self.report.add(fault.suggest(date_meant(effective)));
            }
            // Cases of that year may be few: older years are asked for only when a case needs them.
            (Ok(date), Some(calendar)) if calendar.status(date.year()).is_none() => {
                let fault = self.report.value(Code::MissingYear, &at).severity(Severity::Warning);
                self.report.add(fault.with("year", date.year()).with("calendar", &model.calendar));
            }
            (Ok(date), Some(calendar)) if calendar.status(date.year()) == Some(Status::Provisional) => {
                let fault = self.report.value(Code::ProvisionalYear, &at).with("year", date.year());
                self.report.add(fault.with("calendar", &model.calendar));
            }
            _ => {}
        }
    }

    fn counting(&mut self, name: &str, at: &Pointer) {
        let Some(calendar) = self.subject.world.calendars.get(&self.subject.model.calendar) else { return };
        if calendar.rule(name).is_none() && !name.is_empty() {
            self.report.unknown(Code::UnknownCounting, at, name, calendar.rules());
        }
    }

    fn actors(&mut self) {
        let subject = self.subject;
        for (name, actor) in &subject.model.actors {
            let at = Pointer::root().key("actors").key(name);
            let given = [
                ("role", actor.role.is_some()),
                ("person", actor.person.is_some()),
                ("external", actor.external.is_some()),
                ("on_duty", actor.on_duty.is_some()),
                ("register", actor.register.is_some()),
            ];
            let given: Vec<&str> =
                given.into_iter().filter_map(|(name, given)| given.then_some(name)).collect();
            if given.len() != 1 {
                let fault = self.report.key(Code::ExactlyOneOf, &at).with("got", given.join(", "));
                self.report.add(fault.with("known", "role, person, external, on_duty, register"));
            }
            if let (Some(role), Some(roles)) = (&actor.role, &subject.world.roles)
                && !roles.contains(role)
            {
                self.report.unknown(
                    Code::UnknownRole,
                    &at.key("role"),
                    role,
                    roles.iter().map(String::as_str),
                );
            }
            if let Some(field) = &actor.external {
                self.known(Code::UnknownField, &at.key("external"), field, &subject.names.fields);
            }
            let known: Vec<String> =
                subject.names.fields.iter().chain(&subject.names.actors).cloned().collect();
            self.all(Code::UnknownActor, &at.key("except"), &actor.except, &known);
        }
    }

    fn data(&mut self, fields: &IndexMap<String, Field>, at: &Pointer) {
        for (name, field) in fields {
            let at = at.key(name);
            if let (Some(level), Some(levels)) = (&field.level, &self.subject.world.levels)
                && !levels.contains(level)
            {
                let known = levels.iter().map(String::as_str);
                self.report.unknown(Code::UnknownLevel, &at.key("level"), level, known);
            }
            let inner = if field.type_ == Type::List { field.of.unwrap_or_default() } else { field.type_ };
            let lacks = match inner {
                Type::Enum if field.values.is_empty() => Some("values"),
                Type::Record if field.fields.is_empty() => Some("fields"),
                Type::Row if field.register.is_none() => Some("register"),
                _ if field.type_ == Type::List && field.of.is_none() => Some("of"),
                _ => None,
            };
            if let Some(lacks) = lacks {
                let fault = self.report.key(Code::MissingKey, &at).with("name", lacks);
                self.report.add(fault);
            }
            if let Some(register) = field.register.as_ref().filter(|_| inner == Type::Row) {
                let known = self.subject.world.registers.names.iter().map(String::as_str);
                if !known.clone().any(|known| known == register) {
                    self.report.unknown(Code::UnknownRegister, &at.key("register"), register, known);
                }
            }
            if let Some(key) = &field.key {
                let known: Vec<String> = field.fields.keys().cloned().collect();
                self.known(Code::UnknownField, &at.key("key"), key, &known);
            }
            for word in field.titles.keys().filter(|word| !field.values.contains(*word)) {
                let at = at.key("titles").key(word);
                let known = field.values.iter().map(String::as_str);
                let fault = self.report.key(Code::NotOneOf, &at).with("got", word);
                let meant = did_you_mean(word, known);
                self.report.add(fault.with("known", field.values.join(", ")).suggest(meant));
            }
            self.data(&field.fields, &at.key("fields"));
        }
    }

    fn events(&mut self) {
        let subject = self.subject;
        let top = Pointer::root();
        let opens = top.key("opens");
        self.people(&opens.key("by"), &subject.model.opens.by, false);
        self.all(Code::UnknownField, &opens.key("saves"), &subject.model.opens.saves, &subject.names.fields);
        for (name, event) in &subject.model.events {
            let at = top.key("events").key(name);
            self.people(&at.key("by"), &event.by, false);
            self.all(Code::UnknownField, &at.key("saves"), &event.saves, &subject.names.fields);
            self.all(Code::UnknownField, &at.key("may_omit"), &event.may_omit, &subject.names.fields);
            if let Some(approval) = &event.approval {
                self.people(&at.key("approval").key("by"), &approval.by, false);
            }
            self.data(&event.data, &at.key("data"));
        }
    }

    fn keys(&mut self) {
        let subject = self.subject;
        let top = Pointer::root();
        for (name, key) in &subject.model.keys {
            let at = top.key("keys").key(name);
            for (place, path) in key.of.iter().enumerate() {
                let field = path.split('.').next().unwrap_or_default();
                let found = subject.definition.find.get(field).map(|find| &find.rows);
                // What is read of other cases is told apart.
                if !matches!(found, Some(Rows::Published(_))) {
                    self.known(Code::UnknownField, &at.key("of").index(place), field, &subject.names.fields);
                }
            }
            match &key.event {
                Some(event) => {
                    self.known(Code::UnknownEvent, &at.key("event"), event, &subject.names.events);
                }
                None if key.taken == Taken::Raise => {
                    let fault = self.report.key(Code::MissingKey, &at).with("name", "event");
                    self.report.add(fault);
                }
                None => {}
            }
        }
        for (name, number) in &subject.model.numbers {
            let at = top.key("numbers").key(name);
            if let Some(event) = &number.on {
                self.known(Code::UnknownEvent, &at.key("on"), event, &subject.names.events);
            }
        }
        for (kind, templates) in
            [("documents", &subject.model.documents), ("notices", &subject.model.notices)]
        {
            for (name, template) in templates {
                let at = top.key(kind).key(name).key("number");
                if let Some(number) = &template.number {
                    self.known(Code::UnknownField, &at, number, &subject.names.numbers);
                }
            }
        }
    }

    fn states(&mut self, walk: &Walk<'_>) {
        let subject = self.subject;
        for one in &walk.states {
            let (state, at) = (one.state, &one.at);
            let single = state.task.iter().map(|task| (task, at.key("task")));
            let several = state.tasks.iter().map(|(name, task)| (task, at.key("tasks").key(name)));
            for (task, at) in single.chain(several) {
                self.people(&at.key("to"), &task.to, false);
                self.all(Code::UnknownEvent, &at.key("does"), &task.does, &subject.names.events);
            }
            self.all(Code::UnknownField, &at.key("freezes"), &state.freezes, &subject.names.fields);
            if let Some(invoke) = &state.invoke {
                self.workflow(&invoke.workflow, &at.key("invoke").key("workflow"));
            }
            if let Some(deadline) = &state.deadline {
                self.deadline(deadline, &at.key("deadline"));
            }
            for (name, deadline) in &state.deadlines {
                self.deadline(deadline, &at.key("deadlines").key(name));
            }
        }
        for way in &walk.ways {
            if let Some(counting) = &way.way.counting {
                self.counting(counting, &way.at.key("counting"));
            }
            let Some(event) = way.event else { continue };
            if !is_engine_event(event) && !subject.names.events.iter().any(|known| known == event) {
                let known = subject.names.events.iter().map(String::as_str);
                self.report.unknown_key(Code::UnknownEvent, &way.at, event, known);
            }
        }
    }

    fn deadline(&mut self, deadline: &Deadline, at: &Pointer) {
        if let Some(counting) = &deadline.counting {
            self.counting(counting, &at.key("counting"));
        }
    }

    fn workflow(&mut self, name: &str, at: &Pointer) {
        let known = &self.subject.world.workflows;
        if !known.contains(name) {
            self.report.unknown(Code::UnknownWorkflow, at, name, known.iter().map(String::as_str));
        }
    }

    fn actions(&mut self, walk: &Walk<'_>) {
        let names = self.subject.names;
        for (_, action, at) in &walk.actions {
            if let Some(event) = &action.raise {
                self.sent(event, &at.key("raise"));
            }
            if let Some(send) = &action.send
                && !send.event.starts_with('=')
                && send.to.is_none()
            {
                self.sent(&send.event, &at.key("send").key("event"));
            }
            if let Some(workflow) = action.start.as_ref().and_then(|start| start.workflow.as_ref()) {
                self.workflow(workflow, &at.key("start").key("workflow"));
            }
            if let Some(notify) = &action.notify {
                let at = at.key("notify");
                self.people(&at.key("to"), &notify.to, true);
                if let Some(template) = &notify.template {
                    self.known(Code::UnknownNotice, &at.key("template"), template, &names.notices);
                }
            }
            if let Some(issue) = &action.issue {
                let at = at.key("issue");
                self.people(&at.key("to"), &issue.to, true);
                self.known(Code::UnknownDocument, &at.key("document"), &issue.document, &names.documents);
                if let Some(old) = &issue.corrects {
                    self.known(Code::UnknownDocument, &at.key("corrects"), old, &names.documents);
                }
            }
            self.people(&at.key("reassign"), &action.reassign, false);
        }
    }

    fn sent(&mut self, event: &str, at: &Pointer) {
        if is_engine_event(event) {
            let fault = self.report.value(Code::EngineEvent, at).with("name", event);
            return self.report.add(fault);
        }
        self.known(Code::UnknownEvent, at, event, &self.subject.names.events);
    }

    fn rung(&mut self, rung: &Rung, at: &Pointer) {
        if let Some(notify) = &rung.notify {
            let at = at.key("notify");
            self.people(&at.key("to"), &notify.to, true);
            if let Some(template) = &notify.template {
                self.known(Code::UnknownNotice, &at.key("template"), template, &self.subject.names.notices);
            }
        }
        if let Some(asked) = &rung.acknowledge {
            self.people(&at.key("acknowledge").key("by"), &asked.by, false);
        }
        self.people(&at.key("reassign"), &rung.reassign, false);
    }
}
