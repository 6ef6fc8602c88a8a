//! Registers: typed rows under a key, which cases look up as they stand at the step.

mod build;
mod cell;
mod fault;
mod read;

#[cfg(test)]
mod tests;

pub use build::Source;
pub(crate) use build::{normal, short, word};
pub use cell::{Misfit, fits};
pub use fault::{Fault, FaultKind, Place};
pub(crate) use read::written;

pub use crate::model::register::Column;

use crate::model::Text;
use crate::script::{Row, Rows, Type};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of one register.
pub const MAX_ROWS: usize = 100_000;
/// Columns of one register.
pub const MAX_COLUMNS: usize = 100;
/// The types that a column may have, in the words of the language.
pub const COLUMN_TYPES: &str =
    "text, integer, decimal, money, bool, enum, date, instant, duration, unit, person, list";
/// The types that the column of the key may have.
pub const KEY_TYPES: &str = "text, enum, unit, person";

/// A register.
#[derive(Clone, Debug, Default)]
pub struct Register {
    name: Arc<str>,
    key: Arc<str>,
    columns: IndexMap<String, Column>,
    types: Arc<BTreeMap<String, Type>>,
    rows: IndexMap<String, Row>,
    version: String,
    title: Option<Text>,
    basis: Option<Text>,
    /// The file that the rows stand in, and the line of each, in their order.
    file: String,
    lines: Vec<u64>,
}

/// A row, its place, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// The row.
    pub row: &'a Row,
    /// The line of the file, from 1. Absent: the register was not read from a file.
    pub line: Option<u64>,
}

impl Register {
    /// The name by which workflows refer to it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The column that names a row.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The columns, in the order of the document.
    #[must_use]
    pub const fn columns(&self) -> &IndexMap<String, Column> {
        &self.columns
    }

    /// The types of the columns in scripts.
    #[must_use]
    pub const fn types(&self) -> &Arc<BTreeMap<String, Type>> {
        &self.types
    }

    /// The row of a key.
    #[must_use]
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.rows.get(key)
    }

    /// All rows, in the order of the document.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &Row> + '_ {
        self.rows.values()
    }

    /// Rows from a place on, in the order of the document, each with its line.
    pub fn rows_from(&self, place: usize) -> impl Iterator<Item = Placed<'_>> + '_ {
        let placed = |(place, row)| Placed { row, line: self.lines.get(place).copied() };
        self.rows.values().enumerate().skip(place).map(placed)
    }

    /// The place of a key among the rows, from 0.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Option<usize> {
        self.rows.get_index_of(key)
    }

    /// The name shown to people. Absent: the author gave none.
    #[must_use]
    pub const fn title(&self) -> Option<&Text> {
        self.title.as_ref()
    }

    /// The law or document that it rests on. Absent: none is named.
    #[must_use]
    pub const fn basis(&self) -> Option<&Text> {
        self.basis.as_ref()
    }

    /// The file that its rows stand in. Empty: it was not read from a file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Says in which file its rows stand. `line` gives the line of the n-th row of a document, from 0; without it the rows
    /// stand in a table, whose lines are known.
    #[must_use]
    pub fn found_in(mut self, file: &str, line: Option<&dyn Fn(u64) -> u64>) -> Self {
        file.clone_into(&mut self.file);
        if let Some(line) = line {
            self.lines.iter_mut().for_each(|one| *one = line(*one));
        }
        self
    }

    /// The SHA-256 of everything that can change an answer, in hexadecimal: part of the stamp of the world. The same for the
    /// same rows, wherever they were written.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The registers of a deployment.
#[derive(Clone, Debug, Default)]
pub struct Registers(BTreeMap<String, Arc<Register>>);

impl Registers {
    /// The register of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Register>> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Register>> + '_ {
        self.0.values()
    }

    /// Adds a register, unless there is one of its name.
    pub fn add(&mut self, register: Register) {
        self.0.entry(register.name().to_owned()).or_insert_with(|| Arc::new(register));
    }

    /// What the log names: `register.<name>`, each with its content's hash.
    pub fn versions(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.iter().map(|one| (format!("register.{}", one.name()), one.version().to_owned()))
    }
}

impl Rows for Registers {
    fn row(&self, register: &str, key: &str) -> Row {
        let Some(known) = self.get(register) else {
            return Row::missing(register.into(), None, key.to_owned());
        };
        known
            .row(key)
            .cloned()
            .unwrap_or_else(|| Row::missing(known.name.clone(), Some(known.key.clone()), key.to_owned()))
    }
}
