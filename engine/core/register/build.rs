//! A document and its table to a register, all faults at once.

use super::cell::{decimal, fits};
use super::read::{self, Written};
use super::{Column, Fault, FaultKind, MAX_COLUMNS, Misfit, Place, Register};
use crate::model::Duration;
use crate::model::data::{Field, Type as FieldType};
use crate::model::register::Document;
use crate::organisation::Organisation;
use crate::script::{Map, Row, Type, Value, from_json, to_json};
use indexmap::IndexMap;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// A document, with the text of the table it names. The host reads files; nothing here does.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The document.
    pub document: &'a Document,
    /// The text of the table. Absent: the document names none, or it was not found.
    pub table: Option<&'a str>,
}

impl Register {
    /// Makes a register of a document. What could be understood is returned with every fault that was found. Without an
    /// organisation, any word is a unit or a person.
    #[must_use]
    pub fn build(source: Source<'_>, org: Option<&Organisation>) -> (Self, Vec<Fault>) {
        let Source { document, table } = source;
        let mut faults = Vec::new();
        let known = columns(document, &mut faults);
        let mut build = Build {
            name: document.register.as_str().into(),
            key: document.key.as_str().into(),
            columns: known
                .iter()
                .map(|(name, column)| {
                    let field = column.field();
                    (name.as_str(), One { type_: Type::of_field(&field), field })
                })
                .collect(),
            org,
            rows: IndexMap::new(),
            lines: Vec::new(),
            places: BTreeMap::new(),
        };
        match (&document.rows, &document.file) {
            (Some(rows), None) => {
                read::document(rows, &mut faults, |row, faults| build.row(row, faults));
            }
            (None, Some(file)) => match table {
                Some(text) => {
                    if let Some((sheet, header)) = read::header(text, document, &mut faults) {
                        read::table(text, sheet, &header, &known, &mut faults, |row, faults| {
                            build.row(row, faults);
                        });
                    }
                }
                None => faults.push(at("/file", FaultKind::MissingFile(file.clone()))),
            },
            (rows, _) => faults.push(at("", FaultKind::RowsOrFile(rows.is_some()))),
        }
        let types = build.columns.iter().map(|(name, one)| ((*name).to_owned(), one.type_.clone()));
        let types = Arc::new(types.collect());
        let Build { name, key, rows, lines, .. } = build;
        let (title, basis) = (document.title.clone(), document.basis.clone());
        let (version, file) = (String::new(), String::new());
        let mut register =
            Self { name, key, columns: known, types, rows, version, title, basis, file, lines };
        register.version = register.stamp();
        (register, faults)
    }

