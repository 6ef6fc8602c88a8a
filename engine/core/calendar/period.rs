//! Periods of the calendar: the day, week, month and so on that a day belongs to.

use super::{Calendar, Error};
use crate::model::obligation::Period as Every;
use jiff::civil::{Date, Weekday};

/// One period, from its first to its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub first: Date,
    /// The day by which it is called: the first one; of a working day with the days of rest before it, the working day.
    pub name: Date,
    /// The last day.
    pub last: Date,
}

impl Calendar {
    /// The period of a kind that a day belongs to.
    ///
    /// # Errors
    /// [`Error::MissingYear`], for working days only; [`Error::OutOfRange`] at the end of time.
    pub fn period(&self, every: Every, day: Date) -> Result<Period, Error> {
        let month = |month: i8| Date::new(day.year(), month, 1).map_err(|_| Error::OutOfRange);
        let months = |first: i8, count: i8| {
            let first = month(first)?;
            let last = month(first.month() + count - 1)?.last_of_month();
            Ok(Period { first, name: first, last })
        };
        match every {
            Every::Day => Ok(Period { first: day, name: day, last: day }),
            Every::Workday => {
                let last = self.roll(day)?;
                let mut first = last;
                // Back over the days of rest, as far as the years are described.
                while let Ok(before) = first.yesterday()
                    && self.is_workday(before) == Ok(false)
                {
                    first = before;
                }
                Ok(Period { first, name: last, last })
            }
            Every::Week => {
                let first = match day.weekday() {
                    Weekday::Monday => day,
                    _ => day.nth_weekday(-1, Weekday::Monday).map_err(|_| Error::OutOfRange)?,
                };
                let last = day.nth_weekday(1, Weekday::Monday).and_then(Date::yesterday);
                Ok(Period { first, name: first, last: last.map_err(|_| Error::OutOfRange)? })
            }
            Every::Month => months(day.month(), 1),
            Every::Quarter => months((day.month() - 1) / 3 * 3 + 1, 3),
            Every::HalfYear => months((day.month() - 1) / 6 * 6 + 1, 6),
            Every::Year => months(1, 12),
        }
    }
}
