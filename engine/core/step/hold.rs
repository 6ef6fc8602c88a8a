//! Rungs that are held: nobody whom they name is on duty, so they wait for the next shift.

use super::clocks::calendar_of;
use super::duty::{ahead, roster, with_own};
use super::machine::{Event, Machine};
use super::{Stop, Trace, World, vars};
use crate::definition::{Definition, Rung};
use crate::instance::{Instance, Seat, Wait, Words};
use crate::model::deadline::Only;
use crate::model::duty::Which;
use crate::rotation::{self, Editions};
use jiff::Timestamp;

/// A stretch of time: its first instant, and the first after it.
type Span = (Timestamp, Timestamp);

/// The first instant, within the hours of the rung, at which somebody is on duty of each of those that a rung waits for.
/// Absent: nobody comes on duty for as long as anybody looks.
///
/// # Errors
/// A year that no calendar describes; a rotation that is gone.
pub(super) fn relief(
    def: &Definition,
    inst: &Instance,
    world: &World,
    wait: &Wait,
    only: Option<&Only>,
) -> Result<Option<Timestamp>, rotation::Error> {
    let duty = with_own(world, inst);
    ahead(wait.since, |to| {
        let mut together: Option<Vec<Span>> = None;
        for seats in &wait.slots {
            let filled = filled(&duty, seats, wait.since, to)?;
            together = Some(match together {
                None => filled,
                Some(others) => both(&others, &filled),
            });
        }
        for (from, to) in together.unwrap_or_default() {
            let at = match (only, calendar_of(def, world)) {
                (Some(only), Ok(calendar)) => calendar.held(from, only)?,
                _ => from,
            };
            if at < to {
                return Ok(Some(at));
            }
        }
        Ok(None)
    })
}

/// When somebody who counts is on duty in one of the slots, in order and apart.
fn filled(
    duty: &Editions,
    seats: &[Seat],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Span>, rotation::Error> {
    let mut spans: Vec<Span> = Vec::new();
    for seat in seats {
        for era in duty.eras(&seat.rotation, from, to)? {
            let known = era.view.rotations();
            let unit = roster(known, &seat.rotation, seat.unit.as_deref());
            let only_one = || known.get(&seat.rotation)?.slots().keys().next().map(String::as_str);
            let slot = seat.slot.as_deref().or_else(only_one).unwrap_or_default();
            for segment in era.view.schedules(era.from, era.to).slot(&seat.rotation, unit, slot)? {
                if segment.people.iter().any(|person| seat.except.iter().all(|out| **out != **person)) {
                    spans.push((segment.from, segment.to));
                }
            }
        }
    }
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    Ok(joined)
}

/// What two lists of spans have in common.
fn both(one: &[Span], other: &[Span]) -> Vec<Span> {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut common = Vec::new();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let (from, to) = (a.0.max(b.0), a.1.min(b.1));
        if from < to {
            common.push((from, to));
        }
        if a.1 <= b.1 {
            left.next()
        } else {
            right.next()
        };
    }
    common
}

impl Machine<'_> {
    /// Holds a rung if nobody whom it waits for is on duty now; false: it acts.
    pub fn hold(&mut self, name: &str, place: u16, rung: &Rung) -> Result<bool, Stop> {
        let event = self.event.clone();
        let noted = self.trace.len();
        let mut slots: Vec<Vec<Seat>> = Vec::new();
        let mut missing: Vec<String> = Vec::new();
        for names in &rung.awaits {
            if self.actors(names, event.as_deref())?.is_empty() {
                slots.push(self.seats(names, event.as_deref())?);
                missing
                    .extend(names.iter().filter(|name| !missing.contains(name)).cloned().collect::<Vec<_>>());
            }
        }
        if slots.is_empty() {
            // Who they are is noted when the rung acts.
            self.trace.truncate(noted);
            return Ok(false);
        }
        let wait = Wait { since: self.now, slots };
        let number = place.saturating_add(1);
        let who = self.actor_words(&missing);
        let found = relief(self.def, &self.inst, self.world, &wait, rung.only.as_ref());
        let (text, until) = match found {
            Ok(Some(until)) if until > self.now => {
                let zone = vars::zone(self.world, &self.def.calendar);
                let at = until.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M");
                let text = format!(
                    "{name} 第 {number} 级：{}无人值班，留到 {at} 有人接班时再办 / rung {number} of {name} is held until {at}, when somebody comes on duty: nobody is ({})",
                    who.zh, who.en
                );
                (text, Some(until))
            }
            Ok(_) => {
                let days = super::MAX_DUTY_DAYS;
                let text = format!(
                    "{name} 第 {number} 级：{}在 {days} 日内都无人值班，不再等 / rung {number} of {name} is not held: nobody comes on duty within {days} days ({})",
                    who.zh, who.en
                );
                (text, None)
            }
            Err(error) => {
                let why = super::spoken(&error.to_string());
                let text = format!(
                    "{name} 第 {number} 级：{}无人值班，看不到下一班（{}），不再等 / rung {number} of {name} is not held: no next shift is in sight ({}): {}",
                    who.zh, why.zh, who.en, why.en
                );
                (text, None)
            }
        };
        self.trace.push(Trace::Line { text });
        let (Some(until), Some(clock)) = (until, self.inst.clocks.get_mut(name)) else { return Ok(false) };
        clock.waits.insert(place, wait);
        self.note(|| Trace::Held { deadline: name.to_owned(), rung: number, for_: missing, until });
        Ok(true)
    }

    /// The slots in which actors are on duty now.
    fn seats(&mut self, names: &[String], event: Option<&Event>) -> Result<Vec<Seat>, Stop> {
        let def = self.def;
        let mut seats = Vec::new();
        for name in names {
            let Some(rule) = def.actors.get(name) else { continue };
            let Some(duty) = rule.duty.as_ref().filter(|duty| duty.which == Which::Now) else { continue };
            let unit = self.begins(name, rule, event)?;
            let except = self.left_out(rule, event, 0)?;
            seats.push(Seat { rotation: duty.rotation.clone(), slot: duty.slot.clone(), unit, except });
        }
        Ok(seats)
    }

    /// Actors by the names shown to people.
    fn actor_words(&self, names: &[String]) -> Words {
        let title = |name: &String, chinese: bool| {
            let title = self.def.actors.get(name).and_then(|actor| actor.title.as_ref());
            title.map_or(name.as_str(), |title| if chinese { title.zh() } else { title.en() }).to_owned()
        };
        let all = |chinese| names.iter().map(|name| title(name, chinese)).collect::<Vec<_>>();
        Words { zh: all(true).join("、"), en: all(false).join(", ") }
    }
}
