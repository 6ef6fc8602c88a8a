//! Instants as a story writes them, and time that passes.

use crate::calendar::{self, Calendar, Counting, Duration, Unit};
use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};

/// An instant: with its offset, or a civil time (or a day, from its beginning) in the calendar's zone.
pub(super) fn instant(text: &str, calendar: Option<&Calendar>) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let Ok(civil) = text.parse::<DateTime>() else {
        return Err(format!("`{text}` is neither an instant (2026-03-02T09:00+08:00) nor a day"));
    };
    let Some(calendar) = calendar else { return Err(format!("`{text}` has no offset from UTC")) };
    at_wall(civil, calendar)
}

/// The instant until which a line waits: a duration counted from now, or an instant.
///
/// Whole days lead to the same time of the wall clock, so many days later; only working days are counted by the
/// calendar.
pub(super) fn until(text: &str, now: Timestamp, calendar: Option<&Calendar>) -> Result<Timestamp, String> {
    let Ok(span) = text.parse::<Duration>() else { return instant(text, calendar) };
    let Some(calendar) = calendar else { return Err("there is no calendar to count by".to_owned()) };
    if !span.unit.is_whole_days() {
        let due = calendar::due(now, span, Counting::default(), calendar);
        return due.map(|due| due.at).map_err(|error| error.to_string());
    }
    let civil = calendar.zone().to_datetime(now);
    let count = i32::try_from(span.count).map_err(|error| error.to_string())?;
    let date: Date = match span.unit {
        Unit::Workdays => calendar.add_workdays(civil.date(), count).map_err(|error| error.to_string())?,
        unit => {
            let step = match unit {
                Unit::Months => Span::new().try_months(count),
                Unit::Years => Span::new().try_years(count),
                _ => Span::new().try_days(count),
            };
            let step = step.map_err(|error| error.to_string())?;
            civil.date().checked_add(step).map_err(|error| error.to_string())?
        }
    };
    at_wall(date.to_datetime(civil.time()), calendar)
}

/// The instant at which the calendar's wall clock shows a time.
fn at_wall(civil: DateTime, calendar: &Calendar) -> Result<Timestamp, String> {
    calendar.zone().to_ambiguous_timestamp(civil).compatible().map_err(|error| error.to_string())
}