    /// The hash of everything in the order of the document.
    fn stamp(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |value: &Json| {
            hash.update(value.to_string());
            hash.update([b'\n']);
        };
        add(&Json::from(&*self.name));
        add(&Json::from(&*self.key));
        for (name, column) in &self.columns {
            add(&Json::from(name.as_str()));
            add(&serde_json::to_value(column.field()).unwrap_or_default());
        }
        for row in self.rows.values() {
            let cells = self.columns.keys().map(|name| row.cell(name).and_then(|cell| to_json(cell).ok()));
            add(&cells.map(Option::unwrap_or_default).collect());
        }
        hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

fn at(pointer: &str, kind: FaultKind) -> Fault {
    Fault { kind, at: Place::Document(pointer.to_owned()) }
}

/// The columns that rows can have.
fn columns(document: &Document, faults: &mut Vec<Fault>) -> IndexMap<String, Column> {
    if document.columns.len() > MAX_COLUMNS {
        faults.push(at("/columns", FaultKind::TooManyColumns(document.columns.len())));
    }
    let mut known = IndexMap::new();
    for (name, column) in document.columns.iter().take(MAX_COLUMNS) {
        let pointer = format!("/columns/{}", name.replace('~', "~0").replace('/', "~1"));
        let of = if column.type_ == FieldType::List { column.of } else { Some(column.type_) };
        let kind = match of {
            None => FaultKind::ColumnLacks("of"),
            Some(FieldType::Enum) if column.values.is_empty() => FaultKind::ColumnLacks("values"),
            Some(
                type_ @ (FieldType::Party
                | FieldType::File
                | FieldType::Record
                | FieldType::Row
                | FieldType::List),
            ) => {
                let key = if column.type_ == FieldType::List { "of" } else { "type" };
                faults.push(at(&format!("{pointer}/{key}"), FaultKind::ColumnType(type_)));
                continue;
            }
            Some(_) => {
                known.insert(name.clone(), column.clone());
                continue;
            }
        };
        faults.push(at(&pointer, kind));
    }
    match document.columns.get(&document.key).map(|column| column.type_) {
        None => faults.push(at("/key", FaultKind::UnknownKey(document.key.clone()))),
        Some(FieldType::Text | FieldType::Enum | FieldType::Unit | FieldType::Person) => {}
        Some(other) => faults.push(at("/key", FaultKind::KeyType(document.key.clone(), other))),
    }
    known
}

/// A column as rows are held against it.
struct One {
    field: Field,
    type_: Type,
}

struct Build<'a> {
    name: Arc<str>,
    key: Arc<str>,
    columns: IndexMap<&'a str, One>,
    org: Option<&'a Organisation>,
    rows: IndexMap<String, Row>,
    /// Of each row: its line in the table, or its place in the document.
    lines: Vec<u64>,
    /// Where each key stands first, also of rows with a fault.
    places: BTreeMap<String, Place>,
}

impl Build<'_> {
    fn row(&mut self, row: Written<'_>, faults: &mut Vec<Fault>) {
        let before = faults.len();
        let mut fault = |column: &str, kind: FaultKind| faults.push(Fault { kind, at: row.at.cell(column) });
        for column in row.cells.keys().filter(|column| !self.columns.contains_key(**column)) {
            fault(column, FaultKind::UnknownColumn((*column).to_owned()));
        }
        let mut cells = Map::new();
        for (name, one) in &self.columns {
            let Some(written) = row.cells.get(name) else {
                if !one.field.optional || **name == *self.key {
                    fault(name, FaultKind::Empty((*name).to_owned()));
                }
                cells.insert((*name).into(), Value::UNIT);
                continue;
            };
            match one.read(written, self.org) {
                Ok(value) => drop(cells.insert((*name).into(), value)),
                Err((misfit, wrong)) => {
                    let (column, got, type_) = ((*name).to_owned(), short(wrong), word(wrong));
                    fault(name, FaultKind::Cell { column, misfit, got, type_ });
                }
            }
        }
        let Some(key) = row.cells.get(&*self.key).and_then(Json::as_str) else { return };
        match self.places.get(key) {
            Some(first) => {
                fault(&self.key, FaultKind::DuplicateRow { key: key.to_owned(), first: first.clone() });
            }
            None => drop(self.places.insert(key.to_owned(), row.at.cell(&self.key))),
        }
        if faults.len() == before {
            let made = Row::new(self.name.clone(), self.key.clone(), key.to_owned(), cells);
            self.rows.insert(key.to_owned(), made);
            self.lines.push(row.at.line());
        }
    }
}

impl One {
    /// The value of a cell, or why and what of it does not fit.
    fn read<'j>(&self, written: &'j Json, org: Option<&Organisation>) -> Result<Value, (Misfit, &'j Json)> {
        let single = |value: &'j Json, type_: FieldType, field: &Field| {
            fits(value, type_, field, org).map_err(|misfit| (misfit, value))?;
            Ok(normal(value, type_))
        };
        let value = match (self.field.type_, written) {
            (FieldType::List, Json::Array(items)) => {
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let short = self.field.min.is_some_and(|min| length < min);
                if short || self.field.max.is_some_and(|max| length > max) {
                    return Err((Misfit::Range, written));
                }
                // The bounds are those of the list, not of what is in it.
                let element = Field { min: None, max: None, ..self.field.clone() };
                let of = self.field.of.unwrap_or_default();
                Json::Array(items.iter().map(|item| single(item, of, &element)).collect::<Result<_, _>>()?)
            }
            (type_, value) => single(value, type_, &self.field)?,
        };
        from_json(&value, &self.type_).map_err(|_| (Misfit::Type, written))
    }
}

/// One way to write each value, so that what is read is the same wherever it was written.
pub(crate) fn normal(value: &Json, type_: FieldType) -> Json {
    let text = match type_ {
        FieldType::Decimal | FieldType::Money => decimal(value).map(|number| number.normalize().to_string()),
        FieldType::Duration => {
            value.as_str().and_then(|text| text.parse::<Duration>().ok()).map(|span| span.to_string())
        }
        _ => None,
    };
    text.map_or_else(|| value.clone(), Json::String)
}

/// The type of what is written, in the words of the language.
pub(crate) fn word(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(number) if number.is_f64() => "decimal",
        Json::Number(_) => "integer",
        Json::String(_) => "text",
        Json::Array(_) => "list",
        Json::Object(_) => "mapping",
    }
}

/// A value as a fault shows it.
pub(crate) fn short(value: &Json) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}
