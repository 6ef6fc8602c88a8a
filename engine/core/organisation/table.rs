//! Tables beside a document: CSV with a header, as spreadsheets write it.

use super::build::Table;
use super::fault::{Fault, FaultKind, Place};
use super::{Attribute, Person, Post, Unit, UnitKind};
use crate::source::sheet::{Sheet, Unreadable};
use indexmap::IndexMap;
use jiff::civil::Date;

/// What was read from a row, and where.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) at: At,
}

/// Where an entry stands, so that a fault of one of its parts can be placed.
#[derive(Clone)]
pub(super) enum At {
    Document { document: usize, pointer: String },
    Row { document: usize, file: String, row: u64, columns: Vec<(String, u64)> },
}

impl At {
    /// The place of a part of the entry, or of the whole entry for `""`.
    pub(super) fn part(&self, key: &str) -> Place {
        match self {
            Self::Document { document, pointer } => {
                let pointer = if key.is_empty() { pointer.clone() } else { format!("{pointer}/{key}") };
                Place::Document { document: *document, pointer }
            }
            Self::Row { document, file, row, columns } => {
                let column = columns.iter().find(|(name, _)| name == key);
                Place::Cell {
                    document: *document,
                    file: file.clone(),
                    row: *row,
                    column: column.map(|(_, index)| *index),
                    header: column.map(|(name, _)| name.clone()),
                }
            }
        }
    }
}

/// One row, read by the names of its columns.
pub(super) struct Row<'a> {
    cells: IndexMap<&'a str, &'a str>,
    at: &'a At,
    faults: &'a mut Vec<Fault>,
}

impl Row<'_> {
    /// The cell, unless it is empty.
    fn cell(&self, column: &str) -> Option<String> {
        let cell = self.cells.get(column).copied().unwrap_or_default();
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    fn needed(&mut self, column: &str) -> Option<String> {
        let cell = self.cell(column);
        if cell.is_none() {
            self.fault(FaultKind::Empty(column.to_owned()), column);
        }
        cell
    }

    fn date(&mut self, column: &str) -> Option<Option<Date>> {
        let Some(text) = self.cell(column) else { return Some(None) };
        let date = text.parse().ok();
        if date.is_none() {
            self.fault(FaultKind::BadDate(text), column);
        }
        date.map(Some)
    }

    fn attributes(&self, columns: &[&str]) -> IndexMap<String, Attribute> {
        let others = self.cells.iter().filter(|(name, cell)| !columns.contains(*name) && !cell.is_empty());
        others.map(|(name, cell)| ((*name).to_owned(), attribute(cell))).collect()
    }

    fn fault(&mut self, kind: FaultKind, column: &str) {
        self.faults.push(Fault { kind, at: self.at.part(column) });
    }
}

/// A whole number or a truth value where the cell writes one in the shortest form, so that `007` stays text.
fn attribute(cell: &str) -> Attribute {
    Attribute(match (cell, cell.parse::<i64>()) {
        ("true", _) => true.into(),
        ("false", _) => false.into(),
        (_, Ok(number)) if number.to_string() == cell => number.into(),
        _ => cell.into(),
    })
}

const UNIT: &[&str] = &["id", "title", "level", "kind", "parent", "superior"];
const PERSON: &[&str] = &["id", "name", "qualifications"];
/// The columns that a table of posts may have.
pub const POST_COLUMNS: &[&str] = &["role", "unit", "person", "from", "until"];

pub(super) fn units(document: usize, table: Table<'_>, faults: &mut Vec<Fault>) -> Vec<Read<Unit>> {
    read(document, table, &["id"], None, faults, |row| {
        let kind = match row.cell("kind").as_deref() {
            None => None,
            Some("department") => Some(UnitKind::Department),
            Some("committee") => Some(UnitKind::Committee),
            Some("enterprise") => Some(UnitKind::Enterprise),
            Some(other) => {
                row.fault(FaultKind::BadKind(other.to_owned()), "kind");
                None
            }
        };
        Some(Unit {
            id: row.needed("id")?,
            title: row.cell("title").map(Into::into),
            level: row.cell("level"),
            kind,
            parent: row.cell("parent"),
            superior: row.cell("superior"),
            attributes: row.attributes(UNIT),
        })
    })
}

