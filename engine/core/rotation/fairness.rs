//! How duty falls on people: a ledger by person and kind of day.

use super::schedule::Segment;
use super::wall::{self, DAY, Moment};
use super::{Error, Name, Roster, Rotation, View};
use crate::calendar::{Calendar, DayKind};
use crate::model::rotation::Burden;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// The hours of the night, where a document names none: 22:00 to 06:00.
const NIGHT: (i64, i64) = (22 * 3_600, 30 * 3_600);

/// What fell on a person: duties, each counted on the day on which it opens; one that goes on counts each day again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// On a statutory holiday.
    pub statutory: u32,
    /// On another day of an arranged holiday.
    pub holiday: u32,
    /// On a day of rest of the plain week.
    pub weekend: u32,
    /// On a day of rest that is worked.
    pub makeup_workday: u32,
    /// On a plain working day.
    pub workday: u32,
    /// Of all these, by night.
    pub night: u32,
    /// Shifts, however long.
    pub turns: u32,
    /// Minutes on duty.
    pub minutes: i64,
}

/// The ledger of a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// The slot.
    pub slot: String,
    /// By person: those who take part, also where nothing fell on them, and those who stood in.
    pub people: BTreeMap<Name, Tally>,
    /// Of these, who took part in the rotation during the whole span: only they are compared.
    pub throughout: Vec<Name>,
}

impl Tally {
    /// What is counted as a burden of a kind.
    #[must_use]
    pub const fn of(&self, burden: Burden) -> u32 {
        match burden {
            Burden::Statutory => self.statutory,
            Burden::Rest => self.holiday + self.weekend,
            Burden::Workday => self.workday + self.makeup_workday,
            Burden::Night => self.night,
        }
    }
}

/// A person, and how much fell on them.
pub type Share<'a> = (&'a Name, u32);

impl Ledger {
    /// The greatest and the least that fell on those who are compared, and on whom. Absent: fewer than two are.
    #[must_use]
    pub fn extremes(&self, burden: Burden) -> Option<(Share<'_>, Share<'_>)> {
        let counted =
            || self.throughout.iter().filter_map(|name| Some((name, self.people.get(name)?.of(burden))));
        let most = counted().reduce(|most, next| if next.1 > most.1 { next } else { most })?;
        let least = counted().reduce(|least, next| if next.1 < least.1 { next } else { least })?;
        (self.throughout.len() > 1).then_some((most, least))
    }
}

impl View<'_> {
    /// The ledgers of a roster over a span, slot by slot.
    ///
    /// # Errors
    /// A year that no calendar describes; a rotation or unit that is not there; a rotation without a calendar.
    pub fn fairness(
        &self,
        rotation: &str,
        unit: Option<&str>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Ledger>, Error> {
        let mut schedules = self.schedules(from, to);
        let rotation = self.rotation(rotation)?;
        let (unit, roster) = rotation.roster(unit)?;
        (0..rotation.slots.len())
            .map(|slot| {
                let segments = schedules.of(rotation, unit, roster, slot)?;
                ledger(rotation, roster, slot, &segments, (from, to))
            })
            .collect()
    }
}

/// The ledger of a slot from its schedule.
pub(super) fn ledger(
    rotation: &Rotation,
    roster: &Roster,
    slot: usize,
    segments: &[Segment],
    (from, to): (Timestamp, Timestamp),
) -> Result<Ledger, Error> {
    let calendar = rotation.calendar().ok_or_else(|| Error::NoCalendar(rotation.name().to_owned()))?;
    let mut people: BTreeMap<Name, Tally> = BTreeMap::new();
    let mut throughout = Vec::new();
    for (layer, members) in rotation.layers.iter().zip(&roster.members) {
        if layer.slot == slot && layer.temporary.is_none() {
            people.extend(members.people().into_iter().map(|name| (name.clone(), Tally::default())));
            throughout.extend(members.throughout(from, to).into_iter().cloned());
        }
    }
    throughout.sort_unstable();
    throughout.dedup();
    let night = rotation.fairness().and_then(|fairness| fairness.night).map_or(NIGHT, |window| {
        let (from, to) = (i64::from(window.from.minutes()) * 60, i64::from(window.to.minutes()) * 60);
        (from, if to <= from { to + DAY } else { to })
    });
    for segment in segments.iter().filter(|segment| segment.above.is_none() && !segment.people.is_empty()) {
        let one = count(rotation, calendar, segment, from, night)?;
        for person in &segment.people {
            people.entry(person.clone()).or_default().add(&one);
        }
    }
    let slot = rotation.slots.get_index(slot).map(|(name, _)| name.clone()).unwrap_or_default();
    Ok(Ledger { slot, people, throughout })
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        self.statutory += other.statutory;
        self.holiday += other.holiday;
        self.weekend += other.weekend;
        self.makeup_workday += other.makeup_workday;
        self.workday += other.workday;
        self.night += other.night;
        self.turns += other.turns;
        self.minutes += other.minutes;
    }
}

/// What a segment puts on each of its people.
fn count(
    rotation: &Rotation,
    calendar: &Calendar,
    segment: &Segment,
    from: Timestamp,
    night: (i64, i64),
) -> Result<Tally, Error> {
    let shown = |at: Timestamp| wall::seconds(rotation.zone.to_datetime(at));
    let (begins, ends) = (shown(segment.from), shown(segment.to));
    let mut opens = begins;
    let mut tally = Tally { turns: 1, ..Tally::default() };
    tally.minutes = (segment.to.as_second() - segment.from.as_second()).div_euclid(60);
    if segment.from == from
        && let Some(opened) = opened(rotation, segment)?
        && opened < begins
    {
        // It began before the span; the day on which it opened is not of the span.
        tally.turns = 0;
        opens = opened + (begins - opened + DAY - 1).div_euclid(DAY) * DAY;
    }
    while opens < ends {
        let date = wall::date(opens.div_euclid(DAY))?;
        let kind = calendar.kind_of(date)?;
        let slot = match kind {
            DayKind::Holiday if calendar.is_statutory(date) => &mut tally.statutory,
            DayKind::Holiday => &mut tally.holiday,
            DayKind::Weekend => &mut tally.weekend,
            DayKind::MakeupWorkday => &mut tally.makeup_workday,
            DayKind::Workday => &mut tally.workday,
        };
        *slot += 1;
        let until = (opens + DAY).min(ends);
        let midnight = opens.div_euclid(DAY) * DAY;
        let touches = |start: i64| opens < start + night.1 && start + night.0 < until;
        if [-DAY, 0, DAY].into_iter().any(|moved| touches(midnight + moved)) {
            tally.night += 1;
        }
        opens += DAY;
    }
    Ok(tally)
}

/// What the wall showed when the shift of a segment opened. Absent: no layer made it.
fn opened(rotation: &Rotation, segment: &Segment) -> Result<Option<i64>, Error> {
    let Some((layer, turn)) = segment.turn.and_then(|turn| Some((rotation.layers.get(turn.layer)?, turn)))
    else {
        return Ok(None);
    };
    let Some(windows) = &layer.windows else { return layer.turns.wall_of(turn.since).map(Some) };
    let moment = Moment::new(&rotation.zone, segment.from);
    let day = windows.opened(&rotation.zone, &moment)?;
    let first =
        windows.spans.iter().rev().find(|(from, _)| day.is_some_and(|day| day * DAY + from <= moment.wall));
    Ok(day.zip(first).map(|(day, (from, _))| day * DAY + from))
}
