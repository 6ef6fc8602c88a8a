//! `*.register.yaml`: typed rows under a key, from the document or a table beside it.

use super::Text;
use super::data::{Field, Type, is_false};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `*.register.yaml`: what is kept as a list and looked up by workflows: service items, owners, raters, categories. Exactly
/// one of `rows` and `file` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket register")]
pub struct Document {
    /// The version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub language: u32,
    /// The name by which workflows refer to it.
    pub register: String,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The law or document it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The column that names a row; no two rows share it. It holds `text`, `enum`, `unit` or `person`.
    pub key: String,
    /// The columns, at most 100.
    pub columns: IndexMap<String, Column>,
    /// The rows, each a value for every column that is not optional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<IndexMap<String, Cell>>>,
    /// A table beside this file: CSV with a header that names the columns, up to 100 000 rows. A cell of a list is parted
    /// by `;`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A column of a register: typed as a data field is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What its cells hold: not `party`, `file`, `record` or `row`.
    #[serde(rename = "type")]
    pub type_: Type,
    /// The name shown to people; the key itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Whether a cell may stay empty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Least number, or least length of a text or list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Greatest number, or greatest length of a text or list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The words that a column of type `enum` may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The type of a list's elements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Type>,
    /// For a column of type `unit`: the level of the organisation that it must be of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// What a row holds in one column: text, a number, true or false, or a list of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cell(#[schemars(schema_with = "cell_schema")] pub serde_json::Value);

fn cell_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["string", "integer", "number", "boolean", "array"] })
}

impl Column {
    /// The data field that holds what a cell holds.
    #[must_use]
    pub fn field(&self) -> Field {
        Field {
            type_: self.type_,
            optional: self.optional,
            min: self.min,
            max: self.max,
            values: self.values.clone(),
            of: self.of,
            level: self.level.clone(),
            ..Field::default()
        }
    }
}
