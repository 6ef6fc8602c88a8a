//! Where rhythms fall around the holidays of 2026: National Day is 1 to 7 October, and 10 October (Saturday) is worked.

use super::{all, at, days, given, lone, nine};
use crate::schedule::{Error, MAX_OCCURRENCES};

const SEPTEMBER: &str = "2026-09-17";
const MIDST: &str = "2026-10-15";

#[test]
fn days_of_a_kind() {
    let each = |kind: &str| days(&nine(&format!("{{ each: {kind} }}")), SEPTEMBER, MIDST);
    // 20 September (Sunday) is worked as well, for the Mid-autumn Festival of 25 September.
    assert_eq!(
        each("workday"),
        "09-17 09-18 09-20 09-21 09-22 09-23 09-24 09-28 09-29 09-30 10-08 10-09 10-10 10-12 10-13 10-14"
    );
    assert_eq!(each("rest_day"), "09-19 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-11");
    assert_eq!(each("holiday"), "09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07");
    assert_eq!(each("day").split(' ').count(), 28);
}

#[test]
fn a_monday_that_is_no_workday() {
    let on = |or: &str| days(&nine(&format!("{{ weekdays: [monday]{or} }}")), "2026-09-28", MIDST);
    assert_eq!(on(""), "09-28 10-05 10-12");
    assert_eq!(on(", or: next_workday"), "09-28 10-08 10-12");
    assert_eq!(on(", or: previous_workday"), "09-28 09-30 10-12");
    assert_eq!(on(", or: skip"), "09-28 10-12");
}

#[test]
fn days_that_move_to_one_day_are_one_occurrence() {
    let schedule = nine("{ weekdays: [monday, tuesday, wednesday], or: next_workday }");
    assert_eq!(days(&schedule, "2026-10-01", MIDST), "10-08 10-12 10-13 10-14");
    let first = schedule.next_after(at("2026-10-01T00:00")).unwrap().unwrap();
    assert_eq!(first.key.to_string(), "s/2026-10-05T09:00");
    // A span that begins after the day that moved still knows it by the first of them.
    let later = schedule.next_after(at("2026-10-08T08:00")).unwrap().unwrap();
    assert_eq!(first, later);
}

#[test]
fn every_so_many_from_a_day() {
    let on = |every: &str| days(&nine(&format!("{{ every: {{ {every} }} }}")), "2026-01-01", "2027-01-01");
    assert_eq!(on("n: 2, unit: week, start: 2026-10-26"), "10-26 11-09 11-23 12-07 12-21");
    assert_eq!(on("n: 100, unit: day, start: 2025-12-31"), "04-10 07-19 10-27");
    assert_eq!(on("n: 3, unit: month, start: 2025-11-30"), "02-28 05-30 08-30 11-30");
    assert_eq!(on("n: 1, unit: year, start: 2024-02-29"), "02-28");
}

#[test]
fn working_days_of_periods() {
    let on = |rhythm: &str| days(&nine(rhythm), "2026-01-01", "2026-12-31");
    assert_eq!(on("{ workday: { n: 3, of: quarter } }"), "01-06 04-03 07-03 10-10");
    assert_eq!(on("{ last_workday: { of: quarter } }"), "03-31 06-30 09-30");
    assert_eq!(on("{ last_workday: { n: 2, of: half_year } }"), "06-29 12-30");
    assert_eq!(on("{ workday: { of: year } }"), "01-04");
    assert_eq!(
        days(&nine("{ workday: { of: week } }"), "2026-09-14", MIDST),
        // The week of 28 September begins as usual; that of 5 October on Thursday.
        "09-14 09-21 09-28 10-08 10-12"
    );
    // Only some months have 23 working days.
    let late = nine("{ workday: { n: 23, of: month } }");
    assert_eq!(days(&late, "2026-01-01", "2027-01-01"), "07-31 12-31");
}

#[test]
fn dates_and_last_days() {
    let on = |rhythm: &str| days(&nine(rhythm), "2026-01-01", "2026-12-31");
    assert_eq!(on("{ dates: { days: [1], months: [7, 10] } }"), "07-01 10-01");
    assert_eq!(on("{ dates: { days: [1], months: [7, 10], }, or: next_workday }"), "07-01 10-08");
    assert_eq!(on("{ dates: { days: [31], months: [1, 2, 4], in_short_months: skip } }"), "01-31");
    assert_eq!(
        on("{ dates: { days: [30, 31], months: [1, 2, 4], in_short_months: last_day } }"),
        "01-30 01-31 02-28 04-30"
    );
    assert_eq!(on("{ last_day: { of: half_year } }"), "06-30");
    // 31 October is a Saturday.
    assert_eq!(
        days(&nine("{ last_day: { of: month }, or: previous_workday }"), "2026-10-15", "2026-11-15"),
        "10-30"
    );
}

#[test]
fn a_window_opens_with_its_first_day_and_closes_after_its_last() {
    let schedule = nine("{ window: { first: 10 workdays, of: quarter } }");
    let found = all(&schedule, at("2026-07-15T00:00"), at("2026-12-15T00:00"));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.at, at("2026-10-08T09:00"));
    assert_eq!(one.opens_at, Some(at("2026-10-08T00:00")));
    // 8, 9, 10, 12 to 16, 19, 20 October.
    assert_eq!(one.closes_at, Some(at("2026-10-21T00:00")));
    assert_eq!(one.key.of_unit("c1").to_string(), "s/c1/2026-10-01T09:00");
    let plain = given("zone: Asia/Shanghai\non: { window: { first: 5 days, of: month } }");
    let one = plain.next_after(at("2026-10-01T00:00")).unwrap().unwrap();
    assert_eq!((one.at, one.closes_at), (at("2026-11-01T00:00"), Some(at("2026-11-06T00:00"))));
}

