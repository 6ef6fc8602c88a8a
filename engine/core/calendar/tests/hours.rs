use super::{at, cn, day, one};
use crate::calendar::{Error, due};

fn after(from: &str, minutes: u32) -> jiff::Timestamp {
    cn().add_work_minutes(at(from), minutes).unwrap()
}

#[test]
fn working_time_runs_in_windows_only() {
    assert_eq!(after("2026-03-02T09:00", 60), at("2026-03-02T10:00"));
    assert_eq!(after("2026-03-02T11:30", 60), at("2026-03-02T14:00"));
    assert_eq!(after("2026-03-02T07:00", 180), at("2026-03-02T12:00"));
    assert_eq!(after("2026-03-02T11:30:30", 30), at("2026-03-02T13:30:30"));
    // Friday afternoon to Monday morning.
    assert_eq!(after("2026-03-06T17:00", 90), at("2026-03-09T10:00"));
    assert_eq!(after("2026-03-07T12:00", 0), at("2026-03-07T12:00"));
}

#[test]
fn working_time_skips_a_holiday_and_runs_on_a_made_up_saturday() {
    assert_eq!(after("2026-09-30T17:00", 60), at("2026-10-08T09:30"));
    assert_eq!(after("2026-10-09T17:00", 60), at("2026-10-10T09:30"));
}

#[test]
fn working_time_between_two_instants() {
    let minutes = |from, to| cn().work_minutes_between(at(from), at(to)).unwrap();
    assert_eq!(minutes("2026-03-02T00:00", "2026-03-03T00:00"), 7 * 60);
    assert_eq!(minutes("2026-03-02T11:00", "2026-03-02T14:00"), 90);
    assert_eq!(minutes("2026-03-07T00:00", "2026-03-09T00:00"), 0);
    assert_eq!(minutes("2026-03-03T00:00", "2026-03-02T00:00"), 0);
}

#[test]
fn a_calendar_without_windows_has_no_working_hours() {
    let bare = one("
language: 1
calendar: bare
zone: UTC
week: { rest: [] }
years: { 2026: { status: official } }
");
    let error = due(at("2026-03-02T09:00"), "4 work_hours".parse().unwrap(), Default::default(), &bare);
    assert_eq!(error.unwrap_err(), Error::NoHours { calendar: "bare".into() });
}

#[test]
fn windows_follow_the_clocks_of_their_zone() {
    let berlin = one(r#"
language: 1
calendar: berlin
zone: Europe/Berlin
week: { rest: [] }
hours: { workday: [ { from: "02:30", to: "04:00" } ] }
years: { 2026: { status: official } }
"#);
    let window = |date| berlin.windows(day(date)).unwrap();
    let instants = |from: &str, to: &str| vec![(from.parse().unwrap(), to.parse().unwrap())];
    // 02:30 does not exist on 29 March: the first instant after the gap is 03:00.
    assert_eq!(window("2026-03-29"), instants("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"));
    // 02:30 exists twice on 25 October: its first occurrence.
    assert_eq!(window("2026-10-25"), instants("2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z"));
    assert_eq!(berlin.close_of_business(day("2026-07-01")), Ok("2026-07-01T02:00:00Z".parse().unwrap()));
}
