//! What a change would do, before it is made; or everything that speaks against it.

use super::changes::{Act, Change, ChangeFaultKind, Changes, Does, Rank};
use super::check::{Worked, worked};
use super::fairness::Tally;
use super::{Error, Name, Roster, Rotation, Segment, View, pool};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a change would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The change.
    pub change: String,
    /// Which duty moves from whom to whom, slot by slot, ascending.
    pub moves: Vec<Move>,
    /// How the ledgers of the year in which it begins would differ.
    pub fairness: Vec<Shifted>,
}

/// Duty that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The rotation.
    pub rotation: String,
    /// The unit; empty where the rotation names none.
    pub unit: String,
    /// The slot.
    pub slot: String,
    /// Since when, on the clock on the wall of the rotation.
    pub from: DateTime,
    /// Until when.
    pub to: DateTime,
    /// Who is on duty as it stands.
    pub before: Vec<Name>,
    /// Who would be.
    pub after: Vec<Name>,
}

/// How one person's ledger would differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shifted {
    /// The unit; empty where the rotation names none.
    pub unit: String,
    /// The slot.
    pub slot: String,
    /// The person.
    pub person: Name,
    /// What falls on them as it stands.
    pub before: Tally,
    /// What would.
    pub after: Tally,
}

/// What speaks against a change. Times are those of the clock on the wall of the rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The change itself is faulty, or its time cannot be looked at.
    Faulty {
        /// What is wrong.
        detail: String,
    },
    /// There is no such person.
    UnknownPerson {
        /// Who.
        person: String,
    },
    /// A person is outside the pool of the slot, or lacks a qualification.
    NotEligible {
        /// Who.
        person: String,
        /// For which slot.
        slot: String,
        /// The role or qualification that is missing.
        missing: String,
    },
    /// A person who gives duty away does not have it.
    NotOnDuty {
        /// Who.
        person: String,
        /// In which slot.
        slot: String,
        /// Since when.
        from: DateTime,
        /// Until when.
        to: DateTime,
    },
    /// A person would begin a shift too soon after another.
    Rest {
        /// Who.
        person: Name,
        /// When the earlier shift ends.
        from: DateTime,
        /// When the later one begins.
        to: DateTime,
        /// The minutes between.
        minutes: i64,
        /// The minutes that must be.
        minimum: i64,
    },
    /// A person would be in two slots at once that must differ, or twice in one.
    SamePerson {
        /// Who.
        person: Name,
        /// The one slot.
        slot: String,
        /// The other.
        other: String,
        /// Since when.
        from: DateTime,
        /// Until when.
        to: DateTime,
    },
    /// Another change holds there already.
    Overlap {
        /// The other change.
        change: String,
        /// Since when.
        from: DateTime,
        /// Until when.
        to: DateTime,
    },
    /// All of it lies before it was decided: what was stays as it was.
    Past {
        /// When it ends.
        to: DateTime,
    },
}

impl View<'_> {
    /// What a change would do, if it were decided at `now`; a decision that it carries already stands.
    ///
    /// # Errors
    /// Everything that speaks against it.
    pub fn preview(&self, change: &Change, now: Timestamp) -> Result<Preview, Vec<Refusal>> {
        let mut change = change.clone();
        let decided = Act { by: String::new(), at: now, on_behalf_of: None };
        change.approved.get_or_insert_with(|| decided.clone());
        if change.swap.is_some() {
            change.accepted.get_or_insert(decided);
        }
        let mut list = self.changes().list().to_vec();
        list.retain(|known| known.id != change.id);
        let index = list.len();
        list.push(change.clone());
        let (after, faults) = Changes::compile(list, self.rotations());
        let own: Vec<Refusal> = faults
            .into_iter()
            .filter(|fault| fault.change == change.id)
            .map(|fault| faulty(fault.kind))
            .collect();
        if !own.is_empty() {
            return Err(own);
        }
        let mut build = Build {
            before: *self,
            after: self.rotations().view(&after),
            index,
            change: &change,
            moves: Vec::new(),
            fairness: Vec::new(),
            refusals: Vec::new(),
        };
        if let Err(error) = build.all() {
            build.refusals.push(Refusal::Faulty { detail: error.to_string() });
        }
        let Build { moves, fairness, refusals, .. } = build;
        if refusals.is_empty() {
            Ok(Preview { change: change.id.clone(), moves, fairness })
        } else {
            Err(refusals)
        }
    }
}

