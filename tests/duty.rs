//! `docket duty` as people meet it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use serde_json::Value;
use std::process::Command;

fn run(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let output = command.env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// Asks about the grid duty of the small district.
fn duty(verb: &str, rest: &[&str]) -> (i32, String, String) {
    let mut args = vec!["duty", verb, "tests/duty/rules", "rules/calendar", "--rotation", "grid-duty"];
    args.extend(rest);
    run(&args)
}

fn json(out: &str) -> Value {
    serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {out}"))
}

#[test]
fn who_is_on_duty_on_a_make_up_saturday() {
    let (code, out, said) = duty("who", &["--unit", "g-1", "--at", "2026-02-28T12:00"]);
    assert_eq!((code, said.as_str()), (0, ""));
    // 28 February is the 37th working day of the year: turn 36 of three people.
    assert_eq!(out, "leader: 周九\nworker: 李四\n");
    let (code, out, _) = duty("who", &["--unit", "g-1", "--at", "2026-02-28T22:00", "--format", "json"]);
    assert_eq!(code, 0);
    let worker = &json(&out)["slots"][1];
    // By night the station stands in.
    assert_eq!((worker["people"][0]["id"].as_str(), worker["above"].as_str()), (Some("zhou"), Some("s1")));
}

#[test]
fn a_schedule_as_ics_is_read_by_another_parser() {
    let span = ["--unit", "g-1", "--slot", "worker", "--from", "2026-02-14", "--to", "2026-02-25"];
    let (code, out, _) = duty("schedule", &[&span[..], &["--format", "ics"]].concat());
    assert_eq!(code, 0);
    let (_, told, _) = duty("schedule", &[&span[..], &["--format", "json"]].concat());
    let shifts: Vec<Value> = json(&told)["slots"][0]["shifts"].as_array().unwrap().clone();
    let calendars: Vec<_> = ical::IcalParser::new(out.as_bytes()).collect::<Result<_, _>>().unwrap();
    assert_eq!(calendars.len(), 1);
    let property = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        let found = event.properties.iter().find(|property| property.name == name);
        found.and_then(|property| property.value.clone()).unwrap_or_else(|| panic!("no {name}"))
    };
    let bare = |at: &Value| at.as_str().unwrap().replace(['-', ':'], "");
    let got: Vec<(String, String)> = calendars[0]
        .events
        .iter()
        .map(|event| (property(event, "DTSTART"), property(event, "DTEND")))
        .collect();
    let expected: Vec<(String, String)> =
        shifts.iter().map(|shift| (bare(&shift["from"]), bare(&shift["to"]))).collect();
    assert_eq!(got, expected);
    let names: std::collections::BTreeSet<String> =
        calendars[0].events.iter().map(|event| property(event, "UID")).collect();
    assert_eq!(names.len(), shifts.len(), "every duty has a name of its own");
    assert!(calendars[0].events.iter().all(|event| property(event, "SUMMARY").starts_with("g-1 worker: ")));
}

#[test]
fn why_names_the_turn_the_day_and_the_swap() {
    let (code, out, said) = duty(
        "why",
        &[
            "--unit",
            "g-1",
            "--slot",
            "worker",
            "--at",
            "2026-03-02T12:00",
            "--changes",
            "tests/duty/changes.yaml",
            "--lang",
            "zh",
        ],
    );
    assert_eq!((code, said.as_str()), (0, ""));
    for part in
        ["赵六 (zhao)", "第 37 轮", "按值班日轮换", "按名单轮到 wang", "换班 swap-1", "zhou 于", "家中有事"]
    {
        assert!(out.contains(part), "{part} is missing in\n{out}");
    }
}

