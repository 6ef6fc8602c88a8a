//! Statecharts: each vector is a machine, a script of events and the active states expected after each.

#[path = "actions.rs"]
mod actions;
#[path = "build.rs"]
mod build;
#[path = "system.rs"]
mod system;

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use system::System;

/// What a vector expected and what was got.
struct Difference {
    name: String,
    reason: String,
    /// A vector that by its own account follows other rules than Appendix D.
    fork: bool,
}

#[test]
fn statechart_vectors() {
    let Some(folder) = std::env::var_os("DOCKET_VECTORS") else {
        println!("DOCKET_VECTORS is not set: published vectors not run");
        return;
    };
    run("statechart", &PathBuf::from(folder).join("statechart"));
}

#[test]
fn own_statechart_vectors() {
    let total = run("own statechart", &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/own"));
    assert!(total > 0, "the vectors of our own are missing");
}

/// Runs every vector of a folder; how many there were.
fn run(kind: &str, folder: &Path) -> usize {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let (mut total, mut differences) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a vector can be read");
        let json: Value = serde_json::from_str(&text).expect("a vector is JSON");
        // A file is a vector or a list of them; an index has no machines.
        let vectors = match json {
            Value::Array(vectors) => vectors,
            one => vec![one],
        };
        for vector in vectors.iter().filter(|vector| vector.get("machine").is_some()) {
            total += 1;
            // A vector that cannot be read is one that differs, not the end of all.
            let checked = std::panic::catch_unwind(|| check(vector));
            if let Err(reason) = checked.unwrap_or_else(|_| Err("cannot be played".to_owned())) {
                let semantics = vector["semantics"].as_str().unwrap_or("scxml-1.0-appendix-d");
                let name = vector["name"].as_str().unwrap_or_default();
                let fork = !semantics.contains("appendix-d");
                let note = if fork { format!(" (a fork: {semantics})") } else { String::new() };
                differences.push(Difference { name: format!("{name}{note}"), reason, fork });
            }
        }
    }
    println!("{kind}: {} of {total} pass", total - differences.len());
    for Difference { name, reason, .. } in &differences {
        println!("  {name}: {reason}");
    }
    let failed = differences.iter().filter(|difference| !difference.fork).count();
    assert_eq!(failed, 0, "{kind}: vectors differ, see above");
    total
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.expect("a readable folder").path()).collect())
        .unwrap_or_default();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}

/// Plays one vector to its end or to the first difference.
fn check(vector: &Value) -> Result<(), String> {
    let mut system = System::start(&vector["machine"])?;
    compare("start", &vector["initial"], &system)?;
    for (place, step) in vector["script"].as_array().into_iter().flatten().enumerate() {
        system.advance(step["after_ms"].as_i64().unwrap_or(0))?;
        if let Some(event) = step["event"].as_str() {
            system.send(event, &step["data"])?;
        }
        let label = format!("step {} ({})", place + 1, step["event"].as_str().unwrap_or("time"));
        compare(&label, &step["expect"], &system)?;
    }
    Ok(())
}

fn compare(place: &str, expected: &Value, system: &System) -> Result<(), String> {
    let Some(expected) = expected.as_array() else { return Ok(()) };
    let expected: BTreeSet<String> = expected.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let got = system.leaves();
    if expected == got {
        return Ok(());
    }
    let faults = system.faults();
    Err(format!("{place}: expected {expected:?}, got {got:?}{faults}"))
}
