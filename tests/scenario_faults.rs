//! Stories that are not as they should be, and what the report says of them; stories of cases that meet.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

#[path = "scenario_faults/boards.rs"]
mod boards;
#[path = "scenario_faults/lists.rs"]
mod lists;

use docket_core::definition::{InputFile, load};
use docket_core::scenario::{Report, Simulation, Story, What, play, render, simulate_all};
use docket_core::source::{Lang, render as faults};
use std::fs;
use std::path::PathBuf;

fn file(path: &str) -> InputFile {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    InputFile { path: path.to_owned(), bytes: fs::read(full).unwrap() }
}

fn written(path: &str, text: &str) -> InputFile {
    InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// The first example, the calendar, and a workflow of a counter with a queue.
fn files(more: &[(&str, &str)]) -> Vec<InputFile> {
    let mut all = vec![
        file("rules/calendar/cn.calendar.yaml"),
        file("examples/first/compound.org.yaml"),
        file("examples/first/repair.workflow.yaml"),
        written("examples/first/desk.workflow.yaml", DESK),
        written("examples/first/errand.workflow.yaml", ERRAND),
    ];
    all.extend(more.iter().map(|(path, text)| written(path, text)));
    all
}

const DESK: &str = "language: 1
workflow: desk
title: { zh: 窗口, en: Desk }
calendar: cn
counting: petition-regulation
actors:
  who: { external: who }
  keeper: { role: keeper, at: place }
data:
  who: { type: party }
  place: { type: unit }
  what: { type: text }
  errand: { type: text, optional: true }
  paid: { type: integer, optional: true }
keys:
  what: { of: [who.id, what], until: done, taken: refuse }
opens: { by: [who], saves: [who, place, what] }
events:
  send_out: { by: [keeper] }
  finish: { by: [keeper] }
  note: { by: [keeper], when_unhandled: defer }
states:
  waiting:
    task: { to: [keeper], does: [send_out] }
    on:
      send_out: { to: out }
  out:
    invoke: { workflow: errand, with: { place: =place }, when_done: { to: paying } }
    on:
      note: { do: [{ log: 有话 }] }
  paying:
    entry:
      - { call: { service: till }, with: { what: =what } }
    task: { to: [keeper], does: [finish] }
    on:
      finish: { to: done, guard: 'paid != ()' }
      done.call.till: { to: done, do: [{ assign: { paid: =event.amount } }] }
  done: { final: true }
";

const ERRAND: &str = "language: 1
workflow: errand
calendar: cn
counting: petition-regulation
actors:
  keeper: { role: keeper, at: place }
data:
  place: { type: unit }
opens: { by: [keeper], saves: [place] }
events:
  back: { by: [keeper] }
states:
  away:
    task: { to: [keeper], does: [back] }
    on: { back: { to: home } }
  home: { final: true }
";

fn head(workflow: &str, now: &str) -> String {
    format!(
        "language: 1\nscenario: {{ zh: 一个情景, en: a story }}\nworkflow: {workflow}\n\
         given: {{ org: compound.org.yaml, now: {now} }}\nsteps:\n"
    )
}

const REPORTED: &str =
    "  - start: { by: p-an, data: { resident: { id: p-an, name: 安女士 }, place: c-1, fault: 路灯不亮 } }\n";

fn told(text: &str) -> Report {
    told_with(text, &[])
}

fn told_with(text: &str, more: &[(&str, &str)]) -> Report {
    let mut all = files(more);
    all.push(written("examples/first/a.scenario.yaml", text));
    let loaded = load(&all);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|fault| fault.is_error()).cloned().collect();
    assert!(errors.is_empty(), "{}", faults(&errors, &loaded.sources, Lang::En, false));
    simulate_all(&loaded)
}

fn repair(lines: &str) -> Report {
    told(&(head("repair", "2026-09-28T16:30+08:00") + REPORTED + lines))
}

fn desk(lines: &str) -> Report {
    let start =
        "  - start: { by: p-an, data: { who: { id: p-an, name: 安女士 }, place: c-1, what: 证明 } }\n";
    told(&(head("desk", "2026-03-02T09:00+08:00") + start + lines))
}

