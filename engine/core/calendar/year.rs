//! A year at a glance, and what is odd about it.

use super::{Calendar, DayKind, Error, Status};
use crate::model::Text;
use crate::model::calendar::Weekday;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// At most so many days are worked in a row around a holiday (全国年节及纪念日放假办法第七条).
pub const MOST_IN_A_ROW: usize = 6;

/// A year of a calendar, day by day.
#[derive(Clone, Debug)]
pub struct Overview<'a> {
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The year.
    pub year: i16,
    /// Whether its arrangement is published.
    pub status: Status,
    /// The notice or law that arranges it. Absent: none is named.
    pub basis: Option<&'a str>,
    /// Where the days were taken from. Absent: it is not said.
    pub source: Option<&'a str>,
    /// Its days, in order.
    pub days: Vec<Outline<'a>>,
}

/// A day of a year.
#[derive(Clone, Copy, Debug)]
pub struct Outline<'a> {
    /// The day.
    pub date: Date,
    /// What kind of day it is.
    pub kind: DayKind,
    /// The holiday that it belongs to, or is worked for. Absent: none.
    pub name: Option<&'a Text>,
    /// Whether it is a statutory holiday itself.
    pub is_statutory: bool,
    /// The day that it was exchanged with. Absent: none.
    pub swapped_with: Option<Date>,
    /// Its working windows, in minutes of the day.
    pub windows: &'a [(u16, u16)],
}

/// Something about a year that may be a slip of the pen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Odd {
    /// An official year without a single holiday.
    NoHolidays(i16),
    /// A day was exchanged with one that was not exchanged with it, or is of the wrong kind.
    LoneSwap(Date, Date),
    /// A day of rest is worked, and no holiday of that name has a day off for it within the year and a month around it.
    ForNothing(Date),
    /// More days in a row are worked than [`MOST_IN_A_ROW`]; from the first to the last.
    LongStretch(Date, Date, usize),
    /// A statutory holiday that is worked.
    WorkedHoliday(Date),
    /// A day is described as it would be anyhow.
    SaysNothing(Date),
    /// A year between two described years is missing.
    Gap(i16),
}

impl Calendar {
    /// A year, day by day.
    ///
    /// # Errors
    /// [`Error::MissingYear`].
    pub fn overview(&self, year: i16) -> Result<Overview<'_>, Error> {
        let missing = || Error::MissingYear { calendar: self.name.clone(), year };
        let status = self.status(year).ok_or_else(missing)?;
        let written = self.document.years.get(&year);
        let told: BTreeMap<Date, _> =
            written.iter().flat_map(|year| &year.days).map(|day| (day.date, day)).collect();
        let mut days = Vec::with_capacity(366);
        let mut next = Date::new(year, 1, 1).ok();
        while let Some(date) = next.filter(|date| date.year() == year) {
            days.push(Outline {
                date,
                kind: self.kind_of(date)?,
                name: self.name_of(date),
                is_statutory: self.is_statutory(date),
                swapped_with: told.get(&date).and_then(|day| day.swapped_with),
                windows: self.minutes(date)?,
            });
            next = date.tomorrow().ok();
        }
        let basis = written.and_then(|year| year.basis.as_deref());
        let source = written.and_then(|year| year.source.as_deref());
        Ok(Overview { calendar: self, year, status, basis, source, days })
    }

    /// What is odd about the years that are described, in order.
    #[must_use]
    pub fn oddities(&self) -> Vec<Odd> {
        let mut odd = Vec::new();
        let mut last: Option<i16> = None;
        for (year, status) in self.years() {
            odd.extend(last.into_iter().flat_map(|last| last.saturating_add(1)..year).map(Odd::Gap));
            last = Some(year);
            let Ok(view) = self.overview(year) else { continue };
            if status == Status::Official && !view.days.iter().any(|day| day.kind == DayKind::Holiday) {
                odd.push(Odd::NoHolidays(year));
            }
            for day in &view.days {
                self.odd_day(day, &mut odd);
            }
            long_stretches(&view, &mut odd);
        }
        odd
    }

    fn odd_day(&self, day: &Outline<'_>, odd: &mut Vec<Odd>) {
        if day.is_statutory && day.kind.is_worked() {
            odd.push(Odd::WorkedHoliday(day.date));
        }
        let written = self.document.years.get(&day.date.year());
        let told = written.and_then(|year| year.days.iter().find(|told| told.date == day.date));
        let Some(told) = told else { return };
        let rest = self.document.week.as_ref().is_some_and(|week| week.rest.contains(&Weekday::of(day.date)));
        let plain = if rest { DayKind::Weekend } else { DayKind::Workday };
        if told.kind == plain && told.name.is_none() && told.hours.is_none() && told.swapped_with.is_none() {
            odd.push(Odd::SaysNothing(day.date));
        }
        if let Some(other) = day.swapped_with
            && let Ok(kind) = self.kind_of(other)
            && kind.is_worked() == day.kind.is_worked()
        {
            odd.push(Odd::LoneSwap(day.date, other));
        }
        if day.kind == DayKind::MakeupWorkday && day.name.is_some() && !self.is_taken_off(day) {
            odd.push(Odd::ForNothing(day.date));
        }
    }

    /// Whether a holiday of the same name lies within six weeks of a day that is worked for it.
    fn is_taken_off(&self, day: &Outline<'_>) -> bool {
        let near = |other: &Date| other.until(day.date).is_ok_and(|span| span.get_days().abs() <= 42);
        self.named.iter().any(|(date, named)| {
            near(date)
                && named.name.as_ref() == day.name
                && self.kind_of(*date).is_ok_and(|kind| kind == DayKind::Holiday)
        })
    }
}

fn long_stretches(view: &Overview<'_>, odd: &mut Vec<Odd>) {
    let mut run: Vec<&Outline<'_>> = Vec::new();
    let mut close = |run: &mut Vec<&Outline<'_>>| {
        let arranged = run.iter().any(|day| day.kind == DayKind::MakeupWorkday);
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && run.len() > MOST_IN_A_ROW
            && arranged
        {
            odd.push(Odd::LongStretch(first.date, last.date, run.len()));
        }
        run.clear();
    };
    for day in &view.days {
        if day.kind.is_worked() { run.push(day) } else { close(&mut run) }
    }
    close(&mut run);
}
