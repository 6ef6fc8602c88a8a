//! When something happens again and again, and why it falls where it does.
//!
//! Nothing here knows what time it is. A rhythm is a row of numbered days, so that any of them is found without walking
//! through the days between; `or` moves a day off a day of rest, which never changes their order.

mod build;
mod fault;
mod late;
mod occurrences;
mod period;
mod rhythm;
mod why;
mod words;

#[cfg(test)]
mod tests;

pub use fault::{Error, Fault, FaultKind, Never};
pub use occurrences::Occurrences;
pub use why::{Passed, Why};

use crate::calendar::Calendar;
use crate::model::schedule::Document;
use crate::organisation::{Organisation, Unit};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rhythm::Rhythm;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// Occurrences that are listed at once; more are [`Error::TooMany`].
pub const MAX_OCCURRENCES: usize = 100_000;

/// Days or periods that are looked through for the next occurrence; more are [`Error::TooFar`].
pub const MAX_IDLE: usize = 4_000;

/// A schedule, compiled.
#[derive(Clone, Debug)]
pub struct Schedule {
    document: Arc<Document>,
    name: Arc<str>,
    zone: TimeZone,
    rhythm: Rhythm,
    /// The times of a day, in minutes, ascending.
    times: Vec<u16>,
}

/// Once that something happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// When: the instant at which the clock on the wall first shows [`Self::wall`], or the first one after a gap.
    pub at: Timestamp,
    /// The day and time as they are written, on the clock on the wall of the schedule.
    pub wall: DateTime,
    /// When the window opens: as its first day begins. Absent: there is no window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// The first instant after the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// What it is known by. The calendar may move `at`, and leaves the key as it is.
    pub key: Key,
    /// The day that the rhythm names, before `or` moves it.
    pub meant: Date,
    /// The last day of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
    /// The expected years, ascending, that it was counted in: it may move when they are published.
    pub provisional: Vec<i16>,
}

/// What an occurrence is known by: no two of one schedule and unit have the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Key {
    /// The schedule.
    pub schedule: Arc<str>,
    /// The unit. Absent: it is not for a unit, or not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// The day that the rhythm names, before `or` moves it, or the first day of the period that it belongs to, with the
    /// time of the day.
    pub of: DateTime,
}

impl Key {
    /// The same occurrence for a unit.
    #[must_use]
    pub fn of_unit(&self, unit: &str) -> Self {
        Self { unit: Some(unit.into()), ..self.clone() }
    }
}

/// For people; a program takes the fields.
impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/", self.schedule)?;
        if let Some(unit) = &self.unit {
            write!(out, "{unit}/")?;
        }
        write!(out, "{}", self.of.strftime("%Y-%m-%dT%H:%M"))
    }
}

impl Schedule {
    /// The name by which documents call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the author wrote.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The zone of its days and times.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The calendar that tells which days are worked. Absent: it names none.
    #[must_use]
    pub const fn calendar(&self) -> Option<&Arc<Calendar>> {
        self.rhythm.calendar.as_ref()
    }

    /// The SHA-256 of its document, in hexadecimal: part of the stamp of the world.
    #[must_use]
    pub fn version(&self) -> String {
        use sha2::{Digest, Sha256};
        let text = serde_json::to_vec(&*self.document).unwrap_or_default();
        Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The units that it happens for, as the organisation has them. Absent: it is not for units.
    pub fn units<'a>(&'a self, org: &'a Organisation) -> Option<impl Iterator<Item = &'a Unit> + 'a> {
        self.document.for_each.as_ref().map(|each| org.units_at(&each.level))
    }

    /// What happens from one instant up to, and without, another, in order. An error ends it.
    #[must_use]
    pub fn occurrences(&self, from: Timestamp, to: Timestamp) -> Occurrences<'_> {
        Occurrences::new(self, from, Some(to))
    }

    /// What happens from an instant on, in order. An error ends it.
    #[must_use]
    pub fn occurrences_from(&self, from: Timestamp) -> Occurrences<'_> {
        Occurrences::new(self, from, None)
    }

    /// What happens next after an instant. Absent: nothing any more.
    ///
    /// # Errors
    /// [`Error`], most often that a year is missing.
    pub fn next_after(&self, at: Timestamp) -> Result<Option<Occurrence>, Error> {
        let next = at.checked_add(jiff::SignedDuration::from_nanos(1)).map_err(|_| Error::OutOfRange)?;
        Occurrences::new(self, next, None).next().transpose()
    }
}
