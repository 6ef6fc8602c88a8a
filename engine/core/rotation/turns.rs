//! Turn numbers: from an instant to k, and from k to the clock on the wall.

use super::Error;
use super::eligible::Eligible;
use super::wall::{self, DAY, Moment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// How turns follow each other.
#[derive(Clone, Debug)]
pub(super) enum Turns {
    /// Every so many seconds of the wall.
    Even { start: i64, length: i64 },
    /// Every so many months, from a day that a month may lack.
    Months { start: DateTime, months: i64 },
    /// Every so many eligible days; `base` is the rank of the first.
    Days { days: Eligible, base: i64, n: i64 },
    /// Every run of eligible days; `base` runs have begun before the first.
    Blocks { days: Eligible, base: i64 },
}

impl Turns {
    /// The turn that an instant lies in, where time alone decides.
    pub(super) fn at(&self, zone: &TimeZone, moment: &Moment) -> Result<i64, Error> {
        let mut k = match self {
            Self::Even { start, length } => (moment.wall - start).div_euclid(*length),
            Self::Months { start, months } => {
                let now = wall::datetime(moment.wall)?;
                let passed = month(now.date()) - month(start.date());
                passed.div_euclid(*months) + 1
            }
            Self::Days { .. } | Self::Blocks { .. } => return Err(Error::OutOfRange),
        };
        let settled = moment.steady && matches!(self, Self::Even { .. });
        if !settled {
            // Near a change of the clocks the wall shows some times twice and others never; months differ in length.
            while moment.has_reached(zone, self.wall_of(k + 1)?)? {
                k += 1;
            }
            while !moment.has_reached(zone, self.wall_of(k)?)? {
                k -= 1;
            }
        }
        Ok(k)
    }

    /// The turn of a day on which something opens. Absent: nothing opens on it.
    pub(super) fn of_day(&self, day: i64) -> Result<Option<i64>, Error> {
        match self {
            Self::Days { days, base, n } if days.has(day)? => {
                Ok(Some((days.rank(day)? - base).div_euclid(*n)))
            }
            Self::Blocks { days, base } if days.has(day)? => Ok(Some(days.runs(day)? - base - 1)),
            _ => Ok(None),
        }
    }

    /// What the wall shows when a turn begins.
    pub(super) fn wall_of(&self, k: i64) -> Result<i64, Error> {
        match self {
            Self::Even { start, length } => {
                let passed = k.checked_mul(*length).ok_or(Error::OutOfRange)?;
                start.checked_add(passed).ok_or(Error::OutOfRange)
            }
            Self::Months { start, months } => {
                let passed = k.checked_mul(*months).ok_or(Error::OutOfRange)?;
                let total = month(start.date()).checked_add(passed).ok_or(Error::OutOfRange)?;
                let year = i16::try_from(total.div_euclid(12)).map_err(|_| Error::OutOfRange)?;
                let number = i8::try_from(total.rem_euclid(12) + 1).map_err(|_| Error::OutOfRange)?;
                let first = Date::new(year, number, 1).map_err(|_| Error::OutOfRange)?;
                let day = start.day().min(first.days_in_month());
                let date = Date::new(year, number, day).map_err(|_| Error::OutOfRange)?;
                Ok(wall::seconds(date.to_datetime(start.time())))
            }
            Self::Days { days, base, n } => Ok(days.nth(base + k * n)? * DAY),
            Self::Blocks { days, base } => Ok(days.run(k + base + 1)?.0 * DAY),
        }
    }

    /// The last of the eligible days of a turn. Absent: time alone decides.
    pub(super) fn last_day(&self, k: i64) -> Result<Option<i64>, Error> {
        match self {
            Self::Even { .. } | Self::Months { .. } => Ok(None),
            Self::Days { days, base, n } => days.nth(base + (k + 1) * n - 1).map(Some),
            Self::Blocks { days, base } => Ok(Some(days.run(k + base + 1)?.1)),
        }
    }

    /// The instant at which a turn begins.
    pub(super) fn start_of(&self, zone: &TimeZone, k: i64) -> Result<Timestamp, Error> {
        wall::instant(zone, self.wall_of(k)?)
    }

    /// The first turn that begins at or after a day.
    pub(super) fn first_from(&self, day: i64) -> Result<i64, Error> {
        match self {
            Self::Even { start, length } => Ok(-(start - day * DAY).div_euclid(*length)),
            Self::Months { start, months } => {
                let date = wall::date(day)?;
                let mut k = (month(date) - month(start.date())).div_euclid(*months) - 1;
                while self.wall_of(k)? < day * DAY {
                    k += 1;
                }
                Ok(k)
            }
            Self::Days { days, base, n } => Ok(-(base - days.rank(day)?).div_euclid(*n)),
            Self::Blocks { days, base } => Ok(days.runs(day - 1)? - base),
        }
    }
}

fn month(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}
