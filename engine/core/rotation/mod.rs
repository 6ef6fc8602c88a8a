//! Who is on duty when, and why: functions of an instant.
//!
//! Nothing here knows what time it is. Turns are counted on the clock on the wall; changes are data that is handed in; a
//! schedule is what `who` would answer at each of its instants.

mod across;
mod build;
mod changes;
mod check;
mod coverage;
mod editions;
mod eligible;
mod fairness;
mod fault;
mod layer;
mod members;
mod pool;
mod preview;
mod resolve;
mod schedule;
mod turns;
mod view;
mod wall;
mod why;
mod windows;
mod words;

#[cfg(test)]
mod tests;

pub use across::{Across, MAX_NAMED, Served, across, shared};
pub use changes::{
    Act, Change, ChangeFault, ChangeFaultKind, Changes, Exchange, Leave, Override, Part, Replace, Stated,
};
pub use check::{Finding, findings};
pub use coverage::{Coverage, Covered, Hole};
pub use editions::{Editions, Era};
pub use fairness::{Ledger, Share, Tally};
pub use fault::{Error, Fault, FaultKind};
pub use preview::{Move, Preview, Refusal, Shifted};
pub use resolve::Turn;
pub use schedule::{Above, MAX_DAYS, Schedules, Segment};
pub use view::{Duty, View};
pub use why::{Passed, Why, WhyAbove, WhyDay, WhyEdition, WhyTurn};

use crate::calendar::Calendar;
use crate::model::rotation::{Advance, Document, Fairness, Fallback, Slot};
use crate::organisation::Organisation;
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The id of a person, or the name of a layer.
pub type Name = Arc<str>;

/// All rotations of a deployment, compiled: each may fall back on another.
#[derive(Clone, Debug, Default)]
pub struct Rotations {
    rotations: IndexMap<String, Rotation>,
    org: Arc<Organisation>,
    /// For each unit, the rotations that have a roster for it.
    of_unit: IndexMap<String, Vec<usize>>,
}

/// A rotation, compiled.
#[derive(Clone, Debug)]
pub struct Rotation {
    document: Arc<Document>,
    zone: TimeZone,
    calendar: Option<Arc<Calendar>>,
    /// Its place among the rotations it was compiled with.
    place: usize,
    /// Absent: the clocks of the zone go on to change.
    settled: Option<wall::Settled>,
    slots: IndexMap<String, Slot>,
    slot_names: Vec<Name>,
    layers: Vec<layer::Layer>,
    temporaries: Vec<Temporary>,
    rosters: IndexMap<String, Roster>,
    service: Option<windows::Windows>,
}

/// The span of a temporary roster.
#[derive(Clone, Debug)]
struct Temporary {
    name: Name,
    from: Timestamp,
    to: Timestamp,
    /// The slots it has a layer for; in others the rotation goes on.
    slots: BTreeSet<usize>,
}

/// Who takes part for one unit.
#[derive(Clone, Debug, Default)]
struct Roster {
    /// Its place among those of the rotation.
    place: usize,
    /// For each layer of the rotation.
    /// Shared between rosters where the document names the people.
    members: Vec<Arc<members::Members>>,
    /// The temporary rosters that hold here.
    temporaries: Vec<usize>,
}

impl Rotations {
    /// The rotation of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Rotation> {
        self.rotations.get(name)
    }

    /// All rotations, in the order of the documents.
    pub fn iter(&self) -> impl Iterator<Item = &Rotation> {
        self.rotations.values()
    }

    /// The organisation whose units and people they name.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.org
    }

    /// What authors wrote, in the order of the documents.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.rotations.values().map(Rotation::document)
    }

    /// All documents as one text: a list in JSON, in their order.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(&self.documents().collect::<Vec<_>>()).unwrap_or_default()
    }

    /// The SHA-256 of that text, in hexadecimal.
    #[must_use]
    pub fn version(&self) -> String {
        hash(self.text().as_bytes())
    }

    /// What the log names: each rotation with the SHA-256 of its document, in hexadecimal.
    pub fn versions(&self) -> impl Iterator<Item = (String, String)> {
        self.documents().map(|document| {
            let text = serde_json::to_vec(document).unwrap_or_default();
            (format!("rotation.{}", document.rotation), hash(&text))
        })
    }

    /// Whether these would come out of the same documents with the calendars and the organisation.
    #[must_use]
    pub fn count_by(&self, calendars: &BTreeMap<String, Arc<Calendar>>, org: &Organisation) -> bool {
        let version = |calendar: &Arc<Calendar>| calendar.version().to_owned();
        self.org.version() == org.version()
            && self.rotations.values().all(|rotation| {
                let named = rotation.document.calendar.as_ref().and_then(|name| calendars.get(name));
                rotation.calendar().map(version) == named.map(version)
            })
    }

    /// The same documents with other calendars and another organisation, and what does not go with them.
    #[must_use]
    pub fn rebuilt(
        &self,
        calendars: &BTreeMap<String, Arc<Calendar>>,
        org: Arc<Organisation>,
    ) -> (Self, Vec<Fault>) {
        let documents: Vec<Document> = self.documents().cloned().collect();
        Self::build(&documents, calendars, org)
    }

    /// Duty as it is with some changes.
    #[must_use]
    pub const fn view<'a>(&'a self, changes: &'a Changes) -> View<'a> {
        View::new(self, changes)
    }
}

