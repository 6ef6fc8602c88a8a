//! Packs that use other packs: which values and pieces hold, and where they are written.

mod circle;
mod pieces;
mod used;

pub(super) use pieces::{Piece, with};

use super::document::Document;
use super::{Loaded, Read, packs};
use crate::definition::report::Report;
use crate::model::pack::{self, Parameter};
use crate::source::{Code, Diagnostic, Label, Node, Pointer, Span};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Where packs differ from what their authors published, and who wrote that.
#[derive(Clone, Debug, Default)]
pub struct Adoption {
    /// Parameters with another value than their default, by pack and parameter.
    pub settings: Vec<Setting>,
    /// Pieces of workflows that are written anew, by pack, workflow, kind and name.
    pub replaced: Vec<Replaced>,
}

/// A parameter with another value than its default.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The pack whose parameter it is.
    pub pack: String,
    /// The parameter.
    pub name: String,
    /// The value that holds.
    pub value: Json,
    /// What the pack declares: default, bounds, basis.
    pub declared: Parameter,
    /// The pack that sets it.
    pub by: String,
    /// Where the value is written.
    pub place: Span,
}

/// A piece of a workflow that is written anew.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// The pack whose workflow it is.
    pub pack: String,
    /// The workflow.
    pub workflow: String,
    /// What it is.
    pub kind: PieceKind,
    /// Its name.
    pub name: String,
    /// The pack that writes it anew.
    pub by: String,
    /// Where it is written now.
    pub place: Span,
    /// Where the workflow has it: the first version that does.
    pub original: Span,
}

/// What can be written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PieceKind {
    /// A policy of escalation.
    Escalation,
    /// A template of a document.
    Document,
    /// A template of a notice.
    Notice,
}

impl PieceKind {
    /// Every kind, in the order of the language.
    pub const ALL: [Self; 3] = [Self::Escalation, Self::Document, Self::Notice];

    /// The section of a workflow that holds it: `escalations`.
    #[must_use]
    pub const fn section(self) -> &'static str {
        match self {
            Self::Escalation => "escalations",
            Self::Document => "documents",
            Self::Notice => "notices",
        }
    }

    /// One of them, as a word: `escalation`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Escalation => "escalation",
            Self::Document => "document",
            Self::Notice => "notice",
        }
    }

    const fn unknown(self) -> Code {
        match self {
            Self::Escalation => Code::UnknownEscalation,
            Self::Document => Code::UnknownDocument,
            Self::Notice => Code::UnknownNotice,
        }
    }
}

/// A pack with the tree that it was read from.
struct Known<'r> {
    document: &'r Document<pack::Pack>,
    model: &'r pack::Pack,
}

/// What was found so far, of all packs.
#[derive(Default)]
struct Found {
    settings: BTreeMap<(String, String), Setting>,
    /// Also those that are set to their default: two places may still disagree.
    pieces: Vec<Piece>,
    replaced: Vec<Replaced>,
}

/// Looks through what packs use. Afterwards each pack of `loaded` has the values that hold. Returns the pieces that are written
/// anew.
pub(super) fn take(read: &Read, loaded: &mut Loaded) -> Vec<Piece> {
    let known: Vec<Known<'_>> = read
        .packs
        .iter()
        .filter_map(|document| Some(Known { document, model: document.model.as_ref()? }))
        .collect();
    let mut faults = Vec::new();
    let by_name = names(&known, loaded, &mut faults);
    let mut found = Found::default();
    for user in &known {
        let mut report = Report::new(&loaded.sources, Some(&user.document.sound));
        used::check(user, &by_name, read, loaded, &mut found, &mut report);
        faults.extend(report.finish());
    }
    circle::check(&known, &by_name, loaded, &mut faults);
    loaded.diagnostics.extend(faults);
    for pack in &mut loaded.packs {
        pack.values = packs::defaults(&pack.model);
        let own = found.settings.values().filter(|setting| setting.pack == pack.model.pack);
        for setting in own.filter(|setting| !setting.is_default()) {
            let value = super::fits::normal(&setting.value, &setting.declared);
            pack.values.insert(setting.name.clone(), value);
        }
    }
    let settings = found.settings.into_values().filter(|setting| !setting.is_default()).collect();
    found.replaced.sort_by(|a, b| a.key().cmp(&b.key()));
    loaded.adoption = Adoption { settings, replaced: found.replaced };
    found.pieces
}

impl Setting {
    fn is_default(&self) -> bool {
        let default = self.declared.default.as_ref();
        default.is_some_and(|default| super::fits::same(&self.value, &default.0, self.declared.type_))
    }
}

impl Replaced {
    fn key(&self) -> (&str, &str, PieceKind, &str) {
        (&self.pack, &self.workflow, self.kind, &self.name)
    }
}

/// Packs by name. A name that two packs have means neither: that they have it is told, and nothing of what uses it. Versions are
/// looked at here, once for each pack.
fn names<'k, 'r>(
    known: &'k [Known<'r>],
    loaded: &Loaded,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<&'r str, &'k Known<'r>> {
    let mut by_name: BTreeMap<&str, &Known<'_>> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for one in known.iter().filter(|one| !one.model.pack.is_empty()) {
        let mut report = Report::new(&loaded.sources, Some(&one.document.sound));
        let version = &one.model.version;
        if !version.is_empty() && version.parse::<semver::Version>().is_err() {
            let fault = report.value(Code::BadVersion, &Pointer::root().key("version"));
            report.add(fault.with("got", version).with("kind", "version"));
        }
        let at = Pointer::root().key("pack");
        match by_name.get(one.model.pack.as_str()) {
            Some(first) => {
                twice.insert(one.model.pack.as_str());
                let fault = report.value(Code::DuplicateName, &at).with("name", &one.model.pack);
                let fault = fault.with("kind", "pack");
                report.add(related(fault, place(first, &at, loaded), Label::FirstHere));
            }
            None => drop(by_name.insert(&one.model.pack, one)),
        }
        faults.extend(report.finish());
    }
    by_name.retain(|name, _| !twice.contains(name));
    by_name
}

/// Where a path of a pack is written.
fn place(pack: &Known<'_>, at: &Pointer, loaded: &Loaded) -> Option<Span> {
    Report::new(&loaded.sources, Some(&pack.document.sound)).place(at)
}

fn related(fault: Diagnostic, place: Option<Span>, label: Label) -> Diagnostic {
    match place {
        Some(place) => fault.related(place, label),
        None => fault,
    }
}

/// Whether a file of a kind could not be read at all, so that what it declares is unknown.
fn unread<T>(suffix: &str, documents: &[Document<T>], loaded: &Loaded) -> bool {
    let is_read = |path: &str| documents.iter().any(|document| document.path == path);
    loaded.sources.iter().any(|(_, file)| {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        name.ends_with(suffix) && !is_read(&file.path)
    })
}

/// The name that a document gives itself, even where the rest of it cannot be read.
fn own_name<'n>(tree: &'n Node, key: &str) -> Option<&'n str> {
    tree.get(key).and_then(Node::as_str)
}
