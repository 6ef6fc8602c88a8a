//! The days on which something opens, counted: their rank, and the rank of the runs they form.

use super::{Error, wall};
use crate::calendar::{Calendar, DayKind};
use crate::model::calendar::Weekday;
use crate::model::rotation::{Day, Restriction};
use std::sync::Arc;

/// Days that are told by the week alone, or by the kinds of a calendar.
#[derive(Clone, Debug)]
pub(super) enum Eligible {
    /// Bit `d` is set when day `d` of the week, Monday being 0, is one.
    Week(u8),
    /// From the years that a calendar describes without a gap.
    Table(Arc<Table>),
}

/// Every day of a run of years.
#[derive(Debug)]
pub(super) struct Table {
    calendar: String,
    first: i64,
    /// For each day, how many days before it are eligible; one more than there are days.
    ranks: Vec<u32>,
    /// For each day, how many runs have begun by its end.
    begun: Vec<u32>,
    days: Vec<i64>,
    /// For each run of eligible days its first and last.
    blocks: Vec<(i64, i64)>,
}

impl Eligible {
    /// Reads a restriction. Where kinds of day are named, the years around `start` are laid out.
    ///
    /// # Errors
    /// The calendar does not describe the year of `start`.
    pub(super) fn new(
        restriction: &Restriction,
        calendar: Option<&Calendar>,
        start: i16,
    ) -> Result<Self, Error> {
        let week = mask(&restriction.weekdays);
        let (false, Some(calendar)) = (restriction.days.is_empty(), calendar) else {
            return Ok(Self::Week(week));
        };
        let missing = || Error::MissingYear { calendar: calendar.name().to_owned(), year: start };
        let known = |year: i16| calendar.status(year).is_some();
        if !known(start) {
            return Err(missing());
        }
        let mut first = start;
        while known(first - 1) {
            first -= 1;
        }
        let date = jiff::civil::Date::new(first, 1, 1).map_err(|_| missing())?;
        let mut table = Table {
            calendar: calendar.name().to_owned(),
            first: wall::day(date),
            ranks: vec![0],
            begun: Vec::new(),
            days: Vec::new(),
            blocks: Vec::new(),
        };
        let mut next = Some(date);
        let mut day = table.first;
        while let Some(date) = next.filter(|date| known(date.year())) {
            let kind = calendar.kind_of(date).map_err(Error::from)?;
            let is_in = week & (1 << weekday(day)) != 0
                && restriction.days.iter().any(|class| admits(*class, kind, calendar.is_statutory(date)));
            if is_in {
                table.days.push(day);
                match table.blocks.last_mut() {
                    Some((_, last)) if *last == day - 1 => *last = day,
                    _ => table.blocks.push((day, day)),
                }
            }
            table.ranks.push(u32::try_from(table.days.len()).unwrap_or(u32::MAX));
            table.begun.push(u32::try_from(table.blocks.len()).unwrap_or(u32::MAX));
            (next, day) = (date.tomorrow().ok(), day + 1);
        }
        Ok(Self::Table(Arc::new(table)))
    }

    /// Whether the day is one.
    pub(super) fn has(&self, day: i64) -> Result<bool, Error> {
        match self {
            Self::Week(week) => Ok(week & (1 << weekday(day)) != 0),
            Self::Table(table) => {
                let index = table.index(day)?;
                Ok(table.rank(index)? < table.rank(index + 1)?)
            }
        }
    }

    /// How many there are before the day, counted from some day that is always the same.
    pub(super) fn rank(&self, day: i64) -> Result<i64, Error> {
        match self {
            Self::Week(week) => {
                let (weeks, rest) = (monday_based(day).div_euclid(7), weekday(day));
                let before = week & ((1_u8 << rest) - 1);
                Ok(weeks * i64::from(week.count_ones()) + i64::from(before.count_ones()))
            }
            Self::Table(table) => table.rank(table.index(day)?),
        }
    }

