//! Board documents, compiled against the workflows whose cases they read and the organisation they stand beside.

use super::document::Document;
use super::{Board, Loaded, packs, rotations};
use crate::board::{self, Around, Fault, FaultKind, Source};
use crate::definition::Definition;
use crate::definition::functions::board_engine;
use crate::definition::report::Report;
use crate::definition::scenario::{Boards, Workflows};
use crate::instance::{Data, Words};
use crate::model::board as model;
use crate::organisation::Organisation;
use crate::script::{FindingKind, Type};
use crate::source::{Code, Diagnostic, Label, Pointer, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn take(documents: &[Document<model::Document>], known: &Workflows, loaded: &mut Loaded) {
    let sources = sources(known, loaded);
    let engine = board_engine();
    let mut names: BTreeMap<&str, Span> = BTreeMap::new();
    for document in documents {
        let Some(model) = &document.model else { continue };
        let pack = packs::covering(&loaded.packs, &document.path);
        let parameters = pack.map(|pack| pack.values.clone()).unwrap_or_default();
        let orgs = rotations::orgs_of(&document.path, loaded);
        let build = |orgs: &[usize]| {
            let organisation = rotations::organisation(orgs, loaded);
            let around = Around {
                sources: &sources,
                calendars: &loaded.calendars,
                // Without any organisation among the files, its names cannot be known.
                organisation: (!orgs.is_empty()).then_some(&organisation),
                parameters: &parameters,
                engine: &engine,
            };
            board::Board::build(model, around)
        };
        // Several organisations may be no part of each other: the board is for whichever knows its names.
        let alone = orgs.iter().map(|org| build(std::slice::from_ref(org)));
        let fitting = alone.filter(|_| orgs.len() > 1).find(|(board, _)| board.is_some());
        let (board, faults) = fitting.unwrap_or_else(|| build(&orgs));
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        report.engine = Some(engine.clone());
        for fault in faults {
            tell(&fault, known, &mut report);
        }
        let at = Pointer::root().key("board");
        if let Some(place) = report.place(&at) {
            if let Some(first) = names.get(model.board.as_str()) {
                let fault = report.value(Code::DuplicateName, &at).with("name", &model.board);
                report.add(fault.with("kind", "board").related(*first, Label::FirstHere));
            }
            names.entry(&model.board).or_insert(place);
        }
        report.without_echoes(&document.culprits);
        if !document.readable {
            report.without_missing();
        }
        let found = report.finish();
        let sound = document.whole && !found.iter().any(Diagnostic::is_error);
        loaded.diagnostics.extend(found);
        loaded.boards.extend(board.filter(|_| sound).map(|board| Board {
            path: document.path.clone(),
            pack: pack.map(|pack| pack.model.pack.clone()),
            compiled: Arc::new(board),
            node: document.sound.clone(),
        }));
    }
}

/// Boards by name, also those with faults, as far as they could be understood.
pub(super) fn named(documents: &[Document<model::Document>]) -> Boards {
    let named = |document: &Document<model::Document>| {
        let name = document.tree.get("board").and_then(|node| node.as_str().map(str::to_owned))?;
        Some((name, document.model.clone().filter(|_| document.whole)))
    };
    documents.iter().filter_map(named).collect()
}

impl Board {
    /// The same board over what these definitions publish, beside another organisation, with these values of the parameters
    /// of its pack.
    ///
    /// # Errors
    /// In words, what the board names and does not find there.
    pub fn beside<'d>(
        &self,
        definitions: impl Iterator<Item = &'d Definition>,
        organisation: &Organisation,
        calendars: &BTreeMap<String, Arc<crate::calendar::Calendar>>,
        parameters: &Data,
    ) -> Result<board::Board, Words> {
        let mut sources: BTreeMap<String, Source> = BTreeMap::new();
        for definition in definitions {
            show(&mut sources, definition);
        }
        let (sources, engine) = (&sources, &board_engine());
        let around = Around { sources, calendars, organisation: Some(organisation), parameters, engine };
        let (board, faults) = board::Board::build(self.compiled.document(), around);
        board.ok_or_else(|| {
            let name = self.compiled.name();
            let lacks = faults.iter().find(|fault| fault.is_error()).map(|fault| match &fault.kind {
                FaultKind::Unknown { name, .. } => name.clone(),
                FaultKind::Coded { code, .. } => format!("{} {}", fault.at, code.number()),
                FaultKind::Script { finding, .. } => format!("{} {}", fault.at, finding.kind),
            });
            let lacks = lacks.unwrap_or_default();
            Words {
                zh: format!("公示榜 {name} 不能用在这个情景里：{lacks}"),
                en: format!("the board `{name}` cannot be used in this story: {lacks}"),
            }
        })
    }
}

/// Takes in what a version of a workflow shows: what all its versions publish.
fn show(sources: &mut BTreeMap<String, Source>, definition: &Definition) {
    let own = definition.source();
    match sources.get_mut(&definition.name) {
        None => drop(sources.insert(definition.name.clone(), own)),
        Some(all) => all.meet(&own),
    }
}

/// What each workflow shows: what all its versions publish. Of one that could not be compiled only the names are known.
pub(super) fn sources(known: &Workflows, loaded: &Loaded) -> BTreeMap<String, Source> {
    let mut sources: BTreeMap<String, Source> = BTreeMap::new();
    for workflow in &loaded.workflows {
        show(&mut sources, &workflow.definition);
    }
    for (name, entry) in known {
        let names = &entry.names;
        // Its own faults are told; a board that reads it is not to blame.
        sources.entry(name.clone()).or_insert_with(|| Source {
            columns: names.published.iter().map(|column| (column.clone(), Type::Any)).collect(),
            fields: names.fields.iter().chain(&names.derived).cloned().collect(),
            states: names.states.clone(),
        });
    }
    sources
}

impl Definition {
    /// What it shows to boards.
    #[must_use]
    pub fn source(&self) -> Source {
        let columns = self.published.iter().map(|(name, column)| (name.clone(), column.type_.clone()));
        let fields = self.fields.keys().chain(self.derive.keys()).chain(self.find.keys());
        // The first state is the document itself.
        let states = self.chart.states.iter().skip(1).map(|state| state.id.clone());
        Source { columns: columns.collect(), fields: fields.cloned().collect(), states: states.collect() }
    }
}

fn tell(fault: &Fault, known: &Workflows, report: &mut Report<'_>) {
    let at = &fault.at;
    match &fault.kind {
        FaultKind::Coded { code, with, key } => {
            let place = if *key { report.key(*code, at) } else { report.value(*code, at) };
            report.add(with.iter().fold(place, |fault, (name, value)| fault.with(name, value)));
        }
        FaultKind::Unknown { code, name, known } => {
            report.unknown(*code, at, name, known.iter().map(String::as_str));
        }
        FaultKind::Script { finding, types, unpublished } => {
            report.style(at);
            match (&finding.kind, unpublished.as_ref().filter(|workflow| known.contains_key(*workflow))) {
                (FindingKind::UnknownVariable { name, .. }, Some(workflow)) => {
                    let place = report.within(at, 0, finding);
                    let fault = place.map_or_else(
                        || Diagnostic::nowhere(Code::NotPublished),
                        |place| Diagnostic::new(Code::NotPublished, place),
                    );
                    report.add(fault.with("name", name).with("workflow", workflow));
                }
                _ => report.script(at, 0, finding, Some(&**types)),
            }
        }
    }
}
