//! Schedules held against a scan of days that knows nothing of numbers.

use super::{CALENDARS, document};
use crate::calendar::DayKind;
use crate::model::calendar::Weekday;
use crate::model::schedule::{Day, Document, Or, Period, ShortMonth, Unit};
use crate::schedule::{Occurrence, Schedule};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn is_worked(day: Date) -> bool {
    CALENDARS["cn"].is_workday(day).unwrap()
}

fn same_period(of: Period, a: Date, b: Date) -> bool {
    let half = |day: Date| day.month() > 6;
    let quarter = |day: Date| (day.month() - 1) / 3;
    match of {
        Period::Week => {
            let monday = |day: Date| day - i64::from(day.weekday().to_monday_zero_offset()).days();
            monday(a) == monday(b)
        }
        Period::Month => (a.year(), a.month()) == (b.year(), b.month()),
        Period::Quarter => (a.year(), quarter(a)) == (b.year(), quarter(b)),
        Period::HalfYear => (a.year(), half(a)) == (b.year(), half(b)),
        Period::Year => a.year() == b.year(),
    }
}

/// The days of the period of a day up to it, or from it on.
fn beside(of: Period, day: Date, step: i64) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(day), move |day| Some(*day + step.days()))
        .take_while(move |other| same_period(of, day, *other))
}

/// Whether the rhythm names a day, before `or` moves it.
fn is_meant(document: &Document, day: Date) -> bool {
    let on = &document.on;
    let last_of_month = day == day.last_of_month();
    if let Some(kind) = on.each {
        return match kind {
            Day::Day => true,
            Day::Workday => is_worked(day),
            Day::RestDay => !is_worked(day),
            Day::Holiday => CALENDARS["cn"].kind_of(day) == Ok(DayKind::Holiday),
        };
    }
    if let Some(every) = on.every {
        let n = i64::from(every.n);
        let since = every.start.until(day).unwrap().get_days();
        let months = (i64::from(day.year()) - i64::from(every.start.year())) * 12
            + i64::from(day.month() - every.start.month());
        let fits = day.day() == every.start.day() || last_of_month && every.start.day() > day.days_in_month();
        return day >= every.start
            && match every.unit {
                Unit::Day => i64::from(since) % n == 0,
                Unit::Week => i64::from(since) % (7 * n) == 0,
                Unit::Month => fits && months % n == 0,
                Unit::Year => fits && months % (12 * n) == 0,
            };
    }
    if let Some(weekdays) = &on.weekdays {
        return weekdays.contains(&Weekday::of(day));
    }
    if let Some(dates) = &on.dates {
        let month = dates.months.is_empty() || dates.months.contains(&day.month());
        let last = dates.in_short_months == Some(ShortMonth::LastDay);
        let short = last && last_of_month && dates.days.iter().any(|asked| *asked > day.day());
        return month && (dates.days.contains(&day.day()) || short);
    }
    if let Some(last) = on.last_day {
        return !same_period(last.of, day, day + 1.day());
    }
    let worked = |of, step| beside(of, day, step).filter(|day| is_worked(*day)).count();
    if let Some(nth) = on.workday {
        return is_worked(day) && worked(nth.of, -1) == nth.n as usize;
    }
    if let Some(nth) = on.last_workday {
        return is_worked(day) && worked(nth.of, 1) == nth.n as usize;
    }
    let window = on.window.unwrap();
    if window.first.unit == crate::calendar::Unit::Days {
        return !same_period(window.of, day, day - 1.day());
    }
    is_worked(day) && worked(window.of, -1) == 1
}

/// The days on which it falls, around a span.
fn fallen(document: &Document, from: Date, to: Date) -> BTreeSet<Date> {
    let mut all = BTreeSet::new();
    let mut day = from - 40.days();
    while day <= to + 40.days() {
        let within =
            document.from.is_none_or(|from| from <= day) && document.until.is_none_or(|until| day <= until);
        if within && is_meant(document, day) {
            let step = match document.on.or {
                Some(Or::NextWorkday) => 1,
                Some(Or::PreviousWorkday) => -1,
                _ => 0,
            };
            let mut moved = day;
            while step != 0 && !is_worked(moved) {
                moved += i64::from(step).days();
            }
            if document.on.or != Some(Or::Skip) || is_worked(day) {
                all.insert(moved);
            }
        }
        day += 1.day();
    }
    all
}

/// The first instant at which the wall shows so much, to a quarter of an hour.
fn first_shown(zone: &TimeZone, wall: DateTime) -> Timestamp {
    let mut at = TimeZone::UTC.to_timestamp(wall).unwrap() - SignedDuration::from_hours(16);
    while zone.to_datetime(at) < wall {
        at += SignedDuration::from_mins(15);
    }
    at
}

fn scanned(schedule: &Schedule, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let day = |at: Timestamp| schedule.zone().to_datetime(at).date();
    let days = fallen(schedule.document(), day(from), day(to));
    let mut all = BTreeSet::new();
    for day in days {
        for minutes in &schedule.times {
            let wall = day.at(0, 0, 0, 0) + i64::from(*minutes).minutes();
            all.insert(first_shown(schedule.zone(), wall));
        }
    }
    all.into_iter().filter(|at| from <= *at && *at < to).collect()
}