#[test]
fn fairness_counts_by_kind_of_day() {
    let (code, out, _) = duty(
        "fairness",
        &["--unit", "g-2", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json"],
    );
    assert_eq!(code, 0);
    let ledgers = json(&out)["ledgers"].as_array().unwrap().clone();
    let worker = ledgers.iter().find(|ledger| ledger["slot"] == "worker").unwrap();
    let total = |kind: &str| -> u64 {
        worker["people"].as_object().unwrap().values().map(|tally| tally[kind].as_u64().unwrap()).sum()
    };
    // All days of 2026, once each: 13 statutory, 20 others of arranged holidays, 6 worked days of rest.
    assert_eq!((total("statutory"), total("holiday"), total("makeup_workday")), (13, 20, 6));
    assert_eq!(
        total("statutory") + total("holiday") + total("makeup_workday") + total("weekend") + total("workday"),
        365
    );
}

#[test]
fn coverage_is_proven_or_the_holes_are_told() {
    let span = ["--from", "2026-03-02", "--to", "2026-03-06"];
    let (code, out, _) = duty("coverage", &[&span[..], &["--format", "json"]].concat());
    // In the evening nobody of the grid is on duty, and the station stands in: no hole that nobody fills.
    let told = json(&out);
    assert_eq!((code, told["whole"].as_bool(), told["own"].as_bool()), (0, Some(true), Some(false)));
    let holes = told["holes"].as_array().unwrap();
    assert_eq!(holes.len(), 2 * 5);
    assert!(holes.iter().all(|hole| hole["filled_by"]["unit"] == "s1"));
    let (code, out, _) = duty("coverage", &[&span[..], &["--slot", "leader"]].concat());
    assert_eq!(code, 0);
    assert!(out.starts_with("proven: "), "{out}");
}

#[test]
fn a_change_is_previewed_or_refused_with_the_reason() {
    let file = ["--changes", "tests/duty/changes.yaml", "--at", "2026-02-23", "--unit", "g-1"];
    // On 28 February it is the turn of li, not of wang.
    let (code, out, _) = duty("preview", &[&file[..], &["--change", "swap-1"]].concat());
    assert_eq!(code, 1);
    assert!(out.contains("wang does not fill “worker” from 2026-02-28 08:30"), "{out}");
    let (code, out, _) = duty("preview", &[&file[..], &["--change", "add-1", "--format", "json"]].concat());
    let told = json(&out);
    assert_eq!((code, told["allowed"].as_bool()), (1, Some(false)));
    assert_eq!(told["refusals"][0]["refusal"]["reason"], "not_eligible");
}

#[test]
fn what_cannot_be_asked_is_usage() {
    for (rest, words) in [
        (&["--unit", "g-9", "--at", "2026-03-02T12:00"][..], "g-9"),
        (&["--at", "2026-03-02T12:00"][..], "name one"),
        (&["--unit", "g-1", "--at", "tomorrow"][..], "tomorrow"),
        (&["--unit", "g-1", "--at", "2036-03-02T12:00"][..], "2036"),
        (&["--unit", "g-1", "--at", "2026-03-02T12:00", "--format", "ics"][..], "ics"),
    ] {
        let (code, out, said) = duty("who", rest);
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(said.contains(words), "{said}");
    }
    let (code, _, said) =
        run(&["duty", "who", "tests/duty/rules", "rules/calendar", "--at", "2026-03-02T12:00"]);
    assert_eq!(code, 2);
    assert!(said.contains("grid-duty, station-duty"), "{said}");
    let (code, ..) = run(&["duty", "who", "tests/faulty/rotation", "--at", "2026-03-02T12:00"]);
    assert_eq!(code, 3);
}

mod hostile {
    use docket_core::definition::{InputFile, load};
    use proptest::prelude::*;

    const FILES: [&str; 4] = [
        "tests/duty/rules/grid-duty.rotation.yaml",
        "tests/duty/rules/station-duty.rotation.yaml",
        "tests/duty/rules/district.org.yaml",
        "rules/calendar/cn.calendar.yaml",
    ];

    /// What may stand where something else stood.
    fn any_scrap() -> impl Strategy<Value = String> {
        prop_oneof![
            prop::sample::select(vec![
                "",
                "0",
                "-1",
                "99999999",
                "24:00",
                "00:00",
                "2026-02-30",
                "9999-12-31T23:59",
                "0001-01-01T00:00",
                "block",
                "eligible_day",
                "month",
                "hour",
                "{}",
                "[]",
                "null",
                "值",
                "g-1",
                "P1D",
                "0 hours",
                "\"\"",
            ])
            .prop_map(str::to_owned),
            "\\PC{0,6}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn a_spoilt_rotation_is_told_and_never_a_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any_scrap()), 1..4)) {
            let read = |path: &str| std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
            let mut files: Vec<InputFile> = FILES
                .iter()
                .map(|path| InputFile { path: (*path).to_owned(), bytes: read(path).into_bytes() })
                .collect();
            let mut text = read(FILES[0]);
            for (place, scrap) in edits {
                // Words and numbers are where authors err.
                let words: Vec<(usize, usize)> = text
                    .split_inclusive([' ', ',', '\n'])
                    .scan(0, |at, word| {
                        let from = *at;
                        *at += word.len();
                        Some((from, from + word.trim_end_matches([' ', ',', '\n']).len()))
                    })
                    .collect();
                let (from, to) = words[place.index(words.len())];
                text.replace_range(from..to, &scrap);
            }
            files[0].bytes = text.into_bytes();
            let loaded = load(&files);
            for fault in loaded.diagnostics.iter().filter(|fault| fault.is_error()) {
                prop_assert!(fault.span.is_some(), "{:?}", fault);
            }
        }
    }
}
