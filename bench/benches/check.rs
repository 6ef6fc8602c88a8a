//! `check` on 200 workflow files of about 100 lines, against reading them into plain YAML values.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_bench::{in_turns, report};
use docket_core::definition::{InputFile, load};
use std::fmt::Write;
use std::path::Path;

fn main() {
    let mut files: Vec<InputFile> = (0..200)
        .map(|number| InputFile {
            path: format!("w{number}.workflow.yaml"),
            bytes: workflow(number).into_bytes(),
        })
        .collect();
    files.extend(docket_bench::files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/calendar"))));
    let lines: usize =
        files.iter().map(|file| file.bytes.iter().filter(|byte| **byte == b'\n').count()).sum();
    let faults = load(&files).diagnostics.iter().filter(|fault| fault.is_error()).count();
    println!("200 files, {lines} lines, {faults} errors");
    let (ours, theirs) = in_turns(
        1,
        || load(&files).workflows.len(),
        || {
            files
                .iter()
                .filter(|file| serde_yaml::from_slice::<serde_yaml::Value>(&file.bytes).is_ok())
                .count()
        },
    );
    report("check of 200 workflows", ours, "plain serde_yaml values", theirs, 5.0);
}

/// A workflow of about 100 lines.
fn workflow(number: usize) -> String {
    let mut text = format!(
        "language: 1\nworkflow: w{number}\ncalendar: cn\ncounting: petition-regulation\nactors:\n  clerk: {{ person: '\"li\"' }}\n\
         data:\n  amount: {{ type: integer, default: 0 }}\nopens: {{ by: [clerk] }}\nevents:\n"
    );
    for state in 0..14 {
        let _ = writeln!(
            text,
            "  go{state}: {{ by: [clerk], data: {{ reason: {{ type: text, optional: true }} }} }}"
        );
    }
    text.push_str("states:\n");
    for state in 0..14 {
        let _ = writeln!(
            text,
            "  s{state}:\n    title: {{ zh: 第{state}步, en: Step {state} }}\n    task: {{ to: [clerk], does: [go{state}] }}\n    \
             on:\n      go{state}:\n        to: s{}\n        guard: 'amount < {state} || amount >= 0'",
            state + 1
        );
    }
    text.push_str("  s14: { final: true }\n");
    text
}
