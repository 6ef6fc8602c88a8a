//! What a folder gives.

use super::*;
use crate::source::{Lang, render};

const MINI: &str = "language: 1
workflow: mini
calendar: cn
counting: plain
actors:
  clerk: { person: '\"li\"' }
data:
  reason: { type: text, optional: true }
  level: { type: enum, values: [low, high], default: low }
events:
  go: { by: [clerk], data: { ok: { type: bool } } }
  stop: { by: [clerk], saves: [reason] }
initial: open
states:
  open:
    task: { to: [clerk], does: [go, stop] }
    deadline: { within: 3 days, then: { to: over, do: [{ log: late }] } }
    on:
      go:
        choose:
          - { guard: event.ok, to: shut }
          - { to: over }
      stop: { to: over, do: [{ assign: { level: high, reason: '=event.reason + \"!\"' } }] }
  shut:
    task: { to: [clerk], does: [stop] }
    on:
      stop: { to: over }
  over: { final: true }
";

const CALENDAR: &str = "language: 1
calendar: cn
zone: Asia/Shanghai
week: { rest: [saturday, sunday] }
years:
  2026: { status: official }
countings:
  plain: { roll: none }
";

fn loaded(files: &[(&str, &str)]) -> Loaded {
    let files: Vec<InputFile> = files
        .iter()
        .map(|(path, text)| InputFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    load(&files)
}

fn shown(loaded: &Loaded) -> String {
    let errors: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|fault| fault.severity != crate::source::Severity::Note)
        .cloned()
        .collect();
    render(&errors, &loaded.sources, Lang::En, false)
}

#[test]
fn a_sound_workflow_becomes_a_definition() {
    let loaded = loaded(&[("mini.workflow.yaml", MINI), ("cn.calendar.yaml", CALENDAR)]);
    assert_eq!(shown(&loaded), "");
    let workflow = &loaded.workflows[0];
    let chart = &workflow.definition.chart;
    let ids: Vec<&str> = chart.states.iter().map(|state| state.id.as_str()).collect();
    assert_eq!(ids, ["mini", "open", "shut", "over"]);
    assert_eq!(chart.state(0).initial, [1]);
    assert_eq!(chart.state(3).kind, StateKind::Final);
    let ways: Vec<&str> = chart.transitions.iter().map(|way| way.id.as_str()).collect();
    assert_eq!(ways, ["open.go#1", "open.go#2", "open.stop", "open.timer.open", "shut.stop"]);
    assert_eq!(chart.transition(3).events, ["timer.open"]);
    assert_eq!(chart.transition(2).actions.len(), 2);
}

#[test]
fn a_stored_closure_compiles_to_the_same_hash() {
    let loaded = loaded(&[("mini.workflow.yaml", MINI), ("cn.calendar.yaml", CALENDAR)]);
    let workflow = &loaded.workflows[0];
    let again = compile_closure(&workflow.closure).unwrap();
    assert_eq!(again.hash, workflow.definition.hash);
    assert_eq!(format!("{:?}", again.chart), format!("{:?}", workflow.definition.chart));
}
