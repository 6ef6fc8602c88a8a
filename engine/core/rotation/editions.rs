//! Documents that were edited: each edition answers for the time in which it was the one in force.

use super::{Change, ChangeFault, Changes, Duty, Error, Rotations, Segment};
use jiff::Timestamp;
use std::sync::Arc;

/// The editions of a deployment's rotations, each with the changes as they are compiled for it.
#[derive(Clone, Debug, Default)]
pub struct Editions {
    /// Ascending by `since`; the first also answers for all time before it.
    editions: Vec<Edition>,
}

#[derive(Clone, Debug)]
struct Edition {
    since: Timestamp,
    rotations: Arc<Rotations>,
    changes: Changes,
}

impl Editions {
    /// Editions by the instant since when each is in force, in any order, with the changes that were ever made. Said is what
    /// is wrong with a change for the edition in which it was decided; an edition that never knew its people or slots is no fault.
    #[must_use]
    pub fn new(
        editions: impl IntoIterator<Item = (Timestamp, Arc<Rotations>)>,
        list: &[Change],
    ) -> (Self, Vec<ChangeFault>) {
        let mut editions: Vec<(Timestamp, Arc<Rotations>)> = editions.into_iter().collect();
        editions.sort_by_key(|(since, _)| *since);
        let mut all = Self::default();
        let mut said = Vec::new();
        let ends: Vec<Timestamp> =
            editions.iter().skip(1).map(|(since, _)| *since).chain([Timestamp::MAX]).collect();
        for (place, ((since, rotations), end)) in editions.into_iter().zip(ends).enumerate() {
            let (changes, faults) = Changes::compile(list.to_vec(), &rotations);
            said.extend(faults.into_iter().filter(|fault| {
                let change = list.iter().find(|change| change.id == fault.change);
                let decided = change.and_then(Change::decided_at).unwrap_or(Timestamp::MAX);
                (place == 0 || since <= decided) && (decided < end || end == Timestamp::MAX)
            }));
            all.editions.push(Edition { since, rotations, changes });
        }
        (all, said)
    }

    /// The rotations in force at an instant. Absent: there is no edition.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Option<&Arc<Rotations>> {
        self.place(at).and_then(|place| self.editions.get(place)).map(|edition| &edition.rotations)
    }

    /// Who fills a slot, by the edition in force at the instant.
    ///
    /// # Errors
    /// As [`super::View::who_in`].
    pub fn who_in(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: Option<&str>,
        at: Timestamp,
    ) -> Result<Duty, Error> {
        let missing = || Error::UnknownRotation(rotation.to_owned());
        let edition = self.place(at).and_then(|place| self.editions.get(place)).ok_or_else(missing)?;
        edition.rotations.view(&edition.changes).who_in(rotation, unit, slot, at)
    }

    /// The schedule of a slot over a span, each part by the edition in force in it.
    ///
    /// # Errors
    /// As [`super::Schedules::slot`].
    pub fn slot(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: &str,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Segment>, Error> {
        let mut all = Vec::new();
        let first = self.place(from).unwrap_or(0);
        for (place, edition) in self.editions.iter().enumerate().skip(first) {
            let begin = if place == first { from } else { edition.since };
            let end = self.editions.get(place + 1).map_or(to, |next| next.since.min(to));
            if begin < end {
                let view = edition.rotations.view(&edition.changes);
                all.extend(view.schedules(begin, end).slot(rotation, unit, slot)?);
            }
        }
        Ok(all)
    }

    fn place(&self, at: Timestamp) -> Option<usize> {
        let begun = self.editions.partition_point(|edition| edition.since <= at);
        (!self.editions.is_empty()).then(|| begun.saturating_sub(1))
    }
}
