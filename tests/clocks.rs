//! Clocks, rungs and calendars that change: in simulation, on SQLite and on Postgres, told alike.

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

use docket::stage::{Place, differences, tell};
use docket_core::definition::{InputFile, Loaded, load};
use docket_core::scenario::{Report, Simulation, Stage, Story, play, render};
use docket_core::source::{Lang, render as faults};
use docket_core::step;
use std::fs;
use std::path::Path;
use support::postgres;

fn loaded() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["rules/calendar", "tests/clocks"] {
        for entry in fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.push(InputFile { path: name, bytes: fs::read(&path).unwrap() });
        }
    }
    let loaded = load(&files);
    assert!(!loaded.has_errors(), "{}", faults(&loaded.diagnostics, &loaded.sources, Lang::En, false));
    loaded
}

#[test]
fn every_story_of_clocks_is_told_alike_everywhere() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(postgres::empty());
    let loaded = loaded();
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    assert!(simulated.report.passed(), "{}", render(&simulated.report, Lang::En));
    assert_eq!(
        simulated.traces.len(),
        fs::read_dir("tests/clocks")
            .unwrap()
            .filter(|entry| { entry.as_ref().unwrap().path().to_string_lossy().ends_with(".scenario.yaml") })
            .count()
    );
    for place in [Place::Sqlite, Place::Postgres(database.url.clone())] {
        let told = tell(&loaded, &place).unwrap();
        assert!(told.report.passed(), "{place:?}: {}", render(&told.report, Lang::En));
        let parted = differences(&simulated, &told);
        assert!(parted.is_empty(), "{place:?}: {parted:#?}");
    }
}

/// Plays a story and says why a clock of its first case falls due when it does, as it then is.
fn why(name: &str, lines: usize, clock: &str) -> String {
    let loaded = loaded();
    let scenario = loaded.scenarios.iter().find(|scenario| scenario.path.ends_with(name)).unwrap();
    let mut story = Story::prepare(&loaded, scenario).unwrap();
    story.model.steps.truncate(lines);
    let mut stage = Simulation::of(&story);
    let told = play(&story, 0, &mut stage);
    let mut report = Report::default();
    let case = told.cases().first().cloned();
    report.take(&story, told);
    assert!(report.passed(), "{}", render(&report, Lang::En));
    let case = case.unwrap();
    let now = stage.now();
    let view = stage.view(&case).unwrap();
    let why = step::why::why(&view.definition, &view.instance, clock, &story.world, now).unwrap().unwrap();
    let zh: Vec<String> = why.lines().into_iter().map(|line| line.zh).collect();
    let en: Vec<String> = why.lines().into_iter().map(|line| line.en).collect();
    format!("{}\n\n{}", zh.join("\n"), en.join("\n"))
}

#[test]
fn working_hours_are_accounted_for_day_by_day() {
    insta::assert_snapshot!(why("staged.scenario.yaml", 2, "stopping"));
}

#[test]
fn working_days_are_accounted_for_with_holidays_and_make_up_days() {
    insta::assert_snapshot!(why("staged.scenario.yaml", 2, "demolition"));
}

#[test]
fn pauses_are_accounted_for() {
    insta::assert_snapshot!(why("shared.scenario.yaml", 7, "examining"));
}

#[test]
fn a_clock_that_stands_still_says_so() {
    insta::assert_snapshot!(why("hold.scenario.yaml", 5, "whole"));
}

#[test]
fn an_extension_says_why_and_who_approved_it() {
    insta::assert_snapshot!(why("extension.scenario.yaml", 5, "examining"));
}

#[test]
fn rungs_say_who_is_asked_and_what_silence_brought_about() {
    insta::assert_snapshot!(why("silence.scenario.yaml", 6, "asking"));
}

#[test]
fn a_rung_that_acts_again_says_how_often_it_has() {
    insta::assert_snapshot!(why("repeated.scenario.yaml", 5, "reminding"));
}

#[test]
fn a_provisional_year_is_named() {
    insta::assert_snapshot!(why("official.scenario.yaml", 1, "noticing"));
}
