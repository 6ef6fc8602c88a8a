//! Who fills a slot at an instant: layers by priority, leave, and changes in the order of precedence.

use super::changes::index::Index;
use super::changes::{Changes, Does, Operation, Rank};
use super::{Error, Name, Roster, Rotation};
use jiff::Timestamp;

/// People who stand in for each other in a row, at most.
const MOST_SUBSTITUTES: usize = 8;

/// A slot of a roster, with its changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat<'a> {
    pub(super) rotation: &'a Rotation,
    pub(super) unit: &'a str,
    pub(super) roster: &'a Roster,
    pub(super) slot: usize,
    pub(super) changes: &'a Changes,
    pub(super) operations: Option<&'a Index<Operation>>,
}

/// Who fills it, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) people: Vec<Name>,
    /// The layer that had somebody. Absent: none had.
    pub(super) layer: Option<Turn>,
    /// The changes that mattered, as their places in the list.
    pub(super) changes: Vec<usize>,
}

/// A turn of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The layer, as its place in the rotation.
    pub layer: usize,
    /// The number of the turn: 0 begins when the layer starts.
    pub number: i64,
    /// The first of the turns that the same person takes in a row; a shift is all of them.
    pub since: i64,
}

impl<'a> Seat<'a> {
    pub(super) fn new(
        rotation: &'a Rotation,
        unit: &'a str,
        roster: &'a Roster,
        slot: usize,
        changes: &'a Changes,
    ) -> Self {
        let operations = changes.operations(rotation.place, roster.place, slot);
        Self { rotation, unit, roster, slot, changes, operations }
    }

    /// The temporary roster of the document that holds at an instant.
    pub(super) fn temporary(&self, at: Timestamp) -> Option<usize> {
        self.roster.temporaries.iter().copied().find(|number| {
            let known = self.rotation.temporaries.get(*number);
            known.is_some_and(|known| known.from <= at && at < known.to && known.slots.contains(&self.slot))
        })
    }

    /// Who fills it, given the turns that layers have at the instant, the first layer first.
    pub(super) fn fill(
        &self,
        at: Timestamp,
        turns: impl Iterator<Item = Result<(usize, i64), Error>>,
    ) -> Result<Filled, Error> {
        let temporary = self.temporary(at);
        let mut filled = Filled::default();
        for turn in turns {
            let (number, turn) = turn?;
            let Some(layer) = self.rotation.layers.get(number) else { continue };
            if layer.temporary != temporary {
                continue;
            }
            self.take(number, turn, at, temporary.is_some(), &mut filled);
            if !filled.people.is_empty() {
                break;
            }
        }
        if let Some(operations) = self.operations {
            self.apply(operations, at, temporary.is_some(), &mut filled);
        }
        Ok(filled)
    }

    /// The people of a turn, without those who are away.
    fn take(&self, number: usize, turn: i64, at: Timestamp, fixed: bool, filled: &mut Filled) {
        let Some(members) = self.roster.members.get(number) else { return };
        for i in 0..members.count() {
            let Some(taken) = members.taken(turn, i, at) else { continue };
            // A temporary roster stands before leave.
            let present = if fixed {
                Some(taken.person.clone())
            } else {
                self.present(taken.person.clone(), at, &mut filled.changes)
            };
            let Some(person) = present else { continue };
            if !filled.people.contains(&person) {
                filled.people.push(person);
            }
            if filled.layer.is_none() {
                filled.layer = Some(Turn { layer: number, number: turn, since: taken.since });
            }
        }
    }

    /// The person, or who stands in. Absent: nobody does.
    fn present(&self, mut person: Name, at: Timestamp, used: &mut Vec<usize>) -> Option<Name> {
        for _ in 0..MOST_SUBSTITUTES {
            let Some(leaves) = self.changes.away(&person) else { return Some(person) };
            let mut away = None;
            leaves.at(at, &mut |one| {
                let here = one.rotation.as_deref().is_none_or(|name| name == self.rotation.name())
                    && one.unit.as_deref().is_none_or(|unit| unit == self.unit);
                if here {
                    away = Some(one);
                }
            });
            let Some(away) = away else { return Some(person) };
            if self.is_repaid(away.change) {
                return Some(person);
            }
            used.push(away.change);
            person = away.substitute.clone()?;
        }
        None
    }

    /// Leave that is repaid is an operation on the turns it touches.
    fn is_repaid(&self, change: usize) -> bool {
        let leave = self.changes.list().get(change).and_then(|change| change.leave.as_ref());
        leave.is_some_and(|leave| leave.repay)
    }

    fn apply(&self, operations: &Index<Operation>, at: Timestamp, fixed: bool, filled: &mut Filled) {
        // Mostly there is at most one: then nothing needs to be put in order.
        let (mut only, mut more): (Option<&Operation>, Vec<&Operation>) = (None, Vec::new());
        operations.at(at, &mut |operation| {
            if fixed && operation.rank <= Rank::Override {
                return;
            }
            if only.is_none() {
                only = Some(operation);
            } else {
                more.push(operation);
            }
        });
        let Some(only) = only else { return };
        if more.is_empty() {
            only.apply(filled);
            return;
        }
        more.push(only);
        more.sort_by_key(|operation| (operation.rank, operation.decided_at, operation.change));
        more.into_iter().for_each(|operation| operation.apply(filled));
    }
}

impl Operation {
    fn apply(&self, filled: &mut Filled) {
        if self.does.to(&mut filled.people) {
            filled.changes.push(self.change);
        }
    }
}

impl Does {
    /// Whether it changed anything.
    fn to(&self, people: &mut Vec<Name>) -> bool {
        let place = |people: &[Name], name: &Name| people.iter().position(|person| person == name);
        match self {
            Self::Add(name) => {
                let there = people.contains(name);
                if !there {
                    people.push(name.clone());
                }
                !there
            }
            Self::Remove(name) => {
                let before = people.len();
                people.retain(|person| person != name);
                before != people.len()
            }
            Self::Replace(name, with) => {
                let Some(at) = place(people, name) else { return false };
                if people.contains(with) {
                    people.remove(at);
                } else if let Some(person) = people.get_mut(at) {
                    *person = with.clone();
                }
                true
            }
            Self::Exchange(a, b) => match (place(people, a), place(people, b)) {
                (Some(at), None) => people.get_mut(at).map(|person| *person = b.clone()).is_some(),
                (None, Some(at)) => people.get_mut(at).map(|person| *person = a.clone()).is_some(),
                _ => false,
            },
            Self::Set(all) => {
                let same = people == all;
                people.clone_from(all);
                // What is stated stands, also where it says the same.
                !same || !all.is_empty()
            }
        }
    }
}
