//! Changes of duty, as if a case had decided them.

use docket::store::{CaseRow, ChangeRow, Commit};
use docket_core::instance::{CaseId, Hash, IdKey};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The first commit of a case that decides changes.
pub fn deciding(name: &str, changes: Vec<Value>) -> Commit {
    let id = CaseId::keyed(&IdKey::STORIES, "leave", name.as_bytes(), 1);
    let rows =
        changes.into_iter().zip(0..).map(|(change, place)| ChangeRow { case: id.clone(), place, change });
    Commit {
        expected: None,
        head: Hash::of(&[name.as_bytes()]),
        format: 1,
        state: json!({}),
        row: CaseRow {
            id: id.clone(),
            workflow: "leave".to_owned(),
            definition: Hash::of(&[b"definition"]),
            unit: None,
            states: vec!["decided".to_owned()],
            light: None,
            numbers: Vec::new(),
            started_at: Timestamp::UNIX_EPOCH,
            at: Timestamp::UNIX_EPOCH,
            version: 1,
            ended: true,
            due_at: None,
        },
        events: Vec::new(),
        entries: Vec::new(),
        next_due: None,
        tasks: None,
        outgoing: Vec::new(),
        notices: Vec::new(),
        settles: Vec::new(),
        incidents: Vec::new(),
        mends: Vec::new(),
        changes: rows.collect(),
        published: None,
        listed: None,
        id,
    }
}
