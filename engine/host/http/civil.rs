//! Times as people write them of a rotation: on its clock on the wall, or with an offset.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// An instant; a time on the wall of a zone; or a day, which is its start, or its end where a span ends. Absent: it is
/// none of these.
#[must_use]
pub fn time(zone: &TimeZone, text: &str, is_end: bool) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let wall: DateTime = match text.parse::<Date>() {
        Ok(date) if !text.contains(['T', ' ']) => {
            let date = if is_end { date.tomorrow().ok()? } else { date };
            date.to_datetime(Time::midnight())
        }
        _ => text.parse().ok()?,
    };
    docket_core::calendar::first_instant(zone, wall).ok()
}
