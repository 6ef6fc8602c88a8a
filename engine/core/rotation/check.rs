//! What the coming year shows: holes, rests that are too short, people who never get a turn, duty that falls unevenly.

use super::across::Served;
use super::coverage::service;
use super::fairness::ledger;
use super::schedule::{Schedules, Segment};
use super::{Changes, Error, Name, Roster, Rotation, Rotations};
use crate::model::rotation::Burden;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Something about a rotation that should not be. What is so for several units is said once, with the first of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Finding {
    /// Nobody is on duty when somebody must be.
    #[error("nobody fills `{slot}` from {from} to {to}")]
    Gap {
        /// The slot.
        slot: String,
        /// The first unit; empty where none is named.
        unit: String,
        /// The first hole.
        from: Timestamp,
        /// Its end.
        to: Timestamp,
        /// How many holes there are, in all units.
        holes: usize,
        /// In how many units.
        units: usize,
    },
    /// Only the duty of a unit above fills a slot when somebody must be on duty.
    #[error("only `{above}` fills `{slot}` from {from} to {to}")]
    FilledAbove {
        /// The slot.
        slot: String,
        /// The first unit.
        unit: String,
        /// The unit above that fills the first hole.
        above: String,
        /// The first hole.
        from: Timestamp,
        /// Its end.
        to: Timestamp,
        /// How many holes there are, in all units.
        holes: usize,
        /// In how many units.
        units: usize,
    },
    /// A person begins a shift too soon after another.
    #[error("`{person}` rests only from {from} to {to}")]
    Rest {
        /// The person.
        person: Name,
        /// The unit.
        unit: String,
        /// When the earlier shift ends.
        from: Timestamp,
        /// When the later one begins.
        to: Timestamp,
        /// How often this is so, in all units.
        times: usize,
    },
    /// A person is in two slots at once that must differ.
    #[error("`{person}` fills both `{slot}` and `{other}` at {at}")]
    SamePerson {
        /// The person.
        person: Name,
        /// The unit.
        unit: String,
        /// The slot that forbids it.
        slot: String,
        /// The other one.
        other: String,
        /// Since when.
        at: Timestamp,
        /// How often this is so, in all units.
        times: usize,
    },
    /// A person takes part all the time and never gets a turn.
    #[error("`{person}` never gets a turn of `{slot}`")]
    Never {
        /// The person.
        person: Name,
        /// The slot.
        slot: String,
        /// The unit.
        unit: String,
        /// How many people this is so for, in all units.
        people: usize,
    },
    /// Duty falls on people more unevenly than the bound allows.
    #[error("{most} to {least}: more than {bound} between `{busiest}` and `{idlest}`")]
    Unfair {
        /// The slot.
        slot: String,
        /// The unit where the difference is greatest.
        unit: String,
        /// Of what kind.
        burden: Burden,
        /// On whom most fell.
        busiest: Name,
        /// How much.
        most: u32,
        /// On whom least fell.
        idlest: Name,
        /// How much.
        least: u32,
        /// The bound.
        bound: u32,
        /// In how many units it is broken.
        units: usize,
    },
    /// The span reaches into a year that the calendar does not describe; nothing was looked at.
    #[error("the calendar `{calendar}` does not describe the year {year}")]
    MissingYear {
        /// The calendar.
        calendar: String,
        /// The year.
        year: i16,
    },
}

/// All that a span shows of a rotation, without any change, and the shifts in it of some people.
///
/// # Errors
/// There is no such rotation.
pub fn findings(
    rotations: &Rotations,
    rotation: &str,
    (from, to): (Timestamp, Timestamp),
    people: &BTreeSet<Name>,
) -> Result<(Vec<Finding>, Served), Error> {
    let changes = Changes::default();
    let view = rotations.view(&changes);
    let known = view.rotation(rotation)?;
    let served = Served { rest: known.rest(), ..Served::default() };
    let schedules = view.schedules(from, to);
    let mut check = Check { rotation: known, schedules, found: BTreeMap::new(), people, served };
    match check.all() {
        Err(Error::MissingYear { calendar, year }) => {
            Ok((vec![Finding::MissingYear { calendar, year }], Served::default()))
        }
        Err(error) => Err(error),
        Ok(()) => Ok((check.found.into_values().collect(), check.served)),
    }
}

/// What makes two findings one: the kind, and the slot or the kind of day.
type Key = (u8, usize, u8);

struct Check<'a> {
    rotation: &'a Rotation,
    schedules: Schedules<'a>,
    found: BTreeMap<Key, Finding>,
    /// Whose shifts are kept.
    people: &'a BTreeSet<Name>,
    served: Served,
}

impl<'a> Check<'a> {
    fn all(&mut self) -> Result<(), Error> {
        let rotation: &'a Rotation = self.rotation;
        let (from, to) = self.schedules.span();
        let service = service(rotation, from, to)?;
        for (unit, roster) in &rotation.rosters {
            let mut shifts: BTreeMap<Name, Vec<Worked>> = BTreeMap::new();
            for (slot, name) in rotation.slots.keys().enumerate() {
                let covered = self.schedules.covered(rotation, unit, roster, slot, &service)?;
                self.holes(slot, name, unit, &covered.holes);
                let segments = self.schedules.of(rotation, unit, roster, slot)?;
                let own = || segments.iter().filter(|segment| segment.above.is_none());
                self.never(slot, name, unit, roster, own());
                if rotation.fairness().is_some() && rotation.calendar().is_some() {
                    let ledger = ledger(rotation, roster, slot, &segments, (from, to))?;
                    self.unfair(slot, name, unit, &ledger);
                }
                for segment in own() {
                    for person in &segment.people {
                        worked(shifts.entry(person.clone()).or_default(), slot, segment);
                    }
                }
            }
            self.people(unit, shifts);
        }
        Ok(())
    }