pub(super) fn people(document: usize, table: Table<'_>, faults: &mut Vec<Fault>) -> Vec<Read<Person>> {
    read(document, table, &["id", "name"], None, faults, |row| {
        let qualifications = row.cell("qualifications").unwrap_or_default();
        let qualifications = qualifications.split([';', '；']).map(str::trim).filter(|word| !word.is_empty());
        let (id, name) = (row.needed("id"), row.needed("name"));
        Some(Person {
            id: id?,
            name: name?,
            qualifications: qualifications.map(str::to_owned).collect(),
            attributes: row.attributes(PERSON),
        })
    })
}

pub(super) fn posts(document: usize, table: Table<'_>, faults: &mut Vec<Fault>) -> Vec<Read<Post>> {
    read(document, table, &["role", "unit", "person"], Some(POST_COLUMNS), faults, |row| {
        let (role, unit, person) = (row.needed("role"), row.needed("unit"), row.needed("person"));
        let (from, until) = (row.date("from"), row.date("until"));
        Some(Post { role: role?, unit: unit?, person: person?, from: from?, until: until? })
    })
}

/// Reads a table; `only` names all columns it may have, absent where others are attributes.
fn read<T>(
    document: usize,
    table: Table<'_>,
    needed: &[&str],
    only: Option<&[&str]>,
    faults: &mut Vec<Fault>,
    entry: impl Fn(&mut Row<'_>) -> Option<T>,
) -> Vec<Read<T>> {
    let place = |row, column: Option<u64>, header: Option<&str>| Place::Cell {
        document,
        file: table.file.to_owned(),
        row,
        column,
        header: header.map(str::to_owned),
    };
    let unreadable = |error: Unreadable| Fault {
        kind: FaultKind::Unreadable(error.why),
        at: place(error.line, None, None),
    };
    let mut sheet = match Sheet::of(table.text) {
        Ok(sheet) => sheet,
        Err(error) => {
            faults.push(unreadable(error));
            return Vec::new();
        }
    };
    let mut columns: Vec<(String, u64)> = Vec::with_capacity(sheet.header.len());
    for (name, index) in sheet.header.cells().zip(1..) {
        let kind = if columns.iter().any(|(known, _)| known == name) {
            Some(FaultKind::DuplicateColumn(name.to_owned()))
        } else if only.is_some_and(|only| !name.is_empty() && !only.contains(&name)) {
            Some(FaultKind::UnknownColumn(name.to_owned()))
        } else {
            None
        };
        // An empty column at the edge of a sheet has no name and holds nothing.
        faults.extend(
            kind.filter(|_| !name.is_empty())
                .map(|kind| Fault { kind, at: place(1, Some(index), Some(name)) }),
        );
        columns.push((name.to_owned(), index));
    }
    let missing: Vec<_> =
        needed.iter().filter(|name| !columns.iter().any(|(column, _)| column == **name)).collect();
    if !missing.is_empty() {
        let kinds = missing.into_iter().map(|name| FaultKind::MissingColumn((*name).to_owned()));
        faults.extend(kinds.map(|kind| Fault { kind, at: place(1, None, None) }));
        return Vec::new();
    }
    let mut entries = Vec::new();
    while let Some(record) = sheet.next() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(unreadable(error));
                continue;
            }
        };
        let row = record.line;
        if record.len() > columns.len() {
            faults.push(Fault { kind: FaultKind::TooManyCells, at: place(row, None, None) });
        }
        let mut cells = IndexMap::new();
        for ((name, _), cell) in columns.iter().zip(record.cells()).filter(|((name, _), _)| !name.is_empty())
        {
            cells.entry(name.as_str()).or_insert(cell);
        }
        let at = At::Row { document, file: table.file.to_owned(), row, columns: columns.clone() };
        if let Some(value) = entry(&mut Row { cells, at: &at, faults: &mut *faults }) {
            entries.push(Read { value, at });
        }
    }
    entries
}
