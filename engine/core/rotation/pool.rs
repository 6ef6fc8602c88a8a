//! Who may take turns: the people a layer names, or the holders of a role.

use super::Name;
use super::members::{Entry, Held};
use crate::model::rotation::{Layer, Pool, Slot};
use crate::organisation::{Organisation, Person};
use indexmap::IndexMap;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// Those who take the turns of a layer for a unit, in their order.
pub(super) fn entries(layer: &Layer, slot: &Slot, unit: &str, org: &Organisation) -> Vec<Entry> {
    if !layer.participants.is_empty() {
        let entry = |one: &crate::model::rotation::Participant| Entry {
            person: one.person.as_deref().map(Name::from),
            turns: one.turns,
            held: vec![(one.from, one.until)],
        };
        return layer.participants.iter().map(entry).collect();
    }
    let Some(pool) = &slot.pool else { return Vec::new() };
    holders(pool, slot, unit, org)
}

/// What a person lacks for a slot on a day: the role or a qualification. Absent: nothing.
pub(super) fn missing(person: &str, slot: &Slot, unit: &str, on: Date, org: &Organisation) -> Option<String> {
    let Some(known) = org.person(person) else { return Some(person.to_owned()) };
    if let Some(pool) = &slot.pool
        && !found(pool, unit, on, org).iter().any(|holder| holder.id == person)
    {
        return Some(pool.role.clone());
    }
    lacks(known, slot)
}

/// The qualification that a person lacks for a slot. Absent: none.
pub(super) fn lacks(person: &Person, slot: &Slot) -> Option<String> {
    slot.qualifications.iter().find(|needed| !person.qualifications.contains(needed)).cloned()
}

fn found<'a>(pool: &Pool, unit: &str, on: Date, org: &'a Organisation) -> Vec<&'a Person> {
    if pool.walk {
        org.find_role(&pool.role, unit, on).map(|found| found.people).unwrap_or_default()
    } else {
        org.holders(&pool.role, unit, on)
    }
}

fn holders(pool: &Pool, slot: &Slot, unit: &str, org: &Organisation) -> Vec<Entry> {
    let asked: Vec<&str> =
        if pool.walk { org.upward(unit).map(|unit| unit.id.as_str()).collect() } else { vec![unit] };
    let mut edges = BTreeSet::new();
    let mut held: IndexMap<&str, Vec<Held>> = IndexMap::new();
    for post in asked.iter().flat_map(|unit| org.posts(&pool.role, unit)) {
        edges.extend(post.from);
        edges.extend(post.until.and_then(|until| until.tomorrow().ok()));
        held.entry(post.person.as_str()).or_default();
    }
    let edges: Vec<Date> = edges.into_iter().collect();
    // Before the first change, between changes, and after the last one, the pool is the same.
    for era in 0..=edges.len() {
        let from = era.checked_sub(1).and_then(|before| edges.get(before)).copied();
        let until = edges.get(era).and_then(|next| next.yesterday().ok());
        let on = from.or(until).unwrap_or(date(2000, 1, 1));
        for person in found(pool, unit, on, org) {
            let Some(spans) = held.get_mut(person.id.as_str()) else { continue };
            match spans.last_mut() {
                Some((_, last)) if last.and_then(|last| last.tomorrow().ok()) == from && from.is_some() => {
                    *last = until;
                }
                _ => spans.push((from, until)),
            }
        }
    }
    held.retain(|person, spans| {
        !spans.is_empty() && org.person(person).is_some_and(|person| lacks(person, slot).is_none())
    });
    let entry = |(person, held): (&str, _)| Entry { person: Some(person.into()), turns: 1, held };
    held.into_iter().map(entry).collect()
}
