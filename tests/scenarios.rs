//! Every scenario of the packs and examples, in simulation.

use docket_core::definition::{InputFile, Loaded, load};
use docket_core::scenario::{Report, render, simulate_all};
use docket_core::source::{Lang, render as faults};
use std::fs;
use std::path::{Path, PathBuf};

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
