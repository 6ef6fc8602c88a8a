//! The reference of the language in `docs/reference/`, made from the schemas. `UPDATE_DOCS=1` writes it anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::definition::schemas;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/reference")
}

/// One page for each kind of document: a table of keys for the document and for every shape inside it.
fn page(kind: &str, schema: &Value) -> String {
    let mut out =
        format!("# `{}`\n\n", if kind == "pack" { "pack.yaml".to_owned() } else { format!("*.{kind}.yaml") });
    section(schema, &mut out);
    let empty = serde_json::Map::new();
    let shapes = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
    let mut seen = BTreeSet::new();
    for (name, shape) in shapes {
        if seen.insert(name) {
            let _ = writeln!(out, "## {name}\n");
            section(shape, &mut out);
        }
    }
    out
}

fn section(shape: &Value, out: &mut String) {
    if let Some(text) = shape.get("description").and_then(Value::as_str) {
        let _ = writeln!(out, "{}\n", text.replace('\n', " "));
    }
    if let Some(choices) = choices(shape) {
        let _ = writeln!(out, "{choices}\n");
    }
    let Some(keys) = shape.get("properties").and_then(Value::as_object) else { return };
    let required: Vec<&str> = shape
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    out.push_str("| key | holds | needed | meaning |\n|---|---|---|---|\n");
    for (key, value) in keys {
        let meaning = value.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
        let needed = if required.contains(&key.as_str()) { "yes" } else { "" };
        let _ = writeln!(out, "| `{key}` | {} | {needed} | {} |", holds(value), meaning.replace('|', "\\|"));
    }
    out.push('\n');
}

/// The words of an enumeration, with what each means.
fn choices(shape: &Value) -> Option<String> {
    let lines: Vec<String> = shape
        .get("oneOf")
        .and_then(Value::as_array)?
        .iter()
        .filter_map(|choice| {
            let word = choice.get("const")?.as_str()?;
            let meaning = choice.get("description").and_then(Value::as_str).unwrap_or_default();
            Some(format!("- `{word}`: {}", meaning.replace('\n', " ")))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn holds(value: &Value) -> String {
    if let Some(name) = value.get("$ref").and_then(Value::as_str) {
        return name.rsplit('/').next().unwrap_or(name).to_owned();
    }
    if let Some(several) = value.get("anyOf").or_else(|| value.get("allOf")).and_then(Value::as_array) {
        let all: Vec<String> = several
            .iter()
            .filter(|one| one.get("type").and_then(Value::as_str) != Some("null"))
            .map(holds)
            .collect();
        return all.join(" or ");
    }
    let one = |word: &str| match word {
        "array" => format!("list of {}", value.get("items").map(holds).unwrap_or_default()),
        "object" => match value.get("additionalProperties") {
            Some(inner) if inner.is_object() => format!("names to {}", holds(inner)),
            _ => "mapping".to_owned(),
        },
        other => other.to_owned(),
    };
    match value.get("type") {
        Some(Value::String(word)) => one(word),
        Some(Value::Array(words)) => words
            .iter()
            .filter_map(Value::as_str)
            .filter(|word| *word != "null")
            .map(one)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any value".to_owned(),
    }
}

/// The functions of an engine, or those of them that are named.
fn table(engine: &docket_core::script::Engine, only: &[String], out: &mut String) {
    out.push_str("| function | gives | meaning |\n|---|---|---|\n");
    for signature in engine.signatures().filter(|known| only.is_empty() || only.contains(&known.name)) {
        let takes: Vec<&str> = signature.parameters.iter().map(docket_core::script::Type::name).collect();
        let (name, takes, gives) = (&signature.name, takes.join(", "), signature.returns.name());
        let _ = writeln!(out, "| `{name}({takes})` | {gives} | {} |", signature.doc);
    }
}

/// The functions that findings have beside those of the language.
fn own() -> Vec<String> {
    docket_core::definition::finding_functions().into_iter().map(|known| known.name).collect()
}

#[test]
fn the_reference_is_what_the_types_say() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let mut stale = Vec::new();
    let mut index =
        String::from("# Reference\n\nMade from the types; one page for each kind of document.\n\n");
    let mut pages = Vec::new();
    for (kind, schema) in &schemas() {
        let _ = writeln!(index, "- [{kind}]({kind}.md)");
        pages.push((format!("{kind}.md"), page(kind, schema)));
    }
    index.push_str("- [functions](functions.md)\n");
    let mut functions = String::from("# Functions of expressions\n\n");
    table(&docket_core::definition::engine(), &[], &mut functions);
    functions.push_str("\n## In findings and schedules\n\nThe `check` of a finding of a pack and the expressions of a schedule know these, and those above that look at neither a case nor the time.\n\n");
    table(&docket_core::definition::finding_engine(), &own(), &mut functions);
    let boards: Vec<String> =
        docket_core::definition::board_functions().into_iter().map(|known| known.name).collect();
    let boards: Vec<String> = boards.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(
        functions,
        "\n## In boards\n\nExpressions of boards know {}, as of the time at which the cases were read, and those above that look at neither a case nor the world.",
        boards.join(", ")
    );
    pages.push(("functions.md".to_owned(), functions));
    pages.push(("README.md".to_owned(), index));
    for (name, text) in pages {
        let path = folder().join(&name);
        if update {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &text).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != text {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "write docs/reference anew with UPDATE_DOCS=1: {stale:?}");
}