/// What failed, with what was seen.
fn first(report: &Report) -> (What, String) {
    let failed = report.failures.first().expect("it fails");
    (failed.what, failed.got.en.clone())
}

fn passes(report: &Report) {
    assert!(report.passed(), "{}", render(report, Lang::En));
}

#[test]
fn a_failure_is_told_in_both_languages() {
    let report = repair(
        "  - wait: 2026-10-09T00:00+08:00\n    expect: { state: reported }\n  - { send: fix, by: luo }\n",
    );
    insta::assert_snapshot!("failure_zh", render(&report, Lang::Zh));
    insta::assert_snapshot!("failure_en", render(&report, Lang::En));
}

#[test]
fn a_refusal_that_was_not_foreseen_says_why() {
    let report = repair("  - { send: fix, by: p-an, expect: { state: fixed } }\n");
    insta::assert_snapshot!("refusal_zh", render(&report, Lang::Zh));
    insta::assert_snapshot!("refusal_en", render(&report, Lang::En));
}

#[test]
fn a_guard_that_did_not_hold_is_shown_with_what_it_saw() {
    let report = desk(
        "  - { send: send_out, by: luo }
  - { case: desk/out, send: back, by: luo }
  - { send: finish, by: luo }
",
    );
    assert_eq!(first(&report).0, What::Refused);
    let mut report = report;
    report.coverage.clear();
    insta::assert_snapshot!("guard_zh", render(&report, Lang::Zh));
    insta::assert_snapshot!("guard_en", render(&report, Lang::En));
}

#[test]
fn a_fault_of_the_case_fails_the_line() {
    let report = desk(
        "  - { send: send_out, by: luo }
  - { case: desk/out, send: back, by: luo }
  - { answer: till, data: { amount: five } }
",
    );
    let (what, got) = first(&report);
    assert_eq!(what, What::Incident);
    assert!(got.contains("paid"), "{got}");
}

#[test]
fn a_report_is_data_too() {
    let report = repair("  - expect: { state: fixed }\n");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["scenarios"], 1);
    assert_eq!(json["failures"][0]["what"], "state");
    assert_eq!(json["failures"][0]["expected"]["en"], "fixed");
    assert_eq!(json["coverage"]["repair"]["transitions"]["reached"], 0);
}

#[test]
fn the_file_and_the_line_of_a_failure_are_named() {
    let report = repair("  - { send: fix, by: luo }\n  - expect: { state: reported }\n");
    let failed = report.failures.first().unwrap();
    assert_eq!((failed.file.as_str(), failed.line), ("examples/first/a.scenario.yaml", 8));
}

#[test]
fn everything_that_can_be_expected_can_be_missed() {
    for (lines, what) in [
        ("  - expect: { state: fixed }", What::State),
        ("  - expect: { states: [reported, fixed] }", What::States),
        ("  - expect: { ended: true }", What::Ended),
        ("  - expect: { data: { fault: 水管坏了 } }", What::Data),
        ("  - expect: { data: { fault: '=\"水\" + \"管\"' } }", What::Data),
        ("  - expect: { holds: ['fault == \"水管\"'] }", What::Holds),
        ("  - expect: { tasks: [{ name: reported, to: p-an }] }", What::Tasks),
        ("  - expect: { tasks: [] }", What::Tasks),
        ("  - expect: { due: { reported: 2026-10-09 } }", What::Due),
        ("  - expect: { due: { reported: paused } }", What::Due),
        ("  - expect: { due: { reported: 2026-10-09T01:00+08:00 } }", What::Due),
        ("  - wait: 30 days\n    expect: { timers: [reported] }", What::Timers),
        ("  - exactly: { timers: [] }", What::Timers),
        ("  - expect: { light: red }", What::Light),
        ("  - wait: 30 days\n    expect: { notified: [p-bo] }", What::Notified),
        ("  - wait: 30 days\n    exactly: { notified: [luo] }", What::Notified),
        ("  - wait: 30 days\n    expect: { log: [逾期] }", What::Log),
        ("  - expect: { number: 第1号 }", What::Number),
        ("  - expect: { documents: [receipt] }", What::Documents),
        ("  - { send: fix, by: luo, expect: { possible: [fix] } }", What::Possible),
        ("  - { send: fix, by: luo, expect: { outcome: ignored } }", What::Outcome),
        ("  - { send: fix, by: luo, refused: { code: not_allowed } }", What::Refused),
        ("  - { send: fix, by: p-an, refused: { code: guard_false } }", What::Refused),
        ("  - { send: fix, by: p-an, refused: { code: not_allowed, status: 409 } }", What::Refused),
        ("  - { send: fix, by: p-an, refused: { code: not_allowed, says: 期限 } }", What::Refused),
        ("  - wait: 2026-09-28T16:29+08:00", What::Time),
        ("  - wait_for: reported\n  - wait_for: reported", What::Time),
    ] {
        let report = repair(&format!("{lines}\n"));
        assert_eq!(report.failures.first().map(|failed| failed.what), Some(what), "{lines}");
    }
}

