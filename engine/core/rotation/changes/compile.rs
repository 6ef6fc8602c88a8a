//! From changes to spans.

use super::index::{Index, Spanned};
use super::{Away, Change, ChangeFault, ChangeFaultKind as Kind, Changes, Does, Operation, Rank, repay};
use crate::rotation::{Error, Name, Rotation, Rotations};
use indexmap::IndexMap;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Operations on a slot of a roster: the places of the rotation, the roster and the slot.
pub(super) type Key = (usize, usize, usize);

/// Spans, before they are indexed.
#[derive(Default)]
pub(super) struct Spans {
    pub(super) operations: IndexMap<Key, Vec<Spanned<Operation>>>,
    pub(super) leaves: IndexMap<Name, Vec<Spanned<Away>>>,
}

pub(super) fn compile(list: Arc<[Change]>, rotations: &Rotations) -> (Changes, Vec<ChangeFault>) {
    let mut spans = Spans::default();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut repaid = Vec::new();
    for (index, change) in list.iter().enumerate() {
        let mut fault = |kind| faults.push(ChangeFault { change: change.id.clone(), kind });
        if !seen.insert(change.id.as_str()) {
            fault(Kind::Duplicate);
            continue;
        }
        if change.word().is_none() {
            fault(Kind::NotOne);
            continue;
        }
        match one(index, change, rotations, &mut spans) {
            Ok(true) => repaid.push(index),
            Ok(false) => {}
            Err(kind) => fault(kind),
        }
    }
    // In the order of decisions, and after all leaves are known: who is away cannot stand in.
    repaid.sort_by_key(|index| list.get(*index).and_then(Change::decided_at));
    for index in repaid {
        let Some(change) = list.get(index) else { continue };
        if let Err(kind) = repay::repay(index, change, rotations, &mut spans) {
            faults.push(ChangeFault { change: change.id.clone(), kind });
        }
    }
    let mut changes = Changes { list, ..Changes::default() };
    for ((rotation, roster, slot), spans) in spans.operations {
        *at(at(at(&mut changes.rotations, rotation), roster), slot) = Index::new(spans);
    }
    changes.leaves = spans.leaves.into_iter().map(|(person, spans)| (person, Index::new(spans))).collect();
    (changes, faults)
}

/// An element of a list, which grows as far as it must.
fn at<T: Default>(list: &mut Vec<T>, place: usize) -> &mut T {
    if list.len() <= place {
        list.resize_with(place + 1, T::default);
    }
    let last = list.len() - 1;
    #[expect(clippy::indexing_slicing, reason = "the list was made as long as that")]
    &mut list[place.min(last)]
}

/// Whether the leave is one that is repaid, which needs all other leaves first.
fn one(index: usize, change: &Change, rotations: &Rotations, spans: &mut Spans) -> Result<bool, Kind> {
    let known = |person: &str| {
        let there = rotations.organisation().person(person).is_some();
        if there { Ok(Name::from(person)) } else { Err(Kind::UnknownPerson(person.to_owned())) }
    };
    let long = |from: Timestamp, to: Timestamp| if from < to { Ok(()) } else { Err(Kind::ZeroLength) };
    if let Some(leave) = &change.leave {
        long(leave.from, leave.to)?;
        let person = known(&leave.person)?;
        let substitute = leave.substitute.as_deref().map(known).transpose()?;
        if substitute.is_some() && leave.repay || substitute.as_ref() == Some(&person) {
            return Err(Kind::Substitute);
        }
        if let Some(rotation) = &change.rotation {
            let rotation = found(rotation, rotations)?;
            if let Some(unit) = &change.unit {
                rotation.roster(Some(unit)).map_err(Kind::Place)?;
            }
        }
        let Some((from, to)) = clipped(change, leave.from, leave.to) else { return Ok(leave.repay) };
        let away =
            Away { change: index, rotation: change.rotation.clone(), unit: change.unit.clone(), substitute };
        spans.leaves.entry(person).or_default().push(Spanned { from, to, value: away });
        return Ok(leave.repay);
    }
    let rotation = found(change.rotation.as_deref().ok_or(Kind::NoRotation)?, rotations)?;
    let (_, roster) = rotation.roster(change.unit.as_deref()).map_err(Kind::Place)?;
    let mut put = |slot: &Option<String>, from: Timestamp, to: Timestamp, rank, does| {
        let slot = rotation.slot(slot.as_deref()).map_err(Kind::Place)?;
        long(from, to)?;
        let span = if rank == Rank::Recorded {
            change.decided_at().map(|_| (from, to))
        } else {
            clipped(change, from, to)
        };
        if let (Some((from, to)), Some(decided_at)) = (span, change.decided_at()) {
            let key = (rotation.place, roster.place, slot);
            let value = Operation { rank, decided_at, change: index, does };
            spans.operations.entry(key).or_default().push(Spanned { from, to, value });
        }
        Ok::<(), Kind>(())
    };
    if let Some(over) = &change.override_ {
        for person in &over.remove {
            put(&over.slot, over.from, over.to, Rank::Override, Does::Remove(known(person)?))?;
        }
        for replace in &over.replace {
            let does = Does::Replace(known(&replace.person)?, known(&replace.with)?);
            put(&over.slot, over.from, over.to, Rank::Override, does)?;
        }
        for person in &over.add {
            put(&over.slot, over.from, over.to, Rank::Override, Does::Add(known(person)?))?;
        }
    }
    if let Some(swap) = &change.swap {
        let (a, b) = (known(&swap.a.person)?, known(&swap.b.person)?);
        for part in [&swap.a, &swap.b] {
            put(&part.slot, part.from, part.to, Rank::Override, Does::Exchange(a.clone(), b.clone()))?;
        }
    }
    for (stated, rank) in [(&change.temporary, Rank::Temporary), (&change.recorded, Rank::Recorded)] {
        let Some(stated) = stated else { continue };
        if rank == Rank::Recorded && change.decided_at().is_some_and(|at| stated.to > at) {
            return Err(Kind::RecordedAhead);
        }
        let people = stated.people.iter().map(|person| known(person)).collect::<Result<_, _>>()?;
        put(&stated.slot, stated.from, stated.to, rank, Does::Set(people))?;
    }
    Ok(false)
}

fn found<'a>(name: &str, rotations: &'a Rotations) -> Result<&'a Rotation, Kind> {
    rotations.get(name).ok_or_else(|| Kind::Place(Error::UnknownRotation(name.to_owned())))
}

/// The part of a span in which the change holds: from when it was decided until it was taken back.
pub(super) fn clipped(change: &Change, from: Timestamp, to: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let from = from.max(change.decided_at()?);
    let to = change.withdrawn.as_ref().map_or(to, |withdrawn| withdrawn.at.min(to));
    (from < to).then_some((from, to))
}
