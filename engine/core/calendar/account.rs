//! The account of a term: which days were counted, which were not, and why.

use super::count::{Due, first_day};
use super::{Calendar, Clock, DayKind, Error, FirstDay, Unit};
use crate::model::Text;
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
}

impl Why {
    /// Whether the days were counted.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        matches!(self, Self::Counted | Self::MadeUp)
    }
}

impl Clock {
    /// Which days of a term in whole days were counted up to its last one, and which were not. Empty for minutes, hours and
    /// working hours. `due` is the answer of [`Clock::due_at`] or [`Clock::share_at`] under the same calendar.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn account(&self, due: &Due, calendar: &Calendar) -> Result<Vec<Stretch>, Error> {
        let mut stretches: Vec<Stretch> = Vec::new();
        if due.exact {
            return Ok(stretches);
        }
        let counting = self.rule(calendar)?;
        let paused = self.paused(calendar);
        let anchor = calendar.date_at(self.anchor);
        let raw = due.rolled_from.unwrap_or(due.date);
        if counting.first_day == FirstDay::NotCounted {
            add(&mut stretches, anchor, Why::FirstDay);
        }
        let mut date = first_day(anchor, counting)?;
        while date <= due.date {
            let why = if paused.days.containing(date).is_some() {
                Why::Paused
            } else if date > raw || (due.rolled_from == Some(date) && self.granted.unit == Unit::Workdays) {
                Why::Rolled
            } else if self.granted.unit == Unit::Workdays {
                match calendar.kind_of(date)? {
                    DayKind::Workday => Why::Counted,
                    DayKind::MakeupWorkday => Why::MadeUp,
                    DayKind::Weekend => Why::Weekend,
                    DayKind::Holiday => Why::Holiday(calendar.name_of(date).cloned()),
                }
            } else {
                Why::Counted
            };
            add(&mut stretches, date, why);
            date = date.tomorrow().map_err(|_| Error::OutOfRange)?;
        }
        Ok(stretches)
    }
}

/// Adds a day, folded into the stretch before it when the reason is the same.
fn add(stretches: &mut Vec<Stretch>, date: Date, why: Why) {
    match stretches.last_mut() {
        Some(last) if last.why == why => last.to = date,
        _ => stretches.push(Stretch { from: date, to: date, why }),
    }
}
