//! What `check` says: of the packs that are shipped, nothing; of faulty documents, everything at once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

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

/// A faulty folder, read together with a calendar and an organisation that are sound.
fn faulty(case: &str) -> Loaded {
    let base = root().join("tests/faulty");
    let mut all = files(&base, case);
    all.extend(files(&base, "common"));
    load(&all)
}

#[test]
fn what_is_shared_by_the_faulty_documents_is_sound() {
    assert_eq!(shown(&faulty("nothing"), Severity::Note, Lang::En), "");
}

macro_rules! cases {
    ($($name:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($name)),*];
        $(
        #[test]
        fn $name() {
            let case = stringify!($name);
            let loaded = faulty(case);
            assert!(loaded.has_errors());
            for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
                insta::assert_snapshot!(format!("{case}_{tag}"), shown(&loaded, Severity::Warning, lang));
            }
        }
        )*
    };
}

cases! {
    misspelt types names states scripts punctuation duplicates both scenario stories pack
    frozen people rungs years grammar echoes tables clerk indent
    rotation rotation_year clocks obligation duty findings schedule shifts boards adoption registers
    list_names list_entries list_tables list_checks reads
}

/// Chinese words may quote names and expressions of the author, but hold no English sentence.
#[test]
fn chinese_words_are_chinese() {
    let words = docket_core::source::words::Words::of(Lang::Zh);
    for case in CASES {
        for fault in &faulty(case).diagnostics {
            let said = words.say(fault);
            for text in [&said.what, &said.why, &said.help] {
                let pieces = text.split(|c: char| !(c.is_ascii_alphabetic() || c == ' '));
                let longest = pieces.map(|piece| piece.split_whitespace().count()).max().unwrap_or(0);
                assert!(!text.is_ascii() && longest < 4, "{case}: {}: {text}", fault.code);
            }
        }
    }
}

/// A hostile file: its diagnostics name the file and come within a second.
fn hostile(name: &str, bytes: Vec<u8>) -> Loaded {
    let files = [InputFile { path: name.to_owned(), bytes }];
    // A machine that is busy with something else is given another chance.
    let took = (0..3).map(|_| {
        let started = std::time::Instant::now();
        drop(load(&files));
        started.elapsed()
    });
    let late: Vec<_> = took.take_while(|took| took.as_secs() >= 1).collect();
    assert!(late.len() < 3, "{name}: {late:?}");
    let loaded = load(&files);
    assert!(loaded.has_errors(), "{name}");
    assert!(loaded.workflows.is_empty(), "{name}");
    for fault in &loaded.diagnostics {
        let span = fault.span.unwrap_or_else(|| panic!("{name}: {fault:?} has no place"));
        assert_eq!(loaded.sources.path(span.file), name);
    }
    loaded
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.diagnostics.iter().filter(|fault| fault.is_error()).map(|fault| fault.code.slug()).collect()
}

#[test]
fn hostile_texts_are_refused_at_once() {
    // The schemas are compiled once for all files.
    drop(load(&[InputFile { path: "warm.workflow.yaml".to_owned(), bytes: b"language: 1".to_vec() }]));
    let mut bomb = String::from("language: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert!(codes(&hostile("bomb.workflow.yaml", bomb.into_bytes())).contains(&"alias_bomb"));
    assert!(codes(&hostile("deep.workflow.yaml", vec![b'['; 200_000])).contains(&"too_deep"));
    assert_eq!(codes(&hostile("large.workflow.yaml", vec![b'a'; 50_000_000])), ["too_large"]);
    assert!(
        codes(&hostile("tag.workflow.yaml", b"language: !!python/object:os.system 1".to_vec()))
            .contains(&"unknown_tag")
    );
    assert_eq!(codes(&hostile("empty.workflow.yaml", Vec::new())), ["empty"]);
    assert_eq!(codes(&hostile("word.workflow.yaml", b"(".to_vec())), ["wrong_type"]);
    assert!(
        codes(&hostile("latin.workflow.yaml", b"language: 1\nworkflow: \xff\xfe".to_vec())).contains(&"utf8")
    );
    assert!(codes(&hostile("nul.workflow.yaml", b"language: 1\nworkflow: a\0b".to_vec())).contains(&"nul"));
}

#[test]
fn one_run_finds_faults_of_shape_and_of_meaning() {
    let found = codes(&faulty("both"));
    for code in ["unknown_key", "not_one_of", "unknown_state", "unknown_variable"] {
        assert!(found.contains(&code), "{code} is missing in {found:?}");
    }
}
