//! What a comparison finds.

use super::{Telling, Trace, differences};
use docket_core::model::Text;
use serde_json::{Value as Json, json};

fn telling(told: Json) -> Telling {
    let trace = Trace { scenario: Text::Plain("S".to_owned()), file: "s.yaml".to_owned(), row: 1, told };
    Telling { traces: vec![trace], ..Telling::default() }
}

fn told(last: Json) -> Json {
    json!({
        "answers": [{"line": 0, "case": 0, "outcome": "accepted"}],
        "cases": [[{"version": 1, "data": {"n": 1}}, last]],
    })
}

#[test]
fn what_is_told_alike_has_no_difference() {
    let one = telling(told(json!({"version": 2, "data": {"n": 2}})));
    assert_eq!(differences(&one, &one.clone()), []);
}

#[test]
fn a_difference_names_case_version_and_both_values() {
    let one = telling(told(json!({"version": 2, "data": {"n": 2}})));
    let other = telling(told(json!({"version": 2, "data": {"n": 3}})));
    let found = differences(&one, &other);
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((found.case, found.version, found.part.as_str()), (Some(0), 2, "/data/n"));
    assert_eq!((&found.one, &found.other), (&json!(2), &json!(3)));
}

#[test]
fn what_only_one_of_them_tells_is_a_difference() {
    let one = telling(told(json!({"version": 2})));
    let other = telling(json!({
        "answers": [{"line": 0, "case": 0, "outcome": "accepted"}],
        "cases": [[{"version": 1, "data": {"n": 1}}]],
    }));
    let found = differences(&one, &other);
    assert_eq!((found[0].version, &found[0].other), (2, &Json::Null));
    let found = differences(&other, &one);
    assert_eq!((found[0].version, &found[0].one), (2, &Json::Null));
}
