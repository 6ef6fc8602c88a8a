//! A document to a schedule, with everything that is wrong with it.

use super::fault::{Fault, FaultKind, Never};
use super::rhythm::{Beat, Rhythm};
use super::{Error, Schedule, period};
use crate::calendar::{Calendar, Duration, Unit as Length, first_instant};
use crate::model::calendar::Weekday;
use crate::model::schedule::{Dates, Day, Document, Missed, Rhythm as Written, ShortMonth, Unit, Window};
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The longest window, in days.
const MAX_WINDOW: u32 = 366;

impl Schedule {
    /// Compiles a document. What could be understood is returned with every fault that was found; nothing should be asked
    /// of it while there is one. Absent: no rhythm is left.
    #[must_use]
    pub fn build(
        document: &Document,
        calendars: &BTreeMap<String, Arc<Calendar>>,
    ) -> (Option<Self>, Vec<Fault>) {
        let mut builder = Builder { document, faults: Vec::new() };
        let schedule = builder.schedule(calendars);
        (schedule, builder.faults)
    }
}

struct Builder<'a> {
    document: &'a Document,
    faults: Vec<Fault>,
}

impl Builder<'_> {
    fn fault(&mut self, kind: FaultKind, pointer: impl Into<String>) {
        self.faults.push(Fault { kind, pointer: pointer.into() });
    }

    fn schedule(&mut self, calendars: &BTreeMap<String, Arc<Calendar>>) -> Option<Schedule> {
        let document = self.document;
        let calendar = document.calendar.as_ref().and_then(|name| {
            let known = calendars.get(name).cloned();
            if known.is_none() {
                self.fault(FaultKind::UnknownCalendar(name.clone()), "/calendar");
            }
            known
        });
        let zone = self.zone(calendar.as_deref());
        let times = self.times();
        self.late();
        if let (Some(from), Some(until)) = (document.from, document.until)
            && until < from
        {
            self.fault(FaultKind::Never(Never::Span), "/until");
        }
        let beat = self.beat()?;
        self.needs_calendar(&beat);
        let name: Arc<str> = document.schedule.as_str().into();
        let rhythm = Rhythm { beat, or: document.on.or, calendar, name: name.clone() };
        let schedule = Schedule { document: Arc::new(document.clone()), name, zone, rhythm, times };
        if self.faults.is_empty() {
            self.search(&schedule);
        }
        Some(schedule)
    }

    /// The zone, or UTC where it is not known, so that the rest can be looked at.
    fn zone(&mut self, calendar: Option<&Calendar>) -> TimeZone {
        match (&self.document.zone, calendar) {
            (Some(name), _) => TimeZoneDatabase::bundled().get(name).unwrap_or_else(|_| {
                self.fault(FaultKind::UnknownZone(name.clone()), "/zone");
                TimeZone::UTC
            }),
            (None, Some(calendar)) => calendar.zone().clone(),
            (None, None) => {
                if self.document.calendar.is_none() {
                    self.fault(FaultKind::NoZone, "");
                }
                TimeZone::UTC
            }
        }
    }

    fn times(&mut self) -> Vec<u16> {
        let times = &self.document.at;
        self.once("time", times, "/at");
        for (place, time) in times.iter().enumerate() {
            if time.minutes() == 24 * 60 {
                self.fault(FaultKind::EndOfDay, format!("/at/{place}"));
            }
        }
        let mut minutes: Vec<u16> =
            times.iter().map(|time| time.minutes()).filter(|minutes| *minutes < 24 * 60).collect();
        if times.is_empty() {
            minutes.push(0);
        }
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    /// Tells what is named twice.
    fn once<T: Ord + Copy + Shown>(&mut self, what: &'static str, values: &[T], at: &str) {
        let mut seen = BTreeSet::new();
        for (place, value) in values.iter().enumerate() {
            if !seen.insert(*value) {
                self.fault(FaultKind::Twice(what, value.shown()), format!("{at}/{place}"));
            }
        }
    }

    fn late(&mut self) {
        let Some(late) = self.document.run_late_within else { return };
        let at = "/run_late_within";
        if self.document.missed == Missed::Skip {
            self.fault(FaultKind::SaysNothing("run_late_within"), at);
        }
        match late.unit {
            Length::Minutes | Length::Hours | Length::Days => {}
            Length::Workdays if self.document.calendar.is_none() => self.fault(FaultKind::NoCalendar, at),
            Length::Workdays => {}
            _ => self.fault(FaultKind::LateUnit(late.to_string()), at),
        }
    }

    /// The rhythm; absent if none can be told.
    fn beat(&mut self) -> Option<Beat> {
        let on = &self.document.on;
        let given = given(on);
        if given.len() != 1 {
            self.fault(FaultKind::NotOneRhythm(given), "/on");
            return None;
        }
        let fixed =
            on.each.is_some() || on.workday.is_some() || on.last_workday.is_some() || on.window.is_some();
        if fixed && on.or.is_some() {
            self.fault(FaultKind::SaysNothing("or"), "/on/or");
        }
        if let Some(kind) = on.each {
            return Some(Beat::Each(kind));
        }
        if let Some(every) = &on.every {
            let n = i64::from(every.n);
            return Some(match every.unit {
                Unit::Day => Beat::Days { start: every.start, n },
                Unit::Week => Beat::Days { start: every.start, n: n * 7 },
                Unit::Month => Beat::Months { start: every.start, n },
                Unit::Year => Beat::Months { start: every.start, n: n * 12 },
            });
        }
        if let Some(weekdays) = &on.weekdays {
            return self.weekdays(weekdays);
        }
        if let Some(dates) = &on.dates {
            return self.dates(dates);
        }
        if let Some(last) = on.last_day {
            return Some(Beat::LastDay(last.of));
        }
        for (key, nth) in [("workday", on.workday), ("last_workday", on.last_workday)] {
            let Some(nth) = nth else { continue };
            if nth.n > period::longest(nth.of) {
                self.fault(FaultKind::Never(Never::Beyond), format!("/on/{key}/n"));
            }
            let n = i32::try_from(nth.n).ok()?;
            return Some(if key == "workday" {
                Beat::Workday { n, of: nth.of }
            } else {
                Beat::LastWorkday { n, of: nth.of }
            });
        }
        on.window.and_then(|window| self.window(window))
    }

    fn weekdays(&mut self, weekdays: &[Weekday]) -> Option<Beat> {
        self.once("day", weekdays, "/on/weekdays");
        let mut days: Vec<i64> = weekdays.iter().map(|day| *day as i64).collect();
        days.sort_unstable();
        days.dedup();
        if days.is_empty() {
            self.fault(FaultKind::Never(Never::Empty), "/on/weekdays");
            return None;
        }
        Some(Beat::Weekdays(days))
    }

    fn dates(&mut self, dates: &Dates) -> Option<Beat> {
        self.once("day", &dates.days, "/on/dates/days");
        self.once("month", &dates.months, "/on/dates/months");
        if dates.days.is_empty() {
            self.fault(FaultKind::Never(Never::Empty), "/on/dates/days");
            return None;
        }
        let sorted = |list: &[i8]| list.iter().copied().collect::<BTreeSet<i8>>().into_iter().collect();
        let days: Vec<i8> = sorted(&dates.days);
        let months: Vec<i8> =
            if dates.months.is_empty() { (1..=12).collect() } else { sorted(&dates.months) };
        let last = dates.in_short_months == Some(ShortMonth::LastDay);
        let longest = months.iter().map(|month| longest(*month)).max().unwrap_or(31);
        let shortest = months.iter().map(|month| shortest(*month)).min().unwrap_or(28);
        for (place, day) in dates.days.iter().enumerate() {
            let at = format!("/on/dates/days/{place}");
            if *day > longest && !last {
                self.fault(FaultKind::Never(Never::NoSuchDay), at);
            } else if *day > shortest && dates.in_short_months.is_none() {
                self.fault(FaultKind::ShortMonths(*day), at);
            }
        }
        if dates.in_short_months.is_some() && days.iter().all(|day| *day <= shortest) {
            self.fault(FaultKind::SaysNothing("in_short_months"), "/on/dates/in_short_months");
        }
        Some(Beat::Dates { days, months, last })
    }

    fn window(&mut self, window: Window) -> Option<Beat> {
        let Duration { count, unit } = window.first;
        let worked = match unit {
            Length::Days => false,
            Length::Workdays => true,
            _ => {
                self.fault(FaultKind::WindowLength(window.first.to_string()), "/on/window/first");
                return None;
            }
        };
        if count == 0 || count > MAX_WINDOW {
            self.fault(FaultKind::WindowLength(window.first.to_string()), "/on/window/first");
            return None;
        }
        Some(Beat::Window { first: i32::try_from(count).ok()?, worked, of: window.of })
    }

    fn needs_calendar(&mut self, beat: &Beat) {
        if self.document.calendar.is_some() {
            return;
        }
        let at = match beat {
            Beat::Each(Day::Workday | Day::RestDay | Day::Holiday) => "/on/each",
            Beat::Workday { .. } => "/on/workday",
            Beat::LastWorkday { .. } => "/on/last_workday",
            Beat::Window { worked: true, .. } => "/on/window/first",
            Beat::Each(Day::Day) | Beat::Window { .. } => return,
            _ if self.document.on.or.is_some() => "/on/or",
            _ => return,
        };
        self.fault(FaultKind::NoCalendar, at);
    }

    /// Looks for a first occurrence from its first day on, or in the years that the calendar describes.
    fn search(&mut self, schedule: &Schedule) {
        let known = schedule.calendar().and_then(|calendar| calendar.years().next()).map(|(year, _)| year);
        let start = self.document.from.or_else(|| Date::new(known?, 1, 1).ok());
        let start = start.max(self.document.on.every.map(|every| every.start));
        let first = start.unwrap_or(Date::constant(2000, 1, 1)).to_datetime(Time::midnight());
        let Ok(first) = first_instant(&schedule.zone, first) else { return };
        let mut found = schedule.occurrences_from(first).next();
        // A week that begins in the year before is not known; the next one is.
        if let Some(Err(Error::MissingYear { year, .. })) = &found
            && start.is_some_and(|start| *year < start.year())
            && let Ok(later) = first.checked_add(SignedDuration::from_hours(7 * 24))
        {
            found = schedule.occurrences_from(later).next();
        }
        match found {
            Some(Err(Error::MissingYear { calendar, year })) => {
                // Two years and more were looked through: it is not the missing one.
                let begins = start.filter(|start| year < start.year().saturating_add(2));
                let at = if self.document.from.is_some() { "/from" } else { "/on/every/start" };
                match begins {
                    Some(_) if self.document.from.is_some() || self.document.on.every.is_some() => {
                        self.fault(FaultKind::MissingYear { calendar, year }, at);
                    }
                    _ => self.fault(FaultKind::Never(Never::Searched), "/on"),
                }
            }
            None | Some(Err(Error::TooFar)) => self.fault(FaultKind::Never(Never::Searched), "/on"),
            Some(Ok(_) | Err(_)) => {}
        }
    }
}

/// The rhythms that are written.
fn given(on: &Written) -> Vec<&'static str> {
    [
        ("each", on.each.is_some()),
        ("every", on.every.is_some()),
        ("weekdays", on.weekdays.is_some()),
        ("dates", on.dates.is_some()),
        ("last_day", on.last_day.is_some()),
        ("workday", on.workday.is_some()),
        ("last_workday", on.last_workday.is_some()),
        ("window", on.window.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, given)| given.then_some(name))
    .collect()
}

const fn longest(month: i8) -> i8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn shortest(month: i8) -> i8 {
    if month == 2 { 28 } else { longest(month) }
}

/// How a value of a list is written.
trait Shown {
    fn shown(&self) -> String;
}

impl Shown for Weekday {
    fn shown(&self) -> String {
        self.word().to_owned()
    }
}

impl Shown for i8 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for crate::model::calendar::TimeOfDay {
    fn shown(&self) -> String {
        self.to_string()
    }
}