#[test]
fn what_is_expected_and_seen_passes() {
    passes(&repair(
        "  - expect:
      state: reported
      states: [reported]
      ended: false
      data: { fault: '=\"路灯\" + \"不亮\"', place: c-1 }
      holds: ['resident.id == \"p-an\"']
      due: { reported: 2026-10-09T00:00+08:00 }
      light: none
      possible: [fix]
    exactly: { states: [reported], timers: [reported], tasks: [{ name: reported }], possible: [fix], due: { reported: 2026-10-08 } }
  - wait_for: reported
    expect: { state: overdue, notified: [luo] }
    exactly: { notified: [luo, p-an], log: [] }
  - { send: fix, by: p-an, refused: { code: not_allowed, status: 403, says: p-an } }
  - { send: fix, by: luo, expect: { outcome: accepted, ended: true } }
",
    ));
}

#[test]
fn days_pass_to_the_same_time_of_the_wall_clock() {
    // 30 September is the second working day; the third comes after the holidays.
    for (wait, now) in [
        ("2 workdays", "2026-09-30T16:30+08:00"),
        ("3 workdays", "2026-10-08T16:30+08:00"),
        ("3 days", "2026-10-01T16:30+08:00"),
        ("1 months", "2026-10-28T16:30+08:00"),
        ("90 minutes", "2026-09-28T18:00+08:00"),
        ("2026-10-01", "2026-10-01T00:00+08:00"),
        ("2026-10-01T08:00", "2026-10-01T08:00+08:00"),
    ] {
        let text =
            head("repair", "2026-09-28T16:30+08:00") + REPORTED + format!("  - wait: {wait}\n").as_str();
        let mut all = files(&[]);
        all.push(written("examples/first/a.scenario.yaml", &text));
        let loaded = load(&all);
        let story = Story::prepare(&loaded, &loaded.scenarios[0]).unwrap();
        let mut stage = Simulation::of(&story);
        assert!(play(&story, 0, &mut stage).failures.is_empty());
        let reached = docket_core::scenario::Stage::now(&stage);
        assert_eq!(reached, now.parse().unwrap(), "{wait}");
    }
}

#[test]
fn rows_fill_in_and_keep_their_types() {
    let text = head("repair", "2026-09-28T16:30+08:00")
        + "  - start: { by: p-an, data: { resident: { id: p-an, name: '${name}' }, place: '${place}', fault: '${what}不亮' } }
    expect: { data: { fault: '${fault}' } }
  - wait: ${days} days
    expect: { state: '${state}' }
examples:
  rows:
    - { name: 安女士, place: c-1, what: 路灯, fault: 路灯不亮, days: 3, state: reported }
  file: rows.csv
";
    let csv = "name,place,what,fault,days,state\n安,c-1,门灯,门灯不亮,30,overdue\n安,c-1,门灯,路灯不亮,30,overdue\n";
    let report = told_with(&text, &[("examples/first/rows.csv", csv)]);
    assert_eq!((report.scenarios, report.rows), (1, 3));
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].row.as_deref(), Some("3: 安"));
    assert_eq!(first(&report), (What::Data, "\"门灯不亮\"".to_owned()));
}

