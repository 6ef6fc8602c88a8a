//! `docket schedule` as people meet it.

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

/// Looks at the schedules of the small town.
fn preview(rest: &[&str]) -> (i32, String, String) {
    run(&[&["schedule", "preview", "tests/schedule/rules"], rest].concat())
}

fn json(out: &str) -> Value {
    serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {out}"))
}

#[test]
fn the_rules_are_sound() {
    let (code, out, _) = run(&["check", "tests/schedule/rules"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn what_comes_next_of_one_schedule_and_why() {
    let (code, out, said) = preview(&["stocktake", "--from", "2026-09-15", "--count", "3", "--lang", "zh"]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert_eq!(
        out,
        "每月盘点 (stocktake)  共 2 个单位
  2026-09-30 周三 15:00  2026年9月的最后一个工作日：9月30日
  2026-10-30 周五 15:00  2026年10月的最后一个工作日：10月30日（31日是星期六）
  2026-11-30 周一 15:00  2026年11月的最后一个工作日：11月30日\n"
    );
    let (code, out, _) = preview(&["stocktake", "--from", "2027-01-01", "--count", "1"]);
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "Monthly stocktake (stocktake)  for 2 units
  2027-01-29 Fri 15:00  the last workday of January 2027: 29 January (30 January to 31 January is a weekend; the year 2027 is provisional)\n"
    );
}

#[test]
fn a_window_for_one_unit_as_json() {
    let args =
        ["quarterly", "--from", "2026-09-01T08:00", "--count", "1", "--unit", "c-2", "--format", "json"];
    let (code, out, _) = preview(&args);
    assert_eq!(code, 0);
    let all = json(&out);
    let one = &all["schedules"][0]["occurrences"][0];
    assert_eq!(one["at"], "2026-10-08T01:00:00Z");
    assert_eq!(
        (&one["opens_at"], &one["closes_at"]),
        (&"2026-10-07T16:00:00Z".into(), &"2026-10-20T16:00:00Z".into())
    );
    let key = &one["key"];
    let key = [&key["schedule"], &key["unit"], &key["of"]].map(|part| part.as_str().unwrap());
    assert_eq!(key, ["quarterly", "c-2", "2026-10-01T09:00:00"]);
    assert!(one["why"]["zh"].as_str().unwrap().contains("前10个工作日：10月8日至10月20日"));
}

#[test]
fn all_schedules_where_none_is_named() {
    let (code, out, _) = preview(&["--from", "2026-10-01", "--count", "2"]);
    assert_eq!(code, 0);
    let heads: Vec<&str> = out.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    assert_eq!(
        heads,
        [
            "Quarterly inspection (quarterly)  for 2 units",
            "Monthly stocktake (stocktake)  for 2 units",
            "weekly"
        ]
    );
    // 5 October is a Monday of the holiday: both times move together.
    assert!(out.contains("2026-10-08 Thu 08:30") && out.contains("2026-10-08 Thu 14:00"), "{out}");
    // Of schedules for units only.
    let (code, out, _) =
        preview(&["--from", "2026-10-01", "--count", "1", "--unit", "c-1", "--format", "json"]);
    assert_eq!((code, json(&out)["schedules"].as_array().unwrap().len()), (0, 2));
}

#[test]
fn the_end_and_the_last_known_year_are_told() {
    let (code, out, _) = preview(&["weekly", "--from", "2026-10-26", "--lang", "zh"]);
    assert_eq!(code, 0);
    assert_eq!(out.lines().last(), Some("  以后不再发生"));
    let (code, out, _) = preview(&["stocktake", "--from", "2027-11-01", "--count", "5"]);
    assert_eq!(code, 1);
    assert!(out.contains("2027-12-31") && out.contains("does not describe the year 2028"), "{out}");
    let (_, out, _) = preview(&["stocktake", "--from", "2027-11-01", "--count", "5", "--format", "json"]);
    assert!(json(&out)["schedules"][0]["error"]["zh"].as_str().unwrap().contains("2028"), "{out}");
}

#[test]
fn what_cannot_be_asked() {
    for (rest, code, told) in [
        (&["stocktakes"][..], 2, "did you mean “stocktake”?"),
        (&["stocktake", "--from", "soon"], 2, "“soon” is no time"),
        (&["stocktake", "--unit", "c-3"], 2, "did you mean “c-"),
        (&["weekly", "--unit", "c-1"], 2, "not for each of many units"),
        (&["stocktake", "--count", "0"], 2, "0 is not in"),
    ] {
        let (got, out, said) = preview(rest);
        assert_eq!((got, out.as_str()), (code, ""), "{rest:?}");
        assert!(said.contains(told), "{rest:?}: {said}");
    }
    let (code, _, said) = run(&["schedule", "preview", "tests/duty/rules"]);
    assert_eq!((code, said.as_str()), (2, "docket: there is no schedule (*.schedule.yaml)\n"));
    let (code, _, said) = run(&["schedule", "preview", "tests/faulty/schedule", "never"]);
    assert_eq!(code, 3);
    assert!(said.contains("E1101") && !said.contains("E0314"), "{said}");
}

#[test]
fn without_a_day_it_is_told_from_now_on() {
    // Whatever the day is, the calendar ends some day, and nothing of the past is listed.
    let (_, out, _) = preview(&["stocktake", "--count", "1", "--format", "json"]);
    let all = json(&out);
    let from: jiff::Timestamp = all["schedules"][0]["from"].as_str().unwrap().parse().unwrap();
    for one in all["schedules"][0]["occurrences"].as_array().unwrap() {
        assert!(from <= one["at"].as_str().unwrap().parse().unwrap());
    }
}
