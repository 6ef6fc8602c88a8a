//! What holds for every chart: active states are legal, a chart without rest is a fault, the fold of patches is the
//! case. `System` checks the first and the last after every step.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may"
)]

#[path = "vectors/statechart/actions.rs"]
mod actions;
#[path = "vectors/statechart/build.rs"]
mod build;
#[path = "vectors/statechart/system.rs"]
mod system;

use proptest::prelude::*;
use serde_json::{Value, json};
use system::System;

/// Choices read off a list of bytes, so that a failing chart shrinks with it.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, most: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % most.max(1))
    }

    fn pick<'t>(&mut self, from: &'t [String]) -> &'t str {
        let place = self.below(from.len());
        &from[place]
    }
}

fn state(choices: &mut Choices<'_>, depth: usize, count: &mut usize) -> Value {
    *count += 1;
    let id = format!("s{count}");
    let kind = if depth == 0 { 0 } else { choices.below(4) };
    let inner: Vec<Value> = match kind {
        0 | 1 => Vec::new(),
        _ => (0..=choices.below(2) + 1).map(|_| state(choices, depth - 1, count)).collect(),
    };
    let kind = match kind {
        0 => "atomic",
        1 => "final",
        2 => "compound",
        // A region of a parallel state is no end.
        _ if inner.iter().any(|inner| inner["type"] == "final") => "compound",
        _ => "parallel",
    };
    let mut state = json!({ "id": id, "type": kind, "states": inner });
    if matches!(kind, "compound" | "parallel") && choices.below(2) == 1 {
        *count += 1;
        let within = ids(&state["states"], false);
        let target = choices.pick(&within).to_owned();
        let depth = if choices.below(2) == 0 { "deep" } else { "shallow" };
        let history = json!({
            "id": format!("h{count}"), "type": "history", "history": depth,
            "default": { "target": [target], "actions": [{ "raise": "e0" }] },
        });
        state["states"].as_array_mut().unwrap().push(history);
    }
    if kind == "compound" && choices.below(2) == 1 {
        let within = ids(&state["states"], true);
        state["initial"] = json!([choices.pick(&within)]);
    }
    state
}

/// The ids of states and of those inside them.
fn ids(states: &Value, histories: bool) -> Vec<String> {
    let mut found = Vec::new();
    for state in states.as_array().into_iter().flatten() {
        if histories || state["type"] != "history" {
            found.push(state["id"].as_str().unwrap().to_owned());
        }
        found.extend(ids(&state["states"], histories));
    }
    found
}

/// The targets of one transition: one state, or one in each of two regions.
fn targets(choices: &mut Choices<'_>, all: &[String], regions: &[(String, String)]) -> Value {
    match choices.below(5) {
        0 => json!([]),
        1 if !regions.is_empty() => {
            let (one, other) = &regions[choices.below(regions.len())];
            json!([one, other])
        }
        _ => json!([choices.pick(all)]),
    }
}

/// Pairs of states in different regions of one parallel state.
fn pairs(states: &Value, found: &mut Vec<(String, String)>) {
    for state in states.as_array().into_iter().flatten() {
        if state["type"] == "parallel" {
            let inner: Vec<&Value> = state["states"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|inner| inner["type"] != "history")
                .collect();
            for two in inner.windows(2) {
                let last = |region: &Value| ids(&json!([region]), false).pop().unwrap();
                found.push((last(two[0]), last(two[1])));
            }
        }
        pairs(&state["states"], found);
    }
}

