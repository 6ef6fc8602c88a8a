//! What a step does not compute must not be missed: shortcuts against the long way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_core::definition::{Definition, InputFile, load};
use docket_core::instance::{Actor, CaseId, Cause, Data, IdKey, Input, Instance, Source};
use docket_core::step::{self, Options, Refusal, RefusalCode, Stop, World};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

const CALENDAR: &[u8] = include_bytes!("../rules/calendar/cn.calendar.yaml");

fn loaded(text: &str) -> (Arc<Definition>, World) {
    let files = [
        InputFile { path: "cn.calendar.yaml".to_owned(), bytes: CALENDAR.to_vec() },
        InputFile { path: "w.workflow.yaml".to_owned(), bytes: text.as_bytes().to_vec() },
    ];
    let loaded = load(&files);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let world = World { calendars: loaded.calendars.clone(), ..World::default() };
    (loaded.workflows[0].definition.clone(), world)
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

fn begun(definition: &Definition, world: &World, data: serde_json::Value, at: Timestamp) -> Instance {
    let data: Data = serde_json::from_value(data).unwrap();
    let id = CaseId::requested(&IdKey::STORIES, "w", "test", "1");
    let start = input(Cause::Start { data, parent: None }, at);
    step::start(definition, id, &start, world, Options::default()).unwrap().instance
}

fn event(name: &str, data: serde_json::Value) -> Cause {
    let data = serde_json::from_value(data).unwrap();
    Cause::Event { name: name.to_owned(), data, task: None, region: None }
}

/// An event waits for a timer exactly when counting the days says that one is due.
#[test]
fn an_event_is_held_back_exactly_when_something_is_due() {
    let mut held = 0;
    for (unit, counting) in
        [("days", "petition-regulation"), ("workdays", "civil-code"), ("work_hours", "civil-code")]
    {
        for rungs in
            ["{ reach: 1% }", "{ reach: 50% }", "{ reach: due }", "{ before: 2 days }", "{ after: 1 days }"]
        {
            let (definition, world) = loaded(&format!(
                "language: 1\nworkflow: w\ncalendar: cn\ncounting: {counting}\nactors: {{ clerk: {{ person: '\"li\"' }} }}\n\
                 data: {{ n: {{ type: integer }} }}\nopens: {{ by: [clerk], saves: [n] }}\nevents: {{ go: {{ by: [clerk] }} }}\n\
                 escalations: {{ ladder: [{}] }}\nstates:\n  open:\n    task: {{ to: [clerk], does: [go] }}\n    \
                 deadline: {{ within: '={unit}(n)', escalation: ladder }}\n    on: {{ go: {{ to: over }} }}\n  over: {{ final: true }}\n",
                rungs.replace(" }", ", light: red }"),
            ));
            // Before the long holiday and a make-up Saturday.
            let start: Timestamp = "2026-09-24T23:30:00+08:00".parse().unwrap();
            for n in [1, 2, 3, 4, 5, 8, 13] {
                let case = begun(&definition, &world, json!({ "n": n }), start);
                let due = step::next_due(&definition, &case, &world).unwrap().unwrap();
                let days = (0..32).map(|day| start + SignedDuration::from_hours(24 * day));
                for at in days.chain([due - SignedDuration::from_millis(1), due]).filter(|at| *at >= start) {
                    let taken = step::step(
                        &definition,
                        &case,
                        &input(event("go", json!({})), at),
                        &world,
                        Options::default(),
                    );
                    let waits = matches!(taken, Err(Stop::TimerFirst(first)) if first == due);
                    assert_eq!(waits, due <= at, "{n} {unit}, {rungs}, at {at}, due {due}");
                    held += usize::from(waits);
                }
            }
        }
    }
    assert!(held > 500, "only {held} were held back");
}

/// A condition that held is asked again when a later event changes what it reads, and only its own step is refused.
#[test]
fn a_condition_is_asked_when_what_it_reads_changes() {
    let (definition, world) = loaded(
        "language: 1\nworkflow: w\ncalendar: cn\ncounting: civil-code\nactors: { clerk: { person: '\"li\"' } }\n\
         data: { people: { type: integer, default: 3 }, seats: { type: integer, default: 5 }, note: { type: text, optional: true } }\n\
         invariants: [{ check: 'people <= seats' }]\nopens: { by: [clerk] }\n\
         events: { write: { by: [clerk], saves: [note] }, come: { by: [clerk], saves: [people] }, close: { by: [clerk] } }\nstates:\n  \
         open: { task: { to: [clerk], does: [write, come] }, on: { write: {}, come: {}, close: { to: over } } }\n  over: { final: true }\n",
    );
    let start: Timestamp = "2026-09-01T10:00:00+08:00".parse().unwrap();
    let case = begun(&definition, &world, json!({}), start);
    let take = |case: &Instance, cause: Cause| {
        step::step(&definition, case, &input(cause, start), &world, Options::default())
    };
    let case = take(&case, event("write", json!({ "note": "x" }))).unwrap().instance;
    let refused = take(&case, event("come", json!({ "people": 6 })));
    let Err(Stop::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert!(matches!(*refusal, Refusal { code: RefusalCode::Invariant, .. }), "{refusal:?}");
    let case = take(&case, event("come", json!({ "people": 5 }))).unwrap().instance;
    assert_eq!(case.data.get("people"), Some(&json!(5)));
}
