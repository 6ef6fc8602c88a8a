//! Pieces of a used pack's workflows that are written anew, and a workflow with them in place.

use super::used::Used;
use super::{Found, PieceKind, Replaced, own_name, related, unread};
use crate::definition::load::document::Document;
use crate::definition::load::packs;
use crate::definition::report::Report;
use crate::model::deadline::Rung;
use crate::model::pack::{Pieces, Use};
use crate::model::workflow::{Template, Workflow};
use crate::source::{Code, Entry, Kind, Label, Node};
use std::sync::Arc;

/// A piece as it is written now.
pub(in super::super) struct Piece {
    /// The path of the `pack.yaml` whose workflow it belongs to.
    pub(in super::super) pack: String,
    workflow: String,
    name: String,
    written: Written,
    /// Its key and value where they are written.
    entry: Entry,
}

#[derive(Clone, PartialEq)]
enum Written {
    Escalation(Vec<Rung>),
    Document(Template),
    Notice(Template),
}

impl Written {
    const fn kind(&self) -> PieceKind {
        match self {
            Self::Escalation(_) => PieceKind::Escalation,
            Self::Document(_) => PieceKind::Document,
            Self::Notice(_) => PieceKind::Notice,
        }
    }
}

pub(super) fn check(used: &Used<'_, '_>, one: &Use, found: &mut Found, report: &mut Report<'_>) {
    let covered = |path: &str| {
        packs::covering(&used.loaded.packs, path).is_some_and(|pack| pack.path == used.pack.document.path)
    };
    let trees: Vec<&Node> = used
        .read
        .workflows
        .iter()
        .filter(|document| covered(&document.path))
        .map(|document| document.tree.as_ref())
        .collect();
    for (workflow, pieces) in &one.replace {
        let at = used.at.key("replace").key(workflow);
        let versions: Vec<&Node> =
            trees.iter().copied().filter(|tree| own_name(tree, "workflow") == Some(workflow)).collect();
        if versions.is_empty() {
            if !unread(".workflow.yaml", &used.read.workflows, used.loaded) {
                let known = trees.iter().filter_map(|tree| own_name(tree, "workflow"));
                report.unknown_key(Code::UnknownWorkflow, &at, workflow, known);
            }
            continue;
        }
        for (name, written) in all(pieces) {
            let kind = written.kind();
            let at = at.key(kind.section()).key(&name);
            let sections = || versions.iter().filter_map(|tree| tree.get(kind.section()));
            let Some(original) = sections().find_map(|section| section.entry(&name)) else {
                let known = sections().flat_map(Node::entries).map(Entry::name);
                report.unknown_key(kind.unknown(), &at, &name, known);
                continue;
            };
            // Where a shape is wrong, what is left of the piece says nothing about its author.
            let section = at.parent().and_then(|section| used.by.document.tree.at(&section));
            let Some(entry) = section.and_then(|section| section.entry(&name)) else { continue };
            if !used.by.document.whole {
                continue;
            }
            let place = entry.key.place();
            let (pack, path) = (used.pack.model.pack.clone(), used.pack.document.path.clone());
            let same =
                |piece: &&Piece| piece.pack == path && piece.workflow == *workflow && piece.is(kind, &name);
            if let Some(first) = found.pieces.iter().find(same) {
                if first.written != written {
                    let fault = report.key(Code::ReplacedTwice, &at).with("name", &name).with("pack", pack);
                    let fault = fault.with("kind", kind.word()).with("workflow", workflow);
                    report.add(related(fault, Some(first.entry.key.place()), Label::FirstHere));
                }
                continue;
            }
            found.replaced.push(Replaced {
                pack,
                workflow: workflow.clone(),
                kind,
                name: name.clone(),
                by: used.by.model.pack.clone(),
                place,
                original: original.key.place(),
            });
            let entry = entry.clone();
            found.pieces.push(Piece { pack: path, workflow: workflow.clone(), name, written, entry });
        }
    }
}

fn all(pieces: &Pieces) -> Vec<(String, Written)> {
    let Pieces { escalations, documents, notices } = pieces;
    let escalations = escalations.iter().map(|(name, rungs)| (name, Written::Escalation(rungs.clone())));
    let documents = documents.iter().map(|(name, one)| (name, Written::Document(one.clone())));
    let notices = notices.iter().map(|(name, one)| (name, Written::Notice(one.clone())));
    escalations.chain(documents).chain(notices).map(|(name, written)| (name.clone(), written)).collect()
}

impl Piece {
    fn is(&self, kind: PieceKind, name: &str) -> bool {
        self.written.kind() == kind && self.name == name
    }

    /// Puts it where the workflow has one of its name, types and tree alike. Whether there was one.
    fn put(&self, model: &mut Workflow, tree: &mut Node) -> bool {
        let there = match &self.written {
            Written::Escalation(rungs) => put(model.escalations.get_mut(&self.name), rungs),
            Written::Document(template) => put(model.documents.get_mut(&self.name), template),
            Written::Notice(template) => put(model.notices.get_mut(&self.name), template),
        };
        let section = entry(tree, self.written.kind().section()).map(|section| &mut section.value);
        // The tree keeps the places of the pack that writes it, so that what is wrong with it is told there.
        if let Some(entry) = section.and_then(|section| entry(section, &self.name)).filter(|_| there) {
            entry.clone_from(&self.entry);
        }
        there
    }
}

fn put<T: Clone>(place: Option<&mut T>, value: &T) -> bool {
    place.map(|place| place.clone_from(value)).is_some()
}

fn entry<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Entry> {
    match &mut node.kind {
        Kind::Mapping(entries) => entries.iter_mut().find(|entry| entry.name() == name),
        _ => None,
    }
}

/// A workflow with the pieces that are written anew for it. Absent: there are none.
pub(in super::super) fn with(document: &Document<Workflow>, pieces: &[&Piece]) -> Option<Document<Workflow>> {
    let mut changed = document.clone();
    let model = changed.model.as_mut()?;
    let own = pieces.iter().filter(|piece| piece.workflow == model.workflow).collect::<Vec<_>>();
    let mut any = false;
    for piece in own {
        any |= piece.put(model, Arc::make_mut(&mut changed.sound));
    }
    any.then_some(changed)
}
