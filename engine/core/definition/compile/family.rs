//! Children and the parent.

use super::Compiler;
use crate::definition::types::of_field;
use crate::definition::{ChildrenRule, ParentRule};
use crate::model::action::Start;
use crate::script::Type;
use crate::source::{Code, Pointer};
use indexmap::IndexMap;

impl Compiler<'_, '_> {
    pub(super) fn children(&self) -> IndexMap<String, ChildrenRule> {
        let rule = |children: &crate::model::family::Children| ChildrenRule {
            title: children.title.clone(),
            share: children.share.clone(),
            reads: children.reads.iter().map(|(name, field)| (name.clone(), of_field(field))).collect(),
        };
        self.model.children.iter().map(|(name, children)| (name.clone(), rule(children))).collect()
    }

    pub(super) fn parent(&self) -> Option<ParentRule> {
        let parent = self.model.parent.as_ref()?;
        Some(ParentRule { share: parent.share.clone(), takes: parent.takes.clone() })
    }

    /// The workflow of a case that is started.
    pub(super) fn started(&mut self, start: &Start, at: &Pointer) -> Option<String> {
        match (&start.workflow, &start.child) {
            (Some(workflow), None) => Some(workflow.clone()),
            (None, Some(child)) => {
                let workflow = self.model.children.get(child).map(|children| children.workflow.clone());
                if workflow.is_none() {
                    self.no_children(child, &at.key("child"));
                }
                workflow
            }
            (workflow, _) => {
                let got = if workflow.is_some() { "workflow, child" } else { "" };
                let fault = self.report.key(Code::ExactlyOneOf, at).with("got", got);
                self.report.add(fault.with("known", "workflow, child"));
                None
            }
        }
    }

    /// What an expression over a child sees.
    pub(super) fn child(&mut self, name: &str, at: &Pointer) -> Type {
        let Some(children) = self.model.children.get(name) else {
            self.no_children(name, at);
            return Type::Any;
        };
        let own = [("id", Type::Text), ("state", Type::Text), ("ended", Type::Bool), ("failed", Type::Bool)];
        let own = own.into_iter().map(|(name, type_)| (name.to_owned(), type_));
        let read = children.reads.iter().map(|(name, field)| (name.clone(), of_field(field)));
        Type::Map(read.chain(own).collect())
    }

    fn no_children(&mut self, name: &str, at: &Pointer) {
        let known: Vec<&str> = self.model.children.keys().map(String::as_str).collect();
        self.report.unknown(Code::UnknownChildren, at, name, known);
    }
}