fn faulty(kind: ChangeFaultKind) -> Refusal {
    match kind {
        ChangeFaultKind::UnknownPerson(person) => Refusal::UnknownPerson { person },
        kind => Refusal::Faulty { detail: kind.to_string() },
    }
}

struct Build<'a> {
    before: View<'a>,
    after: View<'a>,
    index: usize,
    change: &'a Change,
    moves: Vec<Move>,
    fairness: Vec<Shifted>,
    refusals: Vec<Refusal>,
}

/// A slot, a span, and what happens in it; absent where a person is away and nobody stands in.
type Touch = (usize, Timestamp, Timestamp, Option<Does>);

/// A roster that the change touches, with what it does in each slot.
struct Touched<'a> {
    rotation: &'a Rotation,
    unit: &'a str,
    roster: &'a Roster,
    spans: Vec<Touch>,
}

impl<'a> Build<'a> {
    fn all(&mut self) -> Result<(), Error> {
        let touched = self.touched();
        if touched.iter().all(|touched| touched.spans.is_empty()) {
            self.past();
            return Ok(());
        }
        for touched in &touched {
            self.overlaps(touched);
            self.people(touched)?;
            self.compare(touched)?;
        }
        Ok(())
    }

    fn touched(&self) -> Vec<Touched<'a>> {
        let mut all = Vec::new();
        for rotation in self.before.rotations().iter() {
            for (unit, roster) in &rotation.rosters {
                let mut spans = Vec::new();
                for slot in 0..rotation.slots.len() {
                    let Some(index) = self.after.changes().operations(rotation.name(), unit, slot) else {
                        continue;
                    };
                    index.touching(Timestamp::MIN, Timestamp::MAX, &mut |span| {
                        if span.value.change == self.index {
                            spans.push((slot, span.from, span.to, Some(span.value.does.clone())));
                        }
                    });
                }
                spans.extend(self.away(rotation, unit, roster));
                if !spans.is_empty() {
                    all.push(Touched { rotation, unit, roster, spans });
                }
            }
        }
        all
    }

    /// The span of a leave, for each slot in which the person takes turns.
    fn away(&self, rotation: &Rotation, unit: &str, roster: &Roster) -> Vec<Touch> {
        let Some(leave) = &self.change.leave else { return Vec::new() };
        let here = self.change.rotation.as_deref().is_none_or(|name| name == rotation.name())
            && self.change.unit.as_deref().is_none_or(|named| named == unit);
        let mut spans: Vec<Touch> = Vec::new();
        for (layer, members) in rotation.layers.iter().zip(&roster.members) {
            let takes = members.people().iter().any(|person| ***person == *leave.person);
            if here && takes && !spans.iter().any(|(slot, ..)| *slot == layer.slot) {
                let from = self.change.decided_at().map_or(leave.from, |decided| decided.max(leave.from));
                let substitute = leave.substitute.as_deref().map(Name::from);
                let does = substitute.map(|with| Does::Replace(leave.person.as_str().into(), with));
                if from < leave.to {
                    spans.push((layer.slot, from, leave.to, does));
                }
            }
        }
        spans
    }

    fn past(&mut self) {
        let change = self.change;
        let ends = [
            change.override_.as_ref().map(|over| over.to),
            change.swap.as_ref().map(|swap| swap.a.to.max(swap.b.to)),
            change.leave.as_ref().map(|leave| leave.to),
            change.temporary.as_ref().map(|stated| stated.to),
        ];
        let end = ends.into_iter().flatten().max();
        let named = change.rotation.as_deref().and_then(|name| self.before.rotations().get(name));
        let rotation = named.or_else(|| self.before.rotations().iter().next());
        if let (Some(end), Some(rotation)) = (end, rotation)
            && change.decided_at().is_some_and(|decided| end <= decided)
        {
            self.refusals.push(Refusal::Past { to: rotation.zone.to_datetime(end) });
        }
    }

    fn overlaps(&mut self, touched: &Touched<'a>) {
        let swap = self.change.swap.is_some();
        let mut seen = BTreeSet::new();
        for (slot, from, to, does) in &touched.spans {
            let Some(index) = self.before.changes().operations(touched.rotation.name(), touched.unit, *slot)
            else {
                continue;
            };
            let fixes = self.change.recorded.is_some() || does.is_none();
            index.touching(*from, *to, &mut |span| {
                let other = self.before.changes().list().get(span.value.change);
                let Some(other) = other.filter(|other| other.id != self.change.id) else { return };
                // A swap of the same two shifts undoes the first; what is stated as history stands before all.
                let undone = swap && other.swap.is_some() && (span.from, span.to) == (*from, *to);
                if fixes || undone || span.value.rank == Rank::Recorded || !seen.insert(other.id.clone()) {
                    return;
                }
                let (from, to) = (span.from.max(*from), span.to.min(*to));
                self.refusals.push(Refusal::Overlap {
                    change: other.id.clone(),
                    from: touched.rotation.zone.to_datetime(from),
                    to: touched.rotation.zone.to_datetime(to),
                });
            });
        }
    }

    /// Those who give duty away must have it; those who take it must be able to.
    fn people(&mut self, touched: &Touched<'a>) -> Result<(), Error> {
        let mut given: BTreeMap<(usize, Timestamp, Timestamp), Vec<Name>> = BTreeMap::new();
        if let Some(swap) = &self.change.swap {
            for part in [&swap.a, &swap.b] {
                let slot = touched.rotation.slot(part.slot.as_deref())?;
                given.entry((slot, part.from, part.to)).or_default().push(part.person.as_str().into());
            }
        } else if let Some(over) = &self.change.override_ {
            let slot = touched.rotation.slot(over.slot.as_deref())?;
            let people = over.remove.iter().chain(over.replace.iter().map(|replace| &replace.person));
            given
                .entry((slot, over.from, over.to))
                .or_default()
                .extend(people.map(|person| Name::from(person.as_str())));
        }
        for ((slot, from, to), people) in given {
            let segments =
                self.before.schedules(from, to).of(touched.rotation, touched.unit, touched.roster, slot)?;
            for person in people {
                let has = segments.iter().all(|one| one.above.is_none() && one.people.contains(&person));
                if !has {
                    let zone = &touched.rotation.zone;
                    self.refusals.push(Refusal::NotOnDuty {
                        person: person.to_string(),
                        slot: slot_name(touched.rotation, slot),
                        from: zone.to_datetime(from),
                        to: zone.to_datetime(to),
                    });
                }
            }
        }
        Ok(())
    }

    fn compare(&mut self, touched: &Touched<'a>) -> Result<(), Error> {
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
        let begun = self.moves.len();
        let mut taking: BTreeMap<Name, Date> = BTreeMap::new();
        for pair in edges.windows(2) {
            let [from, to] = pair else { continue };
            let (was, is) = (at(before, *from), at(after, *from));
            if was == is {
                continue;
            }
            let (from, to) = (zone.to_datetime(*from), zone.to_datetime(*to));
            for person in is.iter().filter(|person| !was.contains(person)) {
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
            let listed = touched
                .rotation
                .layers
                .iter()
                .zip(&touched.roster.members)
                .any(|(layer, members)| layer.slot == slot && members.people().contains(&person));
            if let Some(missing) = pool::missing(&person, needs, touched.unit, on, org)
                && !(listed && needs.pool.is_none() && needs.qualifications.is_empty())
            {
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
                let tally = |ledger: &super::Ledger| ledger.people.get(person).copied().unwrap_or_default();
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

fn slot_name(rotation: &Rotation, slot: usize) -> String {
    rotation.slots.get_index(slot).map(|(name, _)| name.clone()).unwrap_or_default()
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
