use super::{at, cn, day, one, term};
use crate::calendar::{Calendars, DayKind, Fault, FaultKind, Odd, Status, due};
use crate::model::calendar::Document;

const BASE: &str = "
language: 1
calendar: base
zone: Asia/Shanghai
week: { rest: [saturday, sunday] }
hours:
  workday: [ { from: '09:00', to: '12:00' }, { from: '13:00', to: '17:00' } ]
  weekdays: { friday: [ { from: '09:00', to: '12:00' } ] }
years:
  2026: { status: official, days: [ { date: 2026-10-01, kind: holiday } ] }
  2027: { status: provisional, basis: expected, days: [ { date: 2027-01-01, kind: holiday }, { date: 2027-01-04, kind: holiday } ] }
";

fn build(documents: &[&str]) -> (Calendars, Vec<Fault>) {
    let read = |yaml: &&str| serde_yaml::from_str::<Document>(yaml).unwrap();
    Calendars::build(&documents.iter().map(read).collect::<Vec<_>>())
}

#[test]
fn a_document_makes_a_year_official_and_changes_single_days() {
    let notice = "
language: 1
calendar: base
years:
  2027:
    status: official
    amends: days
    basis: the notice
    days: [ { date: 2027-01-04, kind: workday }, { date: 2027-01-02, kind: makeup_workday } ]
";
    for documents in [[BASE, notice], [notice, BASE]] {
        let (calendars, faults) = build(&documents);
        assert_eq!(faults, []);
        let base = calendars.get("base").unwrap();
        assert_eq!(base.status(2027), Some(Status::Official));
        assert_eq!(base.kind_of(day("2027-01-01")), Ok(DayKind::Holiday));
        assert_eq!(base.kind_of(day("2027-01-02")), Ok(DayKind::MakeupWorkday));
        assert_eq!(base.kind_of(day("2027-01-04")), Ok(DayKind::Workday));
        assert_eq!(base.overview(2027).unwrap().basis, Some("the notice"));
    }
    assert_eq!(build(&[BASE, notice]).0.version(), build(&[notice, BASE]).0.version());
}

#[test]
fn a_document_replaces_a_year_as_a_whole() {
    let notice = "{ language: 1, calendar: base, years: { 2027: { status: official, amends: year } } }";
    let (calendars, faults) = build(&[BASE, notice]);
    assert_eq!(faults, []);
    let base = calendars.get("base").unwrap();
    assert_eq!(base.kind_of(day("2027-01-01")), Ok(DayKind::Workday));
    assert_eq!(base.status(2027), Some(Status::Official));
}

#[test]
fn an_office_corrects_what_it_inherits_and_a_year_that_nobody_describes_cannot_be_corrected() {
    let office = "
language: 1
calendar: office
inherits: base
years: { 2027: { status: official, amends: days, days: [ { date: 2027-01-05, kind: holiday } ] } }
";
    let (calendars, faults) = build(&[office, BASE]);
    assert_eq!(faults, []);
    let office_calendar = calendars.get("office").unwrap();
    assert_eq!(office_calendar.kind_of(day("2027-01-05")), Ok(DayKind::Holiday));
    assert_eq!(office_calendar.kind_of(day("2027-01-04")), Ok(DayKind::Holiday));
    // What rests on an expected arrangement stays expected, whoever adds to it.
    assert_eq!(office_calendar.status(2027), Some(Status::Provisional));
    let (_, faults) = build(&[&office.replace("2027", "2028"), BASE]);
    let kinds: Vec<_> = faults.into_iter().map(|fault| (fault.kind, fault.at.pointer)).collect();
    assert_eq!(kinds, [(FaultKind::NothingAmended(2028), "/years/2028/amends".to_owned())]);
    let twice = "{ language: 1, calendar: base, years: { 2027: { status: official, amends: days } } }";
    let (_, faults) = build(&[BASE, twice, twice]);
    assert_eq!(
        faults.first().map(|fault| &fault.kind),
        Some(&FaultKind::DuplicateYear { year: 2027, first: 1 })
    );
}

