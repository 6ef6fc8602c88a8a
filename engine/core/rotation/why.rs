//! Why somebody is on duty, or nobody: everything that an explanation shows.

use super::resolve::Seat;
use super::schedule::Above;
use super::wall::{self, DAY, Moment};
use super::{Change, Error, Name, View};
use crate::model::Text;
use crate::model::rotation::Advance;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Serialize;

/// Why a slot is filled as it is at an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// The rotation.
    pub rotation: String,
    /// The rule it follows. Absent: the document names none.
    pub basis: Option<String>,
    /// The unit; empty where the rotation names none.
    pub unit: String,
    /// The slot.
    pub slot: String,
    /// The instant that was asked about.
    pub at: Timestamp,
    /// The zone of the rotation, in which people read times.
    #[serde(skip)]
    pub zone: TimeZone,
    /// It on the clock on the wall of the rotation.
    pub wall: DateTime,
    /// Who is on duty, with their names.
    pub people: Vec<(Name, String)>,
    /// Since when these people are on duty for this reason.
    pub from: DateTime,
    /// Until when.
    pub to: DateTime,
    /// The turn that decides. Absent: no layer had anybody.
    pub turn: Option<WhyTurn>,
    /// The day on which the duty opened. Absent: the rotation names no calendar, or the day is not known.
    pub day: Option<WhyDay>,
    /// The layers that were asked before, and why they gave nobody.
    pub passed: Vec<(Name, Passed)>,
    /// The temporary roster that replaces the layers. Absent: none does.
    pub temporary: Option<Name>,
    /// The changes that mattered, the weakest first.
    pub changes: Vec<Change>,
    /// Whose duty it is instead.
    pub above: Option<WhyAbove>,
    /// The edition of the documents that was asked. Absent: there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<WhyEdition>,
}

/// The edition of the documents that was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyEdition {
    /// The SHA-256 of its documents, in hexadecimal.
    pub version: String,
    /// Since when it was in force, on the clock on the wall. Absent: from the beginning.
    pub since: Option<DateTime>,
    /// Until when. Absent: it is.
    pub until: Option<DateTime>,
}

/// The turn that decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyTurn {
    /// The layer.
    pub layer: Name,
    /// The number of the turn: 0 begins when the layer starts.
    pub number: i64,
    /// How turns advance.
    pub advance: Advance,
    /// When the turn begins.
    pub from: DateTime,
    /// When it has ended.
    pub to: DateTime,
    /// Who takes the turn by the list, before any change.
    pub person: Option<Name>,
}

/// The day on which the duty opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyDay {
    /// The day.
    pub date: Date,
    /// The word for its kind.
    pub kind: &'static str,
    /// Whether it is a statutory holiday itself.
    pub statutory: bool,
    /// The holiday that it belongs to, or is worked for. Absent: none.
    pub name: Option<Text>,
    /// Whether the arrangement of its year is not published yet.
    pub provisional: bool,
}

/// Why a layer gave nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Passed {
    /// It has no duty at this time.
    NoDuty,
    /// Its turn falls to nobody.
    Nobody,
    /// Whose turn it is, is away.
    Away,
}

/// Whose duty it is instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyAbove {
    /// The unit.
    pub unit: String,
    /// Its rotation.
    pub rotation: String,
    /// The slot that was asked there.
    pub slot: String,
    /// The units that were asked, from the first above to the one of the answer.
    pub walked: Vec<String>,
}

impl View<'_> {
    /// Why a slot is filled as it is.
    ///
    /// # Errors
    /// As [`View::who_in`].
    pub fn why(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: Option<&str>,
        at: Timestamp,
    ) -> Result<Why, Error> {
        let segment = self.segment(rotation, unit, slot, at)?;
        let rotation = self.rotation(rotation)?;
        let (unit, roster) = rotation.roster(unit)?;
        let place = rotation.slot(slot)?;
        let seat = Seat::new(rotation, unit, roster, place, self.changes());
        let shown = |at: Timestamp| rotation.zone.to_datetime(at);
        let moment = Moment::new(&rotation.zone, at);
        let temporary = seat.temporary(at);
        let mut passed = Vec::new();
        let mut opened = moment.wall.div_euclid(DAY);
        for (number, layer) in rotation.layers.iter().enumerate() {
            if layer.slot != place || layer.temporary != temporary {
                continue;
            }
            if segment.turn.is_some_and(|turn| turn.layer == number) {
                if let Some(windows) = &layer.windows {
                    opened = windows.opened(&rotation.zone, &moment)?.unwrap_or(opened);
                }
                break;
            }
            let reason = match layer.turn_at(&rotation.zone, &moment)? {
                None => Passed::NoDuty,
                Some(turn) => {
                    let members = roster.members.get(number);
                    let taken = members.and_then(|members| members.taken(turn, 0, at));
                    if taken.is_some() { Passed::Away } else { Passed::Nobody }
                }
            };
            passed.push((layer.name.clone(), reason));
        }
        let turn = match segment.turn {
            None => None,
            Some(turn) => {
                let (from, to) = rotation.bounds(&turn)?;
                let members = roster.members.get(turn.layer);
                let taken = members.and_then(|members| members.taken(turn.number, 0, at));
                Some(WhyTurn {
                    layer: rotation.layer(turn.layer).cloned().unwrap_or_default(),
                    number: turn.number,
                    advance: rotation.advance(turn.layer),
                    from: shown(from),
                    to: shown(to),
                    person: taken.map(|taken| taken.person.clone()),
                })
            }
        };
        let org = self.rotations().organisation();
        let name = |id: &Name| org.person(id).map_or_else(|| id.to_string(), |person| person.name.clone());
        Ok(Why {
            rotation: rotation.name().to_owned(),
            basis: rotation.document.basis.clone(),
            unit: unit.to_owned(),
            slot: rotation.slots.get_index(place).map(|(name, _)| name.clone()).unwrap_or_default(),
            at,
            zone: rotation.zone.clone(),
            wall: shown(at),
            people: segment.people.iter().map(|id| (id.clone(), name(id))).collect(),
            from: shown(segment.from),
            to: shown(segment.to),
            turn,
            day: day(rotation, opened),
            passed,
            temporary: temporary.and_then(|place| Some(rotation.temporaries.get(place)?.name.clone())),
            changes: segment
                .changes
                .iter()
                .filter_map(|place| self.changes().list().get(*place).cloned())
                .collect(),
            above: segment.above.as_deref().map(above),
            edition: None,
        })
    }
}

fn above(above: &Above) -> WhyAbove {
    WhyAbove {
        unit: above.unit.clone(),
        rotation: above.rotation.clone(),
        slot: above.slot.clone(),
        walked: above.walked.clone(),
    }
}

fn day(rotation: &super::Rotation, opened: i64) -> Option<WhyDay> {
    let calendar = rotation.calendar()?;
    let date = wall::date(opened).ok()?;
    let kind = calendar.kind_of(date).ok()?;
    Some(WhyDay {
        date,
        kind: kind.word(),
        statutory: calendar.is_statutory(date),
        name: calendar.name_of(date).cloned(),
        provisional: calendar.status(date.year()) == Some(crate::calendar::Status::Provisional),
    })
}