    /// The day that has this rank and is one.
    pub(super) fn nth(&self, rank: i64) -> Result<i64, Error> {
        match self {
            Self::Week(week) => {
                let per_week = i64::from(week.count_ones());
                if per_week == 0 {
                    return Err(Error::OutOfRange);
                }
                let (weeks, mut left) = (rank.div_euclid(per_week), rank.rem_euclid(per_week));
                let mut at = 0;
                for place in 0..7 {
                    if week & (1 << place) != 0 {
                        if left == 0 {
                            at = place;
                            break;
                        }
                        left -= 1;
                    }
                }
                Ok(weeks * 7 + at - MONDAY)
            }
            Self::Table(table) => {
                let index = usize::try_from(rank).map_err(|_| table.missing(table.first - 1))?;
                table.days.get(index).copied().ok_or_else(|| table.missing(table.end()))
            }
        }
    }

    /// How many runs have begun by the end of the day.
    pub(super) fn runs(&self, day: i64) -> Result<i64, Error> {
        match self {
            Self::Week(week) => Ok(Self::Week(run_starts(*week)).rank(day + 1)?),
            Self::Table(table) => {
                let begun = table.begun.get(table.index(day)?);
                begun.map(|begun| i64::from(*begun)).ok_or(Error::OutOfRange)
            }
        }
    }

    /// The first and last day of the run that is the `count`-th to have begun.
    pub(super) fn run(&self, count: i64) -> Result<(i64, i64), Error> {
        match self {
            Self::Week(week) => {
                let first = Self::Week(run_starts(*week)).nth(count - 1)?;
                let mut last = first;
                while last - first < 6 && self.has(last + 1)? {
                    last += 1;
                }
                Ok((first, last))
            }
            Self::Table(table) => {
                let index = usize::try_from(count - 1).map_err(|_| table.missing(table.first - 1))?;
                table.blocks.get(index).copied().ok_or_else(|| table.missing(table.end()))
            }
        }
    }

    /// Whether there is no such day at all.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Week(week) => *week == 0,
            Self::Table(table) => table.days.is_empty(),
        }
    }

    /// Whether one ever follows another.
    pub(super) fn has_neighbours(&self) -> bool {
        match self {
            Self::Week(week) => run_starts(*week) != *week,
            Self::Table(table) => table.blocks.len() < table.days.len(),
        }
    }

    /// Whether all days of the week are in, so that no run ever ends.
    pub(super) const fn is_endless(&self) -> bool {
        matches!(self, Self::Week(0x7f))
    }
}

impl Table {
    fn index(&self, day: i64) -> Result<usize, Error> {
        let index = usize::try_from(day - self.first).ok().filter(|index| index + 1 < self.ranks.len());
        index.ok_or_else(|| self.missing(day))
    }

    fn rank(&self, index: usize) -> Result<i64, Error> {
        self.ranks.get(index).map(|rank| i64::from(*rank)).ok_or(Error::OutOfRange)
    }

    fn end(&self) -> i64 {
        self.first + i64::try_from(self.ranks.len()).unwrap_or(i64::MAX) - 1
    }

    fn missing(&self, day: i64) -> Error {
        let year = wall::date(day).map_or(0, jiff::civil::Date::year);
        Error::MissingYear { calendar: self.calendar.clone(), year }
    }
}

/// 1970-01-01 was a Thursday: three days after a Monday.
const MONDAY: i64 = 3;

const fn monday_based(day: i64) -> i64 {
    day + MONDAY
}

/// The day of the week, Monday being 0.
const fn weekday(day: i64) -> u8 {
    monday_based(day).rem_euclid(7) as u8
}

/// The days of a week on which a run of days begins.
const fn run_starts(week: u8) -> u8 {
    let yesterday = ((week << 1) | (week >> 6)) & 0x7f;
    week & !yesterday
}

fn mask(weekdays: &[Weekday]) -> u8 {
    if weekdays.is_empty() {
        return 0x7f;
    }
    weekdays.iter().fold(0, |mask, day| mask | 1 << (*day as u8))
}

const fn admits(class: Day, kind: DayKind, statutory: bool) -> bool {
    match class {
        Day::Workday => matches!(kind, DayKind::Workday),
        Day::MakeupWorkday => matches!(kind, DayKind::MakeupWorkday),
        Day::WorkedDay => kind.is_worked(),
        Day::Weekend => matches!(kind, DayKind::Weekend),
        Day::Holiday => matches!(kind, DayKind::Holiday),
        Day::Statutory => statutory && matches!(kind, DayKind::Holiday),
        Day::RestDay => !kind.is_worked(),
    }
}