fn any_rhythm() -> impl Strategy<Value = String> {
    let or = || prop::sample::select(vec!["", ", or: next_workday", ", or: previous_workday", ", or: skip"]);
    let of = || prop::sample::select(vec!["week", "month", "quarter", "half_year", "year"]);
    let fixed = prop::sample::select(vec!["each: day", "each: workday", "each: rest_day", "each: holiday"])
        .prop_map(str::to_owned);
    let unit = prop::sample::select(vec!["day", "week", "month", "year"]);
    let start = (2017..=2021_i16, 1..=12_i8, 1..=31_i8).prop_map(|(year, month, day)| {
        let first = jiff::civil::date(year, month, 1);
        first.with().day(day.min(first.days_in_month())).build().unwrap()
    });
    let every = (1..40_u32, unit, start, or()).prop_map(|(n, unit, start, or)| {
        // Not less often than the span can show.
        let n = match unit {
            "day" => n,
            "week" => 1 + n % 9,
            "month" => 1 + n % 5,
            _ => 1,
        };
        format!("every: {{ n: {n}, unit: {unit}, start: {start} }}{or}")
    });
    let weekday = prop::sample::subsequence(
        vec!["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        1..=7,
    )
    .prop_shuffle();
    let weekdays = (weekday, or()).prop_map(|(days, or)| format!("weekdays: [{}]{or}", days.join(", ")));
    let dates = (
        prop::collection::btree_set(1..=31_i8, 1..4),
        prop::collection::btree_set(1..=12_i8, 0..5),
        any::<bool>(),
        or(),
    )
        .prop_map(|(days, months, last, or)| {
            let short = if last { "last_day" } else { "skip" };
            format!(
                "dates: {{ days: {:?}, months: {:?}, in_short_months: {short} }}{or}",
                days.into_iter().collect::<Vec<_>>(),
                months.into_iter().collect::<Vec<_>>()
            )
        });
    let last_day = (of(), or()).prop_map(|(of, or)| format!("last_day: {{ of: {of} }}{or}"));
    let nth = (prop::sample::select(vec!["workday", "last_workday"]), 1..24_u32, of())
        .prop_map(|(key, n, of)| format!("{key}: {{ n: {n}, of: {of} }}"));
    let window = (1..15_u32, prop::sample::select(vec!["days", "workdays"]), of())
        .prop_map(|(n, unit, of)| format!("window: {{ first: {n} {unit}, of: {of} }}"));
    prop_oneof![fixed, every, weekdays, dates, last_day, nth, window]
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let zone = prop::sample::select(vec![
        "Asia/Shanghai",
        "America/Chicago",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/Havana",
    ]);
    let at = prop::collection::btree_set(0..96_u16, 0..4);
    let bound = || prop::option::weighted(0.2, 0..2_500_i64);
    (any_rhythm(), zone, at, bound(), bound()).prop_map(|(on, zone, at, from, until)| {
        let day = |days: i64| jiff::civil::date(2019, 1, 1) + days.days();
        let from = from.map(|days| format!("from: {}\n", day(days))).unwrap_or_default();
        let until = until.map(|days| format!("until: {}\n", day(days))).unwrap_or_default();
        let at: Vec<String> =
            at.into_iter().map(|quarter| format!("'{:02}:{:02}'", quarter / 4, quarter % 4 * 15)).collect();
        let text =
            format!("calendar: cn\nzone: {zone}\n{from}{until}at: [{}]\non: {{ {on} }}", at.join(", "));
        // What can never happen is told, and must be found nowhere.
        Schedule::build(&document(&text), &CALENDARS).0.unwrap()
    })
}

/// An instant of 2019 to 2025, to the quarter of an hour.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    (0..7 * 365 * 96_i64).prop_map(|quarter| Timestamp::from_second(1_546_300_800 + quarter * 900).unwrap())
}

fn found(schedule: &Schedule, from: Timestamp, to: Timestamp) -> Vec<Occurrence> {
    schedule.occurrences(from, to).map(Result::unwrap).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn occurrences_are_those_of_a_scan_of_days(
        schedule in any_schedule(), from in any_instant(), days in 1..300_i64,
    ) {
        let to = from + SignedDuration::from_hours(days * 24);
        let all = found(&schedule, from, to);
        let instants: Vec<Timestamp> = all.iter().map(|one| one.at).collect();
        prop_assert!(instants.is_sorted_by(|a, b| a < b));
        prop_assert_eq!(instants, scanned(&schedule, from, to));
        let keys: BTreeSet<_> = all.iter().map(|one| one.key.clone()).collect();
        prop_assert_eq!(keys.len(), all.len());
    }

    #[test]
    fn a_cut_loses_and_doubles_nothing(
        schedule in any_schedule(), from in any_instant(), a in 0..6_000_i64, b in 0..6_000_i64, part in 0..4_usize,
    ) {
        let quarters = |count: i64| SignedDuration::from_mins(count * 15);
        let (mut cut, to) = (from + quarters(a), from + quarters(a + b));
        let whole = found(&schedule, from, to);
        // Cuts at an occurrence itself are the ones that matter.
        if let Some(one) = whole.get(part) {
            cut = one.at;
        }
        let mut parts = found(&schedule, from, cut);
        parts.extend(found(&schedule, cut, to));
        prop_assert_eq!(parts, whole);
    }

    #[test]
    fn the_next_is_the_first_of_those_that_come(
        schedule in any_schedule(), from in any_instant(), days in 1..200_i64,
    ) {
        let to = from + SignedDuration::from_hours(days * 24);
        let mut at = from - SignedDuration::from_nanos(1);
        for one in found(&schedule, from, to) {
            prop_assert_eq!(schedule.next_after(at), Ok(Some(one.clone())));
            at = one.at;
        }
        // A rhythm may be so rare that the described years end before it comes.
        if let Ok(Some(next)) = schedule.next_after(at) {
            prop_assert!(next.at >= to);
        }
    }
}