#[test]
fn a_span_bounds_the_days_that_are_meant_and_not_where_they_move() {
    let of = |span: &str| {
        let text = format!("calendar: cn\n{span}\non: {{ last_day: {{ of: month }}, or: next_workday }}");
        days(&given(&text), "2026-04-01", "2026-11-01")
    };
    // 31 May and 31 October are days of rest.
    assert_eq!(of("from: 2026-05-31\nuntil: 2026-08-31"), "06-01 06-30 07-31 08-31");
    assert_eq!(of("from: 2026-06-01\nuntil: 2026-08-30"), "06-30 07-31");
}

#[test]
fn a_missing_year_is_named_and_a_provisional_one_is_told() {
    let schedule = nine("{ each: workday }");
    let mut found = schedule.occurrences(at("2030-01-01T00:00"), at("2030-02-01T00:00"));
    let missing = Error::MissingYear { calendar: "cn".to_owned(), year: 2030 };
    assert_eq!(found.next(), Some(Err(missing)));
    assert_eq!(found.next(), None);
    let one = |text: &str| schedule.next_after(at(text)).unwrap().unwrap();
    assert!(one("2026-05-06T00:00").provisional.is_empty());
    // The years of the shipped calendar end officially with 2026.
    let last = all(&schedule, at("2026-12-01T00:00"), at("2027-01-01T00:00"));
    assert_eq!(last.len(), 23);
}

#[test]
fn only_the_years_of_the_span_are_asked_for() {
    for (on, count) in [
        ("{ each: workday }", 261),
        ("{ weekdays: [monday, friday], or: next_workday }", 104),
        ("{ weekdays: [monday, friday], or: skip }", 104),
        ("{ dates: { days: [1] }, or: next_workday }", 12),
        ("{ last_day: { of: month }, or: skip }", 8),
        ("{ last_day: { of: month }, or: next_workday }", 12),
        ("{ workday: { of: quarter } }", 4),
        ("{ last_workday: { of: quarter } }", 4),
        ("{ window: { first: 10 workdays, of: half_year } }", 2),
    ] {
        let schedule = lone(on);
        let found: Result<Vec<_>, _> =
            schedule.occurrences(at("2026-01-01T00:00"), at("2027-01-01T00:00")).collect();
        let found = found.unwrap_or_else(|error| panic!("{on}: {error}"));
        assert_eq!(found.len(), count, "{on}");
        assert!(!on.contains("workday") || found.iter().all(|one| one.provisional == [2026]), "{on}");
    }
    // Nothing is meant before its first day, so the years before it are not asked for.
    let text = "{ every: { n: 1, unit: month, start: 2024-01-31 }, or: next_workday }\nfrom: 2026-01-01";
    let early = lone(text).next_after(at("2025-06-01T00:00")).unwrap().unwrap();
    assert_eq!(early.wall.date(), jiff::civil::date(2026, 2, 2));
    // Sunday, 3 January 2027 may move back to 31 December: nobody knows.
    let back = lone("{ weekdays: [sunday], or: previous_workday }");
    let mut found = back.occurrences(at("2026-01-01T00:00"), at("2027-01-01T00:00"));
    assert_eq!(found.by_ref().take_while(Result::is_ok).count(), 52);
    let known = back.occurrences(at("2026-01-01T00:00"), at("2026-12-31T00:00"));
    assert!(known.last().unwrap().is_ok());
    let missing = |year| Error::MissingYear { calendar: "lone".to_owned(), year };
    assert_eq!(back.next_after(at("2026-12-27T00:00")), Err(missing(2027)));
    // The week of 1 January begins in a year that nothing describes.
    let first = |from: &str| lone("{ workday: { n: 2, of: week } }").next_after(at(from));
    assert_eq!(first("2026-01-01T00:00"), Err(missing(2025)));
    assert_eq!(first("2026-01-05T00:00").unwrap().unwrap().wall.date(), jiff::civil::date(2026, 1, 6));
}

#[test]
fn a_span_without_end_has_limits() {
    let daily = given("zone: Asia/Shanghai\non: { each: day }");
    let listed = daily.occurrences_from(at("2026-01-01T00:00"));
    let mut listed = listed.skip(MAX_OCCURRENCES);
    assert_eq!(listed.next(), Some(Err(Error::TooMany)));
    assert_eq!(listed.next(), None);
    // A leap day is found over a century that has none.
    let leap =
        given("zone: Asia/Shanghai\non: { dates: { days: [29], months: [2], in_short_months: skip } }");
    let next = leap.next_after(at("2097-01-01T00:00")).unwrap().unwrap();
    assert_eq!(next.wall.date(), jiff::civil::date(2104, 2, 29));
    // A rhythm that only ever hits what it skips.
    let (never, _) =
        super::read("calendar: cn\non: { dates: { days: [30], months: [2], in_short_months: skip } }");
    assert_eq!(never.unwrap().next_after(at("2026-01-01T00:00")), Err(Error::TooFar));
}

#[test]
fn what_has_ended_has_no_next() {
    let schedule = given("zone: Asia/Shanghai\nuntil: 2026-03-01\non: { dates: { days: [1] } }");
    assert_eq!(schedule.next_after(at("2026-03-01T00:00")), Ok(None));
    assert!(schedule.next_after(at("2026-02-28T23:59")).unwrap().is_some());
}
