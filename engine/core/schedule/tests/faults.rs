//! What is wrong with a document, and where.

use super::read;
use crate::schedule::{FaultKind as K, Never};

fn faults(text: &str) -> Vec<(K, String)> {
    read(text).1.into_iter().map(|fault| (fault.kind, fault.pointer)).collect()
}

fn one(text: &str, kind: K, pointer: &str) {
    assert_eq!(faults(text), [(kind, pointer.to_owned())], "{text}");
}

#[test]
fn what_can_never_happen() {
    let never = |on: &str, why: Never, at: &str| one(&format!("calendar: cn\non: {on}"), K::Never(why), at);
    never("{ dates: { days: [] } }", Never::Empty, "/on/dates/days");
    never("{ weekdays: [] }", Never::Empty, "/on/weekdays");
    never("{ dates: { days: [30], months: [2] } }", Never::NoSuchDay, "/on/dates/days/0");
    never(
        "{ dates: { days: [31], months: [4, 6], in_short_months: skip } }",
        Never::NoSuchDay,
        "/on/dates/days/0",
    );
    never("{ workday: { n: 40, of: month } }", Never::Beyond, "/on/workday/n");
    // No month of the described years has 24 working days.
    never("{ workday: { n: 24, of: month } }", Never::Searched, "/on");
    let span = "calendar: cn\nfrom: 2026-05-01\nuntil: 2026-04-30\non: { each: day }";
    one(span, K::Never(Never::Span), "/until");
    let between = "calendar: cn\nfrom: 2026-10-01\nuntil: 2026-10-07\non: { each: workday }";
    one(between, K::Never(Never::Searched), "/on");
}

#[test]
fn what_is_not_said_or_says_nothing() {
    let dates = |dates: &str| format!("calendar: cn\non: {{ dates: {{ {dates} }} }}");
    one(&dates("days: [31]"), K::ShortMonths(31), "/on/dates/days/0");
    one(&dates("days: [1, 29], months: [2]"), K::ShortMonths(29), "/on/dates/days/1");
    assert_eq!(faults(&dates("days: [30], months: [1, 4]")), []);
    let said = dates("days: [30], months: [1, 4], in_short_months: skip");
    one(&said, K::SaysNothing("in_short_months"), "/on/dates/in_short_months");
    one("calendar: cn\non: { each: workday, or: skip }", K::SaysNothing("or"), "/on/or");
    let late = "calendar: cn\nmissed: skip\nrun_late_within: 1 days\non: { each: day }";
    one(late, K::SaysNothing("run_late_within"), "/run_late_within");
    one("calendar: cn\non: { or: skip }", K::NotOneRhythm(vec![]), "/on");
    let two = "calendar: cn\non: { each: day, weekdays: [monday] }";
    one(two, K::NotOneRhythm(vec!["each", "weekdays"]), "/on");
}

#[test]
fn times_lengths_and_names() {
    one("calendar: cn\nat: ['24:00']\non: { each: day }", K::EndOfDay, "/at/0");
    let twice = "calendar: cn\nat: ['09:00', '09:00']\non: { each: day }";
    one(twice, K::Twice("time", "09:00".to_owned()), "/at/1");
    let months = "calendar: cn\non: { window: { first: 1 months, of: quarter } }";
    one(months, K::WindowLength("1 month".to_owned()), "/on/window/first");
    let late = "calendar: cn\nrun_late_within: 3 work_hours\non: { each: day }";
    one(late, K::LateUnit("3 work_hours".to_owned()), "/run_late_within");
    one("calendar: cm\non: { each: day }", K::UnknownCalendar("cm".to_owned()), "/calendar");
    let zone = "calendar: cn\nzone: Asia/Guangyuan\non: { each: day }";
    one(zone, K::UnknownZone("Asia/Guangyuan".to_owned()), "/zone");
    one("on: { each: day }", K::NoZone, "");
}

#[test]
fn working_days_need_a_calendar() {
    for (on, at) in [
        ("{ each: workday }", "/on/each"),
        ("{ weekdays: [monday], or: skip }", "/on/or"),
        ("{ workday: { of: month } }", "/on/workday"),
        ("{ window: { first: 3 workdays, of: month } }", "/on/window/first"),
    ] {
        one(&format!("zone: Asia/Shanghai\non: {on}"), K::NoCalendar, at);
    }
    let late = "zone: Asia/Shanghai\nrun_late_within: 1 workdays\non: { each: day }";
    one(late, K::NoCalendar, "/run_late_within");
    assert_eq!(faults("zone: Asia/Shanghai\non: { window: { first: 3 days, of: month } }"), []);
}

#[test]
fn a_beginning_in_a_year_that_nothing_describes() {
    let missing = |year| K::MissingYear { calendar: "cn".to_owned(), year };
    one("calendar: cn\nfrom: 2040-01-01\non: { each: workday }", missing(2040), "/from");
    let every = "calendar: cn\non: { every: { n: 1, unit: week, start: 2040-01-02 }, or: skip }";
    one(every, missing(2040), "/on/every/start");
    assert_eq!(faults("calendar: cn\nfrom: 2040-01-01\non: { each: day }"), []);
}
