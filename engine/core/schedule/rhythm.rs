//! Rhythms, compiled: the n-th day of each, without walking through the days between.

use super::{Error, period};
use crate::calendar::Calendar;
use crate::model::schedule::{Day, Or, Period};
use jiff::civil::Date;
use std::sync::Arc;

/// A rhythm with what it needs to know.
#[derive(Clone, Debug)]
pub(super) struct Rhythm {
    pub(super) beat: Beat,
    pub(super) or: Option<Or>,
    pub(super) calendar: Option<Arc<Calendar>>,
    /// The name of the schedule.
    pub(super) name: Arc<str>,
}

/// Days, by ascending numbers.
#[derive(Clone, Debug)]
pub(super) enum Beat {
    /// The days of a kind.
    Each(Day),
    /// Every `n` days.
    Days { start: Date, n: i64 },
    /// Every `n` months.
    Months { start: Date, n: i64 },
    /// Days of the week from Monday, 0 to 6, ascending.
    Weekdays(Vec<i64>),
    /// Days of months, both ascending. `last`: a month that lacks the day gives its last one.
    Dates { days: Vec<i8>, months: Vec<i8>, last: bool },
    /// The last day of a period.
    LastDay(Period),
    /// The n-th working day of a period.
    Workday { n: i32, of: Period },
    /// The n-th working day of a period, counted from its end.
    LastWorkday { n: i32, of: Period },
    /// The first days of a period.
    Window { first: i32, worked: bool, of: Period },
}

/// A day of a rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// What it is an occurrence of: the day before `or` moves it, or the first day of its period.
    pub(super) of: Date,
    /// The day before `or` moves it.
    pub(super) meant: Date,
    /// The day on which it falls.
    pub(super) day: Date,
    /// The last day of a window.
    pub(super) last: Option<Date>,
    /// The days whose kinds had to be known. Absent: none.
    pub(super) reach: Option<(Date, Date)>,
}

impl Spot {
    const fn plain(day: Date) -> Self {
        Self { of: day, meant: day, day, last: None, reach: None }
    }
}

impl Rhythm {
    fn calendar(&self) -> Result<&Calendar, Error> {
        self.calendar.as_deref().ok_or_else(|| Error::NoCalendar(self.name.to_string()))
    }

    /// The earliest day that a number can mean; that it can fall on, unless `or` moves it back.
    pub(super) fn earliest(&self, index: i64) -> Result<Date, Error> {
        match &self.beat {
            Beat::Each(_) => period::date(index),
            Beat::Days { start, n } => period::add_days(*start, n * index),
            Beat::Months { start, n } => period::add_months(*start, n * index),
            Beat::Weekdays(days) => {
                let (week, place) = split(index, days.len());
                period::add_days(period::monday(week)?, days.get(place).copied().unwrap_or(0))
            }
            Beat::Dates { .. } => {
                let (first, day) = self.date(index)?;
                Ok(first.with().day(day.min(first.days_in_month())).build().unwrap_or(first))
            }
            Beat::LastDay(of) => Ok(period::bounds(*of, index)?.1),
            Beat::Workday { of, .. } | Beat::LastWorkday { of, .. } | Beat::Window { of, .. } => {
                Ok(period::bounds(*of, index)?.0)
            }
        }
    }

    /// The first day of the month of a number of [`Beat::Dates`], and the day that is asked for.
    fn date(&self, index: i64) -> Result<(Date, i8), Error> {
        let Beat::Dates { days, months, .. } = &self.beat else { return Err(Error::OutOfRange) };
        let (year, place) = split(index, days.len() * months.len());
        let year = i16::try_from(year).map_err(|_| Error::OutOfRange)?;
        let day = days.get(place % days.len().max(1)).ok_or(Error::OutOfRange)?;
        let month = months.get(place / days.len().max(1)).ok_or(Error::OutOfRange)?;
        Ok((Date::new(year, *month, 1).map_err(|_| Error::OutOfRange)?, *day))
    }

    /// The day of a number. Absent: there is none, or `or` skips it.
    pub(super) fn spot(&self, index: i64) -> Result<Option<Spot>, Error> {
        match &self.beat {
            Beat::Each(kind) => self.each(*kind, period::date(index)?),
            Beat::Days { .. } | Beat::Months { .. } | Beat::Weekdays(_) => {
                self.moved(self.earliest(index)?, None)
            }
            Beat::Dates { last, .. } => {
                let (first, day) = self.date(index)?;
                if day > first.days_in_month() && !last {
                    return Ok(None);
                }
                self.moved(self.earliest(index)?, None)
            }
            Beat::LastDay(of) => {
                let (first, last) = period::bounds(*of, index)?;
                self.moved(last, Some(first))
            }
            Beat::Workday { n, of } => {
                let (first, last) = period::bounds(*of, index)?;
                let day = self.nth(first, *n)?;
                let spot = Spot { of: first, reach: Some((first, day)), ..Spot::plain(day) };
                Ok((day <= last).then_some(spot))
            }
            Beat::LastWorkday { n, of } => {
                let (first, last) = period::bounds(*of, index)?;
                let day = self.nth_back(last, *n)?;
                let spot = Spot { of: first, reach: Some((day, last)), ..Spot::plain(day) };
                Ok((day >= first).then_some(spot))
            }
            Beat::Window { first: count, worked, of } => {
                let (first, end) = period::bounds(*of, index)?;
                if !worked {
                    let last = period::add_days(first, i64::from(*count) - 1)?;
                    return Ok(Some(Spot { of: first, last: Some(last), ..Spot::plain(first) }));
                }
                let day = self.nth(first, 1)?;
                if day > end {
                    return Ok(None);
                }
                let last = self.nth(first, *count)?;
                Ok(Some(Spot { of: first, last: Some(last), reach: Some((first, last)), ..Spot::plain(day) }))
            }
        }
    }

