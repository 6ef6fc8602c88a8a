//! Register documents, each with its table, held against the organisation they stand beside.

use super::Loaded;
use super::cells;
use super::document::Document;
use super::orgs::pointer_of;
use super::rotations::{organisation, orgs_of};
use crate::definition::check::reserved;
use crate::definition::functions::engine;
use crate::definition::report::Report;
use crate::definition::scenario::beside;
use crate::definition::types::Columns;
use crate::model::register;
use crate::register::{
    COLUMN_TYPES, Fault, FaultKind, KEY_TYPES, MAX_COLUMNS, MAX_ROWS, Place, Register, Registers, Source,
};
use crate::source::{Code, Diagnostic, FileId, Label, Node, Pointer, Span, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of the registers of a folder, also of those with faults.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) names: BTreeSet<String>,
    /// The columns of those that could be read whole.
    pub(crate) columns: Columns,
}

pub(super) fn take(documents: &[Document<register::Document>], loaded: &mut Loaded) -> Known {
    let mut all = Registers::default();
    let mut known = Known::default();
    let mut places: BTreeMap<String, Option<Span>> = BTreeMap::new();
    for document in documents {
        known.names.extend(document.tree.get("register").and_then(Node::as_str).map(str::to_owned));
        let Some(model) = &document.model else { continue };
        let orgs = orgs_of(&document.path, loaded);
        // Without any organisation among the files, its names cannot be known.
        let org = (!orgs.is_empty()).then(|| organisation(&orgs, loaded));
        let path = model.file.as_deref().map(|file| beside(&document.path, file));
        let table = path.as_ref().and_then(|path| loaded.csv.get(path)).cloned();
        let (register, faults) =
            Register::build(Source { document: model, table: table.as_deref() }, org.as_ref());
        let file =
            loaded.sources.iter().find(|(_, file)| Some(&file.path) == path.as_ref()).map(|(id, _)| id);
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        let subject = Subject { model, node: &document.sound, file, org: org.as_ref() };
        let top = Pointer::root();
        for name in model.columns.keys().filter(|name| !reserved::is_variable(&engine(), name)) {
            reserved::unusable(&top.key("columns").key(name), name, &mut report);
        }
        subject.levels(&mut report);
        let at = top.key("register");
        match places.get(&model.register) {
            Some(first) => {
                let fault = report.value(Code::DuplicateName, &at).with("name", &model.register);
                let fault = fault.with("kind", "register");
                known.columns.remove(&model.register);
                report.add(match first {
                    Some(first) => fault.related(*first, Label::FirstHere),
                    None => fault,
                });
            }
            None => {
                places.insert(model.register.clone(), report.place(&at));
                // A column that could not be read may be meant by any name.
                if document.whole && register.types().len() == model.columns.len() {
                    known.columns.insert(model.register.clone(), register.types().clone());
                }
            }
        }
        for fault in faults.iter().filter(|fault| !subject.follows(fault, &faults)) {
            let told = subject.explain(fault, &report);
            report.add(told);
        }
        report.without_echoes(&document.culprits);
        if !document.readable {
            report.without_missing();
        }
        loaded.diagnostics.extend(report.finish());
        let in_document = |place: u64| {
            let row = usize::try_from(place).ok().and_then(|place| {
                document.sound.get("rows").and_then(|rows| rows.items().get(place)).map(|row| row.span)
            });
            let start = row.and_then(|span| loaded.sources.start(span));
            start.map_or(1, |start| u64::try_from(start.line).unwrap_or(u64::MAX))
        };
        all.add(match &path {
            Some(path) => register.found_in(path, None),
            None => register.found_in(&document.path, Some(&in_document)),
        });
    }
    loaded.registers = Arc::new(all);
    known
}

/// One register document with what its words need.
struct Subject<'a> {
    model: &'a register::Document,
    node: &'a Node,
    /// The table, if it was found.
    file: Option<FileId>,
    org: Option<&'a crate::organisation::Organisation>,
}

