use super::{at, cn, day, rule, term, term_due};
use crate::calendar::{Counting, Ends, Error, FirstDay, Roll, after, before, due};
use std::collections::BTreeSet;

#[test]
fn the_first_day_is_not_counted_and_the_last_ends_at_midnight() {
    let due = term_due("2026-03-02T23:59", "3 days", "petition-regulation");
    assert_eq!((due.date, due.at), (day("2026-03-05"), at("2026-03-06T00:00")));
    assert_eq!((due.rolled_from, due.provisional.len(), due.exact), (None, 0, false));
}

#[test]
fn the_day_of_the_fact_is_that_of_the_calendar_and_not_of_the_meridian() {
    let utc_evening = "2026-03-02T17:00:00Z".parse().unwrap();
    let due = due(utc_evening, term("1 day"), Counting::default(), cn()).unwrap();
    assert_eq!(due.date, day("2026-03-04"));
}

#[test]
fn a_counted_first_day_ends_one_day_sooner() {
    let counting = Counting { first_day: FirstDay::Counted, ..Counting::default() };
    let date = |anchor, length| due(at(anchor), term(length), counting, cn()).unwrap().date;
    assert_eq!(date("2026-03-02T10:00", "3 days"), day("2026-03-04"));
    assert_eq!(date("2026-03-07T10:00", "1 workday"), day("2026-03-09"));
    assert_eq!(date("2026-03-09T10:00", "1 workday"), day("2026-03-09"));
    assert_eq!(date("2026-03-09T10:00", "1 month"), day("2026-04-08"));
}

#[test]
fn the_roll_is_a_switch_of_the_counting() {
    let plain = term_due("2026-09-18T10:00", "15 days", "petition-regulation");
    assert_eq!((plain.date, plain.rolled_from), (day("2026-10-03"), None));
    let rolled = term_due("2026-09-18T10:00", "15 days", "civil-code");
    assert_eq!((rolled.date, rolled.rolled_from), (day("2026-10-08"), Some(day("2026-10-03"))));
    assert_eq!(rolled.at, at("2026-10-09T00:00"));
}

#[test]
fn close_of_business_is_the_end_of_the_last_window() {
    let counting = Counting { ends: Ends::CloseOfBusiness, ..Counting::default() };
    let at_close = |length| due(at("2026-03-04T10:00"), term(length), counting, cn()).unwrap().at;
    assert_eq!(at_close("1 day"), at("2026-03-05T17:30"));
    // Saturday has no windows.
    assert_eq!(at_close("3 days"), at("2026-03-08T00:00"));
}

#[test]
fn months_and_years_reach_to_the_corresponding_day_or_the_last_of_the_month() {
    let date = |anchor, length| term_due(anchor, length, "petition-regulation").date;
    assert_eq!(date("2026-01-31T10:00", "1 month"), day("2026-02-28"));
    assert_eq!(date("2026-01-30T10:00", "3 months"), day("2026-04-30"));
    assert_eq!(date("2024-02-29T10:00", "1 year"), day("2025-02-28"));
    assert_eq!(date("2026-03-15T10:00", "2 months"), day("2026-05-15"));
}

#[test]
fn hours_and_minutes_run_from_the_instant_over_any_holiday() {
    let due = term_due("2026-09-30T17:00:30", "24 hours", "civil-code");
    assert_eq!((due.at, due.exact), (at("2026-10-01T17:00:30"), true));
    assert_eq!(term_due("2026-09-30T17:00", "30 minutes", "civil-code").at, at("2026-09-30T17:30"));
}

#[test]
fn a_term_of_no_days_ends_on_the_day_itself() {
    assert_eq!(term_due("2026-03-02T10:00", "0 days", "petition-regulation").date, day("2026-03-02"));
    assert_eq!(term_due("2026-10-03T10:00", "0 workdays", "civil-code").date, day("2026-10-08"));
}

#[test]
fn a_provisional_year_is_named_where_it_was_needed() {
    let years = |anchor, length, counting| term_due(anchor, length, counting).provisional;
    assert_eq!(years("2026-12-30T10:00", "5 workdays", "civil-code"), BTreeSet::from([2027]));
    assert_eq!(years("2026-12-20T10:00", "15 days", "civil-code"), BTreeSet::from([2027]));
    assert_eq!(years("2026-12-20T10:00", "5 days", "civil-code"), BTreeSet::new());
    // Plain days without a roll do not depend on any arrangement.
    assert_eq!(years("2026-12-20T10:00", "15 days", "petition-regulation"), BTreeSet::new());
}

#[test]
fn a_missing_year_is_an_error_only_where_it_is_needed() {
    let missing = Error::MissingYear { calendar: "cn".into(), year: 2028 };
    let late = |length, counting| due(at("2027-12-30T10:00"), term(length), rule(counting), cn());
    assert_eq!(late("10 workdays", "licensing-law").unwrap_err(), missing);
    assert_eq!(late("10 days", "civil-code").unwrap_err(), missing);
    assert_eq!(late("10 days", "petition-regulation").unwrap().date, day("2028-01-09"));
}

#[test]
fn a_rung_after_the_end_begins_with_the_next_day() {
    let end = term_due("2026-09-18T10:00", "5 workdays", "licensing-law");
    assert_eq!(end.date, day("2026-09-24"));
    let rung = |length| after(&end, term(length), rule("licensing-law"), cn()).unwrap();
    assert_eq!(rung("1 workday").date, day("2026-09-28"));
    assert_eq!(rung("2 days").date, day("2026-09-28"));
    assert_eq!(rung("2 hours").at, at("2026-09-25T02:00"));
}

#[test]
fn counting_backward_mirrors_counting_forward() {
    let date = |from, length, counting| before(day(from), term(length), rule(counting), cn()).unwrap();
    let latest = date("2026-05-20", "15 days", "petition-regulation");
    assert_eq!((latest.date, latest.at), (day("2026-05-05"), at("2026-05-06T00:00")));
    // 5 May is a holiday: the working day before it, so that the time is not shortened.
    let rolled = date("2026-05-20", "15 days", "civil-code");
    assert_eq!((rolled.date, rolled.rolled_from), (day("2026-04-30"), Some(day("2026-05-05"))));
    assert_eq!(date("2026-10-09", "2 workdays", "licensing-law").date, day("2026-09-30"));
    assert_eq!(date("2026-03-31", "1 month", "petition-regulation").date, day("2026-02-28"));
    assert_eq!(date("2026-03-31", "2 hours", "petition-regulation").at, at("2026-03-30T22:00"));
}

#[test]
fn a_law_that_means_working_days_says_so() {
    let meant = |counting, length| cn().rule(counting).unwrap().meant_by(term(length));
    assert_eq!(meant("penalty-law", "5 days"), Some(term("5 workdays")));
    assert_eq!(meant("penalty-law", "15 days"), None);
    assert_eq!(meant("licensing-law", "20 days"), Some(term("20 workdays")));
    assert_eq!(meant("petition-regulation", "15 days"), None);
    assert_eq!(meant("licensing-law", "20 workdays"), None);
}

#[test]
fn what_cannot_be_a_date_is_an_error() {
    let far = due(at("2026-03-02T10:00"), term("1000000 years"), Counting::default(), cn());
    assert_eq!(far.unwrap_err(), Error::OutOfRange);
    let counting = Counting { roll: Roll::None, ..Counting::default() };
    let far = due(at("9990-03-02T10:00"), term("10000 days"), counting, cn());
    assert_eq!(far.unwrap_err(), Error::OutOfRange);
}
