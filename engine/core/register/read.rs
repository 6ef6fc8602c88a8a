//! Rows as they were written: in the document, or in the table beside it.

use super::{Column, Fault, FaultKind, MAX_ROWS, Place};
use crate::model::data::Type;
use crate::model::register::Document;
use crate::source::sheet::{Header, Record, Sheet, Stray, Unopened};
use indexmap::IndexMap;
use serde_json::Value as Json;

/// What stands in a row, by column; what is empty is left out.
pub(super) struct Written<'a> {
    pub(super) cells: IndexMap<&'a str, Json>,
    pub(super) at: At<'a>,
}

/// Where a row stands, so that each of its cells can be placed.
pub(super) enum At<'a> {
    Document { index: usize },
    Table { text: &'a str, record: Record, columns: &'a [(String, usize)] },
}

impl At<'_> {
    /// The line of a row of a table; the place of one in the document, from 0.
    pub(super) fn line(&self) -> u64 {
        match self {
            Self::Document { index } => u64::try_from(*index).unwrap_or(u64::MAX),
            Self::Table { record, .. } => record.line,
        }
    }

    /// The place of a cell, or of the whole row if it has none of this name.
    pub(super) fn cell(&self, column: &str) -> Place {
        match self {
            Self::Document { index } => {
                Place::Document(format!("/rows/{index}/{}", column.replace('~', "~0").replace('/', "~1")))
            }
            Self::Table { text, record, columns } => {
                let index = columns.iter().find(|(name, _)| name == column).map(|(_, index)| *index);
                place(text, record, index.unwrap_or(usize::MAX))
            }
        }
    }
}

fn place(text: &str, record: &Record, cell: usize) -> Place {
    let (start, end) = record.place(text, cell);
    Place::Table { line: record.line, start, end }
}

/// Hands each row of the document to `take`, until there are too many.
pub(super) fn document<'a>(
    rows: &'a [IndexMap<String, crate::model::register::Cell>],
    faults: &mut Vec<Fault>,
    mut take: impl FnMut(Written<'a>, &mut Vec<Fault>),
) {
    for (index, row) in rows.iter().enumerate() {
        if index == MAX_ROWS {
            return faults
                .push(Fault { kind: FaultKind::TooManyRows, at: Place::Document("/rows".to_owned()) });
        }
        let cells = row.iter().filter(|(_, cell)| cell.0.as_str() != Some("") && !cell.0.is_null());
        let cells = cells.map(|(name, cell)| (name.as_str(), cell.0.clone())).collect();
        take(Written { cells, at: At::Document { index } }, faults);
    }
}

/// The header of a table, as far as it fits the columns. Absent: nothing can be read from it.
pub(super) fn header<'t>(
    text: &'t str,
    document: &Document,
    faults: &mut Vec<Fault>,
) -> Option<(Sheet<'t>, Header)> {
    let sheet = match Sheet::open(text) {
        Ok(sheet) => sheet,
        Err(Unopened::Utf8 { line, start, end }) => {
            faults.push(Fault { kind: FaultKind::NotUtf8, at: Place::Table { line, start, end } });
            return None;
        }
        Err(Unopened::Csv(error)) => {
            let at = Place::Table { line: error.line, start: 0, end: 0 };
            faults.push(Fault { kind: FaultKind::Unreadable(error.why), at });
            return None;
        }
    };
    let (header, strays) = sheet.columns(|name| document.columns.contains_key(name));
    for (index, stray) in strays {
        let kind = match stray {
            Stray::Twice(name) => FaultKind::DuplicateColumn(name),
            Stray::Unknown(name) => FaultKind::UnknownHeader(name),
        };
        faults.push(Fault { kind, at: place(text, &sheet.header, index) });
    }
    let needed = document.columns.iter().filter(|(name, column)| !column.optional || **name == document.key);
    let missing: Vec<Fault> = needed
        .filter(|(name, _)| !header.iter().any(|(known, _)| known == *name))
        .map(|(name, _)| Fault {
            kind: FaultKind::MissingColumn(name.clone()),
            at: place(text, &sheet.header, usize::MAX),
        })
        .collect();
    let is_whole = missing.is_empty();
    faults.extend(missing);
    is_whole.then_some((sheet, header))
}

/// Hands each row of a table to `take`, until there are too many.
pub(super) fn table<'a>(
    text: &'a str,
    mut sheet: Sheet<'_>,
    header: &'a Header,
    columns: &'a IndexMap<String, Column>,
    faults: &mut Vec<Fault>,
    mut take: impl FnMut(Written<'a>, &mut Vec<Fault>),
) {
    let width = sheet.header.len();
    let mut count = 0;
    while let Some(record) = sheet.next() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = Place::Table { line: error.line, start: 0, end: 0 };
                faults.push(Fault { kind: FaultKind::Unreadable(error.why), at });
                continue;
            }
        };
        if count == MAX_ROWS {
            return faults.push(Fault { kind: FaultKind::TooManyRows, at: place(text, &record, usize::MAX) });
        }
        count += 1;
        if record.len() > width {
            faults.push(Fault { kind: FaultKind::TooManyCells, at: place(text, &record, width) });
        }
        let all: Vec<&str> = record.cells().collect();
        let cells = header.iter().filter_map(|(name, index)| {
            let cell = *all.get(*index)?;
            let column = columns.get(name).filter(|_| !cell.is_empty())?;
            Some((name.as_str(), written(cell, column.type_, column.of)))
        });
        let cells = cells.collect();
        take(Written { cells, at: At::Table { text, record, columns: header } }, faults);
    }
}

/// What a cell of a table holds, as a value of this type is read. What cannot be read so stays text.
pub(crate) fn written(cell: &str, type_: Type, of: Option<Type>) -> Json {
    if type_ == Type::List {
        let of = of.unwrap_or_default();
        let items = cell.split([';', '；']).map(str::trim).filter(|item| !item.is_empty());
        return Json::Array(items.map(|item| single(item, of)).collect());
    }
    single(cell, type_)
}

fn single(cell: &str, type_: Type) -> Json {
    match type_ {
        Type::Integer => cell.parse::<i64>().map_or_else(|_| cell.into(), Json::from),
        // Spreadsheets write truth values in capitals.
        Type::Bool if cell.eq_ignore_ascii_case("true") => true.into(),
        Type::Bool if cell.eq_ignore_ascii_case("false") => false.into(),
        _ => cell.into(),
    }
}
