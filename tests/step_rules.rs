//! What a careful reader asked of a step: small workflows, each with one question.

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
use docket_core::instance::{Actor, CaseId, Cause, Data, Input, Instance, Source};
use docket_core::organisation::Organisation;
use docket_core::step::{self, Options, Stop, World};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

const CALENDAR: &[u8] = include_bytes!("../rules/calendar/cn.calendar.yaml");

struct Case {
    definition: Arc<Definition>,
    world: World,
    instance: Instance,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn input(cause: Cause, now: &str) -> Input {
    Input {
        id: now.to_owned(),
        source: Source::Token("test".to_owned()),
        at: at(now),
        occurred_at: None,
        actor: Some(Actor { id: "li".to_owned(), through: None }),
        cause,
        numbers: BTreeMap::new(),
    }
}

fn begun(body: &str) -> Case {
    let head = "language: 1\nworkflow: w\ncalendar: cn\ncounting: petition-regulation\n\
                actors: { clerk: { person: '\"li\"' }, chief: { person: '\"zhou\"' }, other: { person: '\"wang\"' } }\n";
    let files = [
        InputFile { path: "cn.calendar.yaml".to_owned(), bytes: CALENDAR.to_vec() },
        InputFile { path: "w.workflow.yaml".to_owned(), bytes: format!("{head}{body}").into_bytes() },
    ];
    let loaded = load(&files);
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    let definition = loaded.workflows[0].definition.clone();
    let world = World {
        calendars: loaded.calendars.clone(),
        organisation: Arc::new(Organisation::default()),
        versions: BTreeMap::new(),
    };
    let start = input(Cause::Start { data: Data::new(), parent: None }, "2026-09-01T10:00:00+08:00");
    let id = CaseId::requested("w", "test", "1");
    let instance = step::start(&definition, id, &start, &world, Options::default()).unwrap().instance;
    Case { definition, world, instance }
}

impl Case {
    fn take(&mut self, cause: Cause, now: &str) -> Result<(), Stop> {
        let step = step::step(
            &self.definition,
            &self.instance,
            &input(cause, now),
            &self.world,
            Options::default(),
        )?;
        self.instance = step.instance;
        Ok(())
    }

    fn send(&mut self, name: &str, now: &str) -> Result<(), Stop> {
        self.take(Cause::Event { name: name.to_owned(), data: Data::new(), task: None, region: None }, now)
    }

