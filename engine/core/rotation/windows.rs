//! The hours of a restriction: windows that open on days, half-open, also across midnight.

use super::Error;
use super::eligible::Eligible;
use super::wall::{self, DAY, Moment};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Windows of a day, as seconds after its midnight, and the days on which they open.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    pub(super) days: Eligible,
    /// Ascending by start; each at most 24 hours long.
    pub(super) spans: Vec<(i64, i64)>,
}

/// A window, open from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// The day on which it opens.
    pub(super) day: i64,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Windows {
    /// The day on which the window opened that is open at a moment; the latest to open, where several are.
    pub(super) fn opened(&self, zone: &TimeZone, moment: &Moment) -> Result<Option<i64>, Error> {
        let today = moment.wall.div_euclid(DAY);
        // Where a change of the clocks is near, the wall may already show what it showed before.
        let around = if moment.steady { 0 } else { 1 };
        for day in (today - 1 - around..=today + around).rev() {
            let reaches = self.spans.iter().any(|(_, to)| day * DAY + to > moment.wall - around * DAY);
            if !reaches || !self.days.has(day)? {
                continue;
            }
            for (from, to) in &self.spans {
                if moment.has_reached(zone, day * DAY + from)? && !moment.has_reached(zone, day * DAY + to)? {
                    return Ok(Some(day));
                }
            }
        }
        Ok(None)
    }

    /// The windows that open on a day, ascending. A window that a change of the clocks swallows is none.
    pub(super) fn of_day(&self, zone: &TimeZone, day: i64) -> Result<Vec<Open>, Error> {
        let mut open = Vec::with_capacity(self.spans.len());
        if self.days.has(day)? {
            for (from, to) in &self.spans {
                let from = wall::instant(zone, day * DAY + from)?;
                let to = wall::instant(zone, day * DAY + to)?;
                if from < to {
                    open.push(Open { day, from, to });
                }
            }
        }
        Ok(open)
    }

    /// The windows that touch a span, ascending, the earlier one ending where the later one opens.
    pub(super) fn between(
        &self,
        zone: &TimeZone,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Open>, Error> {
        let day_of = |at: Timestamp| wall::seconds(zone.to_datetime(at)).div_euclid(DAY);
        let mut all: Vec<Open> = Vec::new();
        for day in day_of(from) - 2..=day_of(to) + 1 {
            // Outside of what is asked for, an unknown day is no fault.
            let inside = day > day_of(from) - 1 && day <= day_of(to);
            let windows = match self.of_day(zone, day) {
                Ok(windows) => windows,
                Err(error) if inside && wall::instant(zone, day * DAY)? < to => return Err(error),
                Err(_) => continue,
            };
            for open in windows {
                if let Some(last) = all.last_mut() {
                    last.to = last.to.min(open.from);
                }
                all.push(open);
            }
        }
        all.retain(|open| open.from < to && open.to > from && open.from < open.to);
        Ok(all)
    }
}
