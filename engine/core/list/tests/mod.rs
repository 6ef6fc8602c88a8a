//! Lists: what is read, what is wrong, what a sync finds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod amending;
mod comparing;
mod properties;
mod reading;

use super::{Built, Columns, List, Source};
use crate::model::list::Document;
use crate::register::Registers;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The fields that the start of the workflow saves.
fn columns() -> Columns {
    let columns = json!({
        "code": { "type": "text" },
        "title": { "type": "text", "optional": true },
        "due": { "type": "date", "optional": true },
        "cost": { "type": "money", "optional": true },
        "count": { "type": "integer", "optional": true },
        "days": { "type": "duration", "optional": true },
        "urgent": { "type": "bool", "optional": true },
        "tags": { "type": "list", "of": "text", "optional": true },
        "under": { "type": "text", "optional": true },
        "partner": { "type": "party", "optional": true },
        "file": { "type": "file", "optional": true },
        "milestones": {
            "type": "list", "of": "record", "optional": true, "key": "no",
            "fields": { "no": { "type": "text" }, "due": { "type": "date", "optional": true } },
        },
        "notes": {
            "type": "list", "of": "record", "optional": true,
            "fields": { "text": { "type": "text" } },
        },
    });
    serde_json::from_value(columns).unwrap()
}

/// A list of `document` (without `language`, `list`, `workflow` and `key`) with its tables.
fn build(document: Value, tables: &BTreeMap<&str, String>) -> Built {
    let mut all = json!({ "language": 1, "list": "tasks", "workflow": "task", "key": "code" });
    let given = document.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(given);
    let document: Document = serde_json::from_value(all).unwrap();
    List::build(Source {
        document: &document,
        columns: &columns(),
        changed: None,
        vanished: None,
        tables: &|file| tables.get(file).map(|text| Arc::from(text.as_str())),
        org: None,
        registers: &Registers::default(),
    })
}
