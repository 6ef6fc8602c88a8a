//! Typed data of a case.

use super::{Text, Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A data field of a case, or a field of an event's payload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What the field holds.
    #[serde(rename = "type")]
    pub type_: Type,
    /// The name shown to people; the key itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// How to fill the field in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Whether the field may stay empty. A field that no start saves begins empty in any case; a list that is not optional
    /// then reads as a list without items.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether the value is sealed at rest and shown as a mark in logs, boards and streams.
    #[serde(default, skip_serializing_if = "is_false")]
    pub private: bool,
    /// The value before anything is saved. May be an expression over `params`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Least number, or least length of a text or list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Greatest number, or greatest length of a text or list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The words that a field of type `enum` may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// For a field of type `enum`: what its words are called in letters and notices. A word that is not among them stands
    /// for itself.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub titles: IndexMap<String, Text>,
    /// The type of a list's elements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Type>,
    /// The fields of a `record`, or of each element of a list `of: record`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, Field>,
    /// For a list of records: the field that names an element; no two elements share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// For a field of type `unit`: the level of the organisation that it must be of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// For a field of type `row`, or a list `of: row`: the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
}

/// The type of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// Words, up to 16 KiB.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal number.
    Decimal,
    /// An exact amount of money, two decimals.
    Money,
    /// true or false.
    Bool,
    /// One of the words under `values`.
    Enum,
    /// A calendar date.
    Date,
    /// A moment in time, with its offset.
    Instant,
    /// A duration with its unit, `15 days`.
    Duration,
    /// A unit of the organisation, by its id.
    Unit,
    /// A person of the organisation, by id.
    Person,
    /// A row of the register `register`, by its key. In expressions its columns are its properties.
    Row,
    /// Somebody outside the organisation: `id`, `name`, `phone`, `address`.
    Party,
    /// A reference to a file kept elsewhere: `name`, `hash`, `media_type`.
    File,
    /// Named fields of its own, under `fields`.
    Record,
    /// A list; its elements are of type `of`.
    List,
}

impl Type {
    /// The word of the language.
    #[must_use]
    pub fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to skip_serializing_if")]
pub(crate) const fn is_false(value: &bool) -> bool {
    !*value
}
