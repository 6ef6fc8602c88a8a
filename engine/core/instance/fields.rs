//! The data of a case: named values that a step shares with the case it began from until it changes them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Data fields by name, in the order of their names. A copy costs a count per field, however large the values are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<SmolStr, Arc<Value>>);

impl Fields {
    /// The value of a field. Absent: the field is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).map(AsRef::as_ref)
    }

    /// Sets a field.
    pub fn insert(&mut self, name: impl Into<SmolStr>, value: Value) {
        self.0.insert(name.into(), Arc::new(value));
    }

    /// Empties a field.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Whether the field holds a value.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether no field holds a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields that hold a value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_ref()))
    }

    /// Whether a field holds the same value in both.
    #[must_use]
    pub fn is_same(&self, other: &Self, name: &str) -> bool {
        match (self.0.get(name), other.0.get(name)) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two) || one == two,
            (None, None) => true,
            _ => false,
        }
    }
}
