//! Children and parents: both documents must name each other, and agree on what they share.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::definition::types::of_field;
use crate::model::data::Field;
use crate::model::family::{Children, Parent};
use crate::model::workflow::Workflow;
use crate::source::{Code, Pointer};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// What the other workflows of the folder say of their families, every version of each.
pub(crate) type Families = BTreeMap<String, Vec<Family>>;

/// What one version of a workflow says of its family.
#[derive(Debug)]
pub(crate) struct Family {
    children: IndexMap<String, Children>,
    parent: Option<Parent>,
    fields: IndexMap<String, Field>,
}

impl Family {
    pub(crate) fn of(model: &Workflow) -> Self {
        let shared = model.parent.iter().flat_map(|parent| &parent.share);
        let fields = shared.filter_map(|name| Some((name.clone(), model.data.get(name)?.clone())));
        Self { children: model.children.clone(), parent: model.parent.clone(), fields: fields.collect() }
    }
}

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    let mut family = Check { subject, report };
    for (name, children) in &subject.model.children {
        family.children(name, children);
    }
    if let Some(parent) = &subject.model.parent {
        family.parent(parent);
    }
    family.cycle();
    family.events(walk);
}

/// Names that children, and the events that come from them, have of their own.
fn is_taken(field: &str) -> bool {
    ["id", "child", "state", "ended", "failed", "name", "by", "at", "data"].contains(&field)
}

struct Check<'c, 'a, 'r> {
    subject: &'c Subject<'c>,
    report: &'r mut Report<'a>,
}

impl Check<'_, '_, '_> {
    fn workflow(&mut self, name: &str, at: &Pointer) {
        let known = &self.subject.world.workflows;
        if !known.contains(name) {
            self.report.unknown(Code::UnknownWorkflow, at, name, known.iter().map(String::as_str));
        }
    }

    /// Fields of this case that leave it.
    fn share(&mut self, share: &[String], at: &Pointer) {
        for (place, field) in share.iter().enumerate() {
            let at = at.index(place);
            self.own(field, &at);
            if self.subject.definition.is_private(field) {
                let fault = self.report.value(Code::PrivateShared, &at).with("name", field);
                self.report.add(fault);
            }
        }
    }

    fn own(&mut self, field: &str, at: &Pointer) {
        let known = &self.subject.names.fields;
        if !known.iter().any(|known| known == field) {
            self.report.unknown(Code::UnknownField, at, field, known.iter().map(String::as_str));
        }
    }

    fn children(&mut self, name: &str, children: &Children) {
        let own = &self.subject.model.workflow;
        let at = Pointer::root().key("children").key(name);
        self.share(&children.share, &at.key("share"));
        for field in children.reads.keys() {
            if is_taken(field) {
                let fault = self.report.key(Code::ReservedName, &at.key("reads").key(field));
                self.report.add(fault.with("name", field));
            }
        }
        let subject = self.subject;
        self.workflow(&children.workflow, &at.key("workflow"));
        for other in subject.world.families.get(&children.workflow).into_iter().flatten() {
            let Some(parent) = other.parent.as_ref().filter(|parent| parent.workflow == *own) else {
                let fault = self.report.value(Code::NotItsChild, &at.key("workflow"));
                self.report.add(fault.with("child", &children.workflow).with("parent", own));
                return;
            };
            for (field, read) in children.reads.iter().filter(|(field, _)| !is_taken(field)) {
                let at = at.key("reads").key(field);
                if !parent.share.contains(field) {
                    let known = parent.share.iter().map(String::as_str);
                    self.report.unknown_key(Code::UnknownField, &at, field, known);
                } else if let Some(there) = other.fields.get(field).map(of_field)
                    && there != of_field(read)
                {
                    let fault = self.report.key(Code::WrongType, &at).with("name", field);
                    let (expected, got) = (there.name(), of_field(read).name());
                    self.report.add(fault.with("expected", expected).with("got", got));
                }
            }
        }
    }

    fn parent(&mut self, parent: &Parent) {
        let own = &self.subject.model.workflow;
        let at = Pointer::root().key("parent");
        self.share(&parent.share, &at.key("share"));
        let subject = self.subject;
        self.workflow(&parent.workflow, &at.key("workflow"));
        for (place, field) in parent.takes.iter().enumerate() {
            self.own(field, &at.key("takes").index(place));
        }
        for other in subject.world.families.get(&parent.workflow).into_iter().flatten() {
            let of_this: Vec<&Children> =
                other.children.values().filter(|children| children.workflow == *own).collect();
            if of_this.is_empty() {
                let fault = self.report.value(Code::NotItsParent, &at.key("workflow"));
                self.report.add(fault.with("child", own).with("parent", &parent.workflow));
                return;
            }
            for (place, field) in parent.takes.iter().enumerate() {
                // A field that is not declared here was told.
                if subject.names.fields.contains(field)
                    && of_this.iter().all(|children| !children.share.contains(field))
                {
                    let known = of_this.iter().flat_map(|children| &children.share).map(String::as_str);
                    self.report.unknown(Code::UnknownField, &at.key("takes").index(place), field, known);
                }
            }
        }
    }

    /// A workflow among the children of its children: whoever starts one might start cases without end.
    fn cycle(&mut self) {
        let (subject, own) = (self.subject, &self.subject.model.workflow);
        for (name, children) in &subject.model.children {
            let mut path = vec![own.clone()];
            let mut open = vec![(children.workflow.as_str(), 1)];
            while let Some((workflow, depth)) = open.pop() {
                path.truncate(depth);
                let again = path.iter().any(|known| known == workflow);
                path.push(workflow.to_owned());
                if workflow == own {
                    let at = Pointer::root().key("children").key(name).key("workflow");
                    let fault = self.report.value(Code::ChildCycle, &at).with("path", path.join(" → "));
                    self.report.add(fault);
                    break;
                }
                let below = subject.world.families.get(workflow).into_iter().flatten();
                let below = below.flat_map(|family| family.children.values()).filter(|_| !again);
                open.extend(below.map(|children| (children.workflow.as_str(), depth + 1)));
            }
        }
    }

    /// Events of children that are not declared, or of a parent where there is none.
    fn events(&mut self, walk: &Walk<'_>) {
        let model = self.subject.model;
        let kinds = ["child.changed", "child.ended", "child.failed"];
        let mut known: Vec<String> = kinds.map(str::to_owned).to_vec();
        known.extend(
            kinds.iter().flat_map(|kind| model.children.keys().map(move |name| format!("{kind}.{name}"))),
        );
        if model.children.is_empty() {
            known.clear();
        }
        if model.parent.is_some() {
            known.push("parent.changed".to_owned());
        }
        for way in &walk.ways {
            let Some(event) = way.event else { continue };
            let ours = event.starts_with("child.") || event.starts_with("parent.");
            if ours && !known.iter().any(|known| known == event.trim_end_matches(".*")) {
                self.report.unknown_key(Code::UnknownEvent, &way.at, event, known.iter().map(String::as_str));
            }
        }
    }
}
