//! Organisations: each document with its tables.

use super::document::Document;
use super::{Loaded, Org};
use crate::definition::report::Report;
use crate::definition::scenario::beside;
use crate::model::org;
use crate::organisation::{Fault, FaultKind, Organisation, POST_COLUMNS, Place, Source, Table};
use crate::source::{Code, Diagnostic, FileId, Key, Label, Node, Pointer, Sources, Span};
use std::sync::Arc;

pub(super) fn take(documents: &[Document<org::Document>], loaded: &mut Loaded) {
    for document in documents {
        let Some(model) = &document.model else { continue };
        let files = model.files.clone().unwrap_or_default();
        let path = |file: &Option<String>| file.as_deref().map(|file| beside(&document.path, file));
        let paths = [path(&files.units), path(&files.people), path(&files.posts)];
        let names = [&files.units, &files.people, &files.posts];
        let mut tables = paths.iter().zip(names).map(|(path, name)| {
            let text = loaded.csv.get(path.as_deref()?)?;
            Some(Table { file: name.as_deref()?, text })
        });
        let mut next = || tables.next().flatten();
        let source = Source { document: model, units: next(), people: next(), posts: next() };
        let (organisation, faults) = Organisation::build(&[source]);
        let mut found = Vec::new();
        for fault in faults.iter().filter(|fault| !follows(fault, &faults, &files)) {
            let (at, known) = ((document.path.as_str(), document.sound.as_ref()), (model, &organisation));
            found.push(explain(fault, at, known, &loaded.sources));
        }
        let sound = document.whole && found.is_empty();
        loaded.diagnostics.extend(found);
        loaded.orgs.push(Org {
            path: document.path.clone(),
            model: model.clone(),
            organisation: Arc::new(organisation),
            node: document.sound.clone(),
            sound,
        });
    }
}

/// A document with its tables.
pub(super) fn source<'a>(org: &'a Org, loaded: &'a Loaded) -> Source<'a> {
    let files = org.model.files.as_ref();
    let table = |name: Option<&'a String>| {
        let text = loaded.csv.get(&beside(&org.path, name?))?;
        Some(Table { file: name?, text })
    };
    Source {
        document: &org.model,
        units: table(files.and_then(|files| files.units.as_ref())),
        people: table(files.and_then(|files| files.people.as_ref())),
        posts: table(files.and_then(|files| files.posts.as_ref())),
    }
}

/// Whether a name is unknown only because the table that would declare it could not be read.
fn follows(fault: &Fault, faults: &[Fault], files: &org::Files) -> bool {
    use FaultKind as K;
    let table = match &fault.kind {
        K::UnknownUnit(_) => &files.units,
        K::UnknownPerson(_) => &files.people,
        _ => return false,
    };
    let Some(table) = table else { return false };
    faults.iter().any(|cause| match (&cause.kind, &cause.at) {
        (K::MissingFile(file), _) => file == table,
        (
            K::MissingColumn(_) | K::Unreadable(_) | K::TooManyCells | K::Empty(_),
            Place::Cell { file, .. },
        ) => file == table,
        _ => false,
    })
}

impl Loaded {
    /// What is wrong with the organisations of this load when they are taken for one, at its places.
    ///
    /// The documents are those of `orgs`, in their order.
    #[must_use]
    pub fn explain(&self, fault: &Fault) -> Diagnostic {
        let (Place::Document { document, .. } | Place::Cell { document, .. }) = &fault.at;
        let Some(org) = self.orgs.get(*document) else { return Diagnostic::nowhere(Code::BadCsv) };
        let known = (&org.model, org.organisation.as_ref());
        let found = explain(fault, (&org.path, &org.node), known, &self.sources);
        match self
            .orgs
            .iter()
            .take(*document)
            .find_map(|first| said_before(&fault.kind, first, &self.sources))
        {
            Some(span) => found.related(span, Label::FirstHere),
            None => found,
        }
    }
}

/// Where an earlier document says the same: the document itself if a table of it does.
fn said_before(kind: &FaultKind, first: &Org, sources: &Sources) -> Option<Span> {
    use FaultKind as K;
    let top = Pointer::root();
    let place = |list: &str, index: Option<usize>| match index {
        Some(index) => top.key(list).index(index),
        None => top.key("org"),
    };
    let at = match kind {
        K::DuplicateUnit(id) if first.organisation.unit(id).is_some() => {
            place("units", first.model.units.iter().position(|unit| unit.id == *id))
        }
        K::DuplicatePerson(id) if first.organisation.person(id).is_some() => {
            place("people", first.model.people.iter().position(|person| person.id == *id))
        }
        K::DuplicateRole(name) if first.model.roles.contains_key(name) => top.key("roles").key(name),
        K::LevelsDiffer if !first.model.levels.is_empty() => top.key("levels"),
        _ => return None,
    };
    Report::new(sources, Some(&first.node)).key_place(&at)
}

