use super::{at, cn};
use crate::calendar::{Calendar, Clock, Counting, Duration, Ends, FirstDay, Pause, Roll, Unit, before, due};
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use proptest::prelude::*;

/// A day of 2019 to 2023, so that every answer lies in a year that is known.
fn any_day() -> impl Strategy<Value = Date> {
    (0..1500_i32).prop_map(|days| Date::constant(2019, 1, 1).checked_add(Span::new().days(days)).unwrap())
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    (any_day(), 0..86_400_i64).prop_map(|(day, seconds)| {
        cn().start_of(day).unwrap().checked_add(SignedDuration::from_secs(seconds)).unwrap()
    })
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![
        Unit::Minutes,
        Unit::Hours,
        Unit::WorkHours,
        Unit::Days,
        Unit::Workdays,
        Unit::Months,
    ])
}

fn any_counting() -> impl Strategy<Value = Counting> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(first, roll, close)| Counting {
        first_day: if first { FirstDay::Counted } else { FirstDay::NotCounted },
        roll: if roll { Roll::NextWorkday } else { Roll::None },
        ends: if close { Ends::CloseOfBusiness } else { Ends::Midnight },
    })
}

/// The n-th working day, one day at a time.
fn slowly(calendar: &Calendar, mut date: Date, n: i32) -> Date {
    let mut left = n;
    while left > 0 {
        date = date.tomorrow().unwrap();
        left -= i32::from(calendar.is_workday(date).unwrap());
    }
    date
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_working_days_agrees_with_walking(date in any_day(), n in 0..120_i32) {
        prop_assert_eq!(cn().add_workdays(date, n).unwrap(), slowly(cn(), date, n));
    }

    #[test]
    fn adding_and_counting_working_days_are_inverse(date in any_day(), n in 1..200_i32) {
        let end = cn().add_workdays(date, n).unwrap();
        prop_assert_eq!(cn().workdays_between(date, end).unwrap(), n);
        let start = cn().roll(date).unwrap();
        let end = cn().add_workdays(start, n).unwrap();
        prop_assert_eq!(cn().add_workdays(end, -n).unwrap(), start);
    }

    #[test]
    fn a_longer_term_never_ends_sooner(
        anchor in any_instant(), n in 0..20_u32, more in 0..20_u32, unit in any_unit(), counting in any_counting(),
    ) {
        let end = |count| due(anchor, Duration { count, unit }, counting, cn()).unwrap().at;
        prop_assert!(end(n) <= end(n + more));
    }

    #[test]
    fn a_term_of_whole_days_never_ends_before_it_begins(
        anchor in any_instant(), n in 1..60_u32, counting in any_counting(),
    ) {
        let counting = Counting { first_day: FirstDay::NotCounted, ..counting };
        prop_assert!(due(anchor, Duration::new(n, Unit::Days), counting, cn()).unwrap().at > anchor);
    }

    #[test]
    fn pausing_never_moves_a_due_instant_earlier(
        anchor in any_instant(), n in 0..20_u32, unit in any_unit(), counting in any_counting(),
        pauses in prop::collection::vec((0..1_000_000_i64, 0..500_000_i64), 0..4),
    ) {
        let later = |seconds| anchor.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let mut clock = Clock::new(Duration { count: n, unit }, anchor, "cn");
        clock.roll = Some(counting.roll);
        let mut last = clock.due_at(cn()).unwrap().unwrap();
        for (from, length) in pauses {
            clock.pauses.push(Pause { from: later(from), to: Some(later(from + length)) });
            let next = clock.due_at(cn()).unwrap().unwrap();
            prop_assert!(next.at >= last.at, "{:?} is before {:?}", next, last);
            last = next;
        }
    }

    #[test]
    fn the_whole_share_is_the_due_instant_and_no_share_is_later(
        anchor in any_instant(), n in 0..30_u32, percent in 0..=100_u32, roll in any::<bool>(),
    ) {
        let mut clock = Clock::new(Duration::new(n, Unit::Days), anchor, "cn");
        clock.roll = roll.then_some(Roll::NextWorkday);
        let end = clock.due_at(cn()).unwrap();
        prop_assert_eq!(&clock.share_at(100, cn()).unwrap(), &end);
        prop_assert!(clock.share_at(percent, cn()).unwrap().unwrap().at <= end.unwrap().at);
    }

    #[test]
    fn the_budget_is_used_up_at_the_due_instant(
        anchor in any_instant(), n in 1..30_u32, unit in any_unit(),
        pauses in prop::collection::vec((0..1_000_000_i64, 0..500_000_i64), 0..4),
    ) {
        let later = |seconds| anchor.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let mut clock = Clock::new(Duration { count: n, unit }, anchor, "cn");
        clock.pauses.extend(
            pauses.iter().map(|(from, length)| Pause { from: later(*from), to: Some(later(from + length)) }),
        );
        let end = clock.due_at(cn()).unwrap().unwrap();
        prop_assert_eq!(clock.usage(end.at, cn()).unwrap().left(), 0);
        let before = end.at.checked_sub(SignedDuration::from_millis(1)).unwrap();
        prop_assert!(clock.usage(before, cn()).unwrap().left() > 0);
    }

    #[test]
    fn backward_from_the_due_day_comes_back_to_the_first(date in any_day(), n in 1..60_u32, workdays in any::<bool>()) {
        let date = cn().roll(date).unwrap();
        let unit = if workdays { Unit::Workdays } else { Unit::Days };
        let term = Duration::new(n, unit);
        let end = due(cn().start_of(date).unwrap(), term, Counting::default(), cn()).unwrap();
        prop_assert_eq!(before(end.date, term, Counting::default(), cn()).unwrap().date, date);
    }

    #[test]
    fn working_time_added_is_working_time_between(anchor in any_instant(), minutes in 1..3_000_u32) {
        let end = cn().add_work_minutes(anchor, minutes).unwrap();
        prop_assert_eq!(cn().work_minutes_between(anchor, end).unwrap(), i64::from(minutes));
    }
}

#[test]
fn an_event_a_millisecond_before_the_end_is_in_time() {
    let end =
        due(at("2026-03-02T10:00"), Duration::new(3, Unit::Days), Counting::default(), cn()).unwrap().at;
    assert!(at("2026-03-05T23:59:59.999") < end && at("2026-03-06T00:00:00.000") >= end);
}
