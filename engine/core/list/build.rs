//! A document and its tables to a list.

use super::{Entry, Event, List, Place, RowKeys};
use crate::instance::words::plain;
use crate::instance::{Data, Hash};
use crate::model::data::{Field, Type};
use crate::model::list::Document;
use indexmap::IndexMap;
use serde_json::Value;
use std::sync::Arc;

/// The columns of a list: the fields that the start of its workflow saves.
pub type Columns = IndexMap<String, Field>;

/// A document with what its workflow takes.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The document.
    pub document: &'a Document,
    /// The columns.
    pub columns: &'a Columns,
    /// The event of `changed`.
    pub changed: Option<&'a Event>,
    /// The event of `vanished`.
    pub vanished: Option<&'a Event>,
}

impl List {
    /// Makes a list of a document.
    #[must_use]
    pub fn build(source: Source<'_>) -> Self {
        let Source { document, columns, .. } = source;
        let rows = Arc::new(row_keys(columns));
        let mut entries: Vec<Entry> = Vec::new();
        for (index, written) in document.entries.iter().flatten().enumerate() {
            let declared: Data = written
                .iter()
                .filter(|(_, cell)| !cell.0.is_null())
                .map(|(name, cell)| (name.clone(), cell.0.clone()))
                .collect();
            let Some(key) = declared.get(&document.key).map(plain) else { continue };
            let parent = document.parent.as_ref().and_then(|parent| declared.get(parent)).map(plain);
            let origin = Place::Document(format!("/entries/{index}"));
            entries.push(Entry { key, declared, parent, rows: rows.clone(), origin });
        }
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        let mut list = Self {
            name: document.list.clone(),
            title: document.title.clone(),
            workflow: document.workflow.clone(),
            key: document.key.clone(),
            parent: document.parent.clone(),
            changed: source.changed.cloned(),
            vanished: source.vanished.cloned(),
            hash: Hash::of(&[]),
            entries,
        };
        list.hash = list.stamp();
        list
    }

    /// The hash of everything that a sync depends on.
    fn stamp(&self) -> Hash {
        let event = |event: &Option<Event>| {
            event.as_ref().map(|event| serde_json::json!([event.name, event.takes, event.needs]))
        };
        let head = serde_json::json!([
            self.name,
            self.workflow,
            self.key,
            self.parent,
            event(&self.changed),
            event(&self.vanished),
        ]);
        let mut parts = vec![head.to_string()];
        for entry in &self.entries {
            parts.push(sorted(&Value::Object(entry.declared.clone())).to_string());
        }
        Hash::of(&parts.iter().map(String::as_bytes).collect::<Vec<_>>())
    }
}

/// A value with its rows in an order of their own.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, part)| (name.clone(), sorted(part))).collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            if items.iter().any(Value::is_object) {
                items.sort_by_cached_key(Value::to_string);
            }
            Value::Array(items)
        }
        single => single.clone(),
    }
}

/// The fields that name rows, in all lists of records.
fn row_keys(columns: &Columns) -> RowKeys {
    let mut keys = RowKeys::new();
    collect(columns, "", &mut keys);
    keys
}

fn collect(fields: &Columns, above: &str, keys: &mut RowKeys) {
    for (name, field) in fields {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let is_rows = field.type_ == Type::List && field.of == Some(Type::Record);
        if let Some(key) = field.key.as_ref().filter(|_| is_rows) {
            keys.insert(path.clone(), key.clone());
        }
        collect(&field.fields, &path, keys);
    }
}
