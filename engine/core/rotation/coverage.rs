//! Coverage: the proof that somebody is on duty whenever they must be, or the list of holes.

use super::schedule::{Above, Schedules, Segment};
use super::{Error, Name, Roster, Rotation, View};
use jiff::Timestamp;
use std::sync::Arc;

/// Whether the slots of a rotation are filled whenever they must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// What was looked at, unit by unit and slot by slot.
    pub slots: Vec<Covered>,
}

/// A slot of a unit. Without holes, this is the proof: every instant of service in the span was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The unit; empty where the rotation names none.
    pub unit: String,
    /// The slot.
    pub slot: String,
    /// The seconds of service within the span.
    pub service: i64,
    /// When too few are on duty, ascending and apart.
    pub holes: Vec<Hole>,
}

/// A stretch of service in which too few are on duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
    /// Who is on duty nevertheless: some of several, or the duty of a unit above.
    pub people: Vec<Name>,
    /// How many are missing here.
    pub missing: usize,
    /// Whose duty fills it. Absent: nobody's.
    pub above: Option<Arc<Above>>,
}

impl Hole {
    /// Whether the next hole is more of the same.
    pub(super) fn goes_on(&self, next: &Self) -> bool {
        self.to == next.from && self.people == next.people && self.above == next.above
    }
}

impl Coverage {
    /// Whether there is no hole that nobody fills.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.slots.iter().flat_map(|slot| &slot.holes).all(|hole| hole.above.is_some())
    }

    /// Whether every slot is filled by its own roster.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.slots.iter().all(|slot| slot.holes.is_empty())
    }
}

impl View<'_> {
    /// The coverage of a rotation over a span: of all units it has a roster for, or of those at and below one.
    ///
    /// # Errors
    /// A year that no calendar describes; a rotation that is not there.
    pub fn coverage(
        &self,
        rotation: &str,
        below: Option<&str>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Coverage, Error> {
        let rotation = self.rotation(rotation)?;
        let org = self.rotations().organisation();
        if let Some(unit) = below
            && org.unit(unit).is_none()
            && !rotation.rosters.contains_key(unit)
        {
            let rotation = rotation.name().to_owned();
            return Err(Error::UnknownUnit { rotation, unit: unit.to_owned() });
        }
        let mut schedules = self.schedules(from, to);
        let service = service(rotation, from, to)?;
        let mut slots = Vec::new();
        for (unit, roster) in &rotation.rosters {
            if below.is_some_and(|root| unit != root && !org.is_within(unit, root)) {
                continue;
            }
            for slot in 0..rotation.slots.len() {
                slots.push(schedules.covered(rotation, unit, roster, slot, &service)?);
            }
        }
        Ok(Coverage { slots })
    }
}

impl<'a> Schedules<'a> {
    pub(super) fn covered(
        &mut self,
        rotation: &'a Rotation,
        unit: &'a str,
        roster: &'a Roster,
        slot: usize,
        service: &[(Timestamp, Timestamp)],
    ) -> Result<Covered, Error> {
        let segments = self.of(rotation, unit, roster, slot)?;
        let (name, count) = rotation
            .slots
            .get_index(slot)
            .map(|(name, slot)| (name.clone(), usize::try_from(slot.count).unwrap_or(usize::MAX)))
            .unwrap_or_default();
        Ok(Covered {
            unit: unit.to_owned(),
            slot: name,
            service: service.iter().map(|(from, to)| to.as_second() - from.as_second()).sum(),
            holes: holes(&segments, service, count),
        })
    }
}

/// The stretches within a span in which a rotation must be covered, ascending and apart.
pub(super) fn service(
    rotation: &Rotation,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, Timestamp)>, Error> {
    let Some(windows) = &rotation.service else { return Ok(vec![(from, to)]) };
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::new();
    for open in windows.between(&rotation.zone, from, to)? {
        let (start, end) = (open.from.max(from), open.to.min(to));
        match joined.last_mut() {
            Some((_, last)) if *last == start => *last = end,
            _ => joined.push((start, end)),
        }
    }
    Ok(joined)
}

fn holes(segments: &[Segment], service: &[(Timestamp, Timestamp)], count: usize) -> Vec<Hole> {
    let mut holes: Vec<Hole> = Vec::new();
    let mut needed = service.iter().peekable();
    for segment in segments.iter().filter(|segment| segment.people.len() < count || segment.above.is_some()) {
        while needed.next_if(|(_, end)| *end <= segment.from).is_some() {}
        for (start, end) in needed.clone().take_while(|(start, _)| *start < segment.to) {
            let (from, to) = (segment.from.max(*start), segment.to.min(*end));
            let own = if segment.above.is_some() { 0 } else { segment.people.len() };
            let missing = count.saturating_sub(own);
            let hole =
                Hole { from, to, people: segment.people.clone(), missing, above: segment.above.clone() };
            match holes.last_mut() {
                Some(last) if last.goes_on(&hole) => last.to = hole.to,
                _ => holes.push(hole),
            }
        }
    }
    holes
}
