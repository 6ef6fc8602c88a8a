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

use std::path::Path;
use std::process::{Command, Output};

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