fn hash(text: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Rotation {
    /// The name by which documents call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.document.rotation
    }

    /// What the author wrote.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The zone of its civil times.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The calendar that tells the kinds of day. Absent: it names none.
    #[must_use]
    pub const fn calendar(&self) -> Option<&Arc<Calendar>> {
        self.calendar.as_ref()
    }

    /// What a shift needs, by name.
    #[must_use]
    pub const fn slots(&self) -> &IndexMap<String, Slot> {
        &self.slots
    }

    /// The units it has a roster for; one that is empty where the document names none.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.rosters.keys().map(String::as_str)
    }

    /// Whether it has a roster for a unit.
    #[must_use]
    pub fn has_unit(&self, unit: &str) -> bool {
        self.rosters.contains_key(unit)
    }

    /// The name of a layer, by its place.
    #[must_use]
    pub fn layer(&self, place: usize) -> Option<&Name> {
        self.layers.get(place).map(|layer| &layer.name)
    }

    /// How the turns of a layer advance, by its place.
    fn advance(&self, place: usize) -> Advance {
        match self.layers.get(place).map(|layer| &layer.turns) {
            Some(turns::Turns::Days { .. }) => Advance::EligibleDay,
            Some(turns::Turns::Blocks { .. }) => Advance::Block,
            _ => Advance::Calendar,
        }
    }

    /// When a turn begins, and when it has ended, hours that are not of its layer included.
    ///
    /// # Errors
    /// A year that no calendar describes.
    pub fn bounds(&self, turn: &Turn) -> Result<(Timestamp, Timestamp), Error> {
        let layer = self.layers.get(turn.layer).ok_or(Error::OutOfRange)?;
        layer.span(&self.zone, turn.number)
    }

    /// The roster of a unit, or the only one.
    fn roster(&self, unit: Option<&str>) -> Result<(&str, &Roster), Error> {
        let found = match unit {
            Some(unit) => self.rosters.get_key_value(unit),
            None if self.rosters.len() == 1 => self.rosters.first(),
            None => return Err(Error::UnitNeeded(self.name().to_owned())),
        };
        let missing = || Error::UnknownUnit {
            rotation: self.name().to_owned(),
            unit: unit.unwrap_or_default().to_owned(),
        };
        found.map(|(unit, roster)| (unit.as_str(), roster)).ok_or_else(missing)
    }

    /// The place of a slot, or of the only one.
    fn slot(&self, slot: Option<&str>) -> Result<usize, Error> {
        let found = match slot {
            Some(slot) => self.slots.get_index_of(slot),
            None => (self.slots.len() == 1).then_some(0),
        };
        let slot = slot.unwrap_or_default().to_owned();
        found.ok_or_else(|| Error::UnknownSlot { rotation: self.name().to_owned(), slot })
    }

    fn fallback(&self) -> Option<&Fallback> {
        self.document.fallback.as_ref().filter(|fallback| fallback.parent)
    }

    fn fairness(&self) -> Option<&Fairness> {
        self.document.fairness.as_ref()
    }

    /// The shortest rest between two shifts, in seconds. Absent: none is asked for.
    pub fn rest(&self) -> Option<i64> {
        use crate::model::duration::Unit;
        let minimum = self.document.rest?.minimum;
        match minimum.unit {
            Unit::Minutes => Some(i64::from(minimum.count) * 60),
            Unit::Hours => Some(i64::from(minimum.count) * 3_600),
            _ => None,
        }
    }
}
