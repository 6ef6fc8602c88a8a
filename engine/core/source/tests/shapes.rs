use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

#[derive(JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the schema is of interest")]
struct Document {
    language: u8,
    #[serde(default)]
    states: indexmap::IndexMap<String, State>,
}

#[derive(JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the schema is of interest")]
struct State {
    to: String,
    guard: Option<String>,
    mode: Option<Mode>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    do_: Vec<Action>,
}

#[derive(JsonSchema, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Reject,
    Ignore,
}

#[derive(JsonSchema, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(dead_code, reason = "only the schema is of interest")]
enum Action {
    Raise(String),
    Notify { to: Vec<String> },
}

fn shape() -> Shape {
    Shape::new(serde_json::to_value(schemars::schema_for!(Document)).unwrap()).unwrap()
}

fn faults(text: &str) -> Vec<(String, String, Option<String>)> {
    let (sources, parsed) = read(text);
    assert_eq!(parsed.diagnostics, []);
    let node = parsed.node.unwrap();
    let show =
        |d: Diagnostic| (d.code.slug().to_owned(), sources.text(d.span.unwrap()).to_owned(), d.suggestion);
    shape().check(&node).into_iter().map(show).collect()
}

fn one(slug: &str, under: &str, meant: Option<&str>) -> Vec<(String, String, Option<String>)> {
    vec![(slug.to_owned(), under.to_owned(), meant.map(str::to_owned))]
}

#[test]
fn each_fault_at_its_place() {
    let state = |body: &str| faults(&format!("language: 1\nstates:\n  登记: {{ {body} }}\n"));
    assert_eq!(state("to: a, gaurd: x"), one("unknown_key", "gaurd", Some("guard")));
    assert_eq!(state("guard: x"), one("missing_key", "登记", None));
    assert_eq!(state("to: 5"), one("wrong_type", "5", None));
    assert_eq!(state("to: a, by: head"), one("wrong_type", "head", None));
    assert_eq!(state("to: a, mode: igonre"), one("not_one_of", "igonre", Some("ignore")));
    assert_eq!(
        state("to: a, do_: [ { raise: x }, { notfy: { to: [a] } } ]"),
        one("exactly_one_of", "notfy", Some("notify"))
    );
    assert_eq!(
        state("to: a, do_: [ { raise: x, notify: { to: [a] } } ]"),
        one("exactly_one_of", "raise", None)
    );
    let inner = state("to: a, do_: [ { notify: { too: [a] } } ]");
    assert_eq!(inner[0], ("missing_key".to_owned(), "notify".to_owned(), None));
    assert_eq!(inner[1], ("unknown_key".to_owned(), "too".to_owned(), Some("to".to_owned())));
    assert_eq!(state("to: a, do_: [ { raise: 5 } ]"), one("wrong_type", "5", None));
    assert_eq!(faults("states: {}\n"), one("language_missing", "states", None));
    assert_eq!(faults("language: 900\n"), one("out_of_range", "900", None));
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_text() {
    let text = "language: x\nstates:\n  a: { to: 1 }\n  b: { to: c, mdoe: ignore }\n";
    let places: Vec<_> = faults(text).into_iter().map(|(_, under, _)| under).collect();
    assert_eq!(places, ["x", "1", "mdoe"]);
}

#[test]
fn pruning_keeps_what_is_sound() {
    let text = "language: 1\nstates:\n  a: { to: b, gaurd: x }\n  b: { guard: y }\n  c: { to: a, by: head }\n  d: { to: a }\n";
    let (_, parsed) = read(text);
    let node = parsed.node.unwrap();
    let rest = shape().sound(&node).unwrap();
    assert!(shape().check(&rest).is_empty());
    let names: Vec<_> = rest.get("states").unwrap().entries().iter().map(|e| e.name().to_owned()).collect();
    assert_eq!(names, ["a", "c", "d"]);
    assert!(serde_yaml::from_value::<Document>(rest.to_yaml()).is_ok());
    assert!(shape().sound(&read("states: {}").1.node.unwrap()).is_none());
}
