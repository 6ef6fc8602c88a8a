//! What a folder gives.

use super::*;
use crate::source::{Lang, render};

const MINI: &str = "language: 1
workflow: mini
calendar: cn
counting: plain
actors:
  clerk: { person: '\"li\"' }
data:
  reason: { type: text, optional: true }
  level: { type: enum, values: [low, high], default: low }
events:
  go: { by: [clerk], data: { ok: { type: bool } } }
  stop: { by: [clerk], saves: [reason] }
initial: open
states:
  open:
    task: { to: [clerk], does: [go, stop] }
    deadline: { within: 3 days, then: { to: over, do: [{ log: late }] } }
    on:
      go:
        choose:
          - { guard: event.ok, to: shut }
          - { to: over }
      stop: { to: over, do: [{ assign: { level: high, reason: '=event.reason + \"!\"' } }] }
  shut:
    task: { to: [clerk], does: [stop] }
    on:
      stop: { to: over }
  over: { final: true }
";

const CALENDAR: &str = "language: 1
calendar: cn
zone: Asia/Shanghai
week: { rest: [saturday, sunday] }
years:
  2026: { status: official }
countings:
  plain: { roll: none }
";

fn loaded(files: &[(&str, &str)]) -> Loaded {
    let files: Vec<InputFile> = files
        .iter()
        .map(|(path, text)| InputFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    load(&files)
}

fn shown(loaded: &Loaded) -> String {
    let errors: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|fault| fault.severity != crate::source::Severity::Note)
        .cloned()
        .collect();
    render(&errors, &loaded.sources, Lang::En, false)
}

#[test]
fn a_sound_workflow_becomes_a_definition() {
    let loaded = loaded(&[("mini.workflow.yaml", MINI), ("cn.calendar.yaml", CALENDAR)]);
    assert_eq!(shown(&loaded), "");
    let workflow = &loaded.workflows[0];
    let chart = &workflow.definition.chart;
    let ids: Vec<&str> = chart.states.iter().map(|state| state.id.as_str()).collect();
    assert_eq!(ids, ["mini", "open", "shut", "over"]);
    assert_eq!(chart.state(0).initial, [1]);
    assert_eq!(chart.state(3).kind, StateKind::Final);
    let ways: Vec<&str> = chart.transitions.iter().map(|way| way.id.as_str()).collect();
    assert_eq!(ways, ["open.go#1", "open.go#2", "open.stop", "open.timer.open", "shut.stop"]);
    assert_eq!(chart.transition(3).events, ["timer.open"]);
    assert_eq!(chart.transition(2).actions.len(), 2);
}

#[test]
fn a_stored_closure_compiles_to_the_same_hash() {
    let loaded = loaded(&[("mini.workflow.yaml", MINI), ("cn.calendar.yaml", CALENDAR)]);
    let workflow = &loaded.workflows[0];
    let again = compile_closure(&workflow.closure).unwrap();
    assert_eq!(again.hash, workflow.definition.hash);
    assert_eq!(format!("{:?}", again.chart), format!("{:?}", workflow.definition.chart));
}

const PACK: &str = "language: 1
pack: minis
version: 0.1.0
parameters:
  limit: { type: duration, default: 3 days }
  unread: { type: integer, default: 1 }
";

fn hash(pack: &str, workflow: &str) -> crate::instance::Hash {
    let loaded =
        loaded(&[("pack.yaml", pack), ("mini.workflow.yaml", workflow), ("cn.calendar.yaml", CALENDAR)]);
    assert_eq!(shown(&loaded), "");
    loaded.workflows[0].definition.hash.clone()
}

#[test]
fn the_hash_covers_wording_and_the_parameters_that_are_read() {
    let workflow = MINI.replace("within: 3 days", "within: =params.limit");
    let before = hash(PACK, &workflow);
    assert_ne!(hash(&PACK.replace("3 days", "4 days"), &workflow), before);
    assert_ne!(hash(PACK, &workflow.replace("log: late", "log: too late")), before);
    assert_eq!(hash(&PACK.replace("default: 1", "default: 2"), &workflow), before);
    assert_eq!(hash(PACK, &format!("# a remark\n{workflow}")), before);
}

#[test]
fn other_parameters_make_another_definition() {
    let workflow = MINI.replace("within: 3 days", "within: =params.limit");
    let loaded =
        loaded(&[("pack.yaml", PACK), ("mini.workflow.yaml", &workflow), ("cn.calendar.yaml", CALENDAR)]);
    let set = |name: &str, value: serde_json::Value| serde_json::Map::from_iter([(name.to_owned(), value)]);
    let workflow = &loaded.workflows[0];
    let shorter = workflow.with_parameters(&set("limit", "1 days".into())).unwrap();
    assert_eq!(shorter.parameters["limit"], "1 days");
    assert_ne!(shorter.hash, workflow.definition.hash);
    let same = workflow.with_parameters(&set("unread", 7.into())).unwrap();
    assert_eq!(same.hash, workflow.definition.hash);
}

#[test]
fn a_stored_definition_that_cannot_be_compiled_says_why() {
    let loaded = loaded(&[("mini.workflow.yaml", MINI), ("cn.calendar.yaml", CALENDAR)]);
    let broken = loaded.workflows[0].closure.replace("\"to\":\"shut\"", "\"to\":\"shutt\"");
    let error = compile_closure(&broken).unwrap_err().to_string();
    assert!(error.contains("unknown_state") && error.contains("shutt"), "{error}");
    let newer = loaded.workflows[0].closure.replace("\"format\":1", "\"format\":2");
    assert!(matches!(compile_closure(&newer), Err(ClosureError::Newer(2))));
}

