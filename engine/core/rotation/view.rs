//! Duty as it is with some changes: the questions that can be asked.

use super::changes::Changes;
use super::resolve::{Filled, Seat, Turn};
use super::schedule::{Above, Schedules, Segment};
use super::wall::Moment;
use super::{Error, Name, Roster, Rotation, Rotations};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Rotations with changes.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    rotations: &'a Rotations,
    changes: &'a Changes,
}

/// Who fills a slot at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The slot.
    pub slot: Name,
    /// Who is on duty; empty: nobody.
    pub people: Vec<Name>,
    /// The turn of the layer that had somebody. Absent: none had.
    pub turn: Option<Turn>,
    /// The changes that mattered, as their places in the list, the weakest first.
    pub changes: Vec<usize>,
    /// Whose duty it is instead, where nobody is on duty here.
    pub above: Option<Arc<Above>>,
}

/// A slot of a unit above.
#[derive(Clone, Debug)]
pub(super) struct Upper<'a> {
    pub(super) rotation: &'a Rotation,
    pub(super) unit: &'a str,
    pub(super) roster: &'a Roster,
    pub(super) slot: usize,
    pub(super) above: Arc<Above>,
}

/// Farther than this nobody looks for the ends of a segment.
const FARTHEST: SignedDuration = SignedDuration::from_hours(24 * 40);

impl<'a> View<'a> {
    pub(super) const fn new(rotations: &'a Rotations, changes: &'a Changes) -> Self {
        Self { rotations, changes }
    }

    /// The rotations.
    #[must_use]
    pub const fn rotations(&self) -> &'a Rotations {
        self.rotations
    }

    /// The changes.
    #[must_use]
    pub const fn changes(&self) -> &'a Changes {
        self.changes
    }

    pub(super) fn rotation(&self, name: &str) -> Result<&'a Rotation, Error> {
        self.rotations.get(name).ok_or_else(|| Error::UnknownRotation(name.to_owned()))
    }

    /// Who is on duty, slot by slot. Without a unit, that of the only roster is meant.
    ///
    /// # Errors
    /// A year that no calendar describes; a rotation or unit that is not there.
    pub fn who(&self, rotation: &str, unit: Option<&str>, at: Timestamp) -> Result<Vec<Duty>, Error> {
        let rotation = self.rotation(rotation)?;
        let (unit, roster) = rotation.roster(unit)?;
        (0..rotation.slots.len()).map(|slot| self.duty(rotation, unit, roster, slot, at)).collect()
    }

    /// Who fills one slot.
    ///
    /// # Errors
    /// As [`View::who`]; a slot that is not there.
    pub fn who_in(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: Option<&str>,
        at: Timestamp,
    ) -> Result<Duty, Error> {
        let rotation = self.rotation(rotation)?;
        let (unit, roster) = rotation.roster(unit)?;
        self.duty(rotation, unit, roster, rotation.slot(slot)?, at)
    }

    fn duty(
        &self,
        rotation: &'a Rotation,
        unit: &'a str,
        roster: &'a Roster,
        slot: usize,
        at: Timestamp,
    ) -> Result<Duty, Error> {
        let Filled { mut people, layer, changes } = self.filled(rotation, unit, roster, slot, at)?;
        let mut above = None;
        if people.is_empty() && rotation.fallback().is_some() {
            for upper in self.upper(rotation, unit, slot) {
                people = self.filled(upper.rotation, upper.unit, upper.roster, upper.slot, at)?.people;
                if !people.is_empty() {
                    above = Some(upper.above);
                    break;
                }
            }
        }
        let turn = if people.is_empty() { None } else { layer };
        let slot = rotation.slot_names.get(slot).cloned().unwrap_or_default();
        Ok(Duty { slot, people, turn, changes, above })
    }

    fn filled(
        &self,
        rotation: &'a Rotation,
        unit: &'a str,
        roster: &'a Roster,
        slot: usize,
        at: Timestamp,
    ) -> Result<Filled, Error> {
        let moment = Moment::in_rotation(rotation, at);
        let layers = rotation.layers.iter().enumerate().filter(|(_, layer)| layer.slot == slot);
        let turns = layers.filter_map(|(number, layer)| {
            let turn = layer.turn_at(&rotation.zone, &moment).transpose()?;
            Some(turn.map(|turn| (number, turn)))
        });
        Seat::new(rotation, unit, roster, slot, self.changes).fill(at, turns)
    }

    /// The slots that are asked when nobody is on duty, the nearest unit first.
    pub(super) fn upper(&self, rotation: &'a Rotation, unit: &'a str, slot: usize) -> Vec<Upper<'a>> {
        let Some(fallback) = rotation.fallback() else { return Vec::new() };
        let wanted = rotation.slots.get_index(slot).map(|(name, _)| name.as_str()).unwrap_or_default();
        let mut all = Vec::new();
        let mut walked = Vec::new();
        for above in self.rotations.org.upward(unit).skip(1) {
            walked.push(above.id.clone());
            for place in self.rotations.of_unit.get(&above.id).into_iter().flatten() {
                let Some((_, upper)) = self.rotations.rotations.get_index(*place) else { continue };
                if fallback.rotation.as_ref().is_some_and(|name| name != upper.name()) {
                    continue;
                }
                let slot = match &fallback.slot {
                    Some(name) => upper.slots.get_index_of(name),
                    None => upper.slots.get_index_of(wanted).or(Some(0)),
                };
                let Some((slot, (name, _))) =
                    slot.and_then(|slot| Some((slot, upper.slots.get_index(slot)?)))
                else {
                    continue;
                };
                let Some((unit, roster)) = upper.rosters.get_key_value(&above.id) else { continue };
                let above = Above {
                    unit: unit.clone(),
                    rotation: upper.name().to_owned(),
                    slot: name.clone(),
                    walked: walked.clone(),
                };
                all.push(Upper { rotation: upper, unit, roster, slot, above: Arc::new(above) });
            }
        }
        all
    }

    /// Schedules over a span.
    #[must_use]
    pub const fn schedules(&self, from: Timestamp, to: Timestamp) -> Schedules<'a> {
        Schedules::new(*self, from, to)
    }

    /// The segment of a slot that holds at an instant. Its ends are looked for within forty days.
    ///
    /// # Errors
    /// As [`View::who_in`].
    pub fn segment(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: Option<&str>,
        at: Timestamp,
    ) -> Result<Segment, Error> {
        let known = self.rotation(rotation)?;
        let place = known.slot(slot)?;
        let slot = known.slots.get_index(place).map(|(name, _)| name.as_str()).unwrap_or_default();
        let mut reach = FARTHEST;
        loop {
            let from = at.checked_sub(reach).unwrap_or(Timestamp::MIN);
            let to = at.checked_add(reach).unwrap_or(Timestamp::MAX);
            let found = self.schedules(from, to).slot(rotation, unit, slot);
            match found {
                // Beside the instant a year may be missing that it does not need.
                Err(Error::MissingYear { .. }) if reach > SignedDuration::from_hours(1) => reach /= 2,
                Err(error) => return Err(error),
                Ok(segments) => {
                    let found = segments.into_iter().find(|segment| segment.from <= at && at < segment.to);
                    return found.ok_or(Error::OutOfRange);
                }
            }
        }
    }
}
