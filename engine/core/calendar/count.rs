//! How a term is counted: from which day, to which instant.

use super::hours::{later, millis};
use super::pauses::Pauses;
use super::{Calendar, Duration, Ends, Error, FirstDay, Roll, Unit};
use crate::model;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use std::collections::BTreeSet;

/// How a law counts days; see [`model::calendar::Counting`]. The default is that of 民法典 art. 201 without the roll of
/// art. 203: the first day is not counted, the last one ends at 24:00.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counting {
    /// Whether the day of the legal fact is the first day.
    pub first_day: FirstDay,
    /// What happens when the last day is not worked.
    pub roll: Roll,
    /// When the last day ends.
    pub ends: Ends,
}

impl From<&model::calendar::Counting> for Counting {
    fn from(written: &model::calendar::Counting) -> Self {
        Self { first_day: written.first_day, roll: written.roll, ends: written.ends }
    }
}

impl model::calendar::Counting {
    /// What this law would write for a term, where the author wrote the other kind of day: `5 workdays` for `5 days`
    /// under 行政处罚法 art. 85. Absent when the term reads as the law means it.
    #[must_use]
    pub fn meant_by(&self, term: Duration) -> Option<Duration> {
        let workdays =
            self.plain_day == model::calendar::PlainDay::Workday || self.workdays_when.contains(&term.count);
        (term.unit == Unit::Days && workdays).then_some(Duration { unit: Unit::Workdays, ..term })
    }
}

/// When a term is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The first instant that is late: an event at this instant missed the term, one a millisecond before kept it.
    pub at: Timestamp,
    /// The last day of the term; for minutes and hours, the day on which `at` falls.
    pub date: Date,
    /// Whether the term runs from an instant to an instant, and not in whole days.
    pub exact: bool,
    /// The provisional years that were needed: the answer may change when they become official.
    pub provisional: BTreeSet<i16>,
    /// The day on which the term would have ended, had it not rolled off a day of rest.
    pub rolled_from: Option<Date>,
}

/// When a term that begins with a legal fact is over. Minutes and hours run from the instant itself.
///
/// # Errors
/// [`Error::MissingYear`] only when the calendar is needed: plain days without a roll need no calendar.
pub fn due(anchor: Timestamp, term: Duration, counting: Counting, calendar: &Calendar) -> Result<Due, Error> {
    let paused = Paused { days: Pauses::none(), instants: Pauses::none() };
    due_with(anchor, term, counting, calendar, &paused)?.ok_or(Error::OutOfRange)
}

/// When some time has passed after a due instant: `5 workdays` after a last day begins the count with the day after it.
///
/// # Errors
/// As [`due`].
pub fn after(from: &Due, time: Duration, counting: Counting, calendar: &Calendar) -> Result<Due, Error> {
    if from.exact || !time.unit.is_whole_days() {
        return due(from.at, time, counting, calendar);
    }
    let counting = Counting { first_day: FirstDay::NotCounted, ..counting };
    let Some((last, provisional)) = last_day(from.date, time, counting, calendar, &Pauses::none())? else {
        return Err(Error::OutOfRange);
    };
    finish(last, provisional, counting, calendar)
}

/// The last instant to act at least so long before a day, counted backward under the same rules: that day itself is the
/// first one and not counted (or counted, as declared), and a day of rest at the end rolls to the working day before it,
/// so that the time is never shortened.
///
/// # Errors
/// As [`due`].
pub fn before(date: Date, time: Duration, counting: Counting, calendar: &Calendar) -> Result<Due, Error> {
    if time.unit.is_whole_days() {
        back(date, time, counting, calendar, &Pauses::none())
    } else {
        back_exactly(calendar.start_of(date)?, time, calendar, &Pauses::none())
    }
}

/// As [`before`], from an instant.
///
/// # Errors
/// As [`due`].
pub fn before_instant(
    anchor: Timestamp,
    time: Duration,
    counting: Counting,
    calendar: &Calendar,
) -> Result<Due, Error> {
    if time.unit.is_whole_days() {
        back(calendar.date_at(anchor), time, counting, calendar, &Pauses::none())
    } else {
        back_exactly(anchor, time, calendar, &Pauses::none())
    }
}

/// The pauses of a clock, as days and as instants.
pub(super) struct Paused {
    pub(super) days: Pauses<Date>,
    pub(super) instants: Pauses<Timestamp>,
}

