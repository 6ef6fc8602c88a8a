//! What no database may be asked to store; judged before SQL, so that both judge alike.

use super::{Commit, MAX_STATE_BYTES};
use docket_core::instance::patch::canonical;
use serde_json::Value;
use std::collections::BTreeSet;

/// Why a commit cannot be stored. Absent: it can, as far as can be told from it alone.
pub fn refusal(commit: &Commit) -> Option<String> {
    let state = canonical(&commit.state).len();
    if state > MAX_STATE_BYTES {
        return Some(format!("the state takes {state} bytes, at most {MAX_STATE_BYTES} are kept"));
    }
    if let Some(entry) = commit.entries.iter().find(|entry| entry.bytes.len() > MAX_STATE_BYTES) {
        return Some(format!(
            "the log entry takes {} bytes, at most {MAX_STATE_BYTES} are kept",
            entry.bytes.len()
        ));
    }
    let published = commit.published.iter().flat_map(|row| &row.columns);
    if texts(commit).any(|text| text.contains('\0'))
        || documents(commit).any(holds_nul)
        || published.into_iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
    {
        return Some("text holds a NUL character".to_owned());
    }
    if commit.row.id != commit.id
        || commit.entries.iter().any(|entry| entry.case != commit.id)
        || commit.tasks.iter().flatten().any(|task| task.case != commit.id)
        || commit.notices.iter().any(|notice| notice.case != commit.id)
        || commit.incidents.iter().any(|incident| incident.case != commit.id)
        || commit.changes.iter().any(|change| change.case != commit.id)
        || commit.published.as_ref().is_some_and(|row| row.id != commit.id)
        || commit.listed.as_ref().is_some_and(|entry| entry.case != commit.id)
    {
        return Some("a row belongs to another case".to_owned());
    }
    // Two rows of one key in one statement would lose one of them silently.
    let twice = repeats(commit.events.iter().map(|event| (&event.source, &event.id)))
        || repeats(commit.entries.iter().map(|entry| entry.version))
        || repeats(commit.tasks.iter().flatten().map(|task| &task.id))
        || repeats(commit.outgoing.iter().map(|row| &row.key))
        || repeats(commit.notices.iter().map(|row| &row.key))
        || repeats(commit.incidents.iter().map(|row| &row.key))
        || repeats(commit.changes.iter().map(|row| row.place));
    twice.then(|| "two rows have one key".to_owned())
}

fn repeats<K: Ord>(keys: impl Iterator<Item = K>) -> bool {
    let mut seen = BTreeSet::new();
    !keys.into_iter().all(|key| seen.insert(key))
}

fn texts(commit: &Commit) -> impl Iterator<Item = &str> {
    let row = &commit.row;
    let own = [commit.id.as_str(), commit.head.as_str(), &row.workflow, row.definition.as_str()]
        .into_iter()
        .chain(commit.expected.as_ref().map(|head| head.as_str()))
        .chain(row.unit.as_deref())
        .chain(row.light.as_deref())
        .chain(row.states.iter().chain(&row.numbers).map(String::as_str));
    let events = commit.events.iter().flat_map(|event| [event.source.as_str(), &event.id]);
    let tasks = commit.tasks.iter().flatten().flat_map(|task| {
        [task.id.as_str(), &task.name, &task.workflow]
            .into_iter()
            .chain(task.unit.as_deref())
            .chain(task.assignee.as_deref())
            .chain(task.candidates.iter().map(String::as_str))
    });
    let outgoing = commit.outgoing.iter().flat_map(|row| [row.key.as_str(), &row.target]);
    let notices = commit.notices.iter().flat_map(|notice| {
        [notice.key.as_str()]
            .into_iter()
            .chain(notice.unit.as_deref())
            .chain(notice.to.iter().map(String::as_str))
    });
    let incidents = commit.incidents.iter().flat_map(|row| [row.key.as_str(), &row.message]);
    let published = commit.published.iter().flat_map(|row| {
        [row.workflow.as_str()]
            .into_iter()
            .chain(row.state.as_deref())
            .chain(row.unit.as_deref())
            .chain(row.light.as_deref())
    });
    let listed = commit.listed.iter().flat_map(|entry| [entry.list.as_str(), &entry.key]);
    own.chain(events)
        .chain(tasks)
        .chain(outgoing)
        .chain(notices)
        .chain(incidents)
        .chain(published)
        .chain(listed)
        .chain(commit.settles.iter().chain(&commit.mends).map(String::as_str))
}

fn documents(commit: &Commit) -> impl Iterator<Item = &Value> {
    [&commit.state]
        .into_iter()
        .chain(commit.events.iter().map(|event| &event.answer.answer))
        .chain(commit.tasks.iter().flatten().map(|task| &task.body))
        .chain(commit.outgoing.iter().map(|row| &row.body))
        .chain(commit.notices.iter().map(|notice| &notice.body))
        .chain(commit.changes.iter().map(|change| &change.change))
        .chain(commit.listed.iter().map(|entry| &entry.declared))
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}
