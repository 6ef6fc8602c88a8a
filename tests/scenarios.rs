//! Every scenario of the packs and examples: in simulation, on SQLite and on Postgres, told alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

mod support;

use docket::stage::{Place, Telling, differences, tell};
use docket_core::definition::{InputFile, Loaded, load};
use docket_core::scenario::{Report, Simulation, Story, play, render, simulate_all};
use docket_core::source::{Lang, render as faults};
use std::fs;
use std::path::{Path, PathBuf};
use support::postgres;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, into: &mut Vec<InputFile>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "csv") {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            into.push(InputFile { path: name, bytes: fs::read(&path).unwrap() });
        }
    }
}

fn loaded() -> Loaded {
    let mut all = Vec::new();
    for folder in ["rules", "examples", "tests/papers", "tests/small"] {
        files(&root().join(folder), &mut all);
    }
    load(&all)
}

fn report() -> Report {
    let loaded = loaded();
    assert!(!loaded.has_errors(), "{}", faults(&loaded.diagnostics, &loaded.sources, Lang::En, false));
    simulate_all(&loaded)
}

#[test]
fn every_scenario_passes_in_simulation() {
    let report = report();
    assert!(report.scenarios > 100, "{} scenarios", report.scenarios);
    assert!(report.passed(), "{}", render(&report, Lang::En));
}

#[test]
fn every_state_of_every_workflow_is_reached() {
    for (workflow, coverage) in report().coverage {
        assert_eq!(coverage.states.never, Vec::<String>::new(), "{workflow}");
    }
}

#[test]
fn a_story_is_told_alike_each_time() {
    let loaded = loaded();
    let scenario =
        loaded.scenarios.iter().find(|scenario| scenario.path.ends_with("full-story.scenario.yaml"));
    let story = Story::prepare(&loaded, scenario.unwrap()).unwrap();
    let told = || {
        let mut stage = Simulation::of(&story);
        play(&story, 0, &mut stage).trace()
    };
    let trace = told();
    // Everything that the case took was either answered on a line or fell due by itself.
    let inputs = trace["cases"][0].as_array().unwrap();
    let wakes = inputs.iter().filter(|input| input["cause"] == "wake").count();
    assert_eq!(inputs.len(), trace["answers"].as_array().unwrap().len() + wakes);
    assert_eq!(trace, told());
}

fn told_as_in_simulation(place: &Place) -> Telling {
    let loaded = loaded();
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    let told = tell(&loaded, place).unwrap();
    assert!(told.report.passed(), "{}", render(&told.report, Lang::En));
    assert!(told.traces.len() > 100 && told.traces.len() == simulated.traces.len());
    let parted = differences(&simulated, &told);
    assert!(parted.is_empty(), "{} differences: {parted:#?}", parted.len());
    told
}

#[test]
fn every_scenario_is_told_alike_on_sqlite() {
    told_as_in_simulation(&Place::Sqlite);
}

#[test]
fn every_scenario_is_told_alike_on_postgres() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(postgres::empty());
    told_as_in_simulation(&Place::Postgres(database.url.clone()));
    let left = runtime.block_on(postgres::count(
        &database.url,
        "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'docket_story%'",
    ));
    assert_eq!(left, 0, "schemas that stories left behind");
}

#[test]
fn stories_of_duty_are_told_alike() {
    told_alike(&["rules/calendar", "tests/duty/cases"], 3);
}

#[test]
fn stories_of_lists_are_told_alike() {
    let simulated = told_alike(&["rules/calendar", "examples/ledger"], 1);
    let synced = simulated.traces.iter().find(|trace| trace.file.ends_with("synced.scenario.yaml")).unwrap();
    let list = |case: usize| synced.told["cases"][case].as_array().unwrap().clone();
    // Those above open first. Each case is told under the number of the time that it was told, and the key of its entry.
    assert_eq!(list(0)[0]["list"], "lanshui-ledger/1/T01");
    let told: Vec<_> = list(1).iter().map(|input| input["list"].clone()).collect();
    assert!(told.starts_with(&["lanshui-ledger/1/T02".into(), "lanshui-ledger/2/T02".into()]), "{told:?}");
    assert_eq!(synced.told["lists"].as_array().unwrap().len(), 4);
}

