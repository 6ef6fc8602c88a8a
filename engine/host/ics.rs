//! Schedules as iCalendar (RFC 5545), for the calendars that people carry.

use docket_core::rotation::{Rotations, Segment};
use icalendar::{Calendar, Component, Event};
use jiff::Timestamp;
use jiff::tz::Offset;

/// The schedules of several slots in one calendar, as it is sent.
#[must_use]
pub fn whole(
    rotations: &Rotations,
    rotation: &str,
    unit: Option<&str>,
    slots: &[(String, Vec<Segment>)],
) -> String {
    let mut whole = Calendar::new();
    for (slot, segments) in slots {
        whole.extend(schedule(rotations, rotation, unit, slot, segments).components);
    }
    whole.to_string()
}

/// The schedule of a slot as a calendar: an event for each stretch in which somebody is on duty.
#[must_use]
pub fn schedule(
    rotations: &Rotations,
    rotation: &str,
    unit: Option<&str>,
    slot: &str,
    segments: &[Segment],
) -> Calendar {
    let org = rotations.organisation();
    let mut calendar = Calendar::new();
    for segment in segments.iter().filter(|segment| !segment.people.is_empty()) {
        let names: Vec<&str> = segment
            .people
            .iter()
            .map(|id| org.person(id).map_or(&**id, |person| person.name.as_str()))
            .collect();
        let place = unit.map(|unit| format!("{unit} ")).unwrap_or_default();
        let mut event = Event::new();
        // The same duty keeps its name when the calendar is fetched again, whoever takes it by then.
        event
            .uid(&format!("{rotation}/{}/{slot}/{}@docket", unit.unwrap_or_default(), utc(segment.from)))
            .summary(&format!("{place}{slot}: {}", names.join(", ")))
            .add_property("DTSTAMP", utc(segment.from))
            .add_property("DTSTART", utc(segment.from))
            .add_property("DTEND", utc(segment.to));
        if let Some(above) = &segment.above {
            event.description(&format!("{} ({}, {})", above.unit, above.rotation, above.slot));
        }
        calendar.push(event.done());
    }
    calendar.done()
}

/// An instant as iCalendar writes it in UTC.
fn utc(at: Timestamp) -> String {
    Offset::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}