    fn holes(&mut self, slot: usize, name: &str, unit: &str, found: &[super::Hole]) {
        for (kind, filled) in [(0, false), (1, true)] {
            let mut these = found.iter().filter(|hole| hole.above.is_some() == filled);
            let Some(first) = these.next() else { continue };
            let count = 1 + these.count();
            let made = self.found.entry((kind, slot, 0)).or_insert_with(|| {
                let (slot, unit, from, to) = (name.to_owned(), unit.to_owned(), first.from, first.to);
                match &first.above {
                    None => Finding::Gap { slot, unit, from, to, holes: 0, units: 0 },
                    Some(above) => {
                        let above = above.unit.clone();
                        Finding::FilledAbove { slot, unit, above, from, to, holes: 0, units: 0 }
                    }
                }
            });
            if let Finding::Gap { holes, units, .. } | Finding::FilledAbove { holes, units, .. } = made {
                (*holes, *units) = (*holes + count, *units + 1);
            }
        }
    }

    fn never<'s>(
        &mut self,
        slot: usize,
        name: &str,
        unit: &str,
        roster: &Roster,
        segments: impl Iterator<Item = &'s Segment>,
    ) {
        let (from, to) = self.schedules.span();
        let mut waiting: BTreeSet<&Name> = BTreeSet::new();
        for (layer, members) in self.rotation.layers.iter().zip(&roster.members) {
            if layer.slot == slot && layer.temporary.is_none() {
                waiting.extend(members.throughout(from, to));
            }
        }
        for person in segments.flat_map(|segment| &segment.people) {
            if waiting.is_empty() {
                return;
            }
            waiting.remove(person);
        }
        for person in waiting {
            let made = self.found.entry((4, slot, 0)).or_insert_with(|| {
                let (slot, unit) = (name.to_owned(), unit.to_owned());
                Finding::Never { person: person.clone(), slot, unit, people: 0 }
            });
            if let Finding::Never { people, .. } = made {
                *people += 1;
            }
        }
    }

    fn unfair(&mut self, slot: usize, name: &str, unit: &str, ledger: &super::Ledger) {
        let Some(fairness) = self.rotation.fairness() else { return };
        let all = [Burden::Statutory, Burden::Rest, Burden::Workday, Burden::Night];
        let judged = if fairness.kinds.is_empty() { &all[..] } else { &fairness.kinds };
        for burden in judged {
            let Some(((busiest, most), (idlest, least))) = ledger.extremes(*burden) else { continue };
            if most - least <= fairness.bound {
                continue;
            }
            let new = |units| Finding::Unfair {
                slot: name.to_owned(),
                unit: unit.to_owned(),
                burden: *burden,
                busiest: busiest.clone(),
                most,
                idlest: idlest.clone(),
                least,
                bound: fairness.bound,
                units,
            };
            let made = self.found.entry((5, slot, *burden as u8)).or_insert_with(|| new(0));
            if let Finding::Unfair { most: known, least: low, units, .. } = made {
                let (greater, now) = (most - least > *known - *low, *units + 1);
                *units = now;
                if greater {
                    *made = new(now);
                }
            }
        }
    }

    /// What one person's shifts show, over all slots of a unit.
    fn people(&mut self, unit: &str, shifts: BTreeMap<Name, Vec<Worked>>) {
        let rest = self.rotation.rest().unwrap_or(0);
        for (person, mut worked) in shifts {
            if self.people.contains(&person) {
                let kept = self.served.shifts.entry(person.clone()).or_default();
                kept.extend(worked.iter().map(|shift| (shift.from, shift.to)));
            }
            worked.sort_by_key(|shift| (shift.from, shift.to));
            for pair in worked.windows(2) {
                let [a, b] = pair else { continue };
                if b.from < a.to {
                    self.both(unit, &person, a, b);
                } else if b.from.as_second() - a.to.as_second() < rest {
                    let made = self.found.entry((2, 0, 0)).or_insert_with(|| {
                        let (person, unit) = (person.clone(), unit.to_owned());
                        Finding::Rest { person, unit, from: a.to, to: b.from, times: 0 }
                    });
                    if let Finding::Rest { times, .. } = made {
                        *times += 1;
                    }
                }
            }
        }
    }

    fn both(&mut self, unit: &str, person: &Name, a: &Worked, b: &Worked) {
        let slots = &self.rotation.slots;
        let (Some((first, one)), Some((second, other))) = (slots.get_index(a.slot), slots.get_index(b.slot))
        else {
            return;
        };
        let (slot, other) = if one.not_same_as.contains(second) {
            (first, second)
        } else if other.not_same_as.contains(first) {
            (second, first)
        } else {
            return;
        };
        let made = self.found.entry((3, 0, 0)).or_insert_with(|| Finding::SamePerson {
            person: person.clone(),
            unit: unit.to_owned(),
            slot: slot.clone(),
            other: other.clone(),
            at: b.from,
            times: 0,
        });
        if let Finding::SamePerson { times, .. } = made {
            *times += 1;
        }
    }
}

/// A shift of one person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worked {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) slot: usize,
    turn: Option<(usize, i64)>,
}

/// Adds a segment to the shifts of one person; the same turn going on is the same shift.
pub(super) fn worked(shifts: &mut Vec<Worked>, slot: usize, segment: &Segment) {
    let turn = segment.turn.map(|turn| (turn.layer, turn.since));
    match shifts.last_mut() {
        Some(last) if last.slot == slot && last.to == segment.from && last.turn == turn && turn.is_some() => {
            last.to = segment.to;
        }
        _ => shifts.push(Worked { from: segment.from, to: segment.to, slot, turn }),
    }
}