impl Subject<'_> {
    fn levels(&self, report: &mut Report<'_>) {
        let Some(org) = self.org else { return };
        for (name, column) in &self.model.columns {
            if let Some(level) = column.level.as_ref().filter(|level| !org.levels().contains(*level)) {
                let at = Pointer::root().key("columns").key(name).key("level");
                report.unknown(Code::UnknownLevel, &at, level, org.levels().iter().map(String::as_str));
            }
        }
    }

    /// Whether a fault is told by another one: a column that is misspelt is missing too.
    fn follows(&self, fault: &Fault, faults: &[Fault]) -> bool {
        use FaultKind as K;
        let missing = match &fault.kind {
            K::UnknownKey(name) => return name.is_empty(),
            K::Empty(name) | K::MissingColumn(name) => name,
            _ => return false,
        };
        let row = |at: &Place| match at {
            Place::Document(pointer) => pointer.split('/').take(3).collect::<Vec<_>>().join("/"),
            Place::Table { line, .. } => line.to_string(),
        };
        faults.iter().any(|cause| match &cause.kind {
            K::UnknownColumn(name) | K::UnknownHeader(name) => {
                row(&cause.at) == row(&fault.at)
                    && did_you_mean(name, self.columns()).is_some_and(|meant| meant == *missing)
            }
            _ => false,
        })
    }

    fn columns(&self) -> Vec<&str> {
        self.model.columns.keys().map(String::as_str).collect()
    }

    fn place(&self, code: Code, at: &Place, report: &Report<'_>) -> Diagnostic {
        match (at, self.file) {
            (Place::Document(pointer), _) => report.value(code, &pointer_of(pointer, self.node)),
            (Place::Table { start, end, .. }, Some(file)) => {
                Diagnostic::new(code, Span::new(file, *start, *end))
            }
            _ => Diagnostic::nowhere(code),
        }
    }

    fn explain(&self, fault: &Fault, report: &Report<'_>) -> Diagnostic {
        use FaultKind as K;
        let found = |code| self.place(code, &fault.at, report);
        let named = |code, name: &str| {
            let meant = did_you_mean(name, self.columns());
            let fault = found(code).with("name", name).with("register", &self.model.register);
            fault.with("known", self.columns().join(", ")).suggest(meant)
        };
        match &fault.kind {
            K::UnknownKey(name) => named(Code::NoSuchColumn, name),
            K::KeyType(name, got) => {
                found(Code::KeyColumnType).with("name", name).with("got", got.word()).with("known", KEY_TYPES)
            }
            K::ColumnType(got) => found(Code::NotOneOf).with("got", got.word()).with("known", COLUMN_TYPES),
            K::ColumnLacks(name) => found(Code::MissingKey).with("name", name),
            K::TooManyColumns(_) => {
                found(Code::RegisterTooLarge).with("kind", "column").with("limit", MAX_COLUMNS)
            }
            K::TooManyRows => found(Code::RegisterTooLarge).with("kind", "row").with("limit", MAX_ROWS),
            K::RowsOrFile(both) => {
                let got = if *both { "rows, file" } else { "" };
                found(Code::ExactlyOneOf).with("got", got).with("known", "rows, file")
            }
            K::MissingFile(file) => found(Code::Io).with("path", file).with("detail", "absent"),
            K::NotUtf8 => found(Code::Utf8),
            K::Unreadable(_) => found(Code::BadCsv).with("reason", "other").with("line", self.line(fault)),
            K::TooManyCells => found(Code::BadCsv).with("reason", "cells").with("line", self.line(fault)),
            K::UnknownColumn(name) => match &fault.at {
                Place::Document(pointer) => {
                    let fault = named(Code::NoSuchColumn, name);
                    let key = report.key_place(&pointer_of(pointer, self.node));
                    Diagnostic { span: key.or(fault.span), ..fault }
                }
                Place::Table { .. } => named(Code::NoSuchColumn, name),
            },
            K::UnknownHeader(name) => named(Code::CsvColumn, name),
            K::DuplicateColumn(name) => found(Code::DuplicateName).with("name", name).with("kind", "column"),
            K::MissingColumn(name) => found(Code::CsvColumnMissing).with("name", name),
            K::Empty(name) => found(Code::EmptyCell).with("name", name),
            K::DuplicateRow { key, first } => {
                let fault = found(Code::DuplicateName).with("name", key).with("kind", "row");
                match self.place(Code::DuplicateName, first, report).span {
                    Some(first) => fault.related(first, Label::FirstHere),
                    None => fault,
                }
            }
            K::Cell { column, misfit, got, type_ } => {
                let field = self.model.columns.get(column).map(register::Column::field).unwrap_or_default();
                cells::explain(column, &field, (*misfit, got, type_), self.org, &found)
            }
        }
    }

    fn line(&self, fault: &Fault) -> u64 {
        if let Place::Table { line, .. } = fault.at { line } else { 1 }
    }
}
