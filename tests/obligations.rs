//! Duties that recur, and cases with children: stories, told alike everywhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket::stage::{Place, differences, tell};
use docket_core::definition::{InputFile, Loaded, load};
use docket_core::scenario::{render, simulate_all};
use docket_core::source::{Lang, Severity, render as faults};
use std::path::Path;

fn loaded() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["rules/calendar", "tests/obligation"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            all.push(InputFile { path: name, bytes: std::fs::read(&path).unwrap() });
        }
    }
    let loaded = load(&all);
    let told: Vec<_> =
        loaded.diagnostics.iter().filter(|fault| fault.severity <= Severity::Warning).cloned().collect();
    assert_eq!(faults(&told, &loaded.sources, Lang::En, false), "");
    loaded
}

#[test]
fn stories_pass() {
    let report = simulate_all(&loaded());
    assert!(report.scenarios > 2, "{}", report.scenarios);
    assert!(report.passed(), "{}", render(&report, Lang::En));
}

#[test]
fn stories_are_told_alike_on_sqlite() {
    let loaded = loaded();
    let simulated = tell(&loaded, &Place::Simulation).unwrap();
    let told = tell(&loaded, &Place::Sqlite).unwrap();
    assert!(told.report.passed(), "{}", render(&told.report, Lang::En));
    let parted = differences(&simulated, &told);
    assert!(parted.is_empty(), "{} differences: {parted:#?}", parted.len());
}
