//! The clock on the wall as plain numbers: seconds and days since 1970 as it shows them, whatever the zone.

use super::{Error, Rotation};
use crate::calendar::first_instant;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// The seconds of a day on the wall.
pub(super) const DAY: i64 = 86_400;

/// Farther than any zone was ever moved at once.
const MOST_MOVED: i64 = 2 * DAY;

/// The year 2200.
const FAR: i64 = 7_258_118_400;

/// What a clock on the wall shows, in seconds since 1970 as if there were no zones.
pub(super) fn seconds(wall: DateTime) -> i64 {
    Offset::UTC.to_timestamp(wall).map_or(0, Timestamp::as_second)
}

/// The day since 1970.
pub(super) fn day(date: Date) -> i64 {
    seconds(date.to_datetime(jiff::civil::Time::midnight())).div_euclid(DAY)
}

/// The date of a day since 1970.
pub(super) fn date(day: i64) -> Result<Date, Error> {
    Ok(datetime(day.checked_mul(DAY).ok_or(Error::OutOfRange)?)?.date())
}

/// The clock on the wall of so many seconds.
pub(super) fn datetime(seconds: i64) -> Result<DateTime, Error> {
    let at = Timestamp::from_second(seconds).map_err(|_| Error::OutOfRange)?;
    Ok(Offset::UTC.to_datetime(at))
}

/// The instant at which the wall first shows so many seconds, or the end of the gap that swallows them.
pub(super) fn instant(zone: &TimeZone, seconds: i64) -> Result<Timestamp, Error> {
    first_instant(zone, datetime(seconds)?).map_err(|_| Error::OutOfRange)
}

/// An instant with the clock on the wall at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    /// What the wall shows.
    pub(super) wall: i64,
    /// Whether no change of the clocks is near, so that comparing what walls show compares instants.
    pub(super) steady: bool,
}

/// The last change of the clocks of a zone that has no more of them, and the offset since.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    since: Timestamp,
    offset: i64,
}

impl Settled {
    /// Absent: the clocks of the zone go on to change.
    pub(super) fn of(zone: &TimeZone) -> Option<Self> {
        // Rules that recur have no end, so that one of them lies after any instant.
        let far = Timestamp::from_second(FAR).ok()?;
        if zone.following(far).next().is_some() {
            return None;
        }
        let last = zone.preceding(far).next().map_or(Timestamp::MIN, |last| last.timestamp());
        let since = last.checked_add(jiff::SignedDuration::from_secs(MOST_MOVED)).unwrap_or(Timestamp::MIN);
        Some(Self { since, offset: i64::from(zone.to_offset(far).seconds()) })
    }
}

impl Moment {
    pub(super) fn in_rotation(rotation: &Rotation, at: Timestamp) -> Self {
        match rotation.settled {
            Some(settled) if settled.since <= at => {
                let begun = at.as_second() - i64::from(at.subsec_nanosecond() < 0);
                Self { at, wall: begun + settled.offset, steady: true }
            }
            _ => Self::new(&rotation.zone, at),
        }
    }

    pub(super) fn new(zone: &TimeZone, at: Timestamp) -> Self {
        let offset = zone.to_offset(at);
        let near = |moved: i64| {
            let other = Timestamp::from_second(at.as_second().saturating_add(moved));
            other.is_ok_and(|other| zone.to_offset(other) == offset)
        };
        let steady = near(-MOST_MOVED) && near(MOST_MOVED);
        // The second that has begun, also before 1970.
        let begun = at.as_second() - i64::from(at.subsec_nanosecond() < 0);
        Self { at, wall: begun + i64::from(offset.seconds()), steady }
    }

    /// Whether the wall has shown `wall` by this instant.
    pub(super) fn has_reached(&self, zone: &TimeZone, wall: i64) -> Result<bool, Error> {
        if self.steady || (wall - self.wall).abs() > MOST_MOVED {
            return Ok(wall <= self.wall);
        }
        Ok(instant(zone, wall)? <= self.at)
    }
}
