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
        reads: Vec::new(),
    }
}

fn begun(body: &str) -> Case {
    begun_with("", body)
}

/// With more actors, each behind a comma.
fn begun_with(actors: &str, body: &str) -> Case {
    let head = format!(
        "language: 1\nworkflow: w\ncalendar: cn\ncounting: petition-regulation\n\
         actors: {{ clerk: {{ person: '\"li\"' }}, chief: {{ person: '\"zhou\"' }}, other: {{ person: '\"wang\"' }}{actors} }}\n"
    );
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
        ..World::default()
    };
    let start = input(Cause::Start { data: Data::new(), parent: None }, "2026-09-01T10:00:00+08:00");
    let id = CaseId::requested(&docket_core::instance::IdKey::STORIES, "w", "test", "1");
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

const COMPLAINT: &str = "opens: { by: [clerk] }\ndata: { who: { type: party, private: true, optional: true }, all: { type: list, of: party, private: true, optional: true } }\n\
     events: { name: { by: [clerk], saves: [who, all] }, answer: { by: [person, helper] } }\n\
     documents: { letter: { title: { zh: 信, en: Letter }, text: { zh: '{who.name}您好', en: 'Dear {who.name}' } } }\n\
     states:\n  first: { task: { to: [clerk], does: [name] }, on: { name: { to: second } } }\n  \
     second: { task: { to: [person, helper], does: [answer] }, entry: [{ notify: { to: [person] } }, { issue: { document: letter, to: [person] } }], on: { answer: { to: over } } }\n  \
     over: { final: true }\n";

fn named(who: serde_json::Value) -> (Case, step::Step) {
    let case = begun_with(", person: { external: who }, helper: { external: all }", COMPLAINT);
    let data = json!({ "who": who, "all": [{ "name": "赵六" }, { "id": "p-qian", "name": "钱七" }, { "name": "孙八" }] });
    let cause = Cause::Event {
        name: "name".to_owned(),
        data: data.as_object().unwrap().clone(),
        task: None,
        region: None,
    };
    let input = input(cause, "2026-09-02T10:00:00+08:00");
    let step = step::step(&case.definition, &case.instance, &input, &case.world, Options::default()).unwrap();
    (case, step)
}

#[test]
fn nobody_is_invited_or_told_under_a_private_name() {
    let (_, step) = named(json!({ "name": "张三" }));
    let task = &step.instance.tasks[0];
    assert_eq!(task.candidates.len(), 4);
    assert_eq!(task.candidates.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
    assert!(task.candidates.contains(&"p-qian".to_owned()));
    let party = step.instance.data.get("who").unwrap()["id"].as_str().unwrap();
    assert_eq!(task.candidates[0], party);
    let mut open = serde_json::to_value(&step.instance).unwrap();
    open["data"] = json!({});
    open["documents"][0]["data"] = json!({});
    let outside = format!("{open}{:?}", step.effects);
    for name in ["张三", "赵六", "钱七", "孙八"] {
        assert!(!outside.contains(name), "{name} in {outside}");
    }
    assert!(outside.contains(party));
    // Whoever has an id keeps it.
    let (_, step) = named(json!({ "id": "p-zhang", "name": "张三" }));
    assert_eq!(step.instance.tasks[0].candidates[0], "p-zhang");
}

#[test]
fn the_hash_of_a_document_tells_nothing_of_private_values() {
    let letters = ["张三", "李四"].map(|name| named(json!({ "name": name })).1.instance.documents[0].clone());
    assert_ne!(letters[0].read(), letters[1].read());
    assert_eq!(letters[0].hash, letters[1].hash);
    let parts = ["", "信", "Letter", "{who.name}您好", "Dear {who.name}"].map(str::as_bytes);
    assert_eq!(letters[0].hash, docket_core::instance::Hash::of(&parts));
}

/// Two cases that answer each other for ever: on a wall clock time goes on, but what happened stands still.
#[test]
fn messages_that_follow_each_other_at_one_instant_come_to_an_end() {
    let mut case = begun(
        "opens: { by: [clerk] }\ndata: { n: { type: integer, default: 0 } }\nevents: { ping: {}, go: { by: [clerk] } }\n\
         on: { ping: { do: [{ assign: { n: =n + 1 } }] } }\nstates: { open: { task: { to: [clerk], does: [go] }, on: { go: { to: over } } }, over: { final: true } }\n",
    );
    let happened = at("2026-09-02T10:00:00+08:00");
    let message = |number: u32, occurred_at| Input {
        id: number.to_string(),
        source: Source::Case(CaseId::stored("other")),
        at: happened + jiff::SignedDuration::from_millis(i64::from(number)),
        occurred_at: Some(occurred_at),
        actor: None,
        cause: Cause::Event { name: "ping".to_owned(), data: Data::new(), task: None, region: None },
        numbers: BTreeMap::new(),
        reads: Vec::new(),
    };
    let take = |case: &mut Case, input: &Input| -> Result<(), Stop> {
        let options = Options::default();
        case.instance = step::step(&case.definition, &case.instance, input, &case.world, options)?.instance;
        Ok(())
    };
    for number in 0..step::MAX_RUSH {
        take(&mut case, &message(number, happened)).unwrap();
    }
    let Err(Stop::Fault(fault)) = take(&mut case, &message(step::MAX_RUSH, happened)) else {
        panic!("it goes on")
    };
    assert_eq!(fault, step::Fault::Limit { name: "inputs at one instant", limit: step::MAX_RUSH as usize });
    assert_eq!(case.instance.data.get("n"), Some(&json!(step::MAX_RUSH)));
    // Another instant begins anew, and so does what comes from outside.
    let later = happened + jiff::SignedDuration::from_millis(1);
    take(&mut case, &message(step::MAX_RUSH, later)).unwrap();
    case.send("go", "2026-09-03T10:00:00+08:00").unwrap();
    assert_eq!(case.instance.rush, None);
}

#[test]
fn incidents_that_nobody_settles_have_a_limit() {
    let mut case = begun(
        "opens: { by: [clerk] }\nevents: { go: { by: [clerk] } }\nstates: { open: { deadline: { within: 2 days, then: { to: over } }, task: { to: [clerk], does: [go] }, on: { go: { to: over } } }, over: { final: true } }\n",
    );
    let now = at("2026-09-04T00:00:00+08:00");
    case.instance.parked = vec![Default::default(); step::MAX_PARKED - 1];
    let parked = step::park(&case.definition, &case.instance, &case.world, now).unwrap().instance;
    assert_eq!((parked.parked.len(), parked.parked[step::MAX_PARKED - 1].version), (step::MAX_PARKED, 2));
    let full = step::park(&case.definition, &parked, &case.world, now);
    assert_eq!(full.err(), Some(step::Fault::Limit { name: "parked", limit: step::MAX_PARKED }));
}
