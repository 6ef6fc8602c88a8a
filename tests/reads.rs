//! Aggregates over what other cases publish: what a step asks for, what it keeps, and that it gives the same again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::definition::{Definition, InputFile, compile_closure, load};
use docket_core::instance::{Actor, CaseId, Cause, IdKey, Input, Instance, Row, Source};
use docket_core::step::{
    self, Fault, MAX_READ_ROWS, Need, Options, Snapshot, Step, Stop, Trace, World, spoken,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TASK: &str = "language: 1
workflow: task
calendar: cn
counting: civil-code
unit: lead
actors: { clerk: { person: '\"li\"' } }
data: { lead: { type: unit }, budget: { type: money, optional: true }, day: { type: date, optional: true } }
publish:
  lead: { value: lead }
  budget: { value: budget }
  day: { value: day }
  open: { value: 'active(\"open\")' }
opens: { by: [clerk], saves: [lead, budget, day] }
states: { open: { deadline: { within: 5 days, then: { to: closed } } }, closed: { final: true } }
";

const OTHER: &str = "language: 1
workflow: other
calendar: cn
counting: civil-code
actors: { clerk: { person: '\"li\"' } }
publish: { grade: { type: integer, value: '3' } }
opens: { by: [clerk] }
states: { open: { deadline: { within: 5 days, then: { to: closed } } }, closed: { final: true } }
";

const READER: &str = "language: 1
workflow: reader
calendar: cn
counting: civil-code
actors: { clerk: { person: '\"li\"' } }
data:
  organ: { type: unit, default: housing }
  low: { type: integer, default: 0 }
  one: { type: integer, optional: true }
  two: { type: integer, optional: true }
  three: { type: integer, optional: true }
  got: { type: text, optional: true }
find:
  tasks: { workflow: task, reads: { lead: { type: unit } }, where: lead == organ, give: count }
  spent: { workflow: task, reads: { budget: { type: decimal } }, give: sum, value: budget }
  mean: { workflow: task, reads: { budget: { type: decimal }, day: { type: date } }, where: day < today(), give: mean, value: budget }
  dear: { workflow: task, reads: { budget: { type: decimal } }, where: budget > low, give: share }
  first_day: { workflow: task, reads: { day: { type: date } }, give: min, value: day }
  days: { workflow: task, reads: { day: { type: date } }, where: day < today(), give: list, value: day }
  now_open: { workflow: task, reads: { open: { type: bool } }, where: open && active(\"open\"), give: count }
  grades: { workflow: other, reads: { grade: { type: integer } }, give: sum, value: grade }
  wrong: { workflow: task, reads: { budget: { type: decimal } }, where: 'budget > ratio(1, low)', give: count }
derive:
  both: { value: tasks + grades }
opens: { by: [clerk] }
events:
  calm: { by: [clerk] }
  count: { by: [clerk] }
  move: { by: [clerk] }
  all: { by: [clerk] }
  two: { by: [clerk] }
  fail: { by: [clerk] }
states:
  open:
    task: { to: [clerk], does: [count] }
    on:
      calm: { do: [{ assign: { low: =low + 1 } }] }
      count: { guard: tasks > 1 && tasks < 10, to: busy }
      move:
        do:
          - { assign: { one: =tasks } }
          - { assign: { two: =tasks } }
          - { assign: { organ: health } }
          - { assign: { three: =tasks } }
      all: { do: [{ assign: { got: '=`${spent} ${mean} ${dear} ${first_day} ${days.len()} ${now_open}`' } }] }
      two: { guard: both == 5, to: busy }
      fail: { guard: wrong > 0, to: busy }
      error.guard: { to: busy }
  busy: { final: true }
";

fn file(path: &str, text: &str) -> InputFile {
    InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// The workflow that reads, as a host reads it back: compiled alone.
fn loaded() -> (Definition, World) {
    let loaded = load(&[
        file("cn.calendar.yaml", include_str!("../rules/calendar/cn.calendar.yaml")),
        file("hall.org.yaml", include_str!("../examples/counter/hall.org.yaml")),
        file("task.workflow.yaml", TASK),
        file("other.workflow.yaml", OTHER),
        file("reader.workflow.yaml", READER),
    ]);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: loaded.orgs[0].organisation.clone(),
        ..World::default()
    };
    let reader = loaded.workflows.iter().find(|workflow| workflow.definition.name == "reader").unwrap();
    (compile_closure(&reader.closure).unwrap(), world)
}

fn at(text: &str) -> Timestamp {
    format!("2026-09-{text}:00+08:00").parse().unwrap()
}

fn input(cause: Cause) -> Input {
    Input {
        id: "1".to_owned(),
        source: Source::Token("test".to_owned()),
        at: at("02T10:00"),
        occurred_at: None,
        actor: Some(Actor { id: "li".to_owned(), through: None }),
        cause,
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    }
}

fn row(workflow: &str, place: usize, columns: Value) -> Row {
    Row {
        id: CaseId::requested(&IdKey::STORIES, workflow, "test", &place.to_string()),
        workflow: workflow.into(),
        state: Some("open".to_owned()),
        unit: None,
        light: None,
        opened_at: at("01T09:00").checked_add(jiff::SignedDuration::from_secs(place as i64)).unwrap(),
        due_at: None,
        ended: false,
        columns: columns.as_object().unwrap().clone(),
    }
}

/// Four tasks, one of which leaves everything but its unit open.
fn tasks() -> Vec<Row> {
    vec![
        row("task", 1, json!({ "lead": "housing", "budget": "1.50", "day": "2026-09-02", "open": true })),
        row("task", 2, json!({ "lead": "housing", "budget": "2", "day": "2026-09-01", "open": false })),
        row("task", 3, json!({ "lead": "health", "budget": "4.25", "day": "2026-08-31", "open": true })),
        row("task", 4, json!({ "lead": "housing", "open": true })),
    ]
}

fn event(name: &str) -> Input {
    input(Cause::Event { name: name.to_owned(), data: Default::default(), task: None, region: None })
}

fn begun(definition: &Definition, world: &World) -> Instance {
    let start = input(Cause::Start { data: Default::default(), parent: None });
    let id = CaseId::requested(&IdKey::STORIES, "reader", "test", "1");
    step::start(definition, id, &start, world, Options::default()).unwrap().instance
}

fn snapshot(workflows: &[&str], rows: Vec<Row>) -> Snapshot {
    let workflows: BTreeSet<String> = workflows.iter().map(|name| (*name).to_owned()).collect();
    Snapshot::new(at("02T09:59"), &workflows, rows)
}

/// Takes an event with these rows of tasks.
fn taken(name: &str, rows: Vec<Row>) -> Result<(Instance, Step), Stop> {
    let (definition, world) = loaded();
    let case = begun(&definition, &world);
    let rows = snapshot(&["task"], rows);
    let options = Options { rows: Some(&rows), trace: true, ..Options::default() };
    step::step(&definition, &case, &event(name), &world, options).map(|step| (case, step))
}

fn needed(workflows: &[&str]) -> Need {
    Need::Rows(workflows.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn a_step_asks_only_when_it_reads() {
    let (definition, world) = loaded();
    let case = begun(&definition, &world);
    let calm = step::step(&definition, &case, &event("calm"), &world, Options::default()).unwrap();
    assert_eq!(calm.reads, []);
    let asked = step::step(&definition, &case, &event("count"), &world, Options::default());
    assert!(matches!(asked, Err(Stop::Needs(need)) if need == needed(&["task"])));
}

#[test]
fn what_was_read_stands_in_the_input_and_the_step_comes_out_the_same_again() {
    let (definition, world) = loaded();
    let (case, step) = taken("count", tasks()).unwrap();
    assert_eq!(step.instance.ended.as_deref(), Some("busy"));
    let [read] = step.reads.as_slice() else { panic!("{:?}", step.reads) };
    assert_eq!((read.find.as_str(), read.as_of, read.rows), ("tasks", at("02T09:59"), 4));
    assert_eq!(read.value, json!(3));
    // As it stands in the log, without any rows, while the tasks are others by now.
    let kept = Input { reads: step.reads.clone(), ..event("count") };
    let kept: Input = serde_json::from_value(serde_json::to_value(&kept).unwrap()).unwrap();
    let others = snapshot(&["task"], Vec::new());
    for rows in [None, Some(&others)] {
        let options = Options { trace: true, rows, ..Options::default() };
        let again = step::step(&definition, &case, &kept, &world, options).unwrap();
        assert_eq!((&again.instance, &again.reads), (&step.instance, &step.reads));
        assert_eq!(again.trace, step.trace);
    }
    let lines = step::explain(&step.trace, &TimeZone::UTC);
    let line = lines.iter().find(|line| line.en.starts_with("read tasks")).unwrap();
    assert_eq!(line.en, "read tasks = 3 (4 rows published by task as of 2026-09-02 01:59:00; may be stale)");
    assert!(line.zh.contains("task 公布的 4 行") && line.zh.contains("可能已有变化"), "{}", line.zh);
    assert!(step.trace.iter().any(
        |item| matches!(item, Trace::Guard { saw, .. } if saw.contains(&("tasks".to_owned(), "3".to_owned())))
    ));
}

#[test]
fn one_aggregate_asked_with_other_data_is_read_again() {
    let (definition, world) = loaded();
    let (case, step) = taken("move", tasks()).unwrap();
    let seen = ["one", "two", "three"].map(|field| step.instance.data.get(field).cloned());
    assert_eq!(seen, [Some(json!(3)), Some(json!(3)), Some(json!(1))]);
    let values: Vec<&Value> = step.reads.iter().map(|read| &read.value).collect();
    assert_eq!(values, [&json!(3), &json!(1)]);
    let kept = Input { reads: step.reads.clone(), ..event("move") };
    let again = step::step(&definition, &case, &kept, &world, Options::default()).unwrap();
    assert_eq!(again.instance, step.instance);
}

#[test]
fn values_of_every_sort_are_exact_and_come_back_as_they_were() {
    let (definition, world) = loaded();
    let (case, step) = taken("all", tasks()).unwrap();
    // What a row lacks adds nothing, and a condition over it does not hold.
    assert_eq!(step.instance.data.get("got"), Some(&json!("7.75 3.1250 3/4 2026-08-31 2 3")));
    let value = |name: &str| step.reads.iter().find(|read| read.find == name).unwrap().value.clone();
    assert_eq!(value("spent"), json!({ "decimal": "7.75" }));
    assert_eq!(value("days"), json!([{ "date": "2026-09-01" }, { "date": "2026-08-31" }]));
    let kept = Input { reads: step.reads.clone(), ..event("all") };
    let again = step::step(&definition, &case, &kept, &world, Options::default()).unwrap();
    assert_eq!(again.instance, step.instance);
}

#[test]
fn all_that_one_step_reads_is_read_at_once() {
    let (definition, world) = loaded();
    let case = begun(&definition, &world);
    let first = snapshot(&["task"], tasks());
    let options = Options { rows: Some(&first), ..Options::default() };
    let asked = step::step(&definition, &case, &event("two"), &world, options);
    assert!(matches!(asked, Err(Stop::Needs(need)) if need == needed(&["other", "task"])));
    let grade = row("other", 9, json!({ "grade": 2 }));
    let all = snapshot(&["other", "task"], tasks().into_iter().chain([grade]).collect());
    let options = Options { rows: Some(&all), ..Options::default() };
    let step = step::step(&definition, &case, &event("two"), &world, options).unwrap();
    assert_eq!(step.instance.ended.as_deref(), Some("busy"));
    assert_eq!(step.reads.iter().map(|read| read.rows).collect::<Vec<_>>(), [1, 4]);
}

#[test]
fn too_many_rows_are_a_fault_with_a_name() {
    let many =
        |count: usize| (0..count).map(|place| row("task", place, json!({ "lead": "housing" }))).collect();
    let limit = Fault::Limit { name: "rows read of other cases", limit: MAX_READ_ROWS };
    assert!(matches!(taken("count", many(MAX_READ_ROWS + 1)), Err(Stop::Fault(fault)) if fault == limit));
    let refused = taken("count", many(MAX_READ_ROWS));
    assert!(matches!(refused, Err(Stop::Refused(refusal)) if refusal.arguments["saw"] == "tasks = 10000"));
}

#[test]
fn what_cannot_be_computed_of_rows_ends_the_step_whatever_handles_errors() {
    let message = |stop: Result<(Instance, Step), Stop>| match stop {
        Err(Stop::Fault(fault)) => fault.to_string(),
        other => panic!("{other:?}"),
    };
    let said = message(taken("fail", tasks()));
    assert!(said.starts_with("find.wrong: "), "{said}");
    // A row of a version that published another type.
    let odd = message(taken("count", vec![row("task", 1, json!({ "lead": 7 }))]));
    assert!(odd.starts_with("find.tasks: `lead` of task-"), "{odd}");
    assert!(spoken(&odd).zh.contains("公布"), "{}", spoken(&odd).zh);
}

#[test]
fn whoever_only_looks_reads_nothing() {
    let (definition, world) = loaded();
    let case = begun(&definition, &world);
    let script = definition.derive["both"].value.clone();
    let said = step::value(&definition, &case, &script, &world, case.at).unwrap_err();
    assert_eq!(said, "`grades` is read of other cases only while an input is taken");
    assert!(!spoken(&said).zh.contains("系统原文"), "{}", spoken(&said).zh);
    assert_eq!(step::possible(&definition, &case, &world, case.at).len(), 6);
}
