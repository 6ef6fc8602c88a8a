use super::{at, clock, cn, day, term};
use crate::calendar::{Clock, Error, Extension, Measure, Pause, Roll, Stretch, Unit, Why};
use jiff::civil::Date;

fn paused(anchor: &str, length: &str, pauses: &[(&str, &str)]) -> Clock {
    let pauses = pauses.iter().map(|(from, to)| Pause { from: at(from), to: Some(at(to)) });
    Clock { pauses: pauses.collect(), ..clock(anchor, length, "petition-regulation") }
}

fn date(clock: &Clock) -> Date {
    clock.due_at(cn()).unwrap().unwrap().date
}

#[test]
fn a_pause_excludes_days_from_its_first_up_to_before_its_last() {
    let clock = paused("2026-03-02T10:00", "5 days", &[("2026-03-04T15:00", "2026-03-06T09:00")]);
    assert_eq!(date(&clock), day("2026-03-09"));
}

#[test]
fn a_pause_within_one_day_excludes_none() {
    let clock = paused("2026-03-02T10:00", "5 days", &[("2026-03-04T09:00", "2026-03-04T17:00")]);
    assert_eq!(date(&clock), day("2026-03-07"));
}

#[test]
fn overlapping_pauses_are_counted_once_and_early_or_late_ones_not_at_all() {
    let clock = paused(
        "2026-03-02T10:00",
        "5 days",
        &[
            ("2026-02-20T09:00", "2026-03-01T09:00"),
            ("2026-03-04T09:00", "2026-03-06T09:00"),
            ("2026-03-05T09:00", "2026-03-07T09:00"),
            ("2026-03-20T09:00", "2026-03-25T09:00"),
        ],
    );
    assert_eq!(date(&clock), day("2026-03-10"));
}

#[test]
fn a_pause_over_days_of_rest_costs_no_working_days() {
    let clock = paused("2026-03-05T10:00", "3 workdays", &[("2026-03-07T09:00", "2026-03-09T09:00")]);
    assert_eq!(date(&clock), day("2026-03-10"));
    let clock = paused("2026-03-05T10:00", "3 workdays", &[("2026-03-06T09:00", "2026-03-10T09:00")]);
    assert_eq!(date(&clock), day("2026-03-12"));
}

#[test]
fn months_shift_by_the_calendar_days_excluded() {
    let clock = paused("2026-01-31T10:00", "1 month", &[("2026-02-10T09:00", "2026-02-15T09:00")]);
    assert_eq!(date(&clock), day("2026-03-05"));
}

#[test]
fn hours_lose_exactly_the_time_of_the_pause() {
    let clock = paused("2026-03-02T10:00", "24 hours", &[("2026-03-02T12:00", "2026-03-02T12:30")]);
    assert_eq!(clock.due_at(cn()).unwrap().unwrap().at, at("2026-03-03T10:30"));
    let clock = paused("2026-03-02T10:00", "4 work_hours", &[("2026-03-02T11:30", "2026-03-02T14:00")]);
    assert_eq!(clock.due_at(cn()).unwrap().unwrap().at, at("2026-03-02T16:30"));
}

#[test]
fn a_standing_clock_is_not_due_unless_it_was_over_before() {
    let mut clock = clock("2026-03-02T10:00", "5 days", "petition-regulation");
    assert!(clock.pause(at("2026-03-04T15:00")) && !clock.pause(at("2026-03-05T15:00")));
    assert_eq!(clock.due_at(cn()), Ok(None));
    assert_eq!(clock.share_at(20, cn()).unwrap().unwrap().date, day("2026-03-03"));
    assert_eq!(clock.share_at(80, cn()), Ok(None));
    assert!(clock.resume(at("2026-03-06T09:00")) && !clock.resume(at("2026-03-07T09:00")));
    assert_eq!(date(&clock), day("2026-03-09"));
    clock.pause(at("2026-03-11T09:00"));
    assert_eq!(date(&clock), day("2026-03-09"));
    for length in ["8 hours", "3 work_hours", "1 month", "4 workdays"] {
        let mut standing = Clock { granted: term(length), ..clock.clone() };
        standing.pauses = vec![Pause { from: at("2026-03-02T11:00"), to: None }];
        assert_eq!(standing.due_at(cn()), Ok(None), "{length}");
    }
}

#[test]
fn an_extension_adds_like_units_only() {
    let mut clock = clock("2026-03-02T10:00", "60 days", "petition-regulation");
    let extension =
        |add| Extension { add: term(add), at: at("2026-04-20T10:00"), reason: None, by: Vec::new() };
    clock.extend(extension("30 days")).unwrap();
    assert_eq!((clock.budget(), date(&clock)), (Ok(term("90 days")), day("2026-05-31")));
    let refused = clock.extend(extension("5 workdays"));
    assert_eq!(refused, Err(Error::MixedUnits { granted: Unit::Days, added: Unit::Workdays }));
    assert_eq!(clock.extensions.len(), 1);
}

#[test]
fn shares_round_up_to_a_whole_unit() {
    let clock = clock("2026-03-02T10:00", "6 days", "petition-regulation");
    let share = |percent| clock.share_at(percent, cn()).unwrap().unwrap().date;
    // 80 % of 6 days are 4.8 days.
    assert_eq!((share(80), share(50), share(100)), (day("2026-03-07"), day("2026-03-05"), day("2026-03-08")));
    let month = Clock { granted: term("1 month"), ..clock };
    assert_eq!(month.share_at(80, cn()), Err(Error::NoShare(Unit::Months)));
}

