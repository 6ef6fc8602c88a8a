//! The table of days: one look-up for a kind of day, two for the n-th working day.

use super::DayKind;
use jiff::civil::Date;

/// The days of all years that are described, in runs of years without a gap.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    runs: Vec<Run>,
}

#[derive(Clone, Debug)]
struct Run {
    first_year: i16,
    /// The index of the first day of each year, and of the day after the last.
    starts: Vec<usize>,
    kinds: Vec<DayKind>,
    /// For each day, how many working days of the run come before it; one more than there are days.
    ranks: Vec<u32>,
    workdays: Vec<Date>,
}

impl Days {
    /// Builds the table from years in ascending order, each with its days in order.
    pub(super) fn new(years: impl Iterator<Item = (i16, Vec<(Date, DayKind)>)>) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for (year, days) in years {
            if runs.last().is_none_or(|run| i32::from(run.end_year()) != i32::from(year)) {
                runs.push(Run::new(year));
            }
            if let Some(run) = runs.last_mut() {
                run.push(&days);
            }
        }
        Self { runs }
    }

    /// The kind of a day, or the missing year.
    pub(super) fn kind(&self, date: Date) -> Result<DayKind, i16> {
        let (run, index) = self.locate(date)?;
        run.kinds.get(index).copied().ok_or(date.year())
    }

    /// The n-th working day after or before a day, or the missing year.
    pub(super) fn add(&self, date: Date, n: i32) -> Result<Date, i16> {
        if n == 0 {
            return Ok(date);
        }
        let (run, index) = self.locate(date)?;
        if n > 0 {
            let rank = run.rank(index + 1) + usize::try_from(n - 1).unwrap_or(usize::MAX);
            run.workdays.get(rank).copied().ok_or_else(|| run.end_year())
        } else {
            let back = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
            let rank = run.rank(index).checked_sub(back);
            rank.and_then(|rank| run.workdays.get(rank)).copied().ok_or(run.first_year - 1)
        }
    }

    /// How many working days there are from `from` up to, and without, `to`; or the missing year.
    pub(super) fn count(&self, from: Date, to: Date) -> Result<i32, i16> {
        let (run, start) = self.locate(from)?;
        let (last_run, end) = self.locate(to)?;
        if run.first_year != last_run.first_year {
            return Err(run.end_year());
        }
        let count = run.rank(end).saturating_sub(run.rank(start));
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    fn locate(&self, date: Date) -> Result<(&Run, usize), i16> {
        let year = date.year();
        let run = self.runs.iter().rev().find(|run| run.first_year <= year).ok_or(year)?;
        let offset = usize::try_from(i32::from(year) - i32::from(run.first_year)).map_err(|_| year)?;
        if offset + 1 >= run.starts.len() {
            return Err(year);
        }
        let start = run.starts.get(offset).ok_or(year)?;
        Ok((run, start + day_of_year(date)))
    }
}

impl Run {
    fn new(first_year: i16) -> Self {
        Self { first_year, starts: vec![0], kinds: Vec::new(), ranks: vec![0], workdays: Vec::new() }
    }

    /// The year after the last of this run.
    fn end_year(&self) -> i16 {
        let years = i16::try_from(self.starts.len().saturating_sub(1)).unwrap_or(i16::MAX);
        self.first_year.saturating_add(years)
    }

    fn push(&mut self, days: &[(Date, DayKind)]) {
        for (date, kind) in days {
            self.kinds.push(*kind);
            if kind.is_worked() {
                self.workdays.push(*date);
            }
            self.ranks.push(u32::try_from(self.workdays.len()).unwrap_or(u32::MAX));
        }
        self.starts.push(self.kinds.len());
    }

    fn rank(&self, index: usize) -> usize {
        self.ranks.get(index).and_then(|rank| usize::try_from(*rank).ok()).unwrap_or(usize::MAX)
    }
}

/// The days of the year before this one. The months are added up here, since this is asked for every answer.
fn day_of_year(date: Date) -> usize {
    const BEFORE: [usize; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let month = usize::try_from(date.month()).unwrap_or(1);
    let day = usize::try_from(date.day()).unwrap_or(1);
    let leap = usize::from(month > 2 && date.in_leap_year());
    BEFORE.get(month.saturating_sub(1)).copied().unwrap_or(0) + leap + day.saturating_sub(1)
}