#[test]
fn stories_of_schedules_are_told_alike() {
    let simulated = told_alike(&["tests/schedule/rules", "tests/schedule/stories"], 1);
    let ran = |file: &str| {
        let trace = simulated.traces.iter().find(|trace| trace.file.ends_with(file)).unwrap();
        trace.told["schedules"].as_array().unwrap().clone()
    };
    let still = ran("still.scenario.yaml");
    assert_eq!(still.len(), 2, "one occurrence for each community: {still:#?}");
    let month = ran("month.scenario.yaml");
    let reached: Vec<_> = month
        .iter()
        .filter(|ran| ran["schedule"] == "nudge")
        .map(|ran| ran["reached"].as_u64().unwrap())
        .collect();
    // On the day of both, the reminder comes before the inspections are opened: by name.
    assert_eq!(reached, [2, 4, 4, 4], "{month:#?}");
}

/// Tells all stories of some folders in the three places; there are more than so many.
fn told_alike(folders: &[&str], least: usize) -> Telling {
    let mut all = Vec::new();
    for folder in folders {
        files(&root().join(folder), &mut all);
    }
    let loaded = load(&all);
    assert!(!loaded.has_errors(), "{}", faults(&loaded.diagnostics, &loaded.sources, Lang::En, false));
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    assert!(simulated.report.passed(), "{}", render(&simulated.report, Lang::En));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(postgres::empty());
    for place in [Place::Sqlite, Place::Postgres(database.url.clone())] {
        let told = tell(&loaded, &place).unwrap();
        assert!(told.traces.len() > least && told.report.passed(), "{}", render(&told.report, Lang::En));
        assert_eq!(differences(&simulated, &told), []);
    }
    simulated
}

/// Stories at the edges: repeated and refused starts and their numbers, taken keys, children, calls, private fields.
const EDGES: [(&str, &str); 6] = [
    (
        "matter",
        "
  - { start: { by: clerk, name: one, data: { who: { id: zhang, name: 张三 }, subject: noise } }, id: a }
  - { start: { by: clerk, data: { who: { id: zhang, name: 张三 }, subject: noise } }, id: a, expect: { outcome: repeated } }
  - { start: { by: nobody, data: { who: { id: zhang, name: 张三 }, subject: noise } }, refused: { code: not_allowed } }
  - { start: { by: clerk, data: { who: { id: zhang, name: 张三 }, subject: dogs } }, id: a, refused: { code: other_body } }
  - { start: { by: clerk, name: two, data: { who: { id: li, name: 李四 }, subject: dogs } } }
  - crash: true
  - { send: reply, by: clerk, case: one, data: { note: 已告知 }, id: r, expect: { outcome: deferred } }
  - { send: reply, by: clerk, case: one, data: { note: 已告知 }, id: r, expect: { outcome: repeated } }
  - { send: accept, by: clerk, case: one, expect: { state: replied } }
  - { send: withdraw, by: zhang, case: two, refused: { code: not_allowed } }
  - wait: 2026-04-20T09:00+08:00
  - { send: accept, by: clerk, case: two, refused: { code: ended } }",
    ),
    (
        "desk_ignore",
        "
  - { start: { by: clerk, name: one, data: { who: zhang } }, id: a }
  - { start: { by: clerk, data: { who: zhang } }, id: b, expect: { outcome: ignored } }
  - { start: { by: clerk, data: { who: zhang } }, id: b, expect: { outcome: repeated } }
  - { send: close, by: clerk, case: one }
  - { start: { by: clerk, data: { who: zhang } }, id: b, expect: { outcome: repeated } }
  - { start: { by: clerk, name: two, data: { who: zhang } }, id: c, expect: { outcome: accepted } }",
    ),
    (
        "desk_raise",
        "
  - { start: { by: clerk, name: one, data: { who: zhang } }, id: a }
  - { start: { by: nobody, data: { who: zhang } }, refused: { code: not_allowed } }
  - { start: { by: clerk, data: { who: zhang } }, id: b }
  - crash: true
  - { start: { by: clerk, data: { who: zhang } }, id: b, expect: { outcome: repeated } }
  - { send: close, by: clerk, case: one, expect: { data: { again: 1 } } }
  - { start: { by: clerk, name: two, data: { who: zhang } }, id: c, expect: { outcome: accepted } }",
    ),
    (
        "desk_refuse",
        "
  - { start: { by: clerk, name: one, data: { who: zhang } }, id: a }
  - { start: { by: clerk, data: { who: zhang } }, id: b, refused: { code: key_taken } }
  - { send: close, by: clerk, case: one }
  - { start: { by: clerk, data: { who: zhang } }, id: a, expect: { outcome: repeated } }
  - { start: { by: clerk, name: two, data: { who: zhang } }, id: b, expect: { outcome: accepted } }",
    ),
    (
        "outer",
        "
  - { start: { by: clerk, name: one, data: { subject: noise } } }
  - { start: { by: clerk, name: two, data: { subject: dogs } } }
  - { send: stop, by: clerk, case: two, expect: { state: stopped } }
  - crash: true
  - { wait: 2026-03-20T00:00+08:00 }
  - { send: stop, by: clerk, case: one, refused: { code: ended } }",
    ),
    (
        "caller",
        "
  - { start: { by: clerk, data: { subject: noise } }, expect: { state: asking } }
  - crash: true
  - { answer: registry, data: { entry: 7 }, expect: { state: registered } }",
    ),
];

