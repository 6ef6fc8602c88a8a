//! Documents that were edited: each edition answers for the time in which it was the one in force.

mod ask;
mod join;

use super::{Change, ChangeFault, Changes, Error, Name, Rotations, Turn, View};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The editions of a deployment's rotations, with every change of duty: whom to ask who is on duty.
///
/// The first edition also answers for the time before it, and so does the first that has a rotation, for that rotation.
#[derive(Debug)]
pub struct Editions {
    /// Ascending by `since`.
    past: Vec<Edition>,
    newest: Edition,
    /// The changes that were ever made, in the order in which they were given.
    list: Arc<[Change]>,
    /// For each rotation, the place of the first edition that has it.
    first: Arc<BTreeMap<String, usize>>,
    /// Whether there were earlier ones, which are not kept.
    cut: bool,
}

/// The documents as they were from one edit to the next.
#[derive(Debug)]
struct Edition {
    since: Timestamp,
    version: Arc<str>,
    rotations: Arc<Rotations>,
    /// The list, compiled when an answer first needs it: few ask about editions that are past.
    changes: OnceLock<Changes>,
}

/// A part of a span in which one edition was in force.
#[derive(Clone, Copy, Debug)]
pub struct Era<'a> {
    /// Whom to ask.
    pub view: View<'a>,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

impl Default for Editions {
    fn default() -> Self {
        Self::one(Arc::default())
    }
}

impl Editions {
    /// Rotations that were never edited, and no changes.
    #[must_use]
    pub fn one(rotations: Arc<Rotations>) -> Self {
        Self::kept(vec![Edition::new(Timestamp::MIN, rotations)], Arc::default(), false)
    }

    /// Editions by the instant since when each is in force, in any order; of two of one instant, the later one in the list.
    /// `cut`: there were earlier ones, and whoever asks about their time is told that they are not kept.
    #[must_use]
    pub fn new(editions: impl IntoIterator<Item = (Timestamp, Arc<Rotations>)>, cut: bool) -> Self {
        let editions = editions.into_iter().map(|(since, rotations)| Edition::new(since, rotations));
        Self::kept(editions.collect(), Arc::default(), cut)
    }

    /// The same with other changes: all that were ever made. Said is what is wrong with those that were decided since the
    /// newest edition is in force; an edition that never knew the people or slots of a change is no fault.
    #[must_use]
    pub fn with(&self, list: impl Into<Arc<[Change]>>) -> (Self, Vec<ChangeFault>) {
        let list = list.into();
        let again = |edition: &Edition| Edition {
            since: edition.since,
            version: edition.version.clone(),
            rotations: edition.rotations.clone(),
            changes: OnceLock::new(),
        };
        let (changes, mut faults) = Changes::compile(list.clone(), &self.newest.rotations);
        if !self.past.is_empty() {
            let decided: BTreeMap<&str, Timestamp> =
                list.iter().filter_map(|change| Some((change.id.as_str(), change.decided_at()?))).collect();
            faults.retain(|fault| {
                decided.get(fault.change.as_str()).is_none_or(|decided| *decided >= self.newest.since)
            });
        }
        let newest = Edition { changes: OnceLock::from(changes), ..again(&self.newest) };
        let past = self.past.iter().map(again).collect();
        (Self { past, newest, list, first: self.first.clone(), cut: self.cut }, faults)
    }

    fn kept(mut editions: Vec<Edition>, list: Arc<[Change]>, cut: bool) -> Self {
        editions.sort_by_key(|edition| edition.since);
        let mut first = BTreeMap::new();
        for (place, edition) in editions.iter().enumerate() {
            for rotation in edition.rotations.iter() {
                first.entry(rotation.name().to_owned()).or_insert(place);
            }
        }
        let newest = editions.pop().unwrap_or_else(|| Edition::new(Timestamp::MIN, Arc::default()));
        Self { past: editions, newest, list, first: Arc::new(first), cut }
    }

    /// The changes that were ever made, in the order in which they were given.
    #[must_use]
    pub const fn list(&self) -> &Arc<[Change]> {
        &self.list
    }