#[test]
fn a_calendar_is_built_again_from_its_own_document() {
    let shipped: Document =
        serde_yaml::from_str(include_str!("../../../../rules/calendar/cn.calendar.yaml")).unwrap();
    let half: Document = serde_yaml::from_str(BASE).unwrap();
    let office: Document = serde_yaml::from_str("{ language: 1, calendar: office, inherits: base }").unwrap();
    let (calendars, faults) = Calendars::build(&[shipped, half, office]);
    assert_eq!(faults, []);
    for calendar in calendars.iter() {
        let text = serde_json::to_string(calendar.document()).unwrap();
        let read: Document = serde_json::from_str(&text).unwrap();
        let (again, faults) = Calendars::build(&[read]);
        assert_eq!(faults, []);
        assert_eq!(again.get(calendar.name()).unwrap().version(), calendar.version());
    }
}

#[test]
fn half_days_have_the_hours_that_are_written_for_them() {
    let base = one(BASE);
    // Friday 9 October: the morning only; the rest on Monday.
    let ends = due(at("2026-10-09T11:00"), term("2 work_hours"), Default::default(), &base).unwrap();
    assert_eq!(ends.at, at("2026-10-12T10:00"));
    assert_eq!(base.close_of_business(day("2026-10-09")), Ok(at("2026-10-09T12:00")));
    // A half day is a working day like any other.
    assert_eq!(base.add_workdays(day("2026-10-08"), 2), Ok(day("2026-10-12")));
    let eve = "
language: 1
calendar: eve
zone: Asia/Shanghai
week: { rest: [saturday, sunday] }
hours: { workday: [ { from: '09:00', to: '17:00' } ] }
years:
  2026: { status: official, days: [ { date: 2026-09-30, kind: workday, hours: [ { from: '09:00', to: '11:00' } ] } ] }
";
    let ends = due(at("2026-09-30T10:00"), term("3 work_hours"), Default::default(), &one(eve)).unwrap();
    assert_eq!(ends.at, at("2026-10-01T11:00"));
}

#[test]
fn hours_of_a_day_of_rest_and_bad_windows_of_half_days_are_faults() {
    let wrong = BASE
        .replace("friday: [ { from: '09:00', to: '12:00' } ]", "sunday: [ { from: '12:00', to: '09:00' } ]");
    let wrong = wrong.replace(
        "{ date: 2026-10-01, kind: holiday }",
        "{ date: 2026-09-30, kind: workday, hours: [ { from: '10:00', to: '09:00' } ] }",
    );
    let faults: Vec<_> = build(&[&wrong]).1.into_iter().map(|fault| (fault.kind, fault.at.pointer)).collect();
    let expected = [
        (FaultKind::BadWindow, "/hours/weekdays/sunday/0"),
        (FaultKind::BadWindow, "/years/2026/days/0/hours/0"),
        (FaultKind::HoursOfRest("sunday"), "/hours/weekdays/sunday"),
    ];
    assert_eq!(faults, expected.map(|(kind, pointer)| (kind, pointer.to_owned())));
}

#[test]
fn the_arrangements_that_were_published_are_not_odd() {
    let odd = cn().oddities();
    let plain: Vec<_> = odd.iter().filter(|odd| !matches!(odd, Odd::LongStretch(..))).collect();
    assert_eq!(plain, Vec::<&Odd>::new());
}

#[test]
fn slips_of_the_pen_are_found() {
    let slips = "
language: 1
calendar: slips
zone: Asia/Shanghai
week: { rest: [saturday, sunday] }
years:
  2024: { status: official }
  2026:
    status: official
    days:
      - { date: 2026-10-01, kind: holiday, name: { zh: 国庆节 } }
      - { date: 2026-10-06, kind: workday }
      - { date: 2026-10-07, kind: workday, name: { zh: 国庆节 }, statutory: true }
      - { date: 2026-10-10, kind: makeup_workday, name: { zh: 国庆节 }, swapped_with: 2026-10-12 }
      - { date: 2026-10-11, kind: makeup_workday, name: { zh: 国庆节 } }
      - { date: 2026-03-07, kind: makeup_workday, name: { zh: 中秋 } }
";
    let odd = one(slips).oddities();
    let expected = [
        Odd::NoHolidays(2024),
        Odd::Gap(2025),
        Odd::ForNothing(day("2026-03-07")),
        Odd::SaysNothing(day("2026-10-06")),
        Odd::WorkedHoliday(day("2026-10-07")),
        Odd::LoneSwap(day("2026-10-10"), day("2026-10-12")),
        Odd::LongStretch(day("2026-10-05"), day("2026-10-16"), 12),
    ];
    for one in &expected {
        assert!(odd.contains(one), "{one:?} is missing in {odd:?}");
    }
}
