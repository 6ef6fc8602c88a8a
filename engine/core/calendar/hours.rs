//! Working windows, and time counted inside them.

use super::pauses::Pauses;
use super::{Calendar, DayKind, Error, zone};
use crate::model::calendar::Weekday;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The windows of each kind of day, in minutes of the day, ascending and apart; the end is outside.
#[derive(Clone, Debug, Default)]
pub(super) struct Hours {
    pub(super) workday: Vec<(u16, u16)>,
    pub(super) makeup_workday: Vec<(u16, u16)>,
    pub(super) weekend: Vec<(u16, u16)>,
    pub(super) holiday: Vec<(u16, u16)>,
    /// Plain working days of these days of the week, where they differ.
    pub(super) weekdays: BTreeMap<Weekday, Vec<(u16, u16)>>,
    /// Single days that differ.
    pub(super) by_date: BTreeMap<Date, Vec<(u16, u16)>>,
}

impl Hours {
    fn of(&self, date: Date, kind: DayKind) -> &[(u16, u16)] {
        if !self.by_date.is_empty()
            && let Some(windows) = self.by_date.get(&date)
        {
            return windows;
        }
        match kind {
            DayKind::Workday if !self.weekdays.is_empty() => {
                self.weekdays.get(&Weekday::of(date)).unwrap_or(&self.workday)
            }
            DayKind::Workday => &self.workday,
            DayKind::MakeupWorkday => &self.makeup_workday,
            DayKind::Weekend => &self.weekend,
            DayKind::Holiday => &self.holiday,
        }
    }

    fn is_empty(&self) -> bool {
        let kinds = [&self.workday, &self.makeup_workday, &self.weekend, &self.holiday];
        kinds.into_iter().chain(self.weekdays.values()).chain(self.by_date.values()).all(Vec::is_empty)
    }
}

impl Calendar {
    /// The working windows of a day as instants, ascending, half-open.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn windows(&self, date: Date) -> Result<Vec<(Timestamp, Timestamp)>, Error> {
        let windows = self.hours.of(date, self.kind_of(date)?);
        let mut instants = Vec::with_capacity(windows.len());
        for (from, to) in windows {
            let from = zone::instant(&self.zone, date, *from)?;
            let to = zone::instant(&self.zone, date, *to)?;
            // A window that a change of the clocks swallows is no window.
            if from < to {
                instants.push((from, to));
            }
        }
        Ok(instants)
    }

    /// The working windows of a day in minutes of the day, ascending, half-open.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn minutes(&self, date: Date) -> Result<&[(u16, u16)], Error> {
        Ok(self.hours.of(date, self.kind_of(date)?))
    }

    /// The end of the last working window of a day, or of the day itself when it has none.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn close_of_business(&self, date: Date) -> Result<Timestamp, Error> {
        self.windows(date)?.last().map_or_else(|| self.end_of(date), |(_, end)| Ok(*end))
    }

    /// The instant at which `minutes` of working time have passed since `from`.
    ///
    /// # Errors
    /// [`Error::MissingYear`], [`Error::NoHours`], [`Error::OutOfRange`].
    pub fn add_work_minutes(&self, from: Timestamp, minutes: u32) -> Result<Timestamp, Error> {
        let budget = i64::from(minutes) * 60_000;
        self.add_work_time(from, budget, &Pauses::none())?.ok_or(Error::OutOfRange)
    }

    /// The whole minutes of working time from one instant to another; 0 when `to` is not later.
    ///
    /// # Errors
    /// [`Error::MissingYear`], [`Error::NoHours`].
    pub fn work_minutes_between(&self, from: Timestamp, to: Timestamp) -> Result<i64, Error> {
        Ok(self.work_time(from, to, &Pauses::none())? / 60_000)
    }

    /// Milliseconds of working time, pauses cut out. Absent when a pause without end comes first.
    pub(super) fn add_work_time(
        &self,
        from: Timestamp,
        budget: i64,
        pauses: &Pauses<Timestamp>,
    ) -> Result<Option<Timestamp>, Error> {
        if self.hours.is_empty() {
            return Err(Error::NoHours { calendar: self.name.clone() });
        }
        let forever = pauses.iter().find(|(_, to)| to.is_none()).map(|(from, _)| from);
        let mut left = budget;
        if left == 0 {
            return Ok(Some(from));
        }
        let mut date = self.date_at(from);
        loop {
            for (start, end) in self.windows(date)? {
                if end <= from {
                    continue;
                }
                for (start, end) in pauses.cut(start.max(from), end) {
                    let here = millis(start, end);
                    if left <= here {
                        return later(start, left).map(Some);
                    }
                    left -= here;
                }
            }
            date = date.tomorrow().map_err(|_| Error::OutOfRange)?;
            if forever.is_some_and(|forever| self.date_at(forever) < date) {
                return Ok(None);
            }
        }
    }

    /// Counts working time backward from an instant.
    pub(super) fn subtract_work_time(
        &self,
        from: Timestamp,
        budget: i64,
        pauses: &Pauses<Timestamp>,
    ) -> Result<Timestamp, Error> {
        if self.hours.is_empty() {
            return Err(Error::NoHours { calendar: self.name.clone() });
        }
        let mut left = budget;
        let mut date = self.date_at(from);
        if left == 0 {
            return Ok(from);
        }
        loop {
            for (start, end) in self.windows(date)?.into_iter().rev() {
                if start >= from {
                    continue;
                }
                for (start, end) in pauses.cut(start, end.min(from)).into_iter().rev() {
                    let here = millis(start, end);
                    if left <= here {
                        return later(end, -left);
                    }
                    left -= here;
                }
            }
            date = date.yesterday().map_err(|_| Error::OutOfRange)?;
        }
    }

    /// Milliseconds of working time from one instant to another, pauses cut out.
    pub(super) fn work_time(
        &self,
        from: Timestamp,
        to: Timestamp,
        pauses: &Pauses<Timestamp>,
    ) -> Result<i64, Error> {
        if self.hours.is_empty() {
            return Err(Error::NoHours { calendar: self.name.clone() });
        }
        let mut total = 0;
        if to <= from {
            return Ok(total);
        }
        let (mut date, last) = (self.date_at(from), self.date_at(to));
        while date <= last {
            for (start, end) in self.windows(date)? {
                let pieces = pauses.cut(start.max(from), end.min(to));
                total += pieces.into_iter().map(|(start, end)| millis(start, end)).sum::<i64>();
            }
            date = date.tomorrow().map_err(|_| Error::OutOfRange)?;
        }
        Ok(total)
    }
}

/// Milliseconds from one instant to a later one.
pub(super) fn millis(from: Timestamp, to: Timestamp) -> i64 {
    to.as_millisecond() - from.as_millisecond()
}

/// The instant some milliseconds later, or earlier when negative.
pub(super) fn later(from: Timestamp, millis: i64) -> Result<Timestamp, Error> {
    from.checked_add(jiff::SignedDuration::from_millis(millis)).map_err(|_| Error::OutOfRange)
}
