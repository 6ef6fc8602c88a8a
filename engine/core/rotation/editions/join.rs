//! Answers of several editions, put together.

use super::super::{Coverage, Covered, Ledger, Segment};
use super::Editions;

/// Goes on with the segments of the next part.
pub(super) fn segments(editions: &Editions, rotation: &str, all: &mut Vec<Segment>, next: Vec<Segment>) {
    let mut next = next.into_iter().peekable();
    if let Some(last) = all.last_mut()
        && let Some(first) = next.next_if(|first| is_same(editions, rotation, last, first))
    {
        last.to = first.to;
    }
    all.extend(next);
}

/// Whether the next part goes on with the same duty. Layers are told by name: an edit may have moved them.
fn is_same(editions: &Editions, rotation: &str, last: &Segment, next: &Segment) -> bool {
    let shift = |segment: &Segment| {
        let turn = segment.turn?;
        Some((editions.layer(rotation, &turn, segment.from)?, turn.since, turn.number))
    };
    last.to == next.from
        && last.people == next.people
        && shift(last) == shift(next)
        && last.changes == next.changes
        && last.above == next.above
}

/// Adds what fell on people in the next part. Only those who took part in all of it are compared.
pub(super) fn ledgers(all: &mut Vec<Ledger>, next: Vec<Ledger>) {
    for ledger in next {
        let Some(known) = all.iter_mut().find(|known| known.slot == ledger.slot) else {
            all.push(Ledger { throughout: Vec::new(), ..ledger });
            continue;
        };
        known.throughout.retain(|name| ledger.throughout.contains(name));
        for (person, tally) in ledger.people {
            known.people.entry(person).or_default().add(&tally);
        }
    }
}

/// Adds the hours and holes of the next part.
pub(super) fn coverage(all: &mut Coverage, next: Coverage) {
    if all.slots.is_empty() {
        *all = next;
        return;
    }
    let mut known: indexmap::IndexMap<(String, String), Covered> = std::mem::take(&mut all.slots)
        .into_iter()
        .map(|one| ((one.unit.clone(), one.slot.clone()), one))
        .collect();
    for one in next.slots {
        let Some(known) = known.get_mut(&(one.unit.clone(), one.slot.clone())) else {
            known.insert((one.unit.clone(), one.slot.clone()), one);
            continue;
        };
        known.service += one.service;
        for hole in one.holes {
            match known.holes.last_mut() {
                Some(last) if last.goes_on(&hole) => last.to = hole.to,
                _ => known.holes.push(hole),
            }
        }
    }
    all.slots = known.into_values().collect();
}
