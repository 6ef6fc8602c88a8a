//! Days and periods as plain numbers, so that rhythms jump instead of walking.

use super::Error;
use crate::model::schedule::Period;
use jiff::civil::Date;
use jiff::{Span, Unit};

const FIRST: Date = Date::constant(1970, 1, 1);

/// Days since 1970.
pub(super) fn number(date: Date) -> i64 {
    FIRST.until((Unit::Day, date)).map_or(0, |span| i64::from(span.get_days()))
}

/// The date of so many days since 1970.
pub(super) fn date(number: i64) -> Result<Date, Error> {
    add_days(FIRST, number)
}

/// So many days later.
pub(super) fn add_days(date: Date, days: i64) -> Result<Date, Error> {
    let span = Span::new().try_days(days).map_err(|_| Error::OutOfRange)?;
    date.checked_add(span).map_err(|_| Error::OutOfRange)
}

/// So many months later: the same day, or the last of a month that lacks it.
pub(super) fn add_months(date: Date, months: i64) -> Result<Date, Error> {
    let span = Span::new().try_months(months).map_err(|_| Error::OutOfRange)?;
    date.checked_add(span).map_err(|_| Error::OutOfRange)
}

/// Months since the year 0.
pub(super) fn month(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// The months of a period; absent for a week.
const fn months(period: Period) -> Option<i64> {
    match period {
        Period::Week => None,
        Period::Month => Some(1),
        Period::Quarter => Some(3),
        Period::HalfYear => Some(6),
        Period::Year => Some(12),
    }
}

/// The number of the period that a day belongs to.
pub(super) fn index(period: Period, day: Date) -> i64 {
    match months(period) {
        Some(months) => month(day).div_euclid(months),
        None => week(day),
    }
}

/// The week of a day; that of Monday, 29 December 1969 is 0.
pub(super) fn week(day: Date) -> i64 {
    (number(day) + 3).div_euclid(7)
}

/// The Monday of a week.
pub(super) fn monday(week: i64) -> Result<Date, Error> {
    date(week * 7 - 3)
}

/// The first and the last day of a period.
pub(super) fn bounds(period: Period, index: i64) -> Result<(Date, Date), Error> {
    let Some(months) = months(period) else {
        return Ok((monday(index)?, add_days(monday(index)?, 6)?));
    };
    let first = |index: i64| {
        let month = index * months;
        let year = i16::try_from(month.div_euclid(12)).map_err(|_| Error::OutOfRange)?;
        let of_year = i8::try_from(month.rem_euclid(12) + 1).map_err(|_| Error::OutOfRange)?;
        Date::new(year, of_year, 1).map_err(|_| Error::OutOfRange)
    };
    let last = first(index + 1)?.yesterday().map_err(|_| Error::OutOfRange)?;
    Ok((first(index)?, last))
}

/// More days than any such period has.
pub(super) const fn longest(period: Period) -> u32 {
    match period {
        Period::Week => 7,
        Period::Month => 31,
        Period::Quarter => 92,
        Period::HalfYear => 184,
        Period::Year => 366,
    }
}