    /// The n-th working day from a day on. The day before it need not be described.
    fn nth(&self, first: Date, n: i32) -> Result<Date, Error> {
        let calendar = self.calendar()?;
        let skip = i32::from(calendar.is_workday(first)?);
        Ok(calendar.add_workdays(first, n - skip)?)
    }

    /// The n-th working day from a day backward. The day after it need not be described.
    fn nth_back(&self, last: Date, n: i32) -> Result<Date, Error> {
        let calendar = self.calendar()?;
        let skip = i32::from(calendar.is_workday(last)?);
        Ok(calendar.add_workdays(last, skip - n)?)
    }

    fn each(&self, kind: Day, day: Date) -> Result<Option<Spot>, Error> {
        use crate::calendar::DayKind as K;
        if kind == Day::Day {
            return Ok(Some(Spot::plain(day)));
        }
        let found = self.calendar()?.kind_of(day)?;
        let fits = match kind {
            Day::Day => true,
            Day::Workday => found.is_worked(),
            Day::RestDay => !found.is_worked(),
            Day::Holiday => found == K::Holiday,
        };
        Ok(fits.then_some(Spot { reach: Some((day, day)), ..Spot::plain(day) }))
    }

    /// A day, moved off days that are not worked.
    fn moved(&self, meant: Date, of: Option<Date>) -> Result<Option<Spot>, Error> {
        let spot = |day, reach| Some(Spot { of: of.unwrap_or(meant), meant, day, last: None, reach });
        Ok(match self.or {
            None => spot(meant, None),
            Some(Or::Skip) if !self.calendar()?.is_workday(meant)? => None,
            Some(Or::Skip) => spot(meant, Some((meant, meant))),
            Some(Or::NextWorkday) => {
                let day = self.calendar()?.roll(meant)?;
                spot(day, Some((meant, day)))
            }
            Some(Or::PreviousWorkday) => {
                let day = self.calendar()?.roll_back(meant)?;
                spot(day, Some((day, meant)))
            }
        })
    }

    /// A number before which every number falls earlier than a day.
    ///
    /// What `or` carries over from a year that no document describes is left out: that year is not asked for.
    pub(super) fn first_on(&self, day: Date) -> Result<i64, Error> {
        let since = if self.or == Some(Or::NextWorkday) { self.carried(day)? } else { day };
        self.first_meant(since)
    }

    /// A number before which every number means an earlier day; of days that `or` moves, the first that does not.
    pub(super) fn first_meant(&self, day: Date) -> Result<i64, Error> {
        let mut index = self.near(day);
        // What is moved is known by its own day, so that the calendar is not asked for an earlier one.
        while self.is_moved() && self.earliest(index)? < day {
            index += 1;
        }
        Ok(index)
    }

    /// The first day that moves on to a day or a later one.
    fn carried(&self, day: Date) -> Result<Date, Error> {
        match self.calendar()?.add_workdays(day, -1) {
            Ok(worked) => worked.tomorrow().map_err(|_| Error::OutOfRange),
            Err(crate::calendar::Error::MissingYear { year, .. }) if year < day.year() => {
                Date::new(year + 1, 1, 1).map_err(|_| Error::OutOfRange)
            }
            // The day itself lies in no described year: whoever is asked for it says so.
            Err(_) => Ok(day),
        }
    }

    /// Whether its days are found without a calendar, and moved with one.
    const fn is_moved(&self) -> bool {
        matches!(
            self.beat,
            Beat::Days { .. }
                | Beat::Months { .. }
                | Beat::Weekdays(_)
                | Beat::Dates { .. }
                | Beat::LastDay(_)
        )
    }

    /// A number before which every number means an earlier day, and not far from the first that does not.
    fn near(&self, day: Date) -> i64 {
        match &self.beat {
            Beat::Each(_) => period::number(day),
            Beat::Days { start, n } => {
                (period::number(day) - period::number(*start)).div_euclid((*n).max(1)).max(0)
            }
            // One less, since a month that is shorter moves a day forward.
            Beat::Months { start, n } => {
                ((period::month(day) - period::month(*start)).div_euclid((*n).max(1)) - 1).max(0)
            }
            Beat::Weekdays(days) => period::week(day) * length(days.len()),
            Beat::Dates { days, months, .. } => {
                let before = months.iter().filter(|month| **month < day.month()).count();
                i64::from(day.year()) * length(days.len() * months.len()) + length(before * days.len())
            }
            Beat::LastDay(of)
            | Beat::Workday { of, .. }
            | Beat::LastWorkday { of, .. }
            | Beat::Window { of, .. } => period::index(*of, day),
        }
    }

    /// Whether a number, and with it every later one, falls after a day.
    pub(super) fn is_past(&self, index: i64, end: Date) -> Result<bool, Error> {
        let earliest = self.earliest(index)?;
        if earliest <= end || self.or != Some(Or::PreviousWorkday) {
            return Ok(earliest > end);
        }
        // It moves back no farther than to the last working day before it.
        Ok(self.calendar()?.add_workdays(end, 1)? <= earliest)
    }
}

/// A number as that of a round, and the place within it.
fn split(index: i64, length: usize) -> (i64, usize) {
    let length = i64::try_from(length).unwrap_or(i64::MAX).max(1);
    (index.div_euclid(length), usize::try_from(index.rem_euclid(length)).unwrap_or(0))
}

fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
