//! Why an occurrence falls where it does.

use super::{Occurrence, Schedule, period};
use crate::calendar::{Calendar, DayKind};
use crate::model::Text;
use crate::model::schedule::{Period, Rhythm};
use jiff::civil::{Date, DateTime};
use serde::Serialize;

/// Days in a row that are looked at for an explanation.
const MAX_PASSED: usize = 366;

/// Why an occurrence falls where it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The rhythm, as it is written.
    pub rhythm: Rhythm,
    /// The first day of the period that it belongs to. Absent: it belongs to none.
    pub period: Option<(Period, Date)>,
    /// The day that the rhythm names, before `or` moves it.
    pub meant: Date,
    /// The day on which it falls.
    pub day: Date,
    /// The last day of the window.
    pub last: Option<Date>,
    /// The day of the month that was asked for, where the month lacks it.
    pub lacks: Option<i8>,
    /// Days that are not worked and were passed over, in runs.
    pub passed: Vec<Passed>,
    /// Days of rest that are worked and were counted, the day itself included.
    pub makeup: Vec<Date>,
    /// The time that is asked for and the one that there is, where a change of the clocks swallows it.
    pub swallowed: Option<(DateTime, DateTime)>,
    /// The expected years that it was counted in.
    pub provisional: Vec<i16>,
}

/// Days in a row that are not worked for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// The holiday. Absent: they are of the weekend, or of a holiday without a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Whether they are of an arranged holiday.
    pub holiday: bool,
}

impl Schedule {
    /// Why an occurrence falls where it does.
    #[must_use]
    pub fn why(&self, occurrence: &Occurrence) -> Why {
        let on = &self.document.on;
        let (meant, day) = (occurrence.meant, occurrence.wall.date());
        let of = [
            on.last_day.map(|last| last.of),
            on.workday.map(|nth| nth.of),
            on.last_workday.map(|nth| nth.of),
            on.window.map(|window| window.of),
        ];
        let period = of.into_iter().flatten().next().map(|of| (of, occurrence.key.of.date()));
        // From where to where days were looked at; the day on which it falls is at one end.
        let (from, to) = match (on, period) {
            (Rhythm { last_workday: Some(_), .. }, Some((of, first))) => {
                let end = period::bounds(of, period::index(of, first)).map_or(day, |(_, last)| last);
                (day, end)
            }
            (Rhythm { workday: Some(_), .. } | Rhythm { window: Some(_), .. }, Some((_, first))) => {
                (first, day)
            }
            _ => (meant.min(day), meant.max(day)),
        };
        let counted = if on.window.is_some() || on.workday.is_some() || on.last_workday.is_some() {
            (from, occurrence.last_day.unwrap_or(to))
        } else {
            (day, day)
        };
        let shown = self.zone.to_datetime(occurrence.at);
        let calendar = self.calendar().filter(|_| needs(on));
        let lacks = on.dates.as_ref().and_then(|dates| {
            let fits = dates.days.iter().filter(|day| **day >= meant.day());
            fits.min().copied().filter(|day| *day > meant.days_in_month())
        });
        Why {
            rhythm: on.clone(),
            period,
            meant,
            day,
            last: occurrence.last_day,
            lacks,
            passed: calendar.map_or_else(Vec::new, |calendar| passed(calendar, from, to)),
            makeup: calendar.map_or_else(Vec::new, |calendar| makeup(calendar, counted)),
            swallowed: (shown != occurrence.wall).then_some((occurrence.wall, shown)),
            provisional: occurrence.provisional.clone(),
        }
    }
}

/// Whether the kinds of day matter to a rhythm.
fn needs(on: &Rhythm) -> bool {
    use crate::calendar::Unit;
    let window = on.window.is_some_and(|window| window.first.unit == Unit::Workdays);
    let kind = on.each.is_some_and(|kind| kind != crate::model::schedule::Day::Day);
    on.or.is_some() || on.workday.is_some() || on.last_workday.is_some() || window || kind
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(jiff::Span::new().days(1)).take_while(move |day| *day <= to).take(MAX_PASSED)
}

fn passed(calendar: &Calendar, from: Date, to: Date) -> Vec<Passed> {
    let mut runs: Vec<Passed> = Vec::new();
    for day in days(from, to) {
        let Ok(kind) = calendar.kind_of(day) else { continue };
        if kind.is_worked() {
            continue;
        }
        let holiday = kind == DayKind::Holiday;
        let name = calendar.name_of(day).filter(|_| holiday).cloned();
        match runs.last_mut() {
            Some(run)
                if run.holiday == holiday
                    && run.name == name
                    && run.to.tomorrow().is_ok_and(|next| next == day) =>
            {
                run.to = day;
            }
            _ => runs.push(Passed { from: day, to: day, name, holiday }),
        }
    }
    runs
}

fn makeup(calendar: &Calendar, (from, to): (Date, Date)) -> Vec<Date> {
    days(from, to).filter(|day| calendar.kind_of(*day) == Ok(DayKind::MakeupWorkday)).collect()
}
