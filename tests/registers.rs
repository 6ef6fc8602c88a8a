//! Registers in running cases: what rows say at a step, and what becomes of a case whose row is gone.

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
use docket_core::instance::{Actor, CaseId, Cause, Data, IdKey, Input, Instance, Source};
use docket_core::step::{self, Options, Stop, Trace, World, spoken};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const WORKFLOW: &str = "language: 1
workflow: w
calendar: cn
counting: petition-regulation
actors:
  clerk: { person: '\"li\"' }
  raters: { register: raters, where: 'item.organ == organ', column: who, except: [clerk] }
data:
  service: { type: row, register: services }
  organ: { type: unit, default: housing }
  others: { type: list, of: row, register: services, optional: true }
derive:
  promised: { value: service.days }
find:
  mean: { register: services, give: mean, value: fee }
  all: { register: services, give: list }
publish:
  service: { value: service }
  days: { type: duration, value: service.days }
invariants: [{ title: 费用不超过五十, check: 'service.fee <= 50' }]
opens: { by: [clerk], saves: [service, others] }
events:
  go: { by: [clerk] }
  change: { by: [clerk], saves: [service] }
  copy: { by: [clerk], data: { from: { type: row, register: services } } }
  rate: { by: [raters] }
states:
  open:
    task: { to: [clerk], does: [go, change, copy] }
    deadline: { within: =promised, then: { to: over } }
    on:
      go: { guard: 'mean == 20 && all[0].code == \"A\"', to: rating }
      change: {}
      copy: { guard: event.from.fee > service.fee, do: [{ assign: { others: '=[event.from, service]', service: =event.from } }] }
  rating:
    task: { to: [raters], does: [rate] }
    on: { rate: { to: over } }
  over: { final: true }
";

const RATERS: &str = "language: 1
register: raters
key: serial
columns: { serial: { type: text }, who: { type: list, of: person }, organ: { type: unit } }
rows:
  - { serial: a, who: [zhao, li], organ: housing }
  - { serial: b, who: [chen], organ: health }
  - { serial: c, who: [sun, zhao], organ: housing }
";

fn services(rows: &str) -> String {
    format!(
        "language: 1\nregister: services\nkey: code\ncolumns: {{ code: {{ type: text }}, days: {{ type: duration }}, fee: {{ \
         type: decimal }} }}\nrows: [{rows}]\n"
    )
}

const ROWS: &str = "{ code: A, days: 5 workdays, fee: 10 }, { code: B, days: 3 days, fee: 30 }";

/// The workflow with its world, the items written so.
fn loaded(services: &str) -> (Definition, World) {
    let file = |path: &str, text: &str| InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let loaded = load(&[
        file("cn.calendar.yaml", include_str!("../rules/calendar/cn.calendar.yaml")),
        file("hall.org.yaml", include_str!("../examples/counter/hall.org.yaml")),
        file("services.register.yaml", services),
        file("raters.register.yaml", RATERS),
        file("w.workflow.yaml", WORKFLOW),
    ]);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: loaded.orgs[0].organisation.clone(),
        registers: loaded.registers.clone(),
        ..World::default()
    };
    // As a host reads it back: nothing is known of registers but what the world says.
    (compile_closure(&loaded.workflows[0].closure).unwrap(), world)
}

/// The world after the items were written anew.
fn changed(services: &str) -> World {
    let file = InputFile { path: "s.register.yaml".to_owned(), bytes: services.as_bytes().to_vec() };
    let loaded = load(&[file]);
    World { registers: loaded.registers, ..self::loaded(&self::services(ROWS)).1 }
}

fn input(cause: Cause) -> Input {
    Input {
        id: "1".to_owned(),
        source: Source::Token("test".to_owned()),
        at: "2026-09-01T10:00:00+08:00".parse::<Timestamp>().unwrap(),
        occurred_at: None,
        actor: Some(Actor { id: "li".to_owned(), through: None }),
        cause,
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    }
}

fn data(value: Value) -> Data {
    serde_json::from_value(value).unwrap()
}

fn start(definition: &Definition, world: &World, value: Value) -> Result<Instance, Stop> {
    let cause = Cause::Start { data: data(value), parent: None };
    let id = CaseId::requested(&IdKey::STORIES, "w", "test", "1");
    step::start(definition, id, &input(cause), world, Options::default()).map(|step| step.instance)
}

fn send(
    definition: &Definition,
    case: &Instance,
    world: &World,
    name: &str,
    value: Value,
) -> Result<step::Step, Stop> {
    let cause = Cause::Event { name: name.to_owned(), data: data(value), task: None, region: None };
    let options = Options { trace: true, ..Options::default() };
    step::step(definition, case, &input(cause), world, options)
}

fn fault(stop: Result<step::Step, Stop>) -> String {
    match stop {
        Err(Stop::Fault(fault)) => fault.to_string(),
        other => panic!("no fault: {other:?}"),
    }
}

#[test]
fn a_key_that_no_row_has_is_refused_at_its_field() {
    let (definition, world) = loaded(&services("{ code: A-001, days: 1 days, fee: 1 }"));
    let Err(Stop::Refused(refusal)) =
        start(&definition, &world, json!({ "service": "A-01", "others": ["A-001", "B"] }))
    else {
        panic!("it is taken");
    };
    let told: Vec<_> =
        refusal.fields.iter().map(|fault| (fault.field.as_str(), &*fault.expected.en)).collect();
    let known = "key of a row of the register services";
    assert_eq!(told[0], ("others[1]", known));
    assert_eq!(told[1], ("service", &*format!("{known}; did you mean A-001")));
    assert!(refusal.fields[1].expected.zh.contains("是否想写 A-001"));
}