fn explain(
    fault: &Fault,
    document: (&str, &Node),
    (model, organisation): (&org::Document, &Organisation),
    sources: &Sources,
) -> Diagnostic {
    use FaultKind as K;
    let key = key_of(&fault.at);
    let post = in_posts(&fault.at, model);
    let (code, arguments) = match &fault.kind {
        K::DuplicateUnit(name) => (Code::DuplicateUnit, vec![("name", name.clone())]),
        K::DuplicatePerson(name) => (Code::DuplicatePerson, vec![("name", name.clone())]),
        K::DuplicateRole(name) => {
            (Code::DuplicateName, vec![("name", name.clone()), ("kind", "role".to_owned())])
        }
        K::DuplicateLevel(name) => {
            (Code::DuplicateName, vec![("name", name.clone()), ("kind", "level".to_owned())])
        }
        K::LevelsDiffer => {
            (Code::DuplicateName, vec![("name", "levels".to_owned()), ("kind", "level".to_owned())])
        }
        K::UnknownLevel(name) => {
            (Code::UnknownLevel, vec![("name", name.clone()), ("known", model.levels.join(", "))])
        }
        K::LevelOrder { level, above, above_level } => (
            Code::LevelOrder,
            vec![("unit", above.clone()), ("level", level.clone()), ("parent_level", above_level.clone())],
        ),
        K::UnknownUnit(name) if key == "parent" => (Code::UnknownParent, vec![("name", name.clone())]),
        K::UnknownUnit(name) if post => (Code::PostUnknownUnit, vec![("name", name.clone())]),
        K::UnknownUnit(name) => (Code::UnknownUnit, vec![("name", name.clone())]),
        K::UnknownPerson(name) if post => (Code::PostUnknownPerson, vec![("name", name.clone())]),
        K::UnknownPerson(name) => (Code::UnknownPerson, vec![("name", name.clone())]),
        K::UnknownRole(name) => (Code::UnknownRole, vec![("name", name.clone())]),
        K::Circle(name) => (Code::UnitCycle, vec![("path", name.clone())]),
        K::MissingFile(name) => (Code::Io, vec![("path", name.clone()), ("detail", "absent".to_owned())]),
        K::MissingColumn(name) => (Code::CsvColumnMissing, vec![("name", name.clone())]),
        K::UnknownColumn(name) => (Code::CsvColumn, vec![("name", name.clone())]),
        K::DuplicateColumn(name) => {
            (Code::DuplicateName, vec![("name", name.clone()), ("kind", "column".to_owned())])
        }
        K::BadDate(got) => (Code::BadDate, vec![("got", got.clone())]),
        K::EndsBeforeItBegins => (Code::EndsBeforeStart, vec![]),
        K::Empty(name) => (
            Code::WrongType,
            vec![("name", name.clone()), ("expected", "text".to_owned()), ("got", "null".to_owned())],
        ),
        K::BadAttribute(name) => (
            Code::WrongType,
            vec![
                ("name", name.clone()),
                ("expected", "text|integer|bool".to_owned()),
                ("got", "other".to_owned()),
            ],
        ),
        K::BadKind(got) => (
            Code::NotOneOf,
            vec![("got", got.clone()), ("known", "department, committee, enterprise".to_owned())],
        ),
        K::TooManyCells => (Code::BadCsv, vec![("reason", "cells".to_owned())]),
        K::Unreadable(_) => (Code::BadCsv, vec![("reason", "other".to_owned())]),
    };
    let line = if let Place::Cell { row, .. } = &fault.at { row.to_string() } else { String::new() };
    let mut diagnostic = place(&fault.at, code, document, sources);
    if code == Code::BadCsv {
        diagnostic = diagnostic.with("line", line);
    }
    for (name, value) in arguments {
        diagnostic = diagnostic.with(name, value);
    }
    let known: Vec<&str> = match &fault.kind {
        K::UnknownRole(_) => organisation.roles().keys().map(String::as_str).collect(),
        K::UnknownUnit(_) => organisation.units().map(|unit| unit.id.as_str()).collect(),
        K::UnknownPerson(_) => organisation.people().map(|person| person.id.as_str()).collect(),
        K::UnknownLevel(_) => organisation.levels().iter().map(String::as_str).collect(),
        K::UnknownColumn(_) => POST_COLUMNS.to_vec(),
        _ => return diagnostic,
    };
    let name = diagnostic.arguments.get("name").cloned().unwrap_or_default();
    let meant = crate::source::did_you_mean(&name, known.iter().copied());
    diagnostic.with("known", known.join(", ")).suggest(meant)
}

/// The key or column that a fault is about.
fn key_of(at: &Place) -> &str {
    match at {
        Place::Document { pointer, .. } => pointer.rsplit('/').next().unwrap_or_default(),
        Place::Cell { header, .. } => header.as_deref().unwrap_or_default(),
    }
}

fn in_posts(at: &Place, model: &org::Document) -> bool {
    match at {
        Place::Document { pointer, .. } => pointer.starts_with("/posts/"),
        Place::Cell { file, .. } => {
            model.files.as_ref().and_then(|files| files.posts.as_ref()).is_some_and(|posts| posts == file)
        }
    }
}

/// A diagnostic at a place of an organisation document or its tables.
pub(super) fn place(at: &Place, code: Code, (path, sound): (&str, &Node), sources: &Sources) -> Diagnostic {
    match at {
        Place::Document { pointer, .. } => {
            let report = Report::new(sources, Some(sound));
            report.value(code, &pointer_of(pointer, sound))
        }
        Place::Cell { file, row, .. } => {
            let path = beside(path, file);
            let found = sources.iter().find(|(_, file)| file.path == path);
            let span = found.and_then(|(id, file)| {
                let line = usize::try_from(*row).ok()?;
                let start = file.line_start(line)?;
                Some(line_span(id, start, file.line(line)?.len()))
            });
            span.map_or_else(|| Diagnostic::nowhere(code), |span| Diagnostic::new(code, span))
        }
    }
}

fn line_span(id: FileId, start: usize, length: usize) -> Span {
    Span::new(id, start, start + length)
}

/// A JSON pointer as a path of a tree.
pub(super) fn pointer_of(text: &str, root: &Node) -> Pointer {
    let mut steps = Vec::new();
    let mut at = Some(root);
    for step in text.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let index = at.filter(|node| node.is_sequence()).and_then(|_| step.parse::<usize>().ok());
        let key = index.map_or(Key::Key(step), Key::Index);
        at = at.and_then(|node| node.at(&Pointer(vec![key.clone()])));
        steps.push(key);
    }
    Pointer(steps)
}