#[test]
fn the_roll_comes_last_and_does_not_end_inside_a_pause() {
    let rolling = Clock {
        roll: Some(Roll::NextWorkday),
        ..paused("2026-03-02T10:00", "4 days", &[("2026-03-03T09:00", "2026-03-04T09:00")])
    };
    // 3 March is excluded: 4, 5, 6, 7 are counted, and 7 March is a Saturday.
    let due = rolling.due_at(cn()).unwrap().unwrap();
    assert_eq!((due.date, due.rolled_from), (day("2026-03-09"), Some(day("2026-03-07"))));
    let pauses = vec![Pause { from: at("2026-03-09T09:00"), to: Some(at("2026-03-11T09:00")) }];
    let held = Clock { pauses, granted: term("5 days"), ..rolling };
    assert_eq!(date(&held), day("2026-03-11"));
}

#[test]
fn rungs_before_and_after_the_end() {
    let clock = clock("2026-03-02T10:00", "10 workdays", "licensing-law");
    assert_eq!(date(&clock), day("2026-03-16"));
    let before = clock.before_due(term("2 workdays"), cn()).unwrap().unwrap();
    assert_eq!(before.date, day("2026-03-12"));
    assert_eq!(clock.before_due(term("3 hours"), cn()).unwrap().unwrap().at, at("2026-03-16T21:00"));
    assert_eq!(clock.after_due(term("5 workdays"), cn()).unwrap().unwrap().date, day("2026-03-23"));
    let mut paused = clock;
    paused.pauses = vec![Pause { from: at("2026-03-13T09:00"), to: Some(at("2026-03-17T09:00")) }];
    assert_eq!(date(&paused), day("2026-03-18"));
    assert_eq!(paused.before_due(term("2 workdays"), cn()).unwrap().unwrap().date, day("2026-03-12"));
}

#[test]
fn use_is_counted_in_days_that_have_ended() {
    let clock = paused("2026-03-02T10:00", "5 workdays", &[("2026-03-04T09:00", "2026-03-05T09:00")]);
    let usage = |clock: &Clock, instant| {
        let usage = clock.usage(at(instant), cn()).unwrap();
        (usage.measure, usage.used, usage.left())
    };
    assert_eq!(usage(&clock, "2026-03-02T12:00"), (Measure::Workdays, 0, 5));
    assert_eq!(usage(&clock, "2026-03-03T23:59"), (Measure::Workdays, 0, 5));
    assert_eq!(usage(&clock, "2026-03-06T00:00"), (Measure::Workdays, 2, 3));
    assert_eq!(usage(&clock, "2026-03-17T00:00"), (Measure::Workdays, 9, -4));
    let hours = paused("2026-03-02T10:00", "4 work_hours", &[]);
    assert_eq!(usage(&hours, "2026-03-02T13:45"), (Measure::WorkMinutes, 135, 105));
    let month = paused("2026-03-02T10:00", "1 month", &[]);
    assert_eq!(usage(&month, "2026-03-12T10:00"), (Measure::Days, 9, 22));
}

#[test]
fn the_account_folds_days_that_were_treated_alike() {
    let clock = paused("2026-09-29T10:00", "3 workdays", &[("2026-10-08T09:00", "2026-10-09T09:00")]);
    let due = clock.due_at(cn()).unwrap().unwrap();
    assert_eq!(due.date, day("2026-10-10"));
    let holiday = Why::Holiday(cn().name_of(day("2026-10-01")).cloned());
    let expected = [
        ("2026-09-29", "2026-09-29", Why::FirstDay),
        ("2026-09-30", "2026-09-30", Why::Counted),
        ("2026-10-01", "2026-10-07", holiday),
        ("2026-10-08", "2026-10-08", Why::Paused),
        ("2026-10-09", "2026-10-09", Why::Counted),
        ("2026-10-10", "2026-10-10", Why::MadeUp),
    ];
    let expected =
        expected.map(|(from, to, why)| Stretch { from: day(from), to: day(to), why, minutes: None });
    assert_eq!(clock.account(&due, cn()).unwrap(), expected);
}

#[test]
fn the_account_of_working_hours_says_the_minutes() {
    // Thursday afternoon, the week's end, Sunday's make-up shift with a pause in it.
    let clock = paused("2026-09-18T16:00", "8 work_hours", &[("2026-09-20T09:00", "2026-09-20T11:00")]);
    let due = clock.due_at(cn()).unwrap().unwrap();
    let account = clock.account(&due, cn()).unwrap();
    let expected = [
        ("2026-09-18", "2026-09-18", Why::Counted, Some(90)),
        ("2026-09-19", "2026-09-19", Why::Weekend, None),
        ("2026-09-20", "2026-09-20", Why::MadeUp, Some(300)),
        ("2026-09-21", "2026-09-21", Why::Counted, Some(90)),
    ];
    let expected =
        expected.map(|(from, to, why, minutes)| Stretch { from: day(from), to: day(to), why, minutes });
    assert_eq!(account, expected);
    let total: i64 = account.iter().filter_map(|stretch| stretch.minutes).sum();
    assert_eq!(total, 8 * 60);
}

#[test]
fn a_clock_is_stored_without_what_is_empty_and_read_back() {
    let mut clock = clock("2026-03-02T10:00", "60 days", "petition-regulation");
    let plain = serde_json::to_string(&clock).unwrap();
    assert_eq!(
        plain,
        r#"{"granted":"60 days","anchor":"2026-03-02T02:00:00Z","calendar":"cn","counting":"petition-regulation"}"#
    );
    clock.pause(at("2026-03-04T15:00"));
    let stored = serde_json::to_string(&clock).unwrap();
    assert_eq!(serde_json::from_str::<Clock>(&stored).unwrap(), clock);
}
