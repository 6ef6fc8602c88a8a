//! The account of a term: which days were counted, which were not, and why.

use super::count::{Due, days_between, first_day};
use super::hours::millis;
use super::{Calendar, Clock, DayKind, Error, FirstDay, Unit};
use crate::model::Text;
use jiff::Timestamp;
use jiff::civil::Date;

/// Days in a row that were treated alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
    /// Whether they were counted, and why not.
    pub why: Why,
    /// The whole minutes of working time that were counted, where working hours are counted. Absent: days are.
    pub minutes: Option<i64>,
}

impl Stretch {
    /// How many days it has.
    #[must_use]
    pub fn days(&self) -> i32 {
        days_between(self.from, self.to).unwrap_or(0).saturating_add(1)
    }
}

/// Whether a day was counted, and why not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The day of the legal fact, which is not counted.
    FirstDay,
    /// Counted.
    Counted,
    /// Counted, being a day of rest that is worked.
    MadeUp,
    /// A day of rest, where working days are counted.
    Weekend,
    /// A holiday, where working days are counted; with its name.
    Holiday(Option<Text>),
    /// The clock stood still.
    Paused,
    /// After the last day, until the next working day.
    Rolled,
    /// Worked, but not within the hours that count: before the beginning, or after closing.
    AfterHours,
}

impl Why {
    /// Whether the days were counted.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        matches!(self, Self::Counted | Self::MadeUp)
    }
}

impl Clock {
    /// Which days of a term were counted up to its last one, and which were not; for working hours with the minutes of
    /// each day. Empty for minutes and hours of the wall clock. `due` is the answer of [`Clock::due_at`] or
    /// [`Clock::share_at`] under the same calendar.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn account(&self, due: &Due, calendar: &Calendar) -> Result<Vec<Stretch>, Error> {
        self.account_to(Some(due), due.date, calendar)
    }

    /// The account of a clock that stands still, up to and including a day.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn account_until(&self, last: Date, calendar: &Calendar) -> Result<Vec<Stretch>, Error> {
        self.account_to(None, last, calendar)
    }

    fn account_to(&self, due: Option<&Due>, last: Date, calendar: &Calendar) -> Result<Vec<Stretch>, Error> {
        let mut stretches: Vec<Stretch> = Vec::new();
        match self.granted.unit {
            Unit::Minutes | Unit::Hours => return Ok(stretches),
            Unit::WorkHours => return self.hours_to(due.map(|due| due.at), last, calendar),
            Unit::Days | Unit::Workdays | Unit::Months | Unit::Years => {}
        }
        let counting = self.rule(calendar)?;
        let paused = self.paused(calendar);
        let anchor = calendar.date_at(self.anchor);
        let rolled_from = due.and_then(|due| due.rolled_from);
        let raw = rolled_from.unwrap_or(last);
        if counting.first_day == FirstDay::NotCounted {
            add(&mut stretches, anchor, Why::FirstDay, None);
        }
        let mut date = first_day(anchor, counting)?;
        while date <= last {
            let why = if paused.days.containing(date).is_some() {
                Why::Paused
            } else if date > raw || (rolled_from == Some(date) && self.granted.unit == Unit::Workdays) {
                Why::Rolled
            } else if self.granted.unit == Unit::Workdays {
                self.why(date, calendar)?
            } else {
                Why::Counted
            };
            add(&mut stretches, date, why, None);
            date = date.tomorrow().map_err(|_| Error::OutOfRange)?;
        }
        Ok(stretches)
    }

    fn why(&self, date: Date, calendar: &Calendar) -> Result<Why, Error> {
        Ok(match calendar.kind_of(date)? {
            DayKind::Workday => Why::Counted,
            DayKind::MakeupWorkday => Why::MadeUp,
            DayKind::Weekend => Why::Weekend,
            DayKind::Holiday => Why::Holiday(calendar.name_of(date).cloned()),
        })
    }

    fn hours_to(
        &self,
        due: Option<Timestamp>,
        last: Date,
        calendar: &Calendar,
    ) -> Result<Vec<Stretch>, Error> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let paused = self.paused(calendar);
        let until = due.map_or_else(|| calendar.end_of(last), Ok)?;
        let mut date = calendar.date_at(self.anchor);
        while date <= last {
            let (mut open, mut counted) = (0, 0);
            for (from, to) in calendar.windows(date)? {
                let (from, to) = (from.max(self.anchor), to.min(until));
                if from < to {
                    open += millis(from, to);
                    let pieces = paused.instants.cut(from, to).into_iter();
                    counted += pieces.map(|(from, to)| millis(from, to)).sum::<i64>();
                }
            }
            let why = match self.why(date, calendar)? {
                counts if counted > 0 => {
                    if counts.is_counted() {
                        counts
                    } else {
                        Why::Counted
                    }
                }
                _ if open > 0 => Why::Paused,
                Why::Counted | Why::MadeUp => Why::AfterHours,
                rest => rest,
            };
            add(&mut stretches, date, why, (counted > 0).then_some(counted / 60_000));
            date = date.tomorrow().map_err(|_| Error::OutOfRange)?;
        }
        Ok(stretches)
    }
}

/// Adds a day, folded into the stretch before it when it was treated alike.
fn add(stretches: &mut Vec<Stretch>, date: Date, why: Why, minutes: Option<i64>) {
    match stretches.last_mut() {
        Some(last) if last.why == why && last.minutes.is_some() == minutes.is_some() => {
            last.to = date;
            last.minutes = last.minutes.zip(minutes).map(|(before, now)| before + now);
        }
        _ => stretches.push(Stretch { from: date, to: date, why, minutes }),
    }
}