/// As [`due`], with pauses cut out. Absent when a pause without end comes before the term is over.
pub(super) fn due_with(
    anchor: Timestamp,
    term: Duration,
    counting: Counting,
    calendar: &Calendar,
    paused: &Paused,
) -> Result<Option<Due>, Error> {
    if term.unit.is_whole_days() {
        let Some((last, provisional)) =
            last_day(calendar.date_at(anchor), term, counting, calendar, &paused.days)?
        else {
            return Ok(None);
        };
        return finish(last, provisional, counting, calendar).map(Some);
    }
    let budget = exact_millis(term);
    if term.unit == Unit::WorkHours {
        let at = calendar.add_work_time(anchor, budget, &paused.instants)?;
        return Ok(at.map(|at| exact(at, anchor, true, calendar)));
    }
    let mut left = budget;
    let mut start = anchor;
    for (from, to) in paused.instants.iter() {
        if from > start && left <= millis(start, from) {
            break;
        }
        left -= millis(start, from.max(start));
        match to {
            Some(to) => start = start.max(to),
            None => return Ok(None),
        }
    }
    Ok(Some(exact(later(start, left)?, anchor, false, calendar)))
}

/// The last day before and after the roll.
pub(super) struct LastDay {
    pub(super) raw: Date,
    pub(super) rolled: Date,
}

/// The last day of a term in whole days, and the provisional years that were asked.
fn last_day(
    anchor: Date,
    term: Duration,
    counting: Counting,
    calendar: &Calendar,
    pauses: &Pauses<Date>,
) -> Result<Option<(LastDay, BTreeSet<i16>)>, Error> {
    let first = first_day(anchor, counting)?;
    let count = i32::try_from(day_count(anchor, term)?).map_err(|_| Error::OutOfRange)?;
    let workdays = term.unit == Unit::Workdays;
    let raw = if count == 0 {
        anchor
    } else {
        match nth(first, count, workdays, calendar, pauses)? {
            Some(date) => date,
            None => return Ok(None),
        }
    };
    let rolled = match counting.roll {
        Roll::None => raw,
        Roll::NextWorkday => match roll(raw, calendar, pauses)? {
            Some(date) => date,
            None => return Ok(None),
        },
    };
    let provisional = match (workdays, counting.roll) {
        (true, _) => calendar.provisional(first, rolled),
        (false, Roll::NextWorkday) => calendar.provisional(raw, rolled),
        (false, Roll::None) => BTreeSet::new(),
    };
    Ok(Some((LastDay { raw, rolled }, provisional)))
}

/// The first day that is counted.
pub(super) fn first_day(anchor: Date, counting: Counting) -> Result<Date, Error> {
    match counting.first_day {
        FirstDay::Counted => Ok(anchor),
        FirstDay::NotCounted => anchor.tomorrow().map_err(|_| Error::OutOfRange),
    }
}

/// How many days a term has. Months and years reach to the corresponding day, or to the last day of a month that lacks it
/// (民法典 art. 202), and are so many calendar days, which a pause can shift.
pub(super) fn day_count(anchor: Date, term: Duration) -> Result<u32, Error> {
    match term.unit {
        Unit::Months | Unit::Years => {
            let to = anchor.checked_add(months(term)?).map_err(|_| Error::OutOfRange)?;
            u32::try_from(days_between(anchor, to)?).map_err(|_| Error::OutOfRange)
        }
        _ => Ok(term.count),
    }
}

/// Calendar days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> Result<i32, Error> {
    from.until(to).map(|span| span.get_days()).map_err(|_| Error::OutOfRange)
}

/// The n-th counted day from `first` on (n at least 1), pauses left out.
fn nth(
    first: Date,
    n: i32,
    workdays: bool,
    calendar: &Calendar,
    pauses: &Pauses<Date>,
) -> Result<Option<Date>, Error> {
    let (mut from, mut left) = (first, n);
    for (pause, end) in pauses.iter() {
        if end.is_some_and(|end| end <= from) {
            continue;
        }
        if pause > from {
            let date = step(from, left, workdays, calendar)?;
            if date < pause {
                return Ok(Some(date));
            }
            left -= counted(from, pause, workdays, calendar)?;
        }
        match end {
            Some(end) => from = end,
            None => return Ok(None),
        }
    }
    step(from, left, workdays, calendar).map(Some)
}

/// The n-th counted day from `from` on, `from` being the first (n at least 1).
fn step(from: Date, n: i32, workdays: bool, calendar: &Calendar) -> Result<Date, Error> {
    if !workdays {
        return add_days(from, n - 1);
    }
    calendar.add_workdays(from, if calendar.is_workday(from)? { n - 1 } else { n })
}

/// How many counted days there are from `from` up to, and without, `to`.
pub(super) fn counted(from: Date, to: Date, workdays: bool, calendar: &Calendar) -> Result<i32, Error> {
    if to <= from {
        return Ok(0);
    }
    if workdays {
        calendar.days.count(from, to).map_err(|year| calendar.missing(year))
    } else {
        days_between(from, to)
    }
}

