//! Leave that is repaid: the next in turn stands in, and gets a later turn back.

use super::compile::{Spans, clipped};
use super::index::Spanned;
use super::{Change, ChangeFaultKind as Kind, Does, Operation, Rank};
use crate::rotation::layer::Layer;
use crate::rotation::members::Members;
use crate::rotation::{Error, Name, Rotation, Rotations};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Turns that are looked through for one who can stand in, and for one of theirs to pay back with.
const MOST_TURNS: i64 = 2_000;

pub(super) fn repay(
    index: usize,
    change: &Change,
    rotations: &Rotations,
    spans: &mut Spans,
) -> Result<(), Kind> {
    let Some(leave) = &change.leave else { return Ok(()) };
    let (Some((from, to)), Some(decided_at)) = (clipped(change, leave.from, leave.to), change.decided_at())
    else {
        return Ok(());
    };
    let named = |rotation: &&Rotation| change.rotation.as_deref().is_none_or(|name| name == rotation.name());
    for rotation in rotations.iter().filter(named) {
        for (unit, roster) in &rotation.rosters {
            if change.unit.as_ref().is_some_and(|named| named != unit) {
                continue;
            }
            for (layer, members) in rotation.layers.iter().zip(&roster.members) {
                let person = members.people().into_iter().find(|known| ***known == *leave.person).cloned();
                let Some(person) = person else { continue };
                let mut exchange =
                    Exchanging { rotation, layer, members, person, taken: BTreeSet::new(), spans };
                for (given, paid) in exchange.all(from, to, leave.to)? {
                    let key = (rotation.place, roster.place, layer.slot);
                    let operations = exchange.spans.operations.entry(key).or_default();
                    let mut put = |from, to, does| {
                        let value = Operation { rank: Rank::Leave, decided_at, change: index, does };
                        operations.push(Spanned { from, to, value });
                    };
                    let (away, other) = (exchange.person.clone(), paid.person);
                    put(given.0.max(decided_at), given.1, Does::Replace(away.clone(), other.clone()));
                    put(paid.span.0, paid.span.1, Does::Replace(other, away));
                }
            }
        }
    }
    Ok(())
}

struct Exchanging<'a> {
    rotation: &'a Rotation,
    layer: &'a Layer,
    members: &'a Members,
    person: Name,
    /// Turns that are paid back already.
    taken: BTreeSet<i64>,
    spans: &'a mut Spans,
}

type Bounds = (Timestamp, Timestamp);

struct Paid {
    person: Name,
    span: Bounds,
}

impl Exchanging<'_> {
    /// For each turn of the one who is away, the turn and what is given for it.
    fn all(&mut self, from: Timestamp, to: Timestamp, back: Timestamp) -> Result<Vec<(Bounds, Paid)>, Kind> {
        let pieces = self.layer.pieces(&self.rotation.zone, from, to).map_err(Kind::Place)?;
        let turns: BTreeSet<i64> = pieces.iter().map(|piece| piece.turn).collect();
        let mut all = Vec::new();
        for turn in turns {
            let given = self.span(turn).map_err(Kind::Place)?;
            if self.has(turn, &self.person.clone(), given.0) {
                let paid = self.paid(turn, given, back)?;
                all.push((given, paid));
            }
        }
        Ok(all)
    }

    fn paid(&mut self, turn: i64, given: Bounds, back: Timestamp) -> Result<Paid, Kind> {
        let nobody = || Kind::NobodyToRepay(self.person.to_string());
        let mut tried = BTreeSet::from([self.person.clone()]);
        for next in turn + 1..turn + MOST_TURNS {
            let Ok(span) = self.span(next) else { break };
            for person in self.team(next, span.0) {
                if !tried.insert(person.clone())
                    || self.is_away(&person, given)
                    || self.has(turn, &person, given.0)
                {
                    continue;
                }
                if let Some((number, span)) = self.later(next, &person, back) {
                    self.taken.insert(number);
                    return Ok(Paid { person, span });
                }
            }
        }
        Err(nobody())
    }

    /// The first turn of a person that begins when the other is back, and is not given away already.
    fn later(&self, from: i64, person: &Name, back: Timestamp) -> Option<(i64, Bounds)> {
        for turn in from..from + MOST_TURNS {
            let span = self.span(turn).ok()?;
            let free = span.0 >= back && !self.taken.contains(&turn);
            if free && self.has(turn, person, span.0) && !self.has(turn, &self.person, span.0) {
                return Some((turn, span));
            }
        }
        None
    }

    fn span(&self, turn: i64) -> Result<Bounds, Error> {
        self.layer.span(&self.rotation.zone, turn)
    }

    fn team(&self, turn: i64, at: Timestamp) -> Vec<Name> {
        (0..self.members.count())
            .filter_map(|i| Some(self.members.taken(turn, i, at)?.person.clone()))
            .collect()
    }

    fn has(&self, turn: i64, person: &Name, at: Timestamp) -> bool {
        self.team(turn, at).contains(person)
    }

    fn is_away(&self, person: &Name, span: Bounds) -> bool {
        let leaves = self.spans.leaves.get(person).into_iter().flatten();
        leaves.into_iter().any(|leave| leave.from < span.1 && span.0 < leave.to)
    }
}
