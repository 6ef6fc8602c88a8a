//! Scenario documents: what they name exists.

mod boards;
mod examples;
mod lines;
mod lists;

pub(crate) use boards::{Boards, Named};

use super::load::{Loaded, Scenario, covering, fits};
use super::names::Names;
use super::report::Report;
use crate::calendar::{Calendar, Status};
use crate::model::pack::Parameter;
use crate::model::scenario as model;
use crate::organisation::Organisation;
use crate::source::{Code, Diagnostic, Node, Pointer, Severity};
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of a workflow, even of one with faults.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) names: Names,
    pub(crate) calendar: String,
    pub(crate) parameters: IndexMap<String, Parameter>,
}

/// Workflows by name.
pub(crate) type Workflows = BTreeMap<String, Known>;

/// Scenario documents as they were read: path, model, tree.
pub(crate) type Read = Vec<(String, model::Scenario, Arc<Node>)>;

/// What a story may name.
pub(super) struct Around<'a> {
    workflows: &'a Workflows,
    named: &'a Named,
    /// The story's own. Absent: its file is not there, or something is wrong with it.
    organisation: Option<&'a Organisation>,
}

pub(crate) fn take(documents: Read, workflows: &Workflows, named: &Named, loaded: &mut Loaded) {
    for (path, model, node) in documents {
        let (org, csv, faults) = check(&path, &model, &node, (workflows, named), loaded);
        loaded.diagnostics.extend(faults);
        let pack = covering(&loaded.packs, &path).map(|pack| pack.model.pack.clone());
        loaded.scenarios.push(Scenario { pack, org, csv, path, model, node });
    }
}

type Checked = (Option<String>, Option<String>, Vec<Diagnostic>);

fn check(
    path: &str,
    model: &model::Scenario,
    node: &Node,
    (workflows, named): (&Workflows, &Named),
    loaded: &Loaded,
) -> Checked {
    let mut report = Report::new(&loaded.sources, Some(node));
    let top = Pointer::root();
    let given = top.key("given");
    if !workflows.contains_key(&model.workflow) && !model.workflow.is_empty() {
        let known = workflows.keys().map(String::as_str);
        report.unknown(Code::ScenarioUnknownWorkflow, &top.key("workflow"), &model.workflow, known);
    }
    let org = beside(path, &model.given.org);
    let there = loaded.orgs.iter().any(|known| known.path == org);
    // A file that stands there and could not be understood has findings of its own.
    let read = loaded.sources.iter().any(|(_, file)| file.path == org);
    if !there && !read && !model.given.org.is_empty() {
        let fault = report.value(Code::Io, &given.key("org")).with("path", &org).with("detail", "absent");
        report.add(fault);
    }
    let calendar =
        workflows.get(&model.workflow).and_then(|workflow| loaded.calendars.get(&workflow.calendar));
    now(model, calendar.map(Arc::as_ref), &given.key("now"), &mut report);
    if let Some(calendar) = calendar {
        provisional(model, calendar, &mut report);
    }
    if let Some(workflow) = workflows.get(&model.workflow) {
        for (name, value) in &model.given.parameters {
            let at = given.key("parameters").key(name);
            match workflow.parameters.get(name) {
                None => {
                    let known = workflow.parameters.keys().map(String::as_str);
                    report.unknown_key(Code::UnknownParameter, &at, name, known);
                }
                Some(_) if value.0.as_str().is_some_and(|text| text.contains("${")) => {}
                Some(parameter) => fits::check(name, &value.0, parameter, &at, &mut report),
            }
        }
    }
    for (place, name) in model.given.schedules.iter().enumerate() {
        if !named.schedules.contains(name) {
            let known = named.schedules.iter().map(String::as_str);
            report.unknown(Code::UnknownSchedule, &given.key("schedules").index(place), name, known);
        }
    }
    let csv =
        model.examples.as_ref().and_then(|examples| examples.file.as_deref()).map(|file| beside(path, file));
    examples::check(model, csv.as_deref(), node, loaded, &mut report);
    let own = loaded.orgs.iter().find(|known| known.path == org && known.sound);
    let organisation = own.map(|own| own.organisation.as_ref());
    lines::check(model, &Around { workflows, named, organisation }, &mut report);
    for (place, line) in model.steps.iter().enumerate() {
        let Some(file) = &line.calendar else { continue };
        let file = beside(path, file);
        // A file that stands there and could not be understood has findings of its own.
        let read = loaded.sources.iter().any(|(_, known)| known.path == file);
        if !loaded.later.contains_key(&file) && !read {
            let at = top.key("steps").index(place).key("calendar");
            let fault = report.value(Code::Io, &at).with("path", &file);
            report.add(fault.with("detail", "absent"));
        }
    }
    let csv = csv.filter(|csv| loaded.csv.contains_key(csv));
    (there.then_some(org), csv, report.finish())
}

/// The moment at which the story begins, and the years that it may need.
fn now(model: &model::Scenario, calendar: Option<&Calendar>, at: &Pointer, report: &mut Report<'_>) {
    let text = &model.given.now;
    if text.is_empty() || text.contains("${") {
        return;
    }
    let Ok(now) = text.parse::<Timestamp>() else {
        let fault = report.value(Code::BadInstant, at).with("got", text);
        return report.add(fault);
    };
    let Some(calendar) = calendar else { return };
    let year = calendar.date_at(now).year();
    for (year, severity) in [(year, Severity::Error), (year.saturating_add(1), Severity::Warning)] {
        if calendar.status(year).is_none() {
            let fault = report.value(Code::MissingYear, at).severity(severity).with("year", year);
            // Where the first year is missing, that the next is so too says nothing more.
            return report.add(fault.with("calendar", calendar.name()));
        }
    }
}

/// Dates of the story in years whose arrangement is not official: its expectations may not hold for long. Each year is
/// told once, at the first date that lies in it.
fn provisional(model: &model::Scenario, calendar: &Calendar, report: &mut Report<'_>) {
    let (top, steps) = (Pointer::root(), Pointer::root().key("steps"));
    let mut dates = vec![(model.given.now.as_str(), top.key("given").key("now"))];
    for (place, line) in model.steps.iter().enumerate() {
        let at = steps.index(place);
        dates.extend(line.wait.iter().map(|wait| (wait.as_str(), at.key("wait"))));
        for (key, expect) in [("expect", &line.expect), ("exactly", &line.exactly)] {
            let due = expect.iter().flat_map(|expect| &expect.due);
            dates.extend(due.map(|(name, due)| (due.as_str(), at.key(key).key("due").key(name))));
        }
    }
    let mut told = BTreeSet::new();
    for (text, at) in dates {
        let date = text.parse::<Timestamp>().map(|at| calendar.date_at(at)).or_else(|_| text.parse::<Date>());
        let Ok(year) = date.map(Date::year) else { continue };
        if calendar.status(year) == Some(Status::Provisional) && told.insert(year) {
            let fault = report.value(Code::ProvisionalYear, &at).with("year", year);
            report.add(fault.with("calendar", calendar.name()));
        }
    }
}

/// A path written relative to a file, as the loader knows it.
#[must_use]
pub fn beside(file: &str, relative: &str) -> String {
    let folder = file.rsplit_once('/').map(|(folder, _)| folder);
    let mut parts: Vec<&str> = folder.map_or(Vec::new(), |folder| folder.split('/').collect());
    for step in relative.split('/') {
        match step {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}
