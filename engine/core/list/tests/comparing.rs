//! An entry against what is kept of it.

use crate::instance::{CaseId, Data, Hash};
use crate::list::{Difference, Entry, Event, Finding, Kept, List, Place, RowKeys, compare};
use crate::source::Pointer;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

fn data(value: Value) -> Data {
    value.as_object().unwrap().clone()
}

fn entry(declared: Value) -> Entry {
    Entry {
        key: "T01".to_owned(),
        declared: data(declared),
        parent: None,
        rows: Arc::new(RowKeys::from([("milestones".to_owned(), "no".to_owned())])),
        origin: Place::Document(Pointer::root().key("entries").index(0)),
    }
}

fn kept(declared: Value) -> Kept {
    let case: CaseId = serde_json::from_value(json!("task-1")).unwrap();
    Kept { key: "T01".to_owned(), case, declared: data(declared), gone: None }
}

fn said(finding: &Finding) -> Vec<(String, String)> {
    match finding {
        Finding::Changed(all) | Finding::Back(all) => {
            all.iter().map(Difference::words).map(|words| (words.zh, words.en)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn what_is_declared_and_what_is_kept_tell_what_to_do() {
    let declared = entry(json!({ "code": "T01", "due": "2026-12-18" }));
    let same = kept(json!({ "code": "T01", "due": "2026-12-18" }));
    let gone = Kept { gone: Some(Timestamp::UNIX_EPOCH), ..same.clone() };
    assert_eq!(compare(Some(&declared), None), Finding::Opens);
    assert_eq!(compare(Some(&declared), Some(&same)), Finding::Same);
    assert_eq!(compare(None, Some(&same)), Finding::Vanished);
    assert_eq!(compare(None, Some(&gone)), Finding::Gone);
    assert_eq!(compare(Some(&declared), Some(&gone)), Finding::Back(Vec::new()));
    assert_eq!(compare(None, None), Finding::Same);
}

#[test]
fn differences_are_told_field_by_field_and_row_by_row() {
    let was = kept(json!({
        "code": "T01", "lead": "housing", "due": "2026-12-18", "tags": ["a", "b"],
        "milestones": [
            { "no": "1", "title": "方案", "due": "2026-09-30" },
            { "no": "2", "title": "开工", "due": "2026-10-30" },
            { "no": "3", "title": "完工", "due": "2026-12-01" },
        ],
    }));
    let now = entry(json!({
        "code": "T01", "note": "急", "due": "2026-12-31", "tags": ["a"],
        "milestones": [
            { "no": "4", "title": "验收" },
            { "no": "2", "title": "开工", "due": "2026-11-06" },
            { "no": "1", "title": "方案", "due": "2026-09-30" },
        ],
    }));
    let found = said(&compare(Some(&now), Some(&was)));
    let both: Vec<(&str, &str)> = found.iter().map(|(zh, en)| (zh.as_str(), en.as_str())).collect();
    assert_eq!(
        both,
        [
            ("due：2026-12-18 → 2026-12-31", "due: 2026-12-18 -> 2026-12-31"),
            ("lead：原为 housing，现在没有", "lead: was housing, is empty"),
            ("milestones[2].due：2026-10-30 → 2026-11-06", "milestones[2].due: 2026-10-30 -> 2026-11-06"),
            (
                "milestones[3]：少了一行（due 2026-12-01，no 3，title 完工）",
                "milestones[3]: a row is gone (due 2026-12-01, no 3, title 完工)"
            ),
            ("milestones[4]：新增一行（no 4，title 验收）", "milestones[4]: a new row (no 4, title 验收)"),
            ("note：原来没有，现为 急", "note: was empty, is 急"),
            ("tags：a、b → a", "tags: a, b -> a"),
        ]
    );
}

#[test]
fn rows_without_a_key_are_what_they_hold() {
    let row = |title: &str| json!({ "title": title });
    let was = kept(json!({ "notes": [row("a"), row("b"), row("b")] }));
    assert_eq!(
        compare(Some(&entry(json!({ "notes": [row("b"), row("a"), row("b")] }))), Some(&was)),
        Finding::Same
    );
    let now = entry(json!({ "notes": [row("b"), row("c"), row("a")] }));
    let found = said(&compare(Some(&now), Some(&was)));
    let english: Vec<&str> = found.iter().map(|(_, en)| en.as_str()).collect();
    assert_eq!(english, ["notes[]: a row is gone (title b)", "notes[]: a new row (title c)"]);
}

fn list(changed: Option<Event>) -> List {
    List {
        name: "key-tasks".to_owned(),
        title: None,
        workflow: "key-task".to_owned(),
        key: "code".to_owned(),
        parent: None,
        changed,
        vanished: Some(Event {
            name: "strike".to_owned(),
            takes: ["code", "due"].map(str::to_owned).into(),
            needs: ["code"].map(str::to_owned).into(),
        }),
        hash: Hash::of(&[]),
        entries: Vec::new(),
    }
}

#[test]
fn an_event_carries_the_changed_fields_that_it_takes_and_those_it_needs() {
    let event = Event {
        name: "amend".to_owned(),
        takes: ["code", "due", "lead", "title"].map(str::to_owned).into(),
        needs: ["code"].map(str::to_owned).into(),
    };
    let list = list(Some(event));
    let was =
        kept(json!({ "code": "T01", "title": "旧", "due": "2026-12-18", "lead": "housing", "plan": "P" }));
    let now = entry(json!({ "code": "T01", "title": "旧", "due": "2026-12-31", "plan": "Q" }));
    let Finding::Changed(found) = compare(Some(&now), Some(&was)) else { panic!("it changed") };
    let told = list.change(&now, &was, &found).unwrap();
    assert_eq!(Value::Object(told.data), json!({ "code": "T01", "due": "2026-12-31" }));
    // `plan` cannot be carried, and a payload cannot say that `lead` is empty: both are found again.
    let after = Kept { declared: told.declared, ..was.clone() };
    let again = said(&compare(Some(&now), Some(&after)));
    let english: Vec<&str> = again.iter().map(|(_, en)| en.as_str()).collect();
    assert_eq!(english, ["lead: was housing, is empty", "plan: P -> Q"]);
    let Finding::Changed(rest) = compare(Some(&now), Some(&after)) else { panic!("it changed") };
    assert_eq!(list.change(&now, &after, &rest), None);
    assert_eq!(Value::Object(list.strike(&was).unwrap()), json!({ "code": "T01" }));
}

#[test]
fn without_an_event_a_change_is_only_reported() {
    let was = kept(json!({ "code": "T01", "due": "2026-12-18" }));
    let now = entry(json!({ "code": "T01", "due": "2026-12-31" }));
    let Finding::Changed(found) = compare(Some(&now), Some(&was)) else { panic!("it changed") };
    assert_eq!(list(None).change(&now, &was, &found), None);
}
