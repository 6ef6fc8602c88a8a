//! What is read from a document and its tables.

use super::build;
use crate::list::{FaultKind, MAX_ENTRIES, MAX_FAULTS, Place};
use crate::source::Code;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn codes(built: &crate::list::Built) -> Vec<Code> {
    let coded = built.faults.told.iter().filter_map(|fault| match &fault.kind {
        FaultKind::Coded { code, .. } => Some(*code),
        FaultKind::Cell { .. } => None,
    });
    coded.collect()
}

fn keys(built: &crate::list::Built) -> Vec<&str> {
    built.list.entries.iter().map(|entry| entry.key.as_str()).collect()
}

#[test]
fn an_entry_is_the_same_from_a_document_and_from_tables() {
    let inline = build(
        json!({ "entries": [
            { "code": "T02", "due": "2026-12-18", "cost": 100.5, "count": 3, "days": "05 workdays", "urgent": true, "tags": ["a", "b"],
              "milestones": [{ "no": "2", "due": "2026-10-30" }, { "no": "1" }] },
            { "code": "T01", "title": "一, 二" },
        ] }),
        &BTreeMap::new(),
    );
    let tables = BTreeMap::from([
        (
            "tasks.csv",
            "\u{feff}code,title,due,cost,count,days,urgent,tags\r\nT01,\"一, 二\",,,,,,\r\nT02,,2026-12-18,100.50,3,5 workdays,TRUE,a;b\r\n"
                .to_owned(),
        ),
        ("milestones.csv", "no,task,due\n1,T02,\n2,T02,2026-10-30\n".to_owned()),
    ]);
    let rows = json!({ "milestones": { "file": "milestones.csv", "of": "task" } });
    let table = build(json!({ "file": "tasks.csv", "rows": rows }), &tables);
    assert!(inline.faults.is_empty(), "{:?}", inline.faults);
    assert!(table.faults.is_empty(), "{:?}", table.faults);
    assert_eq!(inline.list.hash, table.list.hash);
    let second = table.list.entry("T02").unwrap();
    assert_eq!(
        Value::Object(second.declared.clone()),
        json!({
            "code": "T02", "due": "2026-12-18", "cost": "100.5", "count": 3, "days": "5 workdays", "urgent": true, "tags": ["a", "b"],
            "milestones": [{ "no": "1" }, { "no": "2", "due": "2026-10-30" }],
        })
    );
    assert_eq!(second.origin.to_string(), "tasks.csv:3");
    assert_eq!(inline.list.entry("T02").unwrap().origin.to_string(), "/entries/0");
}

#[test]
fn those_above_open_first_else_by_key() {
    let built = build(
        json!({ "parent": "under", "entries": [
            { "code": "a", "under": "z" },
            { "code": "z" },
            { "code": "b" },
            { "code": "0", "under": "a" },
        ] }),
        &BTreeMap::new(),
    );
    assert!(built.faults.is_empty(), "{:?}", built.faults);
    assert_eq!(keys(&built), ["b", "z", "a", "0"]);
    assert_eq!(built.list.entry("0").unwrap().parent.as_deref(), Some("a"));
}

#[test]
fn keys_that_are_numbers_stand_by_their_size() {
    let built = build(
        json!({ "key": "count", "entries": [
            { "count": 10, "code": "x" }, { "count": 9, "code": "x" }, { "count": -1, "code": "x" },
        ] }),
        &BTreeMap::new(),
    );
    assert!(built.faults.is_empty(), "{:?}", built.faults);
    assert_eq!(keys(&built), ["-1", "9", "10"]);
}

#[test]
fn an_entry_needs_its_key_even_where_a_case_may_lack_the_field() {
    let built = build(json!({ "key": "title", "entries": [{ "code": "T01" }] }), &BTreeMap::new());
    assert_eq!(codes(&built), [Code::MissingKey]);
    assert!(built.list.entries.is_empty());
}

#[test]
fn a_key_has_a_length() {
    let built = build(json!({ "entries": [{ "code": "长".repeat(201) }] }), &BTreeMap::new());
    assert_eq!(codes(&built), [Code::OutOfRange]);
    assert!(build(json!({ "entries": [{ "code": "长".repeat(200) }] }), &BTreeMap::new()).faults.is_empty());
}

#[test]
fn a_list_has_as_many_entries_as_it_may_have_and_no_more() {
    let table = |lines: usize| {
        let mut text = "code\n".to_owned();
        (0..lines).for_each(|line| text.push_str(&format!("T{line}\n")));
        BTreeMap::from([("tasks.csv", text)])
    };
    let built = build(json!({ "file": "tasks.csv" }), &table(MAX_ENTRIES));
    assert!(built.faults.is_empty());
    assert_eq!(built.list.entries.len(), MAX_ENTRIES);
    let built = build(json!({ "file": "tasks.csv" }), &table(MAX_ENTRIES + 1));
    assert_eq!(codes(&built), [Code::ListTooLarge]);
    let Place::Table { line, .. } = built.faults.told[0].at else { panic!("it stands in the table") };
    assert_eq!(line, MAX_ENTRIES as u64 + 2);
}

#[test]
fn of_many_faults_the_first_are_told_and_the_rest_is_counted() {
    let mut text = "code,due\n".to_owned();
    (0..2 * MAX_FAULTS).for_each(|line| text.push_str(&format!("T{line},2026年\n")));
    let built = build(json!({ "file": "tasks.csv" }), &BTreeMap::from([("tasks.csv", text)]));
    assert_eq!((built.faults.told.len(), built.faults.more), (MAX_FAULTS, MAX_FAULTS));
}

#[test]
fn many_entries_in_one_line_of_descent_are_put_in_order() {
    let lines = 50_000;
    let mut text = "code,under\nT00000,\n".to_owned();
    (1..lines).for_each(|line| text.push_str(&format!("T{line:05},T{:05}\n", line - 1)));
    let built =
        build(json!({ "file": "tasks.csv", "parent": "under" }), &BTreeMap::from([("tasks.csv", text)]));
    assert!(built.faults.is_empty());
    assert_eq!(built.list.entries.last().unwrap().key, "T49999");
}

#[test]
fn a_row_has_its_place_in_its_own_table() {
    let tables = BTreeMap::from([
        ("tasks.csv", "code\nT01\n".to_owned()),
        ("milestones.csv", "task,no,due\nT01,1,2026-10-30\nT01,1,2026-11-30\n".to_owned()),
    ]);
    let rows = json!({ "milestones": { "file": "milestones.csv", "of": "task" } });
    let built = build(json!({ "file": "tasks.csv", "rows": rows }), &tables);
    assert_eq!(codes(&built), [Code::DuplicateName]);
    let fault = &built.faults.told[0];
    assert_eq!(
        (fault.at.to_string(), fault.first.as_ref().unwrap().to_string()),
        ("milestones.csv:3".to_owned(), "milestones.csv:2".to_owned())
    );
}
