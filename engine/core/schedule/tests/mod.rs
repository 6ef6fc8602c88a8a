//! Schedules over the Chinese calendar.

mod clocks;
mod days;
mod faults;
mod properties;
mod words;

use super::{Fault, Occurrence, Schedule};
use crate::calendar::{Calendar, Calendars};
use crate::model::schedule::Document;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static CALENDARS: LazyLock<BTreeMap<String, Arc<Calendar>>> = LazyLock::new(|| {
    let text = include_str!("../../../../rules/calendar/cn.calendar.yaml");
    let (calendars, faults) = Calendars::build(&[serde_yaml::from_str(text).unwrap()]);
    assert_eq!(faults, []);
    calendars.iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect()
});

/// A schedule of these keys that publishes a board.
fn document(text: &str) -> Document {
    let text = format!("language: 1\nschedule: s\npublish: {{ board: b }}\n{text}");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn read(text: &str) -> (Option<Schedule>, Vec<Fault>) {
    Schedule::build(&document(text), &CALENDARS)
}

fn given(text: &str) -> Schedule {
    let (schedule, faults) = read(text);
    assert_eq!(faults, [], "{text}");
    schedule.unwrap()
}

/// A schedule by a calendar that describes 2026, which begins on a Thursday, and nothing else.
fn lone(on: &str) -> Schedule {
    let text = "language: 1\ncalendar: lone\nzone: Asia/Shanghai\nweek: { rest: [saturday, sunday] }\n\
        years: { 2026: { status: provisional } }";
    let (calendars, _) = Calendars::build(&[serde_yaml::from_str(text).unwrap()]);
    let lone = Arc::new(calendars.get("lone").unwrap().clone());
    let all = BTreeMap::from([("lone".to_owned(), lone)]);
    let (schedule, faults) = Schedule::build(&document(&format!("calendar: lone\non: {on}")), &all);
    assert_eq!(faults, [], "{on}");
    schedule.unwrap()
}

/// A schedule by the Chinese calendar, at 09:00.
fn nine(on: &str) -> Schedule {
    given(&format!("calendar: cn\nat: ['09:00']\non: {on}"))
}

/// An instant on the clock of Shanghai.
fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

fn all(schedule: &Schedule, from: Timestamp, to: Timestamp) -> Vec<Occurrence> {
    schedule.occurrences(from, to).map(Result::unwrap).collect()
}

/// The days of occurrences from one day up to, and without, another.
fn days(schedule: &Schedule, from: &str, to: &str) -> String {
    let all = all(schedule, at(&format!("{from}T00:00")), at(&format!("{to}T00:00")));
    all.iter().map(|one| one.wall.strftime("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
}
