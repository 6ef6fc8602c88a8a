//! The walls of the house: what decides does not act, and no room imports a room below it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const CORE: [&str; 14] = [
    "model",
    "source",
    "script",
    "calendar",
    "organisation",
    "register",
    "rotation",
    "schedule",
    "instance",
    "list",
    "board",
    "definition",
    "step",
    "scenario",
];
const HOST: [&str; 8] = ["seal", "store", "runtime", "outbox", "stage", "ics", "http", "cli"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The text of every source file of a crate, by its path below the crate.
fn texts(folder: &str) -> BTreeMap<String, String> {
    let base = root().join(folder);
    let mut paths = Vec::new();
    sources(&base, &mut paths);
    assert!(paths.len() > 5, "{folder} has source files");
    paths
        .into_iter()
        .map(|path| {
            (path.strip_prefix(&base).unwrap().display().to_string(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn is_test(path: &str) -> bool {
    path.contains("tests") || path.ends_with("test.rs")
}

/// The rooms that a text names behind `crate::`.
fn named<'a>(text: &str, rooms: &[&'a str]) -> Vec<&'a str> {
    rooms
        .iter()
        .copied()
        .filter(|room| {
            text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
                line.contains(&format!("crate::{room}::")) || line.contains(&format!("crate::{room};"))
            })
        })
        .collect()
}

fn circles(folder: &str, rooms: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in texts(folder).into_iter().filter(|(path, _)| !is_test(path)) {
        let Some(own) = rooms
            .iter()
            .position(|room| path.starts_with(&format!("{room}/")) || path == format!("{room}.rs"))
        else {
            continue;
        };
        for other in named(&text, rooms) {
            if rooms.iter().position(|room| *room == other).unwrap() > own {
                wrong.push(format!("{folder}/{path} imports {other}, which is below it"));
            }
        }
    }
    wrong
}

#[test]
fn core_names_no_crate_that_acts() {
    let manifest = fs::read_to_string(root().join("engine/core/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for acts in [
        "tokio",
        "sqlx",
        "axum",
        "reqwest",
        "hyper",
        "tower",
        "rand",
        "getrandom",
        "async",
        "futures",
        "docket",
    ] {
        assert!(
            !dependencies.lines().any(|line| line.starts_with(acts)),
            "engine/core/Cargo.toml names {acts}"
        );
    }
}

#[test]
fn core_reads_no_clock_file_socket_or_random_source() {
    let forbidden = [
        "Timestamp::now",
        "Zoned::now",
        "ZonedDateTime::now",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::env::",
        "TimeZone::system",
        "thread::sleep",
        "thread::spawn",
        "HashMap",
        "HashSet",
        "async fn",
        "unsafe {",
    ];
    let mut wrong = Vec::new();
    for (path, text) in texts("engine/core").into_iter().filter(|(path, _)| !is_test(path)) {
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in forbidden {
                if line.contains(word) {
                    wrong.push(format!("engine/core/{path}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_of_core_import_only_rooms_above_them() {
    let wrong = circles("engine/core", &CORE);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_of_host_import_only_rooms_above_them() {
    let wrong = circles("engine/host", &HOST);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sql_and_http_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (path, text) in texts("engine/host").into_iter().filter(|(path, _)| !is_test(path)) {
        if text.contains("sqlx::") && !path.starts_with("store") {
            wrong.push(format!("{path} speaks SQL"));
        }
        if text.contains("axum::") && !path.starts_with("http") {
            wrong.push(format!("{path} speaks HTTP"));
        }
        if text.contains("Timestamp::now") && !path.starts_with("store") {
            wrong.push(format!("{path} reads the wall clock"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_script_room_names_rhai() {
    for (path, text) in texts("engine/core") {
        assert!(path.starts_with("script") || !text.contains("rhai::"), "engine/core/{path} names Rhai");
    }
}

#[test]
fn the_engine_knows_no_rule_of_administration() {
    for folder in ["engine/core", "engine/host"] {
        for (path, text) in
            texts(folder).into_iter().filter(|(path, _)| !is_test(path) && !path.contains("demo"))
        {
            for word in [" petition", "\"petition", "信访", "街道", "社区"] {
                let told =
                    text.lines().find(|line| line.contains(word) && !line.trim_start().starts_with("//"));
                assert!(told.is_none(), "{folder}/{path}: {}", told.unwrap_or_default().trim());
            }
        }
    }
}
