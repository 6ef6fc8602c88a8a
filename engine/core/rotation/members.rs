//! Who takes which turn: lists that people join and leave without moving the turns of the past.

use super::turns::Turns;
use super::{Error, Name, wall};
use crate::calendar::first_instant;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// The first and the last day; absent where there is none.
pub(super) type Held = (Option<Date>, Option<Date>);

/// One that takes turns, in the order of the list.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Absent: nobody.
    pub(super) person: Option<Name>,
    pub(super) turns: u32,
    /// The first and last day; several where one holds a post again.
    pub(super) held: Vec<Held>,
}

/// The list of a layer in one roster.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    people: Vec<Option<Name>>,
    /// Entries, each as often as it takes turns in a row: its place, and how many of its turns came before.
    places: Vec<(u32, u32)>,
    /// Ascending by turn; the first reaches back for ever.
    eras: Vec<Era>,
    count: i64,
}

/// A time during which the list is the same.
#[derive(Clone, Debug)]
struct Era {
    /// The first turn. Of the first era, the turn at which counting begins.
    base: i64,
    /// Since when.
    from: Timestamp,
    /// Which of the places take part, ascending.
    active: Vec<u32>,
    /// Who of them takes the turn `base`.
    offset: i64,
}

/// Who takes a turn.
#[derive(Clone, Debug)]
pub(super) struct Taken<'a> {
    pub(super) person: &'a Name,
    /// The first turn of those that the person takes in a row.
    pub(super) since: i64,
}

impl Members {
    /// A list of which `count` people are on duty at once.
    ///
    /// # Errors
    /// A date lies outside of what can be counted.
    pub(super) fn new(entries: &[Entry], count: u32, turns: &Turns, zone: &TimeZone) -> Result<Self, Error> {
        let mut members = Self { count: i64::from(count), ..Self::default() };
        for (index, entry) in entries.iter().enumerate() {
            let index = u32::try_from(index).map_err(|_| Error::OutOfRange)?;
            members.places.extend((0..entry.turns).map(|before| (index, before)));
            members.people.push(entry.person.clone());
        }
        let mut changes = BTreeSet::new();
        for (from, until) in entries.iter().flat_map(|entry| &entry.held) {
            changes.extend(*from);
            changes.extend(until.and_then(|until| until.tomorrow().ok()));
        }
        members.begin(entries, None, 0, Timestamp::MIN);
        for date in changes {
            let day = wall::day(date);
            // A day that the calendar does not describe cannot be asked for either.
            let Ok(base) = turns.first_from(day) else { continue };
            let from = first_instant(zone, date.to_datetime(Time::midnight()))?;
            members.begin(entries, Some(date), base, from);
        }
        Ok(members)
    }

    fn begin(&mut self, entries: &[Entry], date: Option<Date>, base: i64, from: Timestamp) {
        let is_held = |(first, last): &Held| match date {
            None => first.is_none(),
            Some(date) => first.is_none_or(|first| first <= date) && last.is_none_or(|last| date <= last),
        };
        let active: Vec<u32> = (0_u32..)
            .zip(&self.places)
            .filter(|(_, (entry, _))| {
                let entry = usize::try_from(*entry).ok().and_then(|entry| entries.get(entry));
                entry.is_some_and(|entry| entry.held.iter().any(is_held))
            })
            .map(|(place, _)| place)
            .collect();
        // The one whose turn it would have been goes on, or else who stands after them.
        let next = self.eras.last().and_then(|era| era.place(base, 0, self.count)).unwrap_or(0);
        let offset = active.partition_point(|place| *place < next);
        let offset = i64::try_from(offset).unwrap_or(0);
        self.eras.push(Era { base, from, active, offset });
    }

    /// Who takes a turn as the `i`-th of the people on duty at once, at an instant of it.
    pub(super) fn taken(&self, turn: i64, i: i64, at: Timestamp) -> Option<Taken<'_>> {
        // The first era reaches back for ever, whatever turn its counting begins with.
        let later = self.eras.get(1..).unwrap_or_default();
        let era = self.eras.get(later.partition_point(|era| era.base <= turn))?;
        let place = era.place(turn, i, self.count)?;
        if !later.is_empty() {
            let now = self.eras.get(later.partition_point(|era| era.from <= at))?;
            now.active.binary_search(&place).ok()?;
        }
        let (entry, before) = self.places.get(usize::try_from(place).ok()?)?;
        let person = self.people.get(usize::try_from(*entry).ok()?)?.as_ref()?;
        Some(Taken { person, since: turn - i64::from(*before) })
    }

    /// How many are on duty at once.
    pub(super) const fn count(&self) -> i64 {
        self.count
    }

    /// The people of the list, each once.
    pub(super) fn people(&self) -> BTreeSet<&Name> {
        self.people.iter().flatten().collect()
    }

    /// The people who are in the list during the whole of a span.
    pub(super) fn throughout(&self, from: Timestamp, to: Timestamp) -> BTreeSet<&Name> {
        let later = self.eras.get(1..).unwrap_or_default();
        let (first, last) =
            (later.partition_point(|era| era.from <= from), later.partition_point(|era| era.from < to));
        let touched = self.eras.get(first..=last).unwrap_or_default();
        let named = |era: &Era| -> BTreeSet<&Name> {
            let entries =
                era.active.iter().filter_map(|place| self.places.get(usize::try_from(*place).ok()?));
            entries
                .filter_map(|(entry, _)| self.people.get(usize::try_from(*entry).ok()?)?.as_ref())
                .collect()
        };
        let mut eras = touched.iter().map(named);
        let first = eras.next().unwrap_or_default();
        eras.fold(first, |kept, era| kept.intersection(&era).copied().collect())
    }

    /// The instants at which somebody joins or leaves.
    pub(super) fn edges(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.eras.iter().skip(1).map(|era| era.from)
    }
}

impl Era {
    fn place(&self, turn: i64, i: i64, count: i64) -> Option<u32> {
        let len = i64::try_from(self.active.len()).ok().filter(|len| *len > 0)?;
        let passed = (turn - self.base).checked_mul(count)?;
        let index = (self.offset + passed + i).rem_euclid(len);
        self.active.get(usize::try_from(index).ok()?).copied()
    }
}
