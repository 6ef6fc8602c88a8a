//! Rows of registers as scripts see them: a key with named cells, read without a copy.

use super::{Map, Value};
use rhai::EvalAltResult;
use std::sync::Arc;

/// A row of a register. As data it is its key.
#[derive(Clone, Debug)]
pub struct Row(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    register: Arc<str>,
    /// The column of the key. Absent: there is no such register now.
    key_column: Option<Arc<str>>,
    key: String,
    /// Every column's value, `()` where the cell is empty. Absent: there is no such row now.
    cells: Option<Map>,
}

/// Where rows are looked up while data become values.
pub trait Rows {
    /// The row of a register by its key, also where there is none: it knows at least its key.
    fn row(&self, register: &str, key: &str) -> Row;
}

/// No register is known.
pub(super) struct NoRows;

impl Rows for NoRows {
    fn row(&self, register: &str, key: &str) -> Row {
        Row::missing(register.into(), None, key.to_owned())
    }
}

impl Row {
    /// A row with all its cells, the key's among them.
    #[must_use]
    pub fn new(register: Arc<str>, key_column: Arc<str>, key: String, cells: Map) -> Self {
        Self(Arc::new(Inner { register, key_column: Some(key_column), key, cells: Some(cells) }))
    }

    /// A key to which there is no row now: the column of the key can be read, no other.
    #[must_use]
    pub fn missing(register: Arc<str>, key_column: Option<Arc<str>>, key: String) -> Self {
        Self(Arc::new(Inner { register, key_column, key, cells: None }))
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> &str {
        &self.0.register
    }

    /// The value in a column, `()` where the cell is empty. Absent: there is no such column, or no such row.
    #[must_use]
    pub fn cell(&self, column: &str) -> Option<&Value> {
        self.0.cells.as_ref()?.get(column)
    }

    /// The value in a column.
    ///
    /// # Errors
    /// In words, when the register has no such column, or no such row any more.
    pub fn get(&self, column: &str) -> Result<Value, String> {
        let Inner { register, key_column, key, cells } = &*self.0;
        match cells {
            Some(cells) => cells
                .get(column)
                .cloned()
                .ok_or_else(|| format!("the register `{register}` has no column `{column}`")),
            None if key_column.as_deref() == Some(column) => Ok(Value::from(key.clone())),
            None if key_column.is_none() => Err(format!("there is no register `{register}` now")),
            None => Err(format!("the register `{register}` has no row `{key}` now")),
        }
    }

    /// It, as a value of a script.
    pub fn value(&self) -> Value {
        Value::from(self.clone())
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.register() == other.register() && self.key() == other.key()
    }
}

/// Columns as properties: `row.days`.
pub(super) fn register(engine: &mut rhai::Engine) {
    engine.register_indexer_get(|row: &mut Row, column: &str| -> Result<Value, Box<EvalAltResult>> {
        row.get(column).map_err(Into::into)
    });
}
