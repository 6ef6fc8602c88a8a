//! The README says what is so: its workflow, its picture, its commands and their output.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The fenced block of a language that follows a text.
fn block(after: &str, language: &str) -> String {
    let readme = readme();
    let (_, rest) = readme.split_once(after).unwrap_or_else(|| panic!("the README says: {after}"));
    let (_, rest) = rest.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn docket(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_docket"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LC_ALL", "C")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_first_command_shows_what_the_readme_shows() {
    let folder = tempfile::tempdir().unwrap();
    let output = docket(&["demo", "--no-serve", "--dir", folder.path().to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = said(&output);
    let shown = block("cargo run -- demo", "text");
    assert!(shown.lines().count() > 20, "the README shows the report");
    for line in shown.lines().filter(|line| line.trim() != "...") {
        assert!(said.contains(line), "the demo no longer says: {line}");
    }
}

#[test]
fn the_workflow_is_the_first_example_and_passes() {
    let written = block("A workflow", "yaml");
    let example = include_str!("../examples/first/repair.workflow.yaml");
    let example: String = example.lines().skip(1).map(|line| format!("{line}\n")).collect();
    assert_eq!(
        written, example,
        "the README shows examples/first/repair.workflow.yaml without its schema line"
    );
    let output = docket(&["test", "rules/calendar", "examples/first"]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_picture_is_what_graph_prints() {
    let output = docket(&["graph", "repair", "rules/calendar", "examples/first"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(block("A picture", "mermaid"), said(&output));
}

/// Runs a server until it says where it serves.
fn serves(arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("docket.db");
    let mut child = Command::new(env!("CARGO_BIN_EXE_docket"))
        .args(arguments)
        .args(["--listen", "127.0.0.1:0", "--database", database.to_str().unwrap()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LC_ALL", "C")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = String::new();
    for line in BufReader::new(child.stderr.take().unwrap()).lines() {
        told.push_str(&line.unwrap());
        if told.contains("docket serves at http://") {
            break;
        }
    }
    let _ = child.kill();
    child.wait().unwrap();
    assert!(told.contains("docket serves at http://"), "{arguments:?}: {told}");
}

#[test]
fn the_commands_of_every_day_do_what_they_say() {
    let mut seen = 0;
    for line in block("Everyday use", "sh").lines() {
        let command = line.split('#').next().unwrap().trim();
        let arguments: Vec<&str> = command.strip_prefix("docket ").unwrap().split_whitespace().collect();
        seen += 1;
        if arguments[0] == "serve" {
            serves(&arguments);
            continue;
        }
        let output = docket(&arguments);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!said(&output).is_empty(), "{command}");
    }
    assert!(seen >= 5);
}

#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = readme();
    let mut seen = 0;
    for link in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !link.starts_with("http") {
            seen += 1;
            assert!(root.join(link).exists(), "{link}");
        }
    }
    assert!(seen >= 5);
}
