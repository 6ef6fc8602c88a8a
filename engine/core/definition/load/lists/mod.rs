//! List documents, each with its tables, held against the workflow whose cases it opens.

mod asked;
mod told;

use super::document::Document;
use super::rotations::{organisation, orgs_of};
use super::{List, Loaded, Workflow, cells, packs};
use crate::definition::functions::finding_engine;
use crate::definition::report::Report;
use crate::definition::scenario::beside;
use crate::list::{self, Built, Columns, Fault, FaultKind, MAX_FAULTS, Place, Source};
use crate::model::event::Happened;
use crate::model::{list as model, workflow};
use crate::organisation::Organisation;
use crate::source::{Code, Diagnostic, FileId, Label, Node, Pointer, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The lists of all documents, also of those with faults, with the workflow of each.
pub(super) fn named(documents: &[Document<model::Document>]) -> BTreeMap<String, String> {
    let named = |document: &Document<model::Document>| {
        let text = |key: &str| document.tree.get(key).and_then(Node::as_str).map(str::to_owned);
        Some((text("list")?, text("workflow").unwrap_or_default()))
    };
    documents.iter().filter_map(named).collect()
}

pub(super) fn take(
    documents: &[Document<model::Document>],
    workflows: &[Document<workflow::Workflow>],
    loaded: &mut Loaded,
) {
    let mut names: BTreeMap<&str, Span> = BTreeMap::new();
    for document in documents {
        let Some(model) = &document.model else { continue };
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        report.engine = Some(finding_engine());
        let at = Pointer::root().key("list");
        if let Some(place) = report.place(&at) {
            if let Some(first) = names.get(model.list.as_str()) {
                let fault = report.value(Code::DuplicateName, &at).with("name", &model.list);
                report.add(fault.with("kind", "list").related(*first, Label::FirstHere));
            }
            names.entry(&model.list).or_insert(place);
        }
        let workflow = workflow_of(model, workflows, loaded, &mut report);
        let built =
            workflow.map(|workflow| Subject::new(document, model, workflow, loaded).build(&mut report));
        report.without_echoes(&document.culprits);
        if !document.readable {
            report.without_missing();
        }
        let found = report.finish();
        let sound = document.whole && !found.iter().any(Diagnostic::is_error);
        loaded.diagnostics.extend(found);
        let pack = packs::covering(&loaded.packs, &document.path).map(|pack| pack.model.pack.clone());
        loaded.lists.extend(built.filter(|_| sound).map(|list| List {
            path: document.path.clone(),
            pack,
            compiled: Arc::new(list),
            node: document.sound.clone(),
        }));
    }
}

/// The latest version of the workflow. Absent: there is none, or it is at fault itself.
fn workflow_of<'a>(
    model: &'a model::Document,
    workflows: &[Document<workflow::Workflow>],
    loaded: &'a Loaded,
    report: &mut Report<'_>,
) -> Option<&'a Workflow> {
    let name = |document: &Document<workflow::Workflow>| {
        document.tree.get("workflow").and_then(Node::as_str).map(str::to_owned)
    };
    let known: Vec<String> = workflows.iter().filter_map(name).collect();
    if !known.contains(&model.workflow) {
        let at = Pointer::root().key("workflow");
        report.unknown(Code::UnknownWorkflow, &at, &model.workflow, known.iter().map(String::as_str));
    }
    loaded.versions(&model.workflow).max_by_key(|version| version.effective)
}

/// One list document with what stands around it.
struct Subject<'a> {
    document: &'a Document<model::Document>,
    model: &'a model::Document,
    workflow: &'a Workflow,
    loaded: &'a Loaded,
    /// Absent: no organisation is among the files, so its names cannot be known.
    org: Option<Arc<Organisation>>,
    columns: Columns,
}

impl<'a> Subject<'a> {
    fn new(
        document: &'a Document<model::Document>,
        model: &'a model::Document,
        workflow: &'a Workflow,
        loaded: &'a Loaded,
    ) -> Self {
        let orgs = orgs_of(&document.path, loaded);
        let org = (!orgs.is_empty()).then(|| Arc::new(organisation(&orgs, loaded)));
        let workflow::Workflow { opens, data, .. } = &workflow.model;
        let saved = opens.saves.iter().filter_map(|name| data.get_key_value(name));
        let columns = saved.map(|(name, field)| (name.clone(), field.clone())).collect();
        Self { document, model, workflow, loaded, org, columns }
    }

