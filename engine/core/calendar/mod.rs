//! Working time, holidays and clocks with a budget: functions of an instant.
//!
//! Nothing here knows what time it is. Days begin and end in the zone of a calendar, windows are half-open, and a year
//! that no document describes is an error that names the year.

mod account;
mod build;
mod clock;
mod count;
mod days;
mod fault;
mod hold;
mod horizon;
mod hours;
mod pauses;
mod period;
mod year;
mod zone;

#[cfg(test)]
mod tests;

pub use account::{Stretch, Why};
pub use build::Calendars;
pub use clock::{Clock, Extension, Measure, Pause, Usage};
pub use count::{Counting, Due, after, before, before_instant, due};
pub use fault::{Error, Fault, FaultKind, Place};
pub use horizon::Crossing;
pub use period::Period;
pub use year::{MOST_IN_A_ROW, Odd, Outline, Overview};
pub use zone::first_instant;

pub use crate::model::calendar::{DayKind, Ends, FirstDay, Roll, Status};
pub use crate::model::duration::{Duration, DurationError, Unit};

use crate::model;
use crate::model::Text;
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A calendar, compiled: every question about a day is answered from a table.
#[derive(Clone, Debug)]
pub struct Calendar {
    name: String,
    title: Option<Text>,
    zone: TimeZone,
    days: days::Days,
    statuses: BTreeMap<i16, Status>,
    named: BTreeMap<Date, Named>,
    hours: hours::Hours,
    countings: IndexMap<String, model::calendar::Counting>,
    version: String,
    document: Arc<model::calendar::Document>,
}

/// What a document says of a day beside its kind.
#[derive(Clone, Debug)]
struct Named {
    name: Option<Text>,
    statutory: bool,
}

impl Calendar {
    /// The name by which documents call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name shown to people.
    #[must_use]
    pub fn title(&self) -> Option<&Text> {
        self.title.as_ref()
    }

    /// The zone in which days begin and end.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The one document that says all of it: inherited, corrected, put together. A calendar built of it has this one's
    /// version.
    #[must_use]
    pub fn document(&self) -> &model::calendar::Document {
        &self.document
    }

    /// The SHA-256 of everything that can change a result, in hexadecimal: part of the stamp of the world.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether a year is official or provisional; absent when no document describes it.
    #[must_use]
    pub fn status(&self, year: i16) -> Option<Status> {
        self.statuses.get(&year).copied()
    }

    /// The years that are described, ascending.
    pub fn years(&self) -> impl Iterator<Item = (i16, Status)> + '_ {
        self.statuses.iter().map(|(year, status)| (*year, *status))
    }

    /// What kind of day it is.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn kind_of(&self, date: Date) -> Result<DayKind, Error> {
        self.days.kind(date).map_err(|year| self.missing(year))
    }

    /// Whether the day is worked.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn is_workday(&self, date: Date) -> Result<bool, Error> {
        Ok(self.kind_of(date)?.is_worked())
    }

    /// The name of the holiday that the day belongs to, or is worked for; absent for a plain day.
    #[must_use]
    pub fn name_of(&self, date: Date) -> Option<&Text> {
        self.named.get(&date)?.name.as_ref()
    }

    /// Whether the day is a statutory holiday itself, and not a day of rest arranged around one.
    #[must_use]
    pub fn is_statutory(&self, date: Date) -> bool {
        self.named.get(&date).is_some_and(|day| day.statutory)
    }

    /// The `n`-th working day after `date`, or before it when `n` is negative; `date` itself is not counted, and is the
    /// answer for 0.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn add_workdays(&self, date: Date, n: i32) -> Result<Date, Error> {
        self.days.add(date, n).map_err(|year| self.missing(year))
    }

    /// The number of working days after `from` up to and including `to`; negative when `to` is earlier, so that it undoes
    /// [`Calendar::add_workdays`] between working days.
    ///
    /// # Errors
    /// [`Error::MissingYear`], also for a year between the two.
    pub fn workdays_between(&self, from: Date, to: Date) -> Result<i32, Error> {
        if to < from {
            return Ok(-self.workdays_between(to, from)?);
        }
        let count = self.days.count(from, to).map_err(|year| self.missing(year))?;
        // The table counts `from` and not `to`; the other way round is meant.
        let first = i32::from(self.is_workday(from)?);
        let last = i32::from(self.is_workday(to)?);
        Ok(count - first + last)
    }

    /// The day itself when it is worked, else the next working day.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn roll(&self, date: Date) -> Result<Date, Error> {
        if self.is_workday(date)? { Ok(date) } else { self.add_workdays(date, 1) }
    }

    /// The day itself when it is worked, else the working day before it.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn roll_back(&self, date: Date) -> Result<Date, Error> {
        if self.is_workday(date)? { Ok(date) } else { self.add_workdays(date, -1) }
    }

    /// The day on which an instant falls here.
    #[must_use]
    pub fn date_at(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The first instant of a day: 00:00, or the first instant after the gap where that hour does not exist.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn start_of(&self, date: Date) -> Result<Timestamp, Error> {
        zone::instant(&self.zone, date, 0)
    }

    /// The first instant that no longer belongs to a day.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn end_of(&self, date: Date) -> Result<Timestamp, Error> {
        self.start_of(date.tomorrow().map_err(|_| Error::OutOfRange)?)
    }

    /// The named rule of day counting, as written.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<&model::calendar::Counting> {
        self.countings.get(name)
    }

    /// The names of the rules of day counting, as written.
    pub fn rules(&self) -> impl Iterator<Item = &str> + '_ {
        self.countings.keys().map(String::as_str)
    }

    /// The named rule of day counting.
    ///
    /// # Errors
    /// [`Error::UnknownCounting`].
    pub fn counting(&self, name: &str) -> Result<Counting, Error> {
        self.rule(name)
            .map(Counting::from)
            .ok_or_else(|| Error::UnknownCounting { calendar: self.name.clone(), counting: name.to_owned() })
    }

    /// The provisional years from one day to another, in either order.
    pub(crate) fn provisional(&self, a: Date, b: Date) -> BTreeSet<i16> {
        let (from, to) = (a.year().min(b.year()), a.year().max(b.year()));
        let years = self.statuses.range(from..=to);
        years.filter(|(_, status)| **status == Status::Provisional).map(|(year, _)| *year).collect()
    }

    fn missing(&self, year: i16) -> Error {
        Error::MissingYear { calendar: self.name.clone(), year }
    }
}