/// The next day that is worked and not paused. A term never ends inside a pause, or silence would be counted against
/// somebody who could not act.
fn roll(date: Date, calendar: &Calendar, pauses: &Pauses<Date>) -> Result<Option<Date>, Error> {
    let mut rolled = calendar.roll(date)?;
    while rolled != date
        && let Some((_, end)) = pauses.containing(rolled)
    {
        let Some(end) = end else { return Ok(None) };
        rolled = calendar.roll(end)?;
    }
    Ok(Some(rolled))
}

fn finish(
    last: LastDay,
    provisional: BTreeSet<i16>,
    counting: Counting,
    calendar: &Calendar,
) -> Result<Due, Error> {
    let at = match counting.ends {
        Ends::Midnight => calendar.end_of(last.rolled)?,
        Ends::CloseOfBusiness => calendar.close_of_business(last.rolled)?,
    };
    let rolled_from = (last.raw != last.rolled).then_some(last.raw);
    Ok(Due { at, date: last.rolled, exact: false, provisional, rolled_from })
}

/// Counts whole days backward from a date.
pub(super) fn back(
    date: Date,
    time: Duration,
    counting: Counting,
    calendar: &Calendar,
    pauses: &Pauses<Date>,
) -> Result<Due, Error> {
    let workdays = time.unit == Unit::Workdays;
    let mut left = match time.unit {
        Unit::Months | Unit::Years => {
            let from = date.checked_sub(months(time)?).map_err(|_| Error::OutOfRange)?;
            days_between(from, date)?
        }
        _ => i32::try_from(time.count).map_err(|_| Error::OutOfRange)?,
    };
    let mut raw = date;
    if counting.first_day == FirstDay::Counted && left > 0 && (!workdays || calendar.is_workday(date)?) {
        left -= 1;
    }
    while left > 0 {
        let target = if workdays { calendar.add_workdays(raw, -left)? } else { add_days(raw, -left)? };
        // The days of a pause between here and there are made good, one stretch at a time.
        let mut missed = 0;
        for (from, to) in pauses.iter() {
            let end = to.unwrap_or(raw).min(raw);
            missed += counted(from.max(target), end, workdays, calendar)?;
        }
        (raw, left) = (target, missed);
    }
    let rolled = match counting.roll {
        Roll::None => raw,
        Roll::NextWorkday => calendar.roll_back(raw)?,
    };
    let provisional = match (workdays, counting.roll) {
        (true, _) => calendar.provisional(date, rolled),
        (false, Roll::NextWorkday) => calendar.provisional(raw, rolled),
        (false, Roll::None) => BTreeSet::new(),
    };
    finish(LastDay { raw, rolled }, provisional, counting, calendar)
}

/// Counts minutes, hours or working hours backward from an instant.
pub(super) fn back_exactly(
    anchor: Timestamp,
    time: Duration,
    calendar: &Calendar,
    pauses: &Pauses<Timestamp>,
) -> Result<Due, Error> {
    let budget = exact_millis(time);
    if time.unit == Unit::WorkHours {
        let at = calendar.subtract_work_time(anchor, budget, pauses)?;
        return Ok(exact(at, anchor, true, calendar));
    }
    let (mut at, mut left) = (anchor, budget);
    while left > 0 {
        let target = later(at, -left)?;
        let running: i64 = pauses.cut(target, at).into_iter().map(|(from, to)| millis(from, to)).sum();
        (at, left) = (target, left - running);
    }
    Ok(exact(at, anchor, false, calendar))
}

fn exact(at: Timestamp, anchor: Timestamp, asked: bool, calendar: &Calendar) -> Due {
    let date = calendar.date_at(at);
    let provisional =
        if asked { calendar.provisional(calendar.date_at(anchor), date) } else { BTreeSet::new() };
    Due { at, date, exact: true, provisional, rolled_from: None }
}

/// The length of a duration in minutes, hours or working hours, in milliseconds.
pub(super) fn exact_millis(term: Duration) -> i64 {
    i64::from(term.count) * unit_millis(term.unit)
}

/// The length of a unit in milliseconds; 0 for units of whole days.
pub(super) const fn unit_millis(unit: Unit) -> i64 {
    match unit {
        Unit::Minutes => 60_000,
        Unit::Hours | Unit::WorkHours => 3_600_000,
        Unit::Days | Unit::Workdays | Unit::Months | Unit::Years => 0,
    }
}

fn months(term: Duration) -> Result<Span, Error> {
    let count = i64::from(term.count);
    let span =
        if term.unit == Unit::Years { Span::new().try_years(count) } else { Span::new().try_months(count) };
    span.map_err(|_| Error::OutOfRange)
}

fn add_days(date: Date, days: i32) -> Result<Date, Error> {
    Span::new().try_days(days).and_then(|span| date.checked_add(span)).map_err(|_| Error::OutOfRange)
}
