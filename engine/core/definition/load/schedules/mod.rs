//! Schedule documents: compiled, and what they do held against the workflows.

mod does;
mod known;
mod words;

pub use known::Known;

use super::document::Document;
use super::orgs::pointer_of;
use super::{Loaded, packs};
use crate::definition::Expr;
use crate::definition::functions::finding_engine;
use crate::definition::report::Report;
use crate::instance::Data;
use crate::model::{board, schedule, workflow};
use crate::schedule::Schedule as Compiled;
use crate::script::Script;
use crate::source::{Code, Label, Node, Pointer, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A schedule document.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The path of its file.
    pub path: String,
    /// What the author wrote.
    pub model: schedule::Document,
    /// When it happens.
    pub compiled: Arc<Compiled>,
    /// What happens. Absent: it could not be understood.
    pub does: Option<Does>,
    /// The values of all parameters of its pack.
    pub parameters: Data,
    /// Where it stands in the sources.
    pub node: Arc<Node>,
}

/// What a schedule does.
#[derive(Clone, Debug)]
pub enum Does {
    /// A case is started.
    Start {
        /// The workflow.
        workflow: String,
        /// Its data.
        data: Vec<(String, Expr)>,
    },
    /// An event is sent to cases.
    Send {
        /// The event.
        event: String,
        /// The workflow of the cases.
        workflow: String,
        /// Which of its cases. Absent: all that are open.
        condition: Option<Script>,
        /// What the event carries.
        data: Vec<(String, Expr)>,
    },
    /// A board is published.
    Publish {
        /// The board.
        board: String,
    },
}

/// Schedules by name, also those with faults.
pub(super) fn named(documents: &[Document<schedule::Document>]) -> BTreeSet<String> {
    let named = |document: &Document<schedule::Document>| {
        document.tree.get("schedule").and_then(|node| node.as_str().map(str::to_owned))
    };
    documents.iter().filter_map(named).collect()
}

pub(super) fn take(
    documents: &[Document<schedule::Document>],
    workflows: &[Document<workflow::Workflow>],
    boards: &[Document<board::Document>],
    loaded: &mut Loaded,
) {
    let mut names: BTreeMap<&str, Span> = BTreeMap::new();
    for document in documents {
        let Some(model) = &document.model else { continue };
        let pack = packs::covering(&loaded.packs, &document.path);
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        report.engine = Some(finding_engine());
        let at = Pointer::root().key("schedule");
        if let Some(place) = report.place(&at) {
            if let Some(first) = names.get(model.schedule.as_str()) {
                let fault = report.value(Code::DuplicateName, &at).with("name", &model.schedule);
                report.add(fault.with("kind", "schedule").related(*first, Label::FirstHere));
            }
            names.entry(&model.schedule).or_insert(place);
        }
        level(model, loaded, &mut report);
        let (compiled, faults) = Compiled::build(model, &loaded.calendars);
        for fault in &faults {
            let at = pointer_of(&fault.pointer, &document.sound);
            report.add(words::explain(&fault.kind, &at, &loaded.calendars, &report));
        }
        let does = does::Subject { model, workflows, boards, pack }.compile(&mut report);
        report.without_echoes(&document.culprits);
        if !document.readable {
            report.without_missing();
        }
        let found = report.finish();
        let parameters = pack.map(|pack| pack.values.clone()).unwrap_or_default();
        loaded.diagnostics.extend(found);
        if let Some(compiled) = compiled {
            loaded.schedules.push(Schedule {
                path: document.path.clone(),
                model: model.clone(),
                compiled: Arc::new(compiled),
                does,
                parameters,
                node: document.sound.clone(),
            });
        }
    }
}

/// The level of the units. Without an organisation among the files, nothing can be said.
fn level(model: &schedule::Document, loaded: &Loaded, report: &mut Report<'_>) {
    let Some(each) = &model.for_each else { return };
    let levels = || loaded.orgs.iter().flat_map(|org| &org.model.levels).map(String::as_str);
    if !loaded.orgs.is_empty() && !levels().any(|level| level == each.level) {
        let at = Pointer::root().key("for_each").key("level");
        report.unknown(Code::UnknownLevel, &at, &each.level, levels());
    }
}
