//! Clocks that change, times of a day, and what runs late.

use super::{all, at, given};
use crate::schedule::Schedule;
use jiff::Timestamp;

fn instants(schedule: &Schedule, from: &str, to: &str) -> Vec<String> {
    let (from, to): (Timestamp, Timestamp) = (from.parse().unwrap(), to.parse().unwrap());
    all(schedule, from, to).iter().map(|one| one.at.to_string()).collect()
}

#[test]
fn a_gap_moves_to_its_end_and_a_fold_takes_the_first() {
    let on = "zone: America/Chicago\nat: ['01:30', '02:00', '02:30', '03:00', '03:15']\non: { each: day }";
    let schedule = given(on);
    // Clocks go from 02:00 to 03:00 on 8 March 2026: three times are one, the first that was written.
    let spring = instants(&schedule, "2026-03-08T06:00:00Z", "2026-03-09T05:00:00Z");
    assert_eq!(spring, ["2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z", "2026-03-08T08:15:00Z"]);
    let at_the_end = schedule.next_after("2026-03-08T07:59:59Z".parse().unwrap()).unwrap().unwrap();
    assert_eq!(at_the_end.key.to_string(), "s/2026-03-08T02:00");
    // Clocks go from 02:00 to 01:00 on 1 November 2026: 01:30 happens once.
    let autumn = instants(&schedule, "2026-11-01T05:00:00Z", "2026-11-01T08:30:00Z");
    assert_eq!(autumn, ["2026-11-01T06:30:00Z", "2026-11-01T08:00:00Z"]);
}

#[test]
fn a_day_that_was_swallowed_is_the_start_of_the_next() {
    // Samoa had no 30 December 2011.
    let schedule = given("zone: Pacific/Apia\nat: ['09:00', '15:00']\non: { each: day }");
    let found = instants(&schedule, "2011-12-30T00:00:00Z", "2011-12-31T12:00:00Z");
    assert_eq!(
        found,
        [
            "2011-12-30T01:00:00Z", // 29 December, 15:00
            "2011-12-30T10:00:00Z", // 30 December, both times
            "2011-12-30T19:00:00Z", // 31 December
            "2011-12-31T01:00:00Z",
        ]
    );
    // A span that begins with the end of the gap still finds it.
    let cut = instants(&schedule, "2011-12-30T10:00:00Z", "2011-12-30T11:00:00Z");
    assert_eq!(cut, ["2011-12-30T10:00:00Z"]);
}

#[test]
fn a_midnight_that_comes_twice_is_its_first() {
    // Havana goes from 01:00 back to 00:00 on 1 November 2026.
    let schedule = given("zone: America/Havana\non: { each: day }");
    let found = instants(&schedule, "2026-10-31T12:00:00Z", "2026-11-01T12:00:00Z");
    assert_eq!(found, ["2026-11-01T04:00:00Z"]);
    assert_eq!(instants(&schedule, "2026-11-01T04:00:01Z", "2026-11-01T12:00:00Z"), Vec::<String>::new());
}

#[test]
fn several_times_a_day_come_in_their_order() {
    let schedule = given("calendar: cn\nat: ['15:00', '09:00']\non: { each: workday }");
    let found = all(&schedule, at("2026-10-09T10:00"), at("2026-10-10T15:00"));
    let walls: Vec<String> = found.iter().map(|one| one.wall.strftime("%d %H:%M").to_string()).collect();
    assert_eq!(walls, ["09 15:00", "10 09:00"]);
}

#[test]
fn what_was_missed_runs_late_so_long() {
    let until = |keys: &str| {
        let schedule = given(&format!("calendar: cn\nat: ['09:00']\n{keys}\non: {{ each: workday }}"));
        let one = schedule.next_after(at("2026-09-30T00:00")).unwrap().unwrap();
        schedule.runs_until(&one).unwrap()
    };
    assert_eq!(until(""), None);
    assert_eq!(until("missed: skip"), Some(at("2026-09-30T09:00")));
    assert_eq!(until("run_late_within: 90 minutes"), Some(at("2026-09-30T10:30")));
    assert_eq!(until("run_late_within: 36 hours"), Some(at("2026-10-01T21:00")));
    assert_eq!(until("run_late_within: 2 days"), Some(at("2026-10-02T09:00")));
    assert_eq!(until("run_late_within: 2 workdays"), Some(at("2026-10-09T09:00")));
}
