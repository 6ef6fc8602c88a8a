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
    for folder in ["rules", "examples"] {
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
        let mut stage = Simulation::new(story.library.clone(), story.world.clone(), story.now);
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
