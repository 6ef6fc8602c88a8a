//! Another edition of a list, as a story says it.

use super::build;
use crate::instance::Data;
use crate::list::{Amendments, List, Unamended};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn of(entries: Value) -> List {
    let built = build(json!({ "entries": entries, "parent": "under" }), &BTreeMap::new());
    assert!(built.faults.is_empty(), "{:?}", built.faults);
    built.list
}

fn amendments(all: Value) -> Amendments {
    let Value::Object(all) = all else { panic!("{all}") };
    let data = |value: Value| -> Option<Data> { value.as_object().cloned() };
    all.into_iter().map(|(key, value)| (key, data(value))).collect()
}

#[test]
fn an_amended_list_is_the_list_of_the_edited_document() {
    let before = of(json!([
        { "code": "A", "title": "one", "due": "2026-09-01" },
        { "code": "B", "under": "A" },
        { "code": "C", "count": 2 },
    ]));
    let amended = before.amended(&amendments(json!({
        "A": { "due": "2026-10-01", "title": null },
        "B": { "under": "D" },
        "C": null,
        "D": { "title": "new", "under": "A" },
    })));
    let amended = amended.unwrap();
    let edited = of(json!([
        { "code": "A", "due": "2026-10-01" },
        { "code": "B", "under": "D" },
        { "code": "D", "title": "new", "under": "A" },
    ]));
    assert_eq!(amended.hash, edited.hash);
    let keys = |list: &List| list.entries.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&amended), ["A", "D", "B"]);
    assert_eq!(keys(&edited), keys(&amended));
}

#[test]
fn a_key_stays_and_what_is_taken_out_was_there() {
    let list = of(json!([{ "code": "A" }]));
    let refused = |all: Value| list.amended(&amendments(all)).unwrap_err();
    assert_eq!(refused(json!({ "B": null })), Unamended::NotThere("B".to_owned()));
    assert_eq!(refused(json!({ "A": { "code": "B" } })), Unamended::OtherKey("A".to_owned()));
    assert_eq!(list.amended(&amendments(json!({ "A": { "code": "A" } }))).unwrap().hash, list.hash);
}