/// A load of the runtime's test rules with one story about one of them.
fn edge(workflow: &str, steps: &str) -> Loaded {
    let mut all = Vec::new();
    for folder in ["rules/calendar", "tests/runtime/rules"] {
        files(&root().join(folder), &mut all);
    }
    let text = format!(
        "language: 1\nscenario: {{ zh: 边缘, en: Edge }}\nworkflow: {workflow}\n\
         given: {{ org: office.org.yaml, now: 2026-03-09T09:00+08:00 }}\nsteps:{steps}\n"
    );
    let path = "tests/runtime/rules/edge.scenario.yaml".to_owned();
    all.push(InputFile { path, bytes: text.into_bytes() });
    let loaded = load(&all);
    assert!(!loaded.has_errors(), "{}", faults(&loaded.diagnostics, &loaded.sources, Lang::En, false));
    loaded
}

#[test]
fn stories_at_the_edges_are_told_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(postgres::empty());
    let mut wrong = Vec::new();
    for (workflow, steps) in EDGES {
        let loaded = edge(workflow, steps);
        let simulated = tell(&loaded, &Place::Simulation).unwrap();
        if !simulated.report.passed() {
            wrong.push(format!("{workflow}: {}", render(&simulated.report, Lang::En)));
        }
        for place in [Place::Sqlite, Place::Postgres(database.url.clone())] {
            let told = tell(&loaded, &place).unwrap();
            let parted = differences(&simulated, &told);
            if !told.report.passed() || !parted.is_empty() {
                wrong.push(format!("{workflow}: {} {parted:#?}", render(&told.report, Lang::En)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_child_that_cannot_start_is_told_alike() {
    let loaded = edge("outer", "\n  - { start: { by: clerk, data: { subject: impossible } } }");
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    let told = tell(&loaded, &Place::Sqlite).unwrap();
    for report in [&simulated.report, &told.report] {
        assert_eq!(report.failures.len(), 1, "an incident ends a story");
    }
    assert_eq!(simulated.report.failures[0].got, told.report.failures[0].got);
    assert_eq!(differences(&simulated, &told), []);
}