fn wire(choices: &mut Choices<'_>, states: &mut Value, all: &[String], regions: &[(String, String)]) {
    for state in states.as_array_mut().into_iter().flatten() {
        let kind = state["type"].as_str().unwrap().to_owned();
        if kind == "history" {
            continue;
        }
        let mut ways = Vec::new();
        if kind != "final" {
            for _ in 0..choices.below(3) {
                let mut way = json!({
                    "target": targets(choices, all, regions),
                    "type": (["external", "internal", "stays"][choices.below(3)]),
                    "actions": [{ "assign": { "var": "n", "expr": "n + 1" } }],
                });
                if choices.below(8) == 1 {
                    way["cond"] = json!("n < 5");
                } else {
                    way["event"] = json!([(["e0", "e1", "e2", "done", "*"][choices.below(5)])]);
                    if choices.below(4) == 1 {
                        way["cond"] = json!(format!("active(\"{}\")", choices.pick(all)));
                    }
                }
                ways.push(way);
            }
        }
        state["transitions"] = json!(ways);
        if choices.below(4) == 1 {
            state["onentry"] = json!([[{ "send": { "event": "e1", "delay_ms": 10 } }]]);
        }
        if choices.below(4) == 1 {
            state["onexit"] = json!([[{ "raise": "e2" }]]);
        }
        wire(choices, &mut state["states"], all, regions);
    }
}

fn machine(bytes: &[u8]) -> Value {
    let mut choices = Choices(bytes.iter());
    let mut count = 0;
    let mut states: Vec<Value> = (0..2).map(|_| state(&mut choices, 3, &mut count)).collect();
    states.retain(|state| state["type"] != "final");
    states.push(json!({ "id": "end", "type": "final" }));
    let mut states = Value::Array(states);
    let all = ids(&states, true);
    let mut regions = Vec::new();
    pairs(&states, &mut regions);
    wire(&mut choices, &mut states, &all, &regions);
    json!({ "data": [{ "id": "n", "expr": "0" }], "states": states })
}

/// A chart that does not come to rest is a fault and no more.
fn restless(reason: &str) -> bool {
    ["Microsteps", "no rest", "delayed"].iter().any(|limit| reason.contains(limit))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chart_stays_legal_and_is_the_fold_of_its_patches(
        bytes in prop::collection::vec(any::<u8>(), 0..160),
        events in prop::collection::vec(0_usize..3, 0..12),
    ) {
        let machine = machine(&bytes);
        let mut system = match System::start(&machine) {
            Ok(system) => system,
            Err(reason) => {
                prop_assert!(restless(&reason), "{reason}\n{machine}");
                return Ok(());
            }
        };
        for event in events {
            for done in [system.advance(4), system.send(["e0", "e1", "e2"][event], &Value::Null)] {
                prop_assert!(done.is_ok(), "{done:?}\n{machine}");
            }
            prop_assert!(!system.leaves().is_empty(), "{machine}");
            let faults = system.faults();
            prop_assert!(faults.is_empty() || restless(&faults), "{faults}\n{machine}");
        }
    }
}

#[test]
fn a_start_without_rest_is_a_fault() {
    let machine = json!({ "states": [
        { "id": "a", "transitions": [{ "target": ["b"] }] },
        { "id": "b", "transitions": [{ "target": ["a"] }] },
    ] });
    let reason = System::start(&machine).err().expect("it never rests");
    assert!(restless(&reason), "{reason}");
}

#[test]
fn an_event_without_rest_leaves_the_case_as_it_was() {
    let machine = json!({ "states": [
        { "id": "a", "transitions": [{ "event": ["e"], "target": ["b"] }, { "event": ["f"], "target": ["c"] }] },
        { "id": "b", "onentry": [[{ "raise": "x" }]], "transitions": [{ "event": ["x"], "target": ["b"] }] },
        { "id": "c" },
    ] });
    let mut system = System::start(&machine).expect("it rests");
    system.send("e", &Value::Null).expect("a fault is no break");
    assert!(restless(&system.faults()), "{}", system.faults());
    assert_eq!(system.leaves().into_iter().collect::<Vec<_>>(), ["a"]);
    system.send("f", &Value::Null).expect("it goes on");
    assert_eq!(system.leaves().into_iter().collect::<Vec<_>>(), ["c"]);
}
