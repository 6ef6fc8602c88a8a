//! What a change touches, and what speaks against it before anything is compared.

use super::Refusal;
use crate::rotation::changes::{Change, Does, Rank};
use crate::rotation::{Error, Move, Name, Roster, Rotation, Shifted, View};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Build<'a> {
    pub(super) before: View<'a>,
    pub(super) after: View<'a>,
    pub(super) index: usize,
    pub(super) change: &'a Change,
    pub(super) moves: Vec<Move>,
    pub(super) fairness: Vec<Shifted>,
    pub(super) refusals: Vec<Refusal>,
}

/// A slot, a span, and what happens in it; absent where a person is away and nobody stands in.
type Touch = (usize, Timestamp, Timestamp, Option<Does>);

/// A roster that the change touches, with what it does in each slot.
pub(super) struct Touched<'a> {
    pub(super) rotation: &'a Rotation,
    pub(super) unit: &'a str,
    pub(super) roster: &'a Roster,
    pub(super) spans: Vec<Touch>,
}

impl<'a> Build<'a> {
    pub(super) fn all(&mut self) -> Result<(), Error> {
        let touched = self.touched();
        if touched.iter().all(|touched| touched.spans.is_empty()) {
            self.past();
            return Ok(());
        }
        self.away_already();
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
                    let Some(index) = self.after.changes().operations(rotation.place, roster.place, slot)
                    else {
                        continue;
                    };
                    index.touching(Timestamp::MIN, Timestamp::MAX, &mut |from, to, operation| {
                        if operation.change == self.index {
                            spans.push((slot, from, to, Some(operation.does.clone())));
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

    /// Another leave of the same person at the same time.
    fn away_already(&mut self) {
        let Some(leave) = &self.change.leave else { return };
        let Some(leaves) = self.before.changes().away(&leave.person) else { return };
        let rotation = self.change.rotation.as_deref().and_then(|name| self.before.rotations().get(name));
        let Some(rotation) = rotation.or_else(|| self.before.rotations().iter().next()) else { return };
        leaves.touching(leave.from, leave.to, &mut |from, to, away| {
            let other = self.before.changes().list().get(away.change);
            let Some(other) = other.filter(|other| other.id != self.change.id) else { return };
            let apart =
                |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
            if apart(&self.change.rotation, &away.rotation) || apart(&self.change.unit, &away.unit) {
                return;
            }
            self.refusals.push(Refusal::Overlap {
                change: other.id.clone(),
                from: rotation.zone.to_datetime(from.max(leave.from)),
                to: rotation.zone.to_datetime(to.min(leave.to)),
            });
        });
    }

    fn overlaps(&mut self, touched: &Touched<'a>) {
        let swap = self.change.swap.is_some();
        let mut seen = BTreeSet::new();
        for (slot, from, to, does) in &touched.spans {
            let Some(index) =
                self.before.changes().operations(touched.rotation.place, touched.roster.place, *slot)
            else {
                continue;
            };
            let fixes = self.change.recorded.is_some() || does.is_none();
            index.touching(*from, *to, &mut |begins, ends, operation| {
                let other = self.before.changes().list().get(operation.change);
                let Some(other) = other.filter(|other| other.id != self.change.id) else { return };
                // A swap of the same two shifts undoes the first; what is stated as history stands before all.
                let undone = swap && other.swap.is_some() && (begins, ends) == (*from, *to);
                if fixes || undone || operation.rank == Rank::Recorded || !seen.insert(other.id.clone()) {
                    return;
                }
                let (from, to) = (begins.max(*from), ends.min(*to));
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
}

pub(super) fn slot_name(rotation: &Rotation, slot: usize) -> String {
    rotation.slots.get_index(slot).map(|(name, _)| name.clone()).unwrap_or_default()
}
