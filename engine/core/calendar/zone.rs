//! From the clock on the wall to an instant.

use super::Error;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The instant at which the wall clock shows `minutes` after the start of a day; 1440 is the start of the next day.
///
/// A time that does not exist is the first instant after the gap; one that exists twice is its first occurrence.
pub(super) fn instant(zone: &TimeZone, date: Date, minutes: u16) -> Result<Timestamp, Error> {
    let date = if minutes < 24 * 60 { date } else { date.tomorrow().map_err(|_| Error::OutOfRange)? };
    let within = minutes % (24 * 60);
    let hour = i8::try_from(within / 60).map_err(|_| Error::OutOfRange)?;
    let minute = i8::try_from(within % 60).map_err(|_| Error::OutOfRange)?;
    let time = Time::new(hour, minute, 0, 0).map_err(|_| Error::OutOfRange)?;
    first_instant(zone, date.to_datetime(time))
}

/// The instant at which the wall clock of a zone first shows a time, or the first instant after the gap that swallows it.
///
/// # Errors
/// [`Error::OutOfRange`].
pub fn first_instant(zone: &TimeZone, wall: DateTime) -> Result<Timestamp, Error> {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            offset.to_timestamp(wall).map_err(|_| Error::OutOfRange)
        }
        AmbiguousOffset::Gap { before, .. } => {
            // Read with the offset before the gap, the time lies after the transition that is looked for.
            let inside = before.to_timestamp(wall).map_err(|_| Error::OutOfRange)?;
            let just_after = inside.checked_add(jiff::SignedDuration::from_nanos(1));
            let just_after = just_after.map_err(|_| Error::OutOfRange)?;
            Ok(zone.preceding(just_after).next().map_or(inside, |transition| transition.timestamp()))
        }
    }
}
