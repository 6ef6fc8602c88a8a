//! Where two tellings of one story part.

use super::{Telling, Trace};
use docket_core::model::Text;
use serde::Serialize;
use serde_json::Value as Json;

/// The first place at which a story was told differently.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The title of the story.
    pub scenario: Text,
    /// Its file.
    pub file: String,
    /// The row of the examples, from 1.
    pub row: usize,
    /// The case, in the order of appearance from 0. Absent: it is about an answer.
    pub case: Option<usize>,
    /// The version of the case; for an answer its place from 1. 0: the list as a whole, or a message that was not
    /// delivered.
    pub version: u64,
    /// Which value, as a JSON pointer.
    pub part: String,
    /// The value of the one telling; `null`: there is none.
    pub one: Json,
    /// The value of the other.
    pub other: Json,
}

/// The first difference of each row.
#[must_use]
pub fn differences(one: &Telling, other: &Telling) -> Vec<Difference> {
    let mut found: Vec<Difference> = one
        .traces
        .iter()
        .zip(&other.traces)
        .filter_map(|(one, other)| difference(one, &other.told))
        .collect();
    // Both were made of one load, so they have the same rows unless a story could not be told.
    for trace in one.traces.iter().skip(other.traces.len()) {
        found.extend(difference(trace, &Json::Null));
    }
    found
}

fn difference(one: &Trace, other: &Json) -> Option<Difference> {
    let found = |case, version, (part, one_value, other_value): (String, Json, Json)| Difference {
        scenario: one.scenario.clone(),
        file: one.file.clone(),
        row: one.row,
        case,
        version,
        part,
        one: one_value,
        other: other_value,
    };
    let list = |value: &Json, name: &str| -> Vec<Json> {
        value.get(name).and_then(Json::as_array).cloned().unwrap_or_default()
    };
    let (cases, others) = (list(&one.told, "cases"), list(other, "cases"));
    for case in 0..cases.len().max(others.len()) {
        let entries = |cases: &[Json]| cases.get(case).and_then(Json::as_array).cloned().unwrap_or_default();
        let (entries, others) = (entries(&cases), entries(&others));
        for place in 0..entries.len().max(others.len()) {
            let (entry, other) = (entries.get(place), others.get(place));
            if let Some(parted) = parted(entry, other, String::new()) {
                let version = [entry, other].into_iter().flatten().find_map(|entry| entry.get("version"));
                return Some(found(Some(case), version.and_then(Json::as_u64).unwrap_or(0), parted));
            }
        }
    }
    for part in ["schedules", "lists", "boards"] {
        if let Some(parted) = parted(one.told.get(part), other.get(part), format!("/{part}")) {
            return Some(found(None, 0, parted));
        }
    }
    let (answers, others) = (list(&one.told, "answers"), list(other, "answers"));
    (0..answers.len().max(others.len())).find_map(|place| {
        let parted = parted(answers.get(place), others.get(place), String::new())?;
        Some(found(None, place as u64 + 1, parted))
    })
}

/// The first value in which two differ, with the way to it.
fn parted(one: Option<&Json>, other: Option<&Json>, way: String) -> Option<(String, Json, Json)> {
    if one == other {
        return None;
    }
    let inner = match (one, other) {
        (Some(Json::Object(one)), Some(Json::Object(other))) => one
            .keys()
            .chain(other.keys())
            .find_map(|name| parted(one.get(name), other.get(name), format!("{way}/{name}"))),
        (Some(Json::Array(one)), Some(Json::Array(other))) => (0..one.len().max(other.len()))
            .find_map(|place| parted(one.get(place), other.get(place), format!("{way}/{place}"))),
        _ => None,
    };
    let value = |value: Option<&Json>| value.cloned().unwrap_or_default();
    inner.or_else(|| Some((way, value(one), value(other))))
}
