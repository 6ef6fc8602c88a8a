//! What `check` says: of the packs that are shipped, nothing; of faulty documents, everything at once.

use docket_core::definition::{InputFile, Loaded, load};
use docket_core::source::{Lang, Severity, render};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, by their paths relative to `base`.
fn files(base: &Path, folder: &str) -> Vec<InputFile> {
    let mut found = Vec::new();
    let mut open = vec![base.join(folder)];
    while let Some(at) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&at) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml" || end == "csv") {
                let name = path.strip_prefix(base).unwrap().to_string_lossy().into_owned();
                found.push(InputFile { path: name, bytes: std::fs::read(&path).unwrap() });
            }
        }
    }
    found
}

fn shown(loaded: &Loaded, least: Severity, lang: Lang) -> String {
    let found: Vec<_> = loaded.diagnostics.iter().filter(|fault| fault.severity <= least).cloned().collect();
    render(&found, &loaded.sources, lang, false)
}

#[test]
fn shipped_packs_load_without_errors() {
    let mut all = files(&root(), "rules");
    all.extend(files(&root(), "examples"));
    let loaded = load(&all);
    assert_eq!(shown(&loaded, Severity::Warning, Lang::En), "");
    assert!(loaded.workflows.len() >= 3, "{} workflows", loaded.workflows.len());
    assert!(!loaded.scenarios.is_empty());
}
