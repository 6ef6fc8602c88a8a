//! Duty in workflows: cases that change it, and cases that watch it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::definition::{InputFile, Loaded, load};
use docket_core::instance::{Actor, CaseId, Cause, Data, IdKey, Input, Instance, Source};
use docket_core::scenario::{Story, render, simulate_all};
use docket_core::source::{Lang, render as faults};
use docket_core::step::{self, Options, Step, World};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

fn loaded() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["rules/calendar", "tests/duty/cases"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            all.push(InputFile { path: name, bytes: std::fs::read(&path).unwrap() });
        }
    }
    let loaded = load(&all);
    assert!(!loaded.has_errors(), "{}", faults(&loaded.diagnostics, &loaded.sources, Lang::En, false));
    loaded
}

fn input(cause: Cause, at: Timestamp) -> Input {
    let engine = matches!(cause, Cause::Wake);
    Input {
        id: at.to_string(),
        source: if engine { Source::Engine } else { Source::Token("test".to_owned()) },
        at,
        occurred_at: None,
        actor: (!engine).then(|| Actor { id: "zhou".to_owned(), through: None }),
        cause,
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn stories_of_duty_pass() {
    let report = simulate_all(&loaded());
    assert_eq!(report.scenarios, 11);
    assert!(report.passed(), "{}", render(&report, Lang::En));
}

/// A patrol of g-1 that was begun, in the world of the stories.
fn patrol(begun: &str) -> (Loaded, World, Instance) {
    let loaded = loaded();
    let story = Story::prepare(&loaded, &loaded.scenarios[0]).unwrap();
    let world = World::clone(&story.world);
    let definition = &loaded.versions("patrol").next().unwrap().definition;
    let data = Data::from_iter([("grid".to_owned(), json!("g-1"))]);
    let start = input(Cause::Start { data, parent: None }, at(begun));
    let id = CaseId::requested(&IdKey::STORIES, "patrol", "test", "1");
    let step = step::start(definition, id, &start, &world, Options::default()).unwrap();
    (loaded, world, step.instance)
}

#[test]
fn an_outage_over_three_boundaries_hands_over_three_times_in_order() {
    let (loaded, world, mut instance) = patrol("2026-02-25T12:00:00+08:00");
    let definition = &loaded.versions("patrol").next().unwrap().definition;
    assert_eq!(instance.watches["watch"].people, ["li"]);
    let back = at("2026-02-26T20:00:00+08:00");
    let mut seen = Vec::new();
    while let Some(due) = step::next_due(definition, &instance, &world).unwrap().filter(|due| *due <= back) {
        // The engine was down: the wake comes long after the boundary.
        let wake = input(Cause::Wake, back);
        let Step { instance: after, .. } =
            step::step(definition, &instance, &wake, &world, Options::default()).unwrap();
        seen.push(due.to_string());
        instance = after;
    }
    let boundaries = ["2026-02-25T09:30:00Z", "2026-02-26T00:30:00Z", "2026-02-26T09:30:00Z"];
    assert_eq!(seen, boundaries);
    assert_eq!(instance.data.get("handovers"), Some(&json!(["li > zhou", "zhou > wang", "wang > zhou"])));
    assert_eq!(step::next_due(definition, &instance, &world).unwrap(), Some(at("2026-02-27T08:30:00+08:00")));
}

#[test]
fn a_missing_year_of_the_calendar_is_told_and_holds_nothing_else_up() {
    let (loaded, mut world, mut instance) = patrol("2026-02-25T12:00:00+08:00");
    let definition = &loaded.versions("patrol").next().unwrap().definition;
    let watch = instance.watches.get_mut("watch").unwrap();
    // The last boundary before a year that no calendar describes.
    watch.at = at("2027-12-31T17:30:00+08:00");
    watch.people = vec!["zhou".to_owned()];
    let fault = step::next_due(definition, &instance, &world).unwrap_err().to_string();
    assert!(fault.contains("shift.watch") && fault.contains("2028"), "{fault}");
    // A rotation that is gone wakes nobody.
    world.duty = Default::default();
    assert_eq!(step::next_due(definition, &instance, &world).unwrap(), None);
}

#[test]
fn a_handover_that_failed_is_put_aside_and_taken_again() {
    let (loaded, world, instance) = patrol("2026-02-25T12:00:00+08:00");
    let definition = &loaded.versions("patrol").next().unwrap().definition;
    let evening = at("2026-02-25T17:30:00+08:00");
    let parked = step::park(definition, &instance, &world, evening).unwrap().instance;
    assert_eq!(parked.parked[0].handover.as_ref().unwrap().incoming, ["zhou"]);
    let next = step::next_due(definition, &parked, &world).unwrap();
    assert_eq!(next, Some(at("2026-02-26T08:30:00+08:00")));
    let retry = Cause::Retry { incident: step::incident_key(parked.parked[0].version), reason: None };
    let input = input(retry, at("2026-02-25T18:00:00+08:00"));
    let taken = step::step(definition, &parked, &input, &world, Options::default()).unwrap().instance;
    assert!(taken.parked.is_empty());
    assert_eq!(taken.data.get("handovers"), Some(&json!(["li > zhou"])));
}

#[test]
fn a_trace_says_why_somebody_is_on_duty() {
    let (loaded, world, instance) = patrol("2026-02-28T12:00:00+08:00");
    let definition = &loaded.versions("patrol").next().unwrap().definition;
    let because = |event: &str, at: &str| {
        let cause = Cause::Event { name: event.to_owned(), data: Data::new(), task: None, region: None };
        let mut input = input(cause, at.parse().unwrap());
        input.actor = Some(Actor { id: "li".to_owned(), through: None });
        let refused = std::sync::Mutex::new(Vec::new());
        let options = Options { trace: true, refused: Some(&refused), ..Options::default() };
        let taken = step::step(definition, &instance, &input, &world, options);
        let mut trace = taken.map(|step| step.trace).unwrap_or_default();
        trace.append(&mut refused.lock().unwrap());
        let why = trace.into_iter().find_map(|item| match item {
            step::Trace::Actor { why, .. } => Some(why),
            _ => None,
        });
        why.unwrap()
    };
    // 28 February is the 37th working day of the year.
    let why = because("report", "2026-02-28T13:00:00+08:00");
    assert_eq!(why, "grid-duty worker: turn 36 of workdays");
    let why = because("call_next", "2026-02-28T13:00:00+08:00");
    assert_eq!(why, "station-duty officer: turn 7 of officers");
}
