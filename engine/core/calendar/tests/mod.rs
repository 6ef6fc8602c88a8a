//! The calendar of China 2018-2027 as it ships, and small ones beside it.

mod amended;
mod clock;
mod documents;
mod due;
mod hours;
mod parsers;
mod period;
mod properties;
mod workdays;

use super::{Calendar, Calendars, Clock, Counting, Due, Duration, due};
use crate::model::calendar::Document;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::LazyLock;

static CN: LazyLock<Calendar> =
    LazyLock::new(|| one(include_str!("../../../../rules/calendar/cn.calendar.yaml")));

fn cn() -> &'static Calendar {
    &CN
}

/// The only calendar of a document without a fault.
fn one(yaml: &str) -> Calendar {
    let document: Document = serde_yaml::from_str(yaml).unwrap();
    let (calendars, faults) = Calendars::build(&[document]);
    assert_eq!(faults, []);
    calendars.iter().next().unwrap().clone()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An instant on the wall clock of Shanghai.
fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

fn term(text: &str) -> Duration {
    text.parse().unwrap()
}

fn rule(name: &str) -> Counting {
    cn().counting(name).unwrap()
}

fn term_due(anchor: &str, length: &str, counting: &str) -> Due {
    due(at(anchor), term(length), rule(counting), cn()).unwrap()
}

fn clock(anchor: &str, length: &str, counting: &str) -> Clock {
    Clock { counting: Some(counting.into()), ..Clock::new(term(length), at(anchor), "cn") }
}
