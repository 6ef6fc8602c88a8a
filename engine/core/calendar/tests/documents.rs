use super::{at, day};
use crate::calendar::{Calendars, DayKind, Fault, FaultKind, Place, Status, due};
use crate::model::calendar::Document;

fn build(documents: &[&str]) -> (Calendars, Vec<Fault>) {
    let read = |yaml: &&str| serde_yaml::from_str::<Document>(yaml).unwrap();
    Calendars::build(&documents.iter().map(read).collect::<Vec<_>>())
}

const BASE: &str = "
language: 1
calendar: base
zone: Asia/Shanghai
week: { rest: [saturday, sunday] }
countings: { plain: { first_day: not_counted, roll: none, ends: midnight } }
years: { 2026: { status: official, days: [ { date: 2026-10-01, kind: holiday } ] } }
";

#[test]
fn years_of_one_calendar_may_stand_in_several_documents() {
    let more = "{ language: 1, calendar: base, years: { 2027: { status: provisional } } }";
    let (calendars, faults) = build(&[BASE, more]);
    assert_eq!(faults, []);
    let base = calendars.get("base").unwrap();
    assert_eq!(base.years().collect::<Vec<_>>(), [(2026, Status::Official), (2027, Status::Provisional)]);
    assert_eq!(base.add_workdays(day("2026-12-31"), 1), Ok(day("2027-01-01")));
}

#[test]
fn a_calendar_changes_the_one_it_inherits() {
    let local = "
language: 1
calendar: local
inherits: base
countings: { plain: { roll: next_workday } }
years: { 2026: { status: provisional, days: [ { date: 2026-10-09, kind: holiday, name: { zh: 庙会 } } ] } }
";
    let (calendars, faults) = build(&[local, BASE]);
    assert_eq!(faults, []);
    let (base, local) = (calendars.get("base").unwrap(), calendars.get("local").unwrap());
    assert_eq!(local.kind_of(day("2026-10-01")), Ok(DayKind::Holiday));
    assert_eq!(local.kind_of(day("2026-10-09")), Ok(DayKind::Holiday));
    assert_eq!(base.kind_of(day("2026-10-09")), Ok(DayKind::Workday));
    assert_eq!((local.status(2026), base.status(2026)), (Some(Status::Provisional), Some(Status::Official)));
    let end = |calendar: &crate::calendar::Calendar| {
        let rule = calendar.counting("plain").unwrap();
        due(at("2026-10-08T09:00"), "1 day".parse().unwrap(), rule, calendar).unwrap().date
    };
    assert_eq!((end(base), end(local)), (day("2026-10-09"), day("2026-10-12")));
    assert_ne!(base.version(), local.version());
}

#[test]
fn the_version_follows_what_is_said_and_not_where() {
    let version = |documents: &[&str]| build(documents).0.version();
    let more = "{ language: 1, calendar: base, years: { 2027: { status: provisional } } }";
    assert_eq!(version(&[BASE, more]), version(&[more, BASE]));
    assert_ne!(version(&[BASE, more]), version(&[BASE]));
    assert_ne!(version(&[BASE]), version(&[&BASE.replace("10-01", "10-02")]));
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let wrong = r#"
language: 1
calendar: wrong
zone: Asia/Shanghia
inherits: nobody
hours: { workday: [ { from: "12:00", to: "09:00" }, { from: "13:00", to: "15:00" }, { from: "14:00", to: "16:00" } ] }
years:
  2026:
    status: official
    days:
      - { date: 2027-01-01, kind: holiday }
      - { date: 2026-01-01, kind: holiday }
      - { date: 2026-01-01, kind: workday }
week: { rest: [sunday] }
"#;
    let more = "
language: 1
calendar: wrong
years: { 2026: { status: official }, 2025: { status: official, days: [ { date: 2025-01-06, kind: makeup_workday } ] } }
";
    let (calendars, faults) = build(&[wrong, more]);
    let expected = [
        (FaultKind::BadWindow, 0, "/hours/workday/0"),
        (FaultKind::BadWindow, 0, "/hours/workday/2"),
        (FaultKind::WrongYear { date: day("2027-01-01"), year: 2026 }, 0, "/years/2026/days/0/date"),
        (FaultKind::DuplicateDay(day("2026-01-01")), 0, "/years/2026/days/2/date"),
        (FaultKind::DuplicateYear { year: 2026, first: 0 }, 1, "/years/2026"),
        (FaultKind::UnknownParent("nobody".into()), 0, "/inherits"),
        (FaultKind::UnknownZone("Asia/Shanghia".into()), 0, "/zone"),
        (FaultKind::NothingMadeUp(day("2025-01-06")), 1, "/years/2025/days/0/date"),
    ];
    let expected = expected
        .map(|(kind, document, pointer)| Fault { kind, at: Place { document, pointer: pointer.to_owned() } });
    assert_eq!(faults, expected);
    assert_eq!(calendars.get("wrong").unwrap().kind_of(day("2026-01-01")), Ok(DayKind::Holiday));
}

#[test]
fn a_circle_of_inheritance_is_a_fault_and_ends() {
    let a = "{ language: 1, calendar: a, inherits: b, zone: UTC, week: { rest: [] } }";
    let b = "{ language: 1, calendar: b, inherits: a }";
    let kinds: Vec<_> = build(&[a, b]).1.into_iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::InheritsItself("a".into()), FaultKind::InheritsItself("b".into())]);
}

#[test]
fn what_a_calendar_cannot_do_without_is_asked_for() {
    let kinds: Vec<_> =
        build(&["{ language: 1, calendar: a }"]).1.into_iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::NoZone("a".into()), FaultKind::NoWeek("a".into())]);
}

#[test]
fn the_schema_accepts_the_calendar_that_ships_and_refuses_what_is_not_known() {
    let schema = schemars::schema_for!(Document).to_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let shipped = include_str!("../../../../rules/calendar/cn.calendar.yaml");
    let mut shipped: serde_json::Value = {
        let tree: serde_yaml::Value = serde_yaml::from_str(shipped).unwrap();
        // JSON has no keys that are numbers.
        let document: Document = serde_yaml::from_value(tree).unwrap();
        serde_json::to_value(document).unwrap()
    };
    let errors: Vec<_> = validator.iter_errors(&shipped).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(serde_json::from_value::<Document>(shipped.clone()).is_ok());
    shipped["years"]["2026"]["days"][0]["kind"] = "feast".into();
    shipped["hours"]["workday"][0]["from"] = "9:00".into();
    shipped["holidays"] = true.into();
    assert_eq!(validator.iter_errors(&shipped).count(), 3);
}
