//! The schedules and ledgers before and after a change.

use super::build::{Build, Touched, slot_name};
use super::{Move, Refusal, Shifted};
use crate::rotation::check::{Worked, worked};
use crate::rotation::{Error, Ledger, Name, Rotation, Segment, pool};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Build<'a> {
    pub(super) fn compare(&mut self, touched: &Touched<'a>) -> Result<(), Error> {
        let rotation = touched.rotation;
        let rest = rotation.rest().unwrap_or(0);
        // Far enough to see the shifts on both sides.
        let margin = SignedDuration::from_secs(rest) + SignedDuration::from_hours(48);
        let first = touched.spans.iter().map(|span| span.1).min().unwrap_or(Timestamp::MIN);
        let last = touched.spans.iter().map(|span| span.2).max().unwrap_or(Timestamp::MAX);
        let (from, to) = (first.saturating_sub(margin), last.saturating_add(margin));
        let (Ok(from), Ok(to)) = (from, to) else { return Err(Error::OutOfRange) };
        let mut sides = Vec::new();
        for view in [self.before, self.after] {
            let mut schedules = view.schedules(from, to);
            let slots = 0..rotation.slots.len();
            let all: Result<Vec<_>, Error> =
                slots.map(|slot| schedules.of(rotation, touched.unit, touched.roster, slot)).collect();
            sides.push(all?);
        }
        let (Some(after), Some(before)) = (sides.pop(), sides.pop()) else { return Ok(()) };
        for (slot, (before, after)) in before.iter().zip(&after).enumerate() {
            self.moved(touched, slot, before, after);
        }
        let known = breaches(rotation, &before, rest);
        for (key, refusal) in breaches(rotation, &after, rest) {
            if !known.contains_key(&key) {
                self.refusals.push(refusal);
            }
        }
        self.ledgers(touched, first)
    }

    fn moved(&mut self, touched: &Touched<'a>, slot: usize, before: &[Segment], after: &[Segment]) {
        let zone = &touched.rotation.zone;
        let name = slot_name(touched.rotation, slot);
        let edges: BTreeSet<Timestamp> =
            before.iter().chain(after).flat_map(|segment| [segment.from, segment.to]).collect();
        let edges: Vec<Timestamp> = edges.into_iter().collect();
        let at = |segments: &[Segment], at: Timestamp| {
            let place = segments.partition_point(|segment| segment.to <= at);
            segments.get(place).map(|segment| segment.people.clone()).unwrap_or_default()
        };
        // The duty of a unit above has slots and pools of its own.
        let own = |at: Timestamp| {
            let place = after.partition_point(|segment| segment.to <= at);
            after.get(place).is_some_and(|segment| segment.above.is_none())
        };
        let begun = self.moves.len();
        let mut taking: BTreeMap<Name, Date> = BTreeMap::new();
        for pair in edges.windows(2) {
            let [from, to] = pair else { continue };
            let (was, is) = (at(before, *from), at(after, *from));
            if was == is {
                continue;
            }
            let judged = own(*from);
            let (from, to) = (zone.to_datetime(*from), zone.to_datetime(*to));
            for person in is.iter().filter(|person| judged && !was.contains(person)) {
                taking.entry(person.clone()).or_insert_with(|| from.date());
            }
            match self.moves.get_mut(begun..).and_then(<[Move]>::last_mut) {
                Some(last) if last.to == from && last.before == was && last.after == is => last.to = to,
                _ => self.moves.push(Move {
                    rotation: touched.rotation.name().to_owned(),
                    unit: touched.unit.to_owned(),
                    slot: name.clone(),
                    from,
                    to,
                    before: was,
                    after: is,
                }),
            }
        }
        let Some((_, needs)) = touched.rotation.slots.get_index(slot) else { return };
        let org = self.before.rotations().organisation();
        for (person, on) in taking {
            // History is as it was, also when somebody should not have been there.
            if self.change.recorded.is_some() {
                continue;
            }
            if let Some(missing) = pool::missing(&person, needs, touched.unit, on, org) {
                let (person, slot) = (person.to_string(), name.clone());
                self.refusals.push(Refusal::NotEligible { person, slot, missing });
            }
        }
    }

    fn ledgers(&mut self, touched: &Touched<'a>, first: Timestamp) -> Result<(), Error> {
        let rotation = touched.rotation;
        let Some(calendar) = rotation.calendar() else { return Ok(()) };
        let year = rotation.zone.to_datetime(first).date().year();
        let day = |year| Date::new(year, 1, 1).map_err(|_| Error::OutOfRange);
        let (from, to) = (calendar.start_of(day(year)?)?, calendar.start_of(day(year + 1)?)?);
        let unit = Some(touched.unit);
        let before = self.before.fairness(rotation.name(), unit, from, to)?;
        let after = self.after.fairness(rotation.name(), unit, from, to)?;
        for (before, after) in before.iter().zip(&after) {
            let people: BTreeSet<&Name> = before.people.keys().chain(after.people.keys()).collect();
            for person in people {
                let tally = |ledger: &Ledger| ledger.people.get(person).copied().unwrap_or_default();
                let (was, is) = (tally(before), tally(after));
                if was != is {
                    self.fairness.push(Shifted {
                        unit: touched.unit.to_owned(),
                        slot: after.slot.clone(),
                        person: person.clone(),
                        before: was,
                        after: is,
                    });
                }
            }
        }
        Ok(())
    }
}

type Breach = (u8, Name, Timestamp, Timestamp);

/// Rests that are too short, and people in two places, of some schedules.
fn breaches(rotation: &Rotation, slots: &[Vec<Segment>], rest: i64) -> BTreeMap<Breach, Refusal> {
    let mut shifts: BTreeMap<&Name, Vec<Worked>> = BTreeMap::new();
    for (slot, segments) in slots.iter().enumerate() {
        for segment in segments.iter().filter(|segment| segment.above.is_none()) {
            for person in &segment.people {
                worked(shifts.entry(person).or_default(), slot, segment);
            }
        }
    }
    let mut found = BTreeMap::new();
    let shown = |at: Timestamp| rotation.zone.to_datetime(at);
    for (person, mut worked) in shifts {
        worked.sort_by_key(|shift| (shift.from, shift.to));
        for pair in worked.windows(2) {
            let [a, b] = pair else { continue };
            let seconds = b.from.as_second() - a.to.as_second();
            if seconds < 0 {
                let named = |slot: usize| rotation.slots.get_index(slot);
                let (Some((one, first)), Some((two, second))) = (named(a.slot), named(b.slot)) else {
                    continue;
                };
                if first.not_same_as.contains(two) || second.not_same_as.contains(one) {
                    let refusal = Refusal::SamePerson {
                        person: person.clone(),
                        slot: one.clone(),
                        other: two.clone(),
                        from: shown(b.from),
                        to: shown(a.to.min(b.to)),
                    };
                    found.insert((1, person.clone(), b.from, a.to.min(b.to)), refusal);
                }
            } else if seconds < rest {
                let refusal = Refusal::Rest {
                    person: person.clone(),
                    from: shown(a.to),
                    to: shown(b.from),
                    minutes: seconds.div_euclid(60),
                    minimum: rest.div_euclid(60),
                };
                found.insert((0, person.clone(), a.to, b.from), refusal);
            }
        }
    }
    found
}