    fn build(&self, report: &mut Report<'_>) -> list::List {
        if self.workflow.model.opens.happened == Happened::Required {
            let at = Pointer::root().key("workflow");
            report.add(report.value(Code::EventWithTime, &at).with("event", "opens"));
        }
        let changed = self.event("changed", self.model.changed.as_ref(), report);
        let vanished = self.event("vanished", self.model.vanished.as_ref(), report);
        let built = list::List::build(Source {
            document: self.model,
            columns: &self.columns,
            changed: changed.as_ref(),
            vanished: vanished.as_ref(),
            tables: &|file| self.loaded.csv.get(&beside(&self.document.path, file)).cloned(),
            org: self.org.as_deref(),
            registers: &self.loaded.registers,
        });
        for fault in &built.faults.told {
            report.add(self.explain(fault, report));
        }
        if built.faults.more > 0 {
            let fault = report.value(Code::MoreFaults, &Pointer::root().key("list"));
            report.add(fault.with("count", built.faults.more).with("limit", MAX_FAULTS));
        }
        for (name, at) in &built.private {
            report.add(self.place(Code::PrivateInList, at, true, report).with("name", name));
        }
        self.checks(&built, report);
        built.list
    }

    /// The field of the workflow that a fault finds unknown, since the start does not save it.
    fn unsaved<'f>(&self, fault: &'f Fault) -> Option<&'f str> {
        let FaultKind::Coded { code: Code::UnknownField | Code::CsvColumn, with, .. } = &fault.kind else {
            return None;
        };
        let is_column = match &fault.at {
            // `key`, `rows/<name>`, `entries/3/<name>`: what is deeper is a field of a row.
            Place::Document(pointer) => pointer.0.len() <= 3,
            Place::Table { file, .. } => self.model.file.as_ref() == Some(file),
        };
        let name = with.iter().find(|(name, _)| *name == "name").map(|(_, name)| name.as_str());
        name.filter(|name| is_column && self.workflow.model.data.contains_key(*name))
    }

    fn explain(&self, fault: &Fault, report: &Report<'_>) -> Diagnostic {
        let told = match &fault.kind {
            FaultKind::Coded { key, .. } if let Some(name) = self.unsaved(fault) => {
                let told = self.place(Code::NotBroughtByStart, &fault.at, *key, report).with("name", name);
                told.with("workflow", &self.model.workflow)
            }
            FaultKind::Coded { code, with, meant, key } => {
                let place = self.place(*code, &fault.at, *key, report);
                with.iter().fold(place, |fault, (name, value)| fault.with(name, value)).suggest(meant.clone())
            }
            FaultKind::Cell { name, field, misfit, got, type_ } => {
                let found = |code| self.place(code, &fault.at, false, report);
                cells::explain(name, field, (*misfit, got, type_), self.org.as_deref(), &found)
            }
        };
        let first = fault.first.as_ref();
        let first = first.and_then(|first| self.place(Code::DuplicateName, first, false, report).span);
        match first {
            Some(first) => told.related(first, Label::FirstHere),
            None => told,
        }
    }

    fn place(&self, code: Code, at: &Place, is_key: bool, report: &Report<'_>) -> Diagnostic {
        match at {
            Place::Document(pointer) if is_key => report.key(code, pointer),
            Place::Document(pointer) => report.value(code, pointer),
            Place::Table { file, start, end, .. } => match self.file(file) {
                Some(file) => Diagnostic::new(code, Span::new(file, *start, *end)),
                None => Diagnostic::nowhere(code),
            },
        }
    }

    fn file(&self, name: &str) -> Option<FileId> {
        let path = beside(&self.document.path, name);
        self.loaded.sources.iter().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// Whether the conditions hold for every entry.
    fn checks(&self, built: &Built, report: &mut Report<'_>) {
        for (index, check) in self.model.checks.iter().enumerate() {
            let at = Pointer::root().key("checks").index(index);
            asked::Asked::new(self, check, built, at).look(report);
        }
    }
}
