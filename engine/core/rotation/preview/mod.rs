//! What a change would do, before it is made; or everything that speaks against it.

mod build;
mod compare;

use super::changes::{Act, Change, ChangeFaultKind, Changes};
use super::fairness::Tally;
use super::{Name, View};
use crate::model::Text;
use build::Build;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;

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
        detail: Text,
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
            build.refusals.push(Refusal::Faulty { detail: error.text() });
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
        kind => Refusal::Faulty { detail: kind.text() },
    }
}