    fn due(&self, deadline: &str) -> Option<String> {
        let due = step::due(&self.definition, &self.instance, deadline, &self.world).unwrap();
        due.map(|due| due.date.to_string())
    }
}

#[test]
fn time_stands_still_until_the_last_of_the_states_that_stop_it_is_left() {
    let mut case = begun(
        "opens: { by: [clerk] }\nevents: { hear: { by: [clerk] }, heard: { by: [clerk] }, weigh: { by: [clerk] }, weighed: { by: [clerk] } }\n\
         states:\n  working:\n    deadline: { within: 10 days, stops_in: [hearing, weighing], then: { to: over } }\n    regions:\n      \
         left: { states: { calm: { on: { hear: { to: hearing } }, task: { to: [clerk], does: [hear] } }, hearing: { on: { heard: { to: calm } } } } }\n      \
         right: { states: { idle: { on: { weigh: { to: weighing } } }, weighing: { on: { weighed: { to: idle } } } } }\n  over: { final: true }\n",
    );
    assert_eq!(case.due("working").as_deref(), Some("2026-09-11"));
    case.send("hear", "2026-09-02T10:00:00+08:00").unwrap();
    case.send("weigh", "2026-09-03T10:00:00+08:00").unwrap();
    case.send("heard", "2026-09-04T10:00:00+08:00").unwrap();
    assert_eq!(case.due("working"), None, "the weighing goes on");
    case.send("weighed", "2026-09-07T10:00:00+08:00").unwrap();
    assert_eq!(case.due("working").as_deref(), Some("2026-09-16"), "five days stood still");
}

#[test]
fn an_error_that_nothing_takes_comes_to_an_end() {
    let mut case = begun(
        "opens: { by: [clerk] }\ndata: { n: { type: integer, default: 0 } }\nevents: { go: { by: [clerk] } }\nstates:\n  \
         calm: { task: { to: [clerk], does: [go] }, on: { go: { to: stuck } } }\n  \
         stuck:\n    task: { to: [clerk], does: [go] }\n    always: { guard: 'ratio(1, n) == ratio(1, 1)', to: over }\n    \
         on: { error.guard: { guard: 'n > 5', to: over }, go: { to: over } }\n  over: { final: true }\n",
    );
    let before = case.instance.clone();
    let Err(Stop::Fault(fault)) = case.send("go", "2026-09-02T10:00:00+08:00") else { panic!("it rests") };
    assert_eq!(fault, step::Fault::Microsteps);
    assert_eq!(case.instance, before, "a fault leaves the case as it was");
}

#[test]
fn a_rung_does_not_change_who_approves() {
    let mut case = begun(
        "opens: { by: [clerk] }\nevents: { extend: { by: [clerk], approval: { by: [chief] } } }\nescalations:\n  \
         ladder: [ { reach: due, reassign: [other] } ]\nstates:\n  \
         working: { task: { to: [clerk], does: [extend] }, deadline: { within: 2 days, escalation: ladder }, on: { extend: { to: over } } }\n  \
         over: { final: true }\n",
    );
    case.send("extend", "2026-09-02T10:00:00+08:00").unwrap();
    case.take(Cause::Wake, "2026-09-04T00:00:00+08:00").unwrap();
    let who = |case: &Case, name: &str| {
        case.instance.tasks.iter().find(|task| task.name == name).map(|task| task.candidates.clone())
    };
    assert_eq!(who(&case, "working"), Some(vec!["wang".to_owned()]));
    assert_eq!(who(&case, "extend.approval"), Some(vec!["zhou".to_owned()]));
}

#[test]
fn a_kept_event_that_fails_is_parked_and_the_case_goes_on() {
    let mut case = begun(
        "opens: { by: [clerk] }\ndata: { n: { type: integer, default: 0 } }\n\
         events: { early: { by: [clerk], when_unhandled: defer }, go: { by: [clerk] } }\nstates:\n  \
         first: { task: { to: [clerk], does: [go] }, on: { go: { to: second } } }\n  \
         second: { task: { to: [clerk], does: [go] }, on: { early: { guard: 'ratio(1, n) == ratio(1, 1)', to: over }, go: { to: over } } }\n  \
         over: { final: true }\n",
    );
    case.send("early", "2026-09-02T10:00:00+08:00").unwrap();
    let go = input(
        Cause::Event { name: "go".to_owned(), data: Data::new(), task: None, region: None },
        "2026-09-02T11:00:00+08:00",
    );
    let chain = step::chain::take(
        &case.definition,
        &case.instance,
        go,
        &case.world,
        &BTreeMap::new(),
        Options::default(),
    )
    .unwrap();
    assert!(chain.outcome.is_ok(), "{:?}", chain.outcome);
    let after = chain.instance().unwrap();
    assert_eq!(serde_json::to_value(&after.parked).unwrap()[0]["kept"]["name"], json!("early"));
    assert!(after.active.keys().any(|node| node.state == "second"));
}

#[test]
fn what_was_frozen_while_an_approval_waited_is_not_overwritten() {
    let mut case = begun(
        "opens: { by: [clerk] }\ndata: { sum: { type: integer, default: 1 } }\n\
         events: { raise_sum: { by: [clerk], saves: [sum], approval: { by: [clerk] } }, lock: { by: [clerk] } }\nstates:\n  \
         working:\n    on: { raise_sum: { } }\n    states:\n      \
         free: { task: { to: [clerk], does: [lock, raise_sum] }, on: { lock: { to: locked } } }\n      \
         locked: { task: { to: [clerk], does: [raise_sum] }, freezes: [sum] }\n",
    );
    let data = serde_json::from_value(json!({ "sum": 5 })).unwrap();
    let ask = Cause::Event { name: "raise_sum".to_owned(), data, task: None, region: None };
    case.take(ask, "2026-09-02T10:00:00+08:00").unwrap();
    let task = case.instance.requests[0].task.clone();
    case.send("lock", "2026-09-02T11:00:00+08:00").unwrap();
    let decided = case.take(Cause::Decide { task, approve: true, reason: None }, "2026-09-02T12:00:00+08:00");
    let Err(Stop::Refused(refusal)) = decided else { panic!("{decided:?}") };
    assert_eq!(refusal.code, step::RefusalCode::Frozen);
    assert_eq!(case.instance.data.get("sum"), Some(&json!(1)));
}