#[test]
fn a_condition_holds_after_every_line() {
    let text = head("repair", "2026-09-28T16:30+08:00")
        + REPORTED
        + "  - wait: 30 days\nalways: ['active(\"reported\")']\n";
    let report = told(&text);
    assert_eq!(first(&report).0, What::Always);
    assert_eq!(report.steps, 2);
}

#[test]
fn a_taken_key_refuses_until_it_is_free() {
    let again = "  - start: { name: again, by: p-an, data: { who: { id: p-an, name: 安女士 }, place: c-1, what: 证明 } }";
    let done = "  - { send: send_out, by: luo }
  - { case: desk/out, send: back, by: luo }
  - { answer: till, data: { amount: 5 }, expect: { state: done, ended: true, data: { paid: 5 } } }
";
    passes(&desk(&format!(
        "{again}\n    refused: {{ code: key_taken, status: 409 }}\n{done}{again}\n    expect: {{ state: waiting }}\n"
    )));
}

#[test]
fn a_repeated_start_finds_its_case_and_another_body_is_refused() {
    let start = |what: &str| {
        format!(
            "  - start: {{ by: p-an, data: {{ who: {{ id: p-an, name: 安女士 }}, place: c-1, what: {what} }} }}\n    id: s-1\n"
        )
    };
    let text = head("desk", "2026-03-02T09:00+08:00")
        + start("证明").as_str()
        + start("证明").as_str()
        + "    expect: { outcome: repeated, state: waiting }\n";
    passes(&told(&text));
}

#[test]
fn a_parent_waits_for_its_child_and_a_call_for_its_answer() {
    passes(&desk(
        "  - { send: note, by: luo, expect: { outcome: deferred } }
  - { send: send_out, by: luo, expect: { state: out, log: [有话] } }
  - { case: desk/out, expect: { state: away, tasks: [{ assignee: luo }] } }
  - crash: true
    expect: { state: out }
  - { case: desk/out, send: back, by: luo, expect: { ended: true } }
  - expect: { state: paying }
  - { answer: till, data: { amount: 5 }, expect: { ended: true, holds: ['paid == 5'] } }
",
    ));
}

#[test]
fn a_task_is_claimed_and_released_by_its_name() {
    passes(&desk(
        "  - { release: waiting, by: luo, exactly: { tasks: [{ name: waiting, to: luo }] } }
  - { claim: waiting, by: p-an, refused: { code: not_allowed } }
  - { claim: waiting, by: luo, expect: { tasks: [{ assignee: luo }] } }
  - { claim: nothing, by: luo, refused: { code: task_gone } }
",
    ));
}

#[test]
fn coverage_names_what_was_never_reached() {
    let report = repair("  - { send: fix, by: luo }\n");
    let repair = &report.coverage["repair"];
    assert_eq!(repair.states.never, ["overdue"]);
    assert_eq!(repair.transitions.never, ["reported.timer.reported", "overdue.fix"]);
    assert_eq!((repair.states.reached, repair.states.defined), (2, 3));
    assert_eq!(report.coverage["errand"].states.reached, 0);
}

#[test]
fn the_trace_of_a_story_names_no_ids_and_is_the_same_each_time() {
    let text = head("desk", "2026-03-02T09:00+08:00")
        + "  - start: { by: p-an, data: { who: { id: p-an, name: 安女士 }, place: c-1, what: 证明 } }
  - { send: send_out, by: luo }
";
    let trace = || {
        let mut all = files(&[]);
        all.push(written("examples/first/a.scenario.yaml", &text));
        let loaded = load(&all);
        let story = Story::prepare(&loaded, &loaded.scenarios[0]).unwrap();
        let mut stage = Simulation::of(&story);
        play(&story, 0, &mut stage).trace()
    };
    let told = trace();
    assert_eq!(told, trace());
    insta::assert_json_snapshot!("trace", told);
}
