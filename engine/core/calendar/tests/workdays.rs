use super::{cn, day, one};
use crate::calendar::{DayKind, Error, Status};

#[test]
fn national_day_2026_is_a_holiday_with_a_made_up_saturday() {
    for date in 1..=7 {
        assert_eq!(cn().kind_of(jiff::civil::date(2026, 10, date)), Ok(DayKind::Holiday));
    }
    assert_eq!(cn().kind_of(day("2026-10-08")), Ok(DayKind::Workday));
    assert_eq!(cn().kind_of(day("2026-10-10")), Ok(DayKind::MakeupWorkday));
    assert_eq!(cn().kind_of(day("2026-10-11")), Ok(DayKind::Weekend));
    assert!(cn().is_statutory(day("2026-10-01")) && !cn().is_statutory(day("2026-10-05")));
    assert_eq!(cn().name_of(day("2026-10-01")).unwrap().zh(), "国庆节");
}

#[test]
fn a_saturday_after_spring_festival_2021_is_worked() {
    assert_eq!(cn().is_workday(day("2021-02-20")), Ok(true));
    assert_eq!(cn().is_workday(day("2021-02-21")), Ok(false));
}

#[test]
fn the_first_working_day_after_national_day() {
    assert_eq!(cn().add_workdays(day("2026-09-30"), 1), Ok(day("2026-10-08")));
    assert_eq!(cn().add_workdays(day("2026-09-30"), 3), Ok(day("2026-10-10")));
    assert_eq!(cn().add_workdays(day("2026-10-08"), -1), Ok(day("2026-09-30")));
    assert_eq!(cn().add_workdays(day("2026-10-04"), 0), Ok(day("2026-10-04")));
}

#[test]
fn rolling_goes_over_the_whole_holiday_and_stops_on_a_worked_weekend() {
    assert_eq!(cn().roll(day("2026-10-03")), Ok(day("2026-10-08")));
    assert_eq!(cn().roll(day("2026-10-10")), Ok(day("2026-10-10")));
    assert_eq!(cn().roll_back(day("2026-10-03")), Ok(day("2026-09-30")));
}

#[test]
fn working_days_between_counts_the_last_and_not_the_first() {
    assert_eq!(cn().workdays_between(day("2026-09-30"), day("2026-10-08")), Ok(1));
    assert_eq!(cn().workdays_between(day("2026-10-08"), day("2026-09-30")), Ok(-1));
    assert_eq!(cn().workdays_between(day("2026-10-01"), day("2026-10-07")), Ok(0));
}

#[test]
fn a_missing_year_is_named() {
    let missing = |year| Error::MissingYear { calendar: "cn".into(), year };
    assert_eq!(cn().kind_of(day("2017-12-31")), Err(missing(2017)));
    assert_eq!(cn().add_workdays(day("2027-12-31"), 1), Err(missing(2028)));
    assert_eq!(cn().add_workdays(day("2018-01-02"), -1), Err(missing(2017)));
    assert_eq!(cn().workdays_between(day("2026-01-01"), day("2029-01-01")), Err(missing(2029)));
    assert_eq!((cn().status(2026), cn().status(2027)), (Some(Status::Official), Some(Status::Provisional)));
    assert_eq!(cn().status(2028), None);
}

#[test]
fn a_year_missing_in_the_middle_is_named_too() {
    let gap = one("
language: 1
calendar: gap
zone: UTC
week: { rest: [saturday, sunday] }
years: { 2024: { status: official }, 2026: { status: official } }
");
    let missing = Error::MissingYear { calendar: "gap".into(), year: 2025 };
    assert_eq!(gap.add_workdays(day("2024-12-31"), 1), Err(missing.clone()));
    assert_eq!(gap.workdays_between(day("2024-12-31"), day("2026-01-05")), Err(missing.clone()));
    assert_eq!(gap.add_workdays(day("2026-01-01"), -1), Err(missing));
    assert_eq!(gap.add_workdays(day("2026-01-01"), 1), Ok(day("2026-01-02")));
}
