//! Rotations of a small district in 2026.

mod across;
mod changes;
mod editions;
mod faults;
mod members;
mod precedence;
mod preview;
mod properties;
mod view;

use super::{Change, Changes, Fault, Rotations};
use crate::calendar::{Calendar, Calendars};
use crate::model::org;
use crate::model::rotation::Document;
use crate::organisation::{Organisation, Source};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static CALENDARS: LazyLock<BTreeMap<String, Arc<Calendar>>> = LazyLock::new(|| {
    let text = include_str!("../../../../rules/calendar/cn.calendar.yaml");
    let (calendars, faults) = Calendars::build(&[serde_yaml::from_str(text).unwrap()]);
    assert_eq!(faults, []);
    calendars.iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect()
});

const ORG: &str = "
language: 1
org: district
levels: [district, station, grid]
roles: { worker: {}, leader: {} }
units:
  - { id: d, level: district }
  - { id: s, level: station, parent: d }
  - { id: g1, level: grid, parent: s }
  - { id: g2, level: grid, parent: s }
people:
  - { id: a, name: A, qualifications: [first_aid] }
  - { id: b, name: B }
  - { id: c, name: C }
  - { id: e, name: E }
  - { id: l, name: L }
posts:
  - { role: worker, unit: g1, person: a }
  - { role: worker, unit: g1, person: b }
  - { role: worker, unit: g1, person: c }
  - { role: worker, unit: g2, person: e }
  - { role: leader, unit: s, person: l }
";

fn organisation() -> Arc<Organisation> {
    let document: org::Document = serde_yaml::from_str(ORG).unwrap();
    let (organisation, faults) = Organisation::build(&[Source::from(&document)]);
    assert_eq!(faults, []);
    Arc::new(organisation)
}

fn read(texts: &[&str]) -> (Rotations, Vec<Fault>) {
    let documents: Vec<Document> = texts
        .iter()
        .map(|text| {
            serde_yaml::from_str(&format!("language: 1\n{text}"))
                .unwrap_or_else(|error| panic!("{error}\n{text}"))
        })
        .collect();
    Rotations::build(&documents, &CALENDARS, organisation())
}

fn given(texts: &[&str]) -> Rotations {
    let (rotations, faults) = read(texts);
    assert_eq!(faults, [], "{texts:?}");
    rotations
}

/// One person a day from 1 January, by their letters.
fn daily(people: &str) -> Rotations {
    let people: Vec<String> = people.chars().map(|person| format!("{{ person: {person} }}")).collect();
    given(&[&format!(
        "rotation: r\ncalendar: cn\nlayers: [{{ layer: days, start: 2026-01-01T00:00, participants: [{}] }}]",
        people.join(", ")
    )])
}

/// An instant on the wall clock of Shanghai.
fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

fn changes(list: &str, rotations: &Rotations) -> Changes {
    let list: Vec<Change> = serde_yaml::from_str(list).unwrap();
    let (changes, faults) = Changes::compile(list, rotations);
    assert_eq!(faults, []);
    changes
}

/// Who is on duty in the only slot, by their letters.
fn who(rotations: &Rotations, changes: &Changes, when: &str) -> String {
    let duty = rotations.view(changes).who_in("r", None, None, at(when)).unwrap();
    duty.people.join("+")
}

/// Who is on duty at noon of each of some days of a month.
fn noons(rotations: &Rotations, changes: &Changes, month: u8, days: std::ops::RangeInclusive<u8>) -> String {
    let word = |day| match who(rotations, changes, &format!("2026-{month:02}-{day:02}T12:00")) {
        nobody if nobody.is_empty() => "-".to_owned(),
        people => people,
    };
    days.map(word).collect::<Vec<_>>().join(" ")
}