#[test]
fn a_date_that_is_none_is_told_as_a_date() {
    for wrong in ["2026-1-5", "2026-13-05", "2026-02-30"] {
        let text = CALENDAR.replace(
            "2026: { status: official }",
            &format!("2026: {{ status: official, days: [{{ date: {wrong}, kind: holiday }}] }}"),
        );
        let loaded = loaded(&[("cn.calendar.yaml", &text)]);
        let found: Vec<_> = loaded.diagnostics.iter().filter(|fault| fault.is_error()).collect();
        assert!(found.iter().any(|fault| fault.code.slug() == "bad_date"), "{wrong}: {}", shown(&loaded));
        assert!(!shown(&loaded).contains("parse") && !shown(&loaded).contains("[0-9]"), "{}", shown(&loaded));
    }
}

#[test]
fn braces_name_what_is_there_and_may_be_shown() {
    let texts = "numbers:
  case: { text: 'no {n} of {card}' }
  deed: { text: 'deed {n}' }
documents:
  letter: { title: '{number}', text: '{reason} {resaon} {number.case} {number.csae} {why}', number: deed }
notices:
  word: { title: '{number}', text: '{event.reason} {event.raeson} {event.secret} {who.name} {who.phone}' }
";
    let fields = "  card: { type: text, optional: true, private: true }
  who: { type: record, optional: true, fields: { name: { type: text }, phone: { type: text, private: true } } }
";
    let text = MINI
        .replace("events:", &format!("{texts}events:"))
        .replace("numbers:", &format!("{fields}numbers:"))
        .replace("ok: { type: bool }", "ok: { type: bool }, secret: { type: text, private: true }")
        .replace(
            "do: [{ assign",
            "do: [{ issue: { document: letter }, with: { why: x } }, { notify: { to: [clerk], text: '{nobody}' } }, { assign",
        );
    let loaded = loaded(&[("mini.workflow.yaml", &text), ("cn.calendar.yaml", CALENDAR)]);
    let mut found: Vec<(&str, &str)> = loaded
        .diagnostics
        .iter()
        .filter(|fault| fault.is_error())
        .map(|fault| (fault.code.slug(), fault.arguments.get("name").map_or("", String::as_str)))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("private_shown", "card"),
            ("private_shown", "event.secret"),
            ("private_shown", "who.phone"),
            ("unknown_field", "event.raeson"),
            ("unknown_field", "nobody"),
            ("unknown_field", "number"),
            ("unknown_field", "number.csae"),
            ("unknown_field", "resaon"),
        ],
        "{}",
        shown(&loaded)
    );
}

#[test]
fn tables_units_and_corrections_of_documents_name_what_is_there() {
    let fields = "  home: { type: unit, optional: true }
  who: { type: party, private: true, optional: true }
  flat: { type: list, of: text, default: [] }
  steps:
    type: list
    of: record
    default: []
    fields: { what: { type: text }, phone: { type: text, private: true } }
  kind: { type: enum, values: [fire, walls], titles: { fires: { zh: 消防, en: fire } }, optional: true }
";
    let documents = "documents:
  one: { title: a, text: '{corrects}', unit: home, table: { of: steps, columns: [what, wat, phone] } }
  two: { title: a, text: '{corrects}', unit: kind, table: { of: flat, columns: [what] } }
  three: { title: a, text: b, unit: who, table: { of: stepz, columns: [what] } }
notices:
  word: { title: a, text: b, table: { of: steps, columns: [what] } }
";
    let text = MINI
        .replace("events:", &format!("{documents}events:"))
        .replace("data:\n", &format!("data:\n{fields}"))
        .replace(
            "do: [{ assign",
            "do: [{ issue: { document: one, corrects: one } }, { issue: { document: three, corrects: tow } }, { assign",
        );
    let loaded = loaded(&[("mini.workflow.yaml", &text), ("cn.calendar.yaml", CALENDAR)]);
    let mut found: Vec<(&str, &str)> = loaded
        .diagnostics
        .iter()
        .filter(|fault| fault.is_error())
        .map(|fault| {
            let name = ["name", "got"].iter().find_map(|name| fault.arguments.get(*name));
            assert!(fault.span.is_some(), "{}", shown(&loaded));
            (fault.code.slug(), name.map_or("", String::as_str))
        })
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("not_one_of", "fires"),
            ("private_shown", "phone"),
            ("private_shown", "who"),
            ("unknown_document", "tow"),
            ("unknown_field", "corrects"),
            ("unknown_field", "stepz"),
            ("unknown_field", "wat"),
            ("unknown_key", "table"),
            ("wrong_type", "flat"),
            ("wrong_type", "kind"),
        ],
        "{}",
        shown(&loaded)
    );
}

#[test]
fn every_fault_of_grammar_has_words_of_its_own() {
    let general = |lang| {
        let words = crate::source::words::Words::of(lang);
        let fault = crate::source::Diagnostic::nowhere(crate::source::Code::ScriptSyntax);
        move |reason: &str| {
            words.say(&fault.clone().with("reason", reason).with("got", "x").with("expected", "y"))
        }
    };
    for lang in Lang::ALL {
        let say = general(lang);
        let other = say("other");
        for grammar in crate::script::Grammar::ALL.into_iter().filter(|one| one.word() != "other") {
            let said = say(grammar.word());
            assert!(said.what != other.what && said.help != other.help, "{lang:?} {}", grammar.word());
        }
    }
}