    /// The change of an id.
    #[must_use]
    pub fn change(&self, id: &str) -> Option<&Change> {
        self.list.iter().find(|change| change.id == id)
    }

    /// Whether no edition has a rotation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The rotations that hold from now on.
    #[must_use]
    pub const fn newest(&self) -> &Arc<Rotations> {
        &self.newest.rotations
    }

    /// The newest rotations that have one of this name. Absent: no edition has it.
    #[must_use]
    pub fn latest_with(&self, rotation: &str) -> Option<&Arc<Rotations>> {
        self.first.get(rotation)?;
        self.all().rev().map(|edition| &edition.rotations).find(|rotations| rotations.get(rotation).is_some())
    }

    /// Every edition, the oldest first: since when it is in force, its version, and what it says.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Timestamp, &str, &Arc<Rotations>)> {
        self.all().map(|edition| (edition.since, &*edition.version, &edition.rotations))
    }

    /// What was in force at an instant.
    ///
    /// # Errors
    /// [`Error::NotKept`].
    pub fn at(&self, at: Timestamp) -> Result<View<'_>, Error> {
        Ok(self.view(self.edition(self.place(at)?)))
    }

    /// What was in force of a rotation at an instant. The view may lack the rotation.
    ///
    /// # Errors
    /// [`Error::NotKept`].
    pub fn of(&self, rotation: &str, at: Timestamp) -> Result<View<'_>, Error> {
        Ok(self.view(self.edition(self.place_of(rotation, at)?)))
    }

    /// A span, cut where another edition came into force; what is of a time without such a rotation is left out.
    ///
    /// # Errors
    /// [`Error::NotKept`], [`Error::UnknownRotation`].
    pub fn eras(&self, rotation: &str, from: Timestamp, to: Timestamp) -> Result<Vec<Era<'_>>, Error> {
        let first = self.place_of(rotation, from)?;
        let mut eras = Vec::new();
        for place in first..=self.past.len() {
            let edition = self.edition(place);
            let begin = if place == first { from } else { edition.since };
            let end = self.end(place).map_or(to, |end| end.min(to));
            if place > first && begin >= to {
                break;
            }
            if edition.rotations.get(rotation).is_some() && (begin < end || from >= to) {
                eras.push(Era { view: self.view(edition), from: begin, to: end });
            }
        }
        if eras.is_empty() { Err(Error::UnknownRotation(rotation.to_owned())) } else { Ok(eras) }
    }

    /// The layer of a turn that was told for an instant.
    #[must_use]
    pub fn layer(&self, rotation: &str, turn: &Turn, at: Timestamp) -> Option<&Name> {
        let edition = self.edition(self.place_of(rotation, at).ok()?);
        edition.rotations.get(rotation)?.layer(turn.layer)
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = &Edition> {
        self.past.iter().chain([&self.newest])
    }

    fn edition(&self, place: usize) -> &Edition {
        self.past.get(place).unwrap_or(&self.newest)
    }

    /// Until when an edition was in force. Absent: it is.
    fn end(&self, place: usize) -> Option<Timestamp> {
        (place < self.past.len()).then(|| self.edition(place + 1).since)
    }

    fn view<'a>(&'a self, edition: &'a Edition) -> View<'a> {
        // Its faults were told while it was the newest.
        let compile = || Changes::compile(self.list.clone(), &edition.rotations).0;
        edition.rotations.view(edition.changes.get_or_init(compile))
    }

    fn place(&self, at: Timestamp) -> Result<usize, Error> {
        if self.newest.since <= at {
            return Ok(self.past.len());
        }
        let begun = self.past.partition_point(|edition| edition.since <= at);
        if begun == 0 && self.cut {
            let since = self.edition(0).since;
            return Err(Error::NotKept { since });
        }
        Ok(begun.saturating_sub(1))
    }

    fn place_of(&self, rotation: &str, at: Timestamp) -> Result<usize, Error> {
        let place = self.place(at)?;
        Ok(self.first.get(rotation).map_or(place, |first| place.max(*first)))
    }
}

impl Edition {
    fn new(since: Timestamp, rotations: Arc<Rotations>) -> Self {
        Self { since, version: rotations.version().into(), rotations, changes: OnceLock::new() }
    }
}
