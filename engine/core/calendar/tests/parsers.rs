//! Whatever the text, a parser answers; whatever the calendar, it is built or its faults are told.

use super::{at, cn};
use crate::calendar::{Calendars, Clock, Duration, Unit};
use crate::definition::{InputFile, load};
use crate::model::calendar::{Document, TimeOfDay, Window};
use crate::model::deadline::{Days, Only};
use jiff::SignedDuration;
use proptest::prelude::*;

/// Text that is nearly a duration, a time or a date, and text that is nothing.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{0,12} ?(work)?(days?|hours?|日|个工作日|工作时|months?|P1D|weeks)?",
        "[0-9０-９]{0,3}[:：][0-9]{0,3}",
        "-?[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}",
    ]
}

fn any_time() -> impl Strategy<Value = TimeOfDay> {
    (0..=24_u16, 0..60_u16).prop_map(|(hour, minute)| {
        let minute = if hour == 24 { 0 } else { minute };
        format!("{hour:02}:{minute:02}").parse().unwrap()
    })
}

fn any_windows() -> impl Strategy<Value = Vec<Window>> {
    prop::collection::vec((any_time(), any_time()).prop_map(|(from, to)| Window { from, to }), 0..4)
}

fn any_days() -> impl Strategy<Value = Vec<Days>> {
    let all = vec![Days::Workdays, Days::RestDays, Days::Holidays, Days::Weekends, Days::MakeupWorkdays];
    prop::sample::subsequence(all, 0..=5)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_duration_is_read_or_refused(text in any_text()) {
        if let Ok(read) = text.parse::<Duration>() {
            prop_assert_eq!(read.to_string().parse::<Duration>(), Ok(read));
        }
    }

    #[test]
    fn a_time_of_day_is_read_or_refused(text in any_text()) {
        if let Ok(read) = text.parse::<TimeOfDay>() {
            prop_assert!(read.minutes() <= 24 * 60);
            prop_assert_eq!(read.to_string(), text);
        }
    }

    #[test]
    fn any_windows_make_a_calendar_that_answers(
        workday in any_windows(), half in any_windows(), rest in any_windows(), minutes in 0..2_000_u32,
    ) {
        let yaml = "{ language: 1, calendar: a, zone: Asia/Shanghai, week: { rest: [saturday, sunday] },
            years: { 2026: { status: official, days: [ { date: 2026-10-01, kind: holiday } ] } } }";
        let mut document: Document = serde_yaml::from_str(yaml).unwrap();
        let hours = document.hours.get_or_insert_default();
        hours.workday = workday;
        hours.weekend = rest;
        hours.weekdays.insert(crate::model::calendar::Weekday::Friday, half.clone());
        if let Some(year) = document.years.get_mut(&2026) {
            year.days[0].hours = Some(half);
        }
        let (calendars, _) = Calendars::build(&[document]);
        let calendar = calendars.get("a").unwrap();
        let from = at("2026-09-28T10:00");
        // A year without enough hours is an answer too.
        if let Ok(to) = calendar.add_work_minutes(from, minutes) {
            prop_assert_eq!(calendar.work_minutes_between(from, to), Ok(i64::from(minutes)));
        }
    }

    #[test]
    fn any_text_is_a_calendar_document_or_a_finding(
        zone in any_text(), date in any_text(), time in any_text(), year in any_text(), kind in any_text(),
    ) {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let text = format!(
            "language: 1\ncalendar: a\nzone: {}\nweek: {{ rest: [{kind}] }}\n\
             hours: {{ workday: [{{ from: {}, to: '12:00' }}] }}\nyears: {{ {}: {{ status: official, days: [{{ date: {}, kind: holiday }}] }} }}\n",
            quoted(&zone), quoted(&time), quoted(&year), quoted(&date),
        );
        let loaded = load(&[InputFile { path: "a.calendar.yaml".to_owned(), bytes: text.into_bytes() }]);
        for calendar in loaded.calendars.values() {
            let _ = calendar.oddities();
            let _ = calendar.add_workdays(jiff::civil::Date::constant(2026, 1, 1), 30);
        }
    }

    #[test]
    fn bytes_are_a_calendar_document_or_a_finding(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let loaded = load(&[InputFile { path: "a.calendar.yaml".to_owned(), bytes }]);
        prop_assert!(loaded.has_errors());
    }

    /// What is held waits as short as it may, and not twice.
    #[test]
    fn what_is_held_comes_at_the_first_instant_that_fits(
        days in any_days(), from in any_time(), to in any_time(), minutes in 0..500_000_i64,
    ) {
        prop_assume!(from < to);
        let start = at("2024-01-01T00:00").checked_add(SignedDuration::from_mins(minutes)).unwrap();
        let only = Only { days, from: Some(from), to: Some(to) };
        let held = cn().held(start, &only).unwrap();
        prop_assert!(held >= start);
        prop_assert_eq!(cn().held(held, &only), Ok(held));
        if let Some(before) = held.checked_sub(SignedDuration::from_millis(1)).ok().filter(|before| *before >= start) {
            prop_assert!(cn().held(before, &only).unwrap() == held);
        }
    }

    /// The account adds up to what was granted.
    #[test]
    fn the_account_adds_up(n in 1..60_u32, minutes in 0..500_000_i64, unit in prop::sample::select(vec![Unit::Days, Unit::Workdays, Unit::WorkHours])) {
        let anchor = at("2024-01-01T00:00").checked_add(SignedDuration::from_mins(minutes)).unwrap();
        let clock = Clock::new(Duration::new(n, unit), anchor, "cn");
        let due = clock.due_at(cn()).unwrap().unwrap();
        let account = clock.account(&due, cn()).unwrap();
        let counted = account.iter().filter(|stretch| stretch.why.is_counted());
        if unit == Unit::WorkHours {
            prop_assert_eq!(counted.filter_map(|stretch| stretch.minutes).sum::<i64>(), i64::from(n) * 60);
        } else {
            prop_assert_eq!(counted.map(crate::calendar::Stretch::days).sum::<i32>(), i32::try_from(n).unwrap());
        }
    }
}
