//! The lines of a story: events, states, deadlines and workflows that they name.

use super::Around;
use crate::definition::names::Names;
use crate::definition::report::Report;
use crate::model::duration::Duration;
use crate::model::scenario::{self as model, Expect, Line};
use crate::script::Kind;
use crate::source::{Code, Pointer};

pub(super) fn check(model: &model::Scenario, around: &Around<'_>, report: &mut Report<'_>) {
    let mut lines = Lines { model, around, report };
    let at = Pointer::root().key("steps");
    for (place, line) in model.steps.iter().enumerate() {
        lines.line(line, &at.index(place));
    }
    let always = Pointer::root().key("always");
    for (place, condition) in model.always.iter().enumerate() {
        lines.condition(&condition.0, &always.index(place));
    }
}

pub(super) struct Lines<'m, 'a, 'r> {
    model: &'m model::Scenario,
    pub(super) around: &'m Around<'m>,
    pub(super) report: &'r mut Report<'a>,
}

/// Filled from a row, so that nothing can be said of it.
pub(super) fn filled(text: &str) -> bool {
    text.contains("${")
}

impl Lines<'_, '_, '_> {
    fn line(&mut self, line: &Line, at: &Pointer) {
        self.verbs(line, at);
        self.publishes(line, at);
        self.syncs(line, at);
        if let Some(workflow) = line.start.as_ref().and_then(|start| start.workflow.as_deref())
            && !filled(workflow)
            && !self.around.workflows.contains_key(workflow)
        {
            let known = self.around.workflows.keys().map(String::as_str);
            let at = at.key("start").key("workflow");
            self.report.unknown(Code::ScenarioUnknownWorkflow, &at, workflow, known);
        }
        // A line that must be refused may name what does not exist.
        if line.refused.is_none() {
            for (key, event) in [("send", &line.send), ("approve", &line.approve), ("refuse", &line.refuse)] {
                if let Some(event) = event {
                    self.known(Code::UnknownEvent, event, &at.key(key), line, |names| &names.events);
                }
            }
        }
        if let Some(wait) = &line.wait
            && !filled(wait)
            && wait.parse::<jiff::Timestamp>().is_err()
            && wait.parse::<Duration>().is_err()
        {
            let dated = wait.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
                && wait.contains('-');
            let code = if dated { Code::BadInstant } else { Code::BadDuration };
            let fault = self.report.value(code, &at.key("wait")).with("got", wait);
            self.report.add(fault.suggest(Duration::meant(wait).map(|meant| meant.to_string())));
        }
        if let Some(happened) = &line.happened
            && !filled(happened)
            && happened.parse::<jiff::Timestamp>().is_err()
            && happened.parse::<jiff::civil::Date>().is_err()
        {
            let fault = self.report.value(Code::BadInstant, &at.key("happened")).with("got", happened);
            self.report.add(fault);
        }
        if let Some(deadline) = &line.acknowledge
            && line.refused.is_none()
        {
            self.known(Code::UnknownDeadline, deadline, &at.key("acknowledge"), line, |names| {
                &names.deadlines
            });
        }
        if let Some(deadline) = &line.wait_for {
            self.known(Code::UnknownDeadline, deadline, &at.key("wait_for"), line, |names| &names.ends);
        }
        for (key, expect) in [("expect", &line.expect), ("exactly", &line.exactly)] {
            if let Some(expect) = expect {
                self.expect(expect, &at.key(key), line);
            }
        }
    }

    /// At most one thing happens in a line.
    fn verbs(&mut self, line: &Line, at: &Pointer) {
        let given = [
            ("start", line.start.is_some()),
            ("send", line.send.is_some()),
            ("wait", line.wait.is_some()),
            ("wait_for", line.wait_for.is_some()),
            ("claim", line.claim.is_some()),
            ("release", line.release.is_some()),
            ("acknowledge", line.acknowledge.is_some()),
            ("approve", line.approve.is_some()),
            ("refuse", line.refuse.is_some()),
            ("answer", line.answer.is_some()),
            ("publish", line.publish.is_some()),
            ("sync", line.sync.is_some()),
            ("calendar", line.calendar.is_some()),
            ("crash", line.crash.is_some()),
        ];
        let names: Vec<&str> = given.iter().filter_map(|(name, given)| given.then_some(*name)).collect();
        if names.len() > 1 {
            let known: Vec<&str> = given.iter().map(|(name, _)| *name).collect();
            let fault = self.report.key(Code::ExactlyOneOf, at).with("got", names.join(", "));
            self.report.add(fault.with("known", known.join(", ")));
        }
    }

    fn expect(&mut self, expect: &Expect, at: &Pointer, line: &Line) {
        let state = |text: &str| text.split('@').next().unwrap_or_default().to_owned();
        if let Some(name) = &expect.state {
            self.known(Code::UnknownState, &state(name), &at.key("state"), line, |names| &names.states);
        }
        for (place, name) in expect.states.iter().enumerate() {
            let at = at.key("states").index(place);
            self.known(Code::UnknownState, &state(name), &at, line, |names| &names.states);
        }
        for (deadline, due) in &expect.due {
            let at = at.key("due").key(deadline);
            self.known(Code::UnknownDeadline, &state(deadline), &at, line, |names| &names.ends);
            let paused = matches!(due.as_str(), "paused" | "none");
            let when = due.parse::<jiff::Timestamp>().is_ok() || due.parse::<jiff::civil::Date>().is_ok();
            if !paused && !when && !filled(due) {
                let fault = self.report.value(Code::BadDate, &at).with("got", due);
                self.report.add(fault);
            }
        }
        for (place, name) in expect.timers.iter().flatten().enumerate() {
            let at = at.key("timers").index(place);
            self.known(Code::UnknownDeadline, &state(name), &at, line, |names| &names.deadlines);
        }
        for (place, name) in expect.possible.iter().flatten().enumerate() {
            let at = at.key("possible").index(place);
            self.known(Code::UnknownEvent, name, &at, line, |names| &names.events);
        }
        for name in expect.data.keys() {
            let at = at.key("data").key(name);
            self.known(Code::UnknownField, name, &at, line, |names| &names.fields);
        }
        for (place, condition) in expect.holds.iter().enumerate() {
            self.condition(&condition.0, &at.key("holds").index(place));
        }
        if let Some(board) = &expect.board {
            self.board(board, &at.key("board"), line);
        }
        if let Some(synced) = &expect.synced {
            self.synced(synced, &at.key("synced"), line);
        }
    }

    /// A name of the workflow that the line is about; of any workflow, where it is about another case.
    fn known(&mut self, code: Code, name: &str, at: &Pointer, line: &Line, list: fn(&Names) -> &Vec<String>) {
        if filled(name) {
            return;
        }
        let started = self.model.steps.iter().find_map(|line| line.start.as_ref());
        let own = started.and_then(|start| start.workflow.as_deref()).unwrap_or(&self.model.workflow);
        let other = line.case.is_some() || line.start.as_ref().is_some_and(|start| start.workflow.is_some());
        let known: Vec<&str> = self
            .around
            .workflows
            .iter()
            .filter(|(workflow, _)| other || *workflow == own)
            .flat_map(|(_, known)| list(&known.names))
            .map(String::as_str)
            .collect();
        // Of a workflow that is unknown, this was said already.
        if (other || self.around.workflows.contains_key(own)) && !known.contains(&name) {
            // A name that stands as a key is shown by its key.
            if crate::definition::names::last_key(at) == name {
                self.report.unknown_key(code, at, name, known);
            } else {
                self.report.unknown(code, at, name, known);
            }
        }
    }

    fn condition(&mut self, text: &str, at: &Pointer) {
        if filled(text) {
            return;
        }
        self.report.style(at);
        if let Err(findings) = crate::definition::functions::engine().compile(text, Kind::Guard) {
            for finding in &findings {
                self.report.script(at, 0, finding, None);
            }
        }
    }
}