#[test]
fn a_deadline_is_as_long_as_the_row_says_when_it_begins() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "B" })).unwrap();
    let due = |case: &Instance, world| {
        step::due(&definition, case, "open", world).unwrap().unwrap().date.to_string()
    };
    assert_eq!(due(&case, &world), "2026-09-04");
    let later = changed(&services("{ code: B, days: 9 days, fee: 1 }"));
    assert_eq!(due(&case, &later), "2026-09-04", "what was granted stays granted");
    assert_eq!(due(&start(&definition, &later, json!({ "service": "B" })).unwrap(), &later), "2026-09-10");
}

#[test]
fn a_row_is_kept_as_its_key() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "A" })).unwrap();
    let case = send(&definition, &case, &world, "copy", json!({ "from": "B" })).unwrap().instance;
    assert_eq!(case.data.get("service"), Some(&json!("B")));
    assert_eq!(case.data.get("others"), Some(&json!(["B", "A"])));
}

#[test]
fn a_published_row_is_its_key_and_a_published_cell_what_it_says() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "A" })).unwrap();
    let now = "2026-09-01T10:00:00+08:00".parse().unwrap();
    let row = step::published(&definition, &case, &world, now).unwrap();
    assert_eq!(
        (row.columns.get("service"), row.columns.get("days")),
        (Some(&json!("A")), Some(&json!("5 workdays")))
    );
}

#[test]
fn aggregates_and_actors_look_at_the_rows_of_the_step() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "A" })).unwrap();
    let step = send(&definition, &case, &world, "go", json!({})).unwrap();
    let raters = step.trace.iter().find_map(|line| match line {
        Trace::Actor { name, found, why } if name == "raters" => Some((found.clone(), why.clone())),
        _ => None,
    });
    let why = "raters: 2 of 3 rows, column who; left out: clerk".to_owned();
    assert_eq!(raters, Some((vec!["zhao".to_owned(), "sun".to_owned()], why)));
    let told: Vec<String> =
        step::explain(&step.trace, &jiff::tz::TimeZone::UTC).into_iter().map(|line| line.zh).collect();
    assert!(told.iter().any(|line| line.contains("3 行中 2 行符合，取“who”列；回避：clerk")), "{told:#?}");
    let dearer = changed(&services("{ code: A, days: 1 days, fee: 10 }, { code: B, days: 3 days, fee: 31 }"));
    assert!(matches!(send(&definition, &case, &dearer, "go", json!({})), Err(Stop::Refused(_))));
}

#[test]
fn a_row_that_is_gone_is_a_fault_in_words_and_changes_nothing() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "B" })).unwrap();
    let gone = changed(&services("{ code: A, days: 1 days, fee: 10 }"));
    let told = fault(send(&definition, &case, &gone, "copy", json!({ "from": "A" })));
    assert!(told.ends_with("the register `services` has no row `B` now"), "{told}");
    assert!(spoken(&told).zh.ends_with("名册“services”里现在没有“B”这一行"), "{}", spoken(&told).zh);
    // Another item mends it.
    let mended = send(&definition, &case, &gone, "change", json!({ "service": "A" })).unwrap().instance;
    assert_eq!(mended.data.get("service"), Some(&json!("A")));
}

#[test]
fn a_column_or_register_that_is_gone_is_a_fault_in_words() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "B" })).unwrap();
    let text = services(ROWS).replace("fee", "price");
    let told = fault(send(&definition, &case, &changed(&text), "copy", json!({ "from": "A" })));
    assert!(told.ends_with("the register `services` has no column `fee`"), "{told}");
    let told = fault(send(&definition, &case, &changed(&text), "go", json!({})));
    assert!(
        told.ends_with("unknown variable `fee`"),
        "the cause is told, not the name of the aggregate: {told}"
    );
    let none = World { registers: Default::default(), ..world };
    let told = fault(send(&definition, &case, &none, "go", json!({})));
    assert!(told.ends_with("there is no register `services` now"), "{told}");
}

#[test]
fn a_condition_over_a_row_is_asked_again_when_only_the_row_has_changed() {
    let (definition, world) = loaded(&services(ROWS));
    let case = start(&definition, &world, json!({ "service": "A" })).unwrap();
    let dear = changed(&services("{ code: A, days: 1 days, fee: 60 }, { code: B, days: 1 days, fee: 61 }"));
    assert!(matches!(
        send(&definition, &case, &dear, "change", json!({ "service": "A" })),
        Err(Stop::Refused(_))
    ));
    assert!(send(&definition, &case, &world, "change", json!({ "service": "A" })).is_ok());
}

#[test]
fn a_list_of_too_many_rows_is_a_fault_and_a_mean_of_them_is_not() {
    let rows = |n: u32| {
        let rows: Vec<String> = (0..n).map(|n| format!("{{ code: A{n}, days: 1 days, fee: 20 }}")).collect();
        services(&rows.join(", "))
    };
    let (definition, world) = loaded(&rows(1001));
    let case = start(&definition, &world, json!({ "service": "A0" })).unwrap();
    let told = fault(send(&definition, &case, &world, "go", json!({})));
    assert!(told.ends_with("a list of 1001 values is too long: at most 1000"), "{told}");
}

#[test]
fn the_log_names_the_version_of_every_register() {
    let file = |path: &str, text: &str| InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let loaded = load(&[
        file("cn.calendar.yaml", include_str!("../rules/calendar/cn.calendar.yaml")),
        file("hall.org.yaml", include_str!("../examples/counter/hall.org.yaml")),
        file("raters.register.yaml", RATERS),
    ]);
    let rules = docket::cli::rules::of(&loaded).unwrap();
    let version = loaded.registers.get("raters").unwrap().version();
    assert_eq!(rules.world.versions.get("register.raters").map(String::as_str), Some(version));
}
