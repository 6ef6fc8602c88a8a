//! Registers: what they hold, and where each row comes from.

use super::super::lang;
use docket_core::model::data::Type;
use docket_core::register::{Placed, Register};
use docket_core::script::to_json;
use docket_core::source::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The registers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegisterList {
    /// By name.
    pub items: Vec<RegisterHead>,
}

/// A register, without its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegisterHead {
    /// Its name.
    pub register: String,
    /// Its name for people.
    pub title: String,
    /// The law or document that it rests on. Absent: none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The column that names a row.
    pub key: String,
    /// The hash of everything that it says, in force now: what the log of a case names.
    pub version: String,
    /// How many rows it has.
    pub rows: usize,
    /// The file that its rows stand in.
    pub file: String,
}

/// A page of a register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegisterView {
    /// What it is.
    pub about: RegisterHead,
    /// Its columns, in their order.
    pub columns: Vec<RegisterColumn>,
    /// The page, in the order of the file.
    pub items: Vec<RegisterRow>,
    /// Give it as `after` for the next page. Absent: there is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A column of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegisterColumn {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What its cells hold, in the words of the language.
    #[serde(rename = "type")]
    pub type_: String,
    /// For a list: what is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// A row of a register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegisterRow {
    /// What names it.
    pub key: String,
    /// What it says, by column; an empty cell is `null`.
    pub cells: Map<String, Value>,
    /// The line of the file. Absent: it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl RegisterHead {
    /// In a language.
    #[must_use]
    pub fn of(register: &Register, language: Lang) -> Self {
        let title = register.title();
        Self {
            register: register.name().to_owned(),
            title: title.map_or_else(|| register.name().to_owned(), |title| lang::text(title, language)),
            basis: register.basis().map(|basis| lang::text(basis, language)),
            key: register.key().to_owned(),
            version: register.version().to_owned(),
            rows: register.rows().len(),
            // Where it lies on the server is nobody's business.
            file: register.file().rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
        }
    }
}

impl RegisterView {
    /// So many rows from a place on, in a language.
    #[must_use]
    pub fn of(register: &Register, from: usize, limit: usize, language: Lang) -> Self {
        let columns = register.columns().iter().map(|(name, column)| RegisterColumn {
            name: name.clone(),
            title: column.title.as_ref().map_or_else(|| name.clone(), |title| lang::text(title, language)),
            type_: word(column.type_),
            of: column.of.map(word),
        });
        let items: Vec<RegisterRow> =
            register.rows_from(from).take(limit).map(|placed| row(register, placed)).collect();
        let more = from.saturating_add(items.len()) < register.rows().len();
        Self {
            about: RegisterHead::of(register, language),
            columns: columns.collect(),
            next: items.last().filter(|_| more).map(|row| row.key.clone()),
            items,
        }
    }
}

fn row(register: &Register, placed: Placed<'_>) -> RegisterRow {
    let Placed { row, line } = placed;
    let cell = |name: &String| {
        let value = row.cell(name).and_then(|cell| to_json(cell).ok()).unwrap_or_default();
        (name.clone(), value)
    };
    RegisterRow { key: row.key().to_owned(), cells: register.columns().keys().map(cell).collect(), line }
}

/// A type in the words of the language.
fn word(type_: Type) -> String {
    match serde_json::to_value(type_) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
