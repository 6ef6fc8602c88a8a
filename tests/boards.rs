//! From a case to a board: what a workflow publishes is what a board counts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::board::{Around, Board, Closure, Occasion};
use docket_core::definition::{InputFile, Loaded, board_engine, compile_closure, load};
use docket_core::instance::{Actor, CaseId, Cause, IdKey, Input, Instance, Row, Source};
use docket_core::script::Type;
use docket_core::step::{self, Options, World};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn read(folder: &str) -> Vec<InputFile> {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<InputFile> = std::fs::read_dir(&base)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .map(|path| {
            let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
            InputFile { path: name, bytes: std::fs::read(&path).unwrap() }
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn loaded() -> Loaded {
    let mut files = read("tests/boards");
    files.extend(read("rules/calendar").into_iter().filter(|file| file.path.ends_with(".calendar.yaml")));
    let loaded = load(&files);
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    loaded
}

fn world(loaded: &Loaded) -> World {
    let organisation = loaded.orgs[0].organisation.clone();
    World { calendars: loaded.calendars.clone(), organisation, ..World::default() }
}

fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

fn input(cause: Cause, at: Timestamp) -> Input {
    Input {
        id: at.to_string(),
        source: Source::Token("test".to_owned()),
        at,
        occurred_at: None,
        actor: Some(Actor { id: "li".to_owned(), through: None }),
        cause,
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    }
}

/// A task that was opened on 1 September 2026.
fn begun(loaded: &Loaded, world: &World, name: &str, place: &str, budget: &str) -> Instance {
    let data = json!({
        "place": place, "matter": name, "budget": budget, "parts": ["电梯", "其他"],
    });
    let id = CaseId::requested(&IdKey::STORIES, "task", "test", name);
    let start = input(
        Cause::Start { data: serde_json::from_value(data).unwrap(), parent: None },
        at("2026-09-01T09:00"),
    );
    step::start(&loaded.workflows[0].definition, id, &start, world, Options::default()).unwrap().instance
}

fn finished(loaded: &Loaded, world: &World, instance: &Instance) -> Instance {
    let data = serde_json::from_value(json!({ "done_on": "2026-09-02" })).unwrap();
    let cause = Cause::Event { name: "finish".to_owned(), data, task: None, region: None };
    let input = input(cause, at("2026-09-02T09:00"));
    step::step(&loaded.workflows[0].definition, instance, &input, world, Options::default()).unwrap().instance
}

#[test]
fn a_case_shows_what_it_publishes_and_nothing_else() {
    let loaded = loaded();
    let (world, definition) = (world(&loaded), &loaded.workflows[0].definition);
    let instance = begun(&loaded, &world, "加装电梯", "willow", "5.00");
    let row =
        |instance: &Instance, now: &str| step::published(definition, instance, &world, at(now)).unwrap();
    let open = row(&instance, "2026-09-01T09:00");
    assert_eq!(open.unit.as_deref(), Some("willow"));
    // Two regions are active: what holds both is shown.
    assert_eq!(open.state.as_deref(), Some("running"));
    // Four days from 1 September end on a Saturday; the term rolls to Monday, which is over at midnight.
    assert_eq!(open.due_at, Some(at("2026-09-08T00:00")));
    assert_eq!((open.light.as_deref(), open.ended), (None, false));
    assert_eq!(
        serde_json::Value::Object(open.columns.clone()),
        json!({ "matter": "加装电梯", "half": "5/2", "parts": 1, "limit": 3 })
    );
    assert_eq!(row(&instance, "2026-09-08T09:00").light.as_deref(), Some("red"));
    let done = row(&finished(&loaded, &world, &instance), "2026-09-02T09:00");
    assert_eq!((done.state.as_deref(), done.ended, done.due_at), (Some("done"), true, None));
    assert_eq!(done.columns["done_on"], "2026-09-02");
    let text = serde_json::to_string(&done).unwrap();
    assert_eq!(serde_json::from_str::<Row>(&text).unwrap(), done);
}

#[test]
fn a_stored_definition_knows_the_types_of_its_columns() {
    let loaded = loaded();
    let workflow = &loaded.workflows[0];
    let stored = compile_closure(&workflow.closure).unwrap();
    let types = |source: docket_core::board::Source| source.columns;
    assert_eq!(types(stored.source()), types(workflow.definition.source()));
    let columns = types(stored.source());
    assert_eq!(columns["half"], Type::Fraction);
    assert_eq!(columns["parts"], Type::Integer);
    assert_eq!(columns["limit"], Type::Integer);
    assert_eq!(columns["done_on"], Type::Date);
}

#[test]
fn a_board_counts_what_cases_show_and_reads_back_from_what_is_stored() {
    let loaded = loaded();
    let (world, definition) = (world(&loaded), &loaded.workflows[0].definition);
    let tasks = [
        begun(&loaded, &world, "a", "willow", "5.00"),
        finished(&loaded, &world, &begun(&loaded, &world, "b", "willow", "1.01")),
        begun(&loaded, &world, "c", "poplar", "8.00"),
    ];
    let now = at("2026-09-08T09:00");
    let rows: Vec<Row> =
        tasks.iter().map(|task| step::published(definition, task, &world, now).unwrap()).collect();
    let board = loaded.boards[0].compiled.clone();
    let occasion = Occasion {
        organisation: &world.organisation,
        read_at: now,
        due_at: None,
        previous: None,
        corrects: None,
    };
    let snapshot = board.publish(&rows, &occasion).unwrap();
    let shown: Vec<Vec<&str>> =
        snapshot.rows.iter().map(|line| line.cells.iter().map(|cell| cell.shown.zh()).collect()).collect();
    assert_eq!(shown, [["2", "50.0%", "1", "3.01", "2"], ["1", "0.0%", "1", "4.00", "1"]]);
    assert_eq!(snapshot.rows[1].light, Some(0));

    let closure: Closure = serde_json::from_str(board.closure()).unwrap();
    assert_eq!(serde_json::Value::Object(closure.parameters.clone()), json!({ "limit": 3 }));
    let sources = BTreeMap::from([("task".to_owned(), definition.source())]);
    let around = Around {
        sources: &sources,
        calendars: &loaded.calendars,
        organisation: None,
        parameters: &closure.parameters,
        engine: &board_engine(),
    };
    let (again, faults) = Board::build(&closure.board, around);
    assert!(faults.is_empty(), "{faults:?}");
    let again = again.unwrap();
    assert_eq!(again.hash(), board.hash());
    assert_eq!(again.publish(&rows, &occasion).unwrap(), snapshot);
}
