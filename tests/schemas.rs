//! The schemas that editors use are those of the types, and an independent validator finds the shipped documents sound.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::definition::{schema, schemas};
use docket_core::model::Kind;
use docket_core::source::{Sources, parse};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn documents(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            documents(&path, into);
        } else if path.extension().is_some_and(|end| end == "yaml") {
            into.push(path);
        }
    }
}

#[test]
fn committed_schemas_are_those_of_the_types() {
    let folder = root().join("schemas");
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    if update {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for (kind, schema) in schemas() {
        let path = folder.join(format!("{kind}.schema.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if update {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{kind}: run UPDATE_SCHEMAS=1 cargo test --test schemas");
    }
}

#[test]
fn schemas_carry_titles_and_descriptions() {
    for (kind, schema) in schemas() {
        assert!(schema["title"].as_str().is_some_and(|title| title.starts_with("docket ")), "{kind}");
        let properties = schema["properties"].as_object().unwrap();
        for (name, property) in properties {
            assert!(property["description"].is_string(), "{kind}: {name} has no description");
        }
    }
}

#[test]
fn an_independent_validator_finds_shipped_documents_sound() {
    let mut paths = Vec::new();
    documents(&root().join("rules"), &mut paths);
    documents(&root().join("examples"), &mut paths);
    assert!(paths.len() > 10);
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind = Kind::of_file(&name).unwrap_or_else(|| panic!("{} is of no kind", path.display()));
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("docket.json", schema(kind)).unwrap();
        let compiled = compiler.compile("docket.json", &mut schemas).unwrap();
        let mut sources = Sources::new();
        let parsed = parse(&mut sources, &name, &std::fs::read(&path).unwrap());
        let json = parsed.node.unwrap().to_json();
        if let Err(error) = schemas.validate(&json, compiled) {
            panic!("{}: {error:#}", path.display());
        }
    }
}

#[test]
fn an_independent_validator_refuses_what_the_schema_refuses() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("docket.json", schema(Kind::Workflow)).unwrap();
    let compiled = compiler.compile("docket.json", &mut schemas).unwrap();
    let misspelt = serde_json::json!({
        "language": 1, "workflow": "a", "calendar": "cn", "counting": "plain", "stats": {}
    });
    assert!(schemas.validate(&misspelt, compiled).is_err());
}
