//! Entries as they were written: in the document, or in a table beside it; and the rows of them that have tables of their own.

use super::fault::{FaultKind, Faults, Place};
use super::{Columns, MAX_ENTRIES};
use crate::instance::Data;
use crate::model::data::{Field, Type};
use crate::register;
use crate::source::sheet::{Header, Record, Sheet, Stray, Unopened};
use crate::source::{Code, Key, Pointer, did_you_mean};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An entry or a row, with the place of each of its values.
pub(super) struct Written {
    pub(super) value: Data,
    pub(super) at: At,
    /// Where its rows stand that come from tables of their own, by column.
    pub(super) rows: BTreeMap<String, Vec<At>>,
}

/// Where an entry or a row is written.
pub(super) enum At {
    /// In the document, as this one of `entries`.
    Document(usize),
    /// On a line of a table.
    Line(Arc<Table>, Record),
}

/// A table with its header.
pub(super) struct Table {
    file: String,
    text: Arc<str>,
    /// The columns that are read, with their places in a record.
    header: Header,
}

impl Written {
    pub(super) const fn new(value: Data, at: At) -> Self {
        Self { value, at, rows: BTreeMap::new() }
    }

    /// The place of a value of it.
    pub(super) fn place(&self, path: &[Key]) -> Place {
        if let [Key::Key(field), Key::Index(index), rest @ ..] = path
            && let Some(row) = self.rows.get(field).and_then(|rows| rows.get(*index))
        {
            return row.place(rest);
        }
        self.at.place(path)
    }
}

impl At {
    pub(super) fn place(&self, path: &[Key]) -> Place {
        match self {
            Self::Document(index) => {
                let mut steps = vec![Key::Key("entries".to_owned()), Key::Index(*index)];
                steps.extend(path.iter().cloned());
                Place::Document(Pointer(steps))
            }
            Self::Line(table, record) => {
                let name = path.first().and_then(|key| match key {
                    Key::Key(name) => Some(name.as_str()),
                    Key::Index(_) => None,
                });
                let known = table.header.iter().find(|(known, _)| Some(known.as_str()) == name);
                table.place(record, known.map_or(usize::MAX, |(_, index)| *index))
            }
        }
    }
}

impl Table {
    fn place(&self, record: &Record, cell: usize) -> Place {
        let (start, end) = record.place(&self.text, cell);
        Place::Table { file: self.file.clone(), line: record.line, start, end }
    }
}

/// Whether a cell of a table can hold a value of a field.
pub(super) const fn is_cell(field: &Field) -> bool {
    let of = match (field.type_, field.of) {
        (Type::List, Some(of)) => of,
        (Type::List, None) => return false,
        (type_, _) => type_,
    };
    !matches!(of, Type::Record | Type::Party | Type::File | Type::List)
}

/// A table that a document names.
pub(super) struct Named<'a> {
    pub(super) file: &'a str,
    /// Absent: it was not found.
    pub(super) text: Option<Arc<str>>,
    /// Where the document names it.
    pub(super) at: Pointer,
    /// `entry` or `row`.
    pub(super) kind: &'static str,
}

impl Named<'_> {
    /// The lines of the table, as far as they can be read. Absent: nothing can be. `elsewhere` are columns with tables of
    /// their own, `needed` says which columns must be there.
    pub(super) fn lines(
        self,
        columns: &Columns,
        elsewhere: &dyn Fn(&str) -> bool,
        needed: &dyn Fn(&str, &Field) -> bool,
        faults: &mut Faults,
    ) -> Option<Vec<Written>> {
        let Self { file, at, kind, .. } = &self;
        let Some(text) = self.text.clone() else {
            let with = [("path", (*file).to_owned()), ("detail", "absent".to_owned())];
            faults.add(Place::Document(at.clone()), FaultKind::of(Code::Io, with));
            return None;
        };
        let spot =
            |line: u64, start: usize, end: usize| Place::Table { file: (*file).to_owned(), line, start, end };
        let unreadable = |reason: &str, line: u64| {
            FaultKind::of(Code::BadCsv, [("reason", reason.to_owned()), ("line", line.to_string())])
        };
        let mut sheet = match Sheet::open(&text) {
            Ok(sheet) => sheet,
            Err(Unopened::Utf8 { line, start, end }) => {
                faults.add(spot(line, start, end), FaultKind::of(Code::Utf8, []));
                return None;
            }
            Err(Unopened::Csv(error)) => {
                faults.add(spot(error.line, 0, 0), unreadable("other", error.line));
                return None;
            }
        };
        let (header, strays) = sheet.columns(|name| columns.get(name).is_some_and(is_cell));
        let table = Table { file: (*file).to_owned(), text: text.clone(), header };
        let before = faults.count();
        for (index, stray) in strays {
            let kind = match stray {
                Stray::Twice(name) => {
                    FaultKind::of(Code::DuplicateName, [("name", name), ("kind", "column".to_owned())])
                }
                Stray::Unknown(name) if columns.contains_key(&name) => {
                    FaultKind::of(Code::NotInTable, [("name", name)])
                }
                Stray::Unknown(name) => {
                    let cells = columns.iter().filter(|(_, field)| is_cell(field));
                    let known: Vec<&str> = cells.map(|(name, _)| name.as_str()).collect();
                    let meant = did_you_mean(&name, known.iter().copied());
                    let with = [("name", name), ("known", known.join(", "))];
                    FaultKind::of(Code::CsvColumn, with).meant(meant)
                }
            };
            faults.add(table.place(&sheet.header, index), kind);
        }
        let misspelt = faults.count() > before;
        let mut is_whole = true;
        for (name, field) in columns.iter().filter(|(name, field)| needed(name, field) && !elsewhere(name)) {
            if table.header.iter().any(|(known, _)| known == name) {
                continue;
            }
            is_whole = false;
            // A column that is misspelt is told already.
            if is_cell(field) && !misspelt {
                let kind = FaultKind::of(Code::CsvColumnMissing, [("name", name.clone())]);
                faults.add(table.place(&sheet.header, usize::MAX), kind);
            } else if !is_cell(field) {
                let kind = FaultKind::of(Code::NotInTable, [("name", name.clone())]);
                faults.add(Place::Document(at.clone()), kind);
            }
        }
        if !is_whole {
            return None;
        }
        let width = sheet.header.len();
        let table = Arc::new(table);
        let mut lines = Vec::new();
        while let Some(record) = sheet.next() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    faults.add(spot(error.line, 0, 0), unreadable("other", error.line));
                    continue;
                }
            };
            if lines.len() == MAX_ENTRIES {
                faults.add(table.place(&record, usize::MAX), too_large(kind));
                break;
            }
            if record.len() > width {
                faults.add(table.place(&record, width), unreadable("cells", record.line));
            }
            let written: Vec<&str> = record.cells().collect();
            let cells = table.header.iter().filter_map(|(name, index)| {
                let cell = written.get(*index).filter(|cell| !cell.is_empty())?;
                let field = columns.get(name)?;
                Some((name.clone(), register::written(cell, field.type_, field.of)))
            });
            lines.push(Written::new(cells.collect(), At::Line(table.clone(), record)));
        }
        Some(lines)
    }
}

/// More entries or rows than a list may have; the rest is not read.
pub(super) fn too_large(kind: &str) -> FaultKind {
    FaultKind::of(Code::ListTooLarge, [("kind", kind.to_owned()), ("limit", MAX_ENTRIES.to_string())])
}
