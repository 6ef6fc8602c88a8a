//! Documents to rotations, all faults at once.

use super::eligible::Eligible;
use super::fault::{Error, Fault, FaultKind};
use super::layer::Layer;
use super::members::Members;
use super::turns::Turns;
use super::wall::{self, DAY};
use super::windows::Windows;
use super::{Roster, Rotation, Rotations, Temporary, pool};
use crate::calendar::{Calendar, first_instant};
use crate::model;
use crate::model::rotation::{Advance, Document, Restriction, Slot, Unit};
use crate::organisation::Organisation;
use indexmap::IndexMap;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The slot of a rotation that names none.
const ONLY_SLOT: &str = "duty";

impl Rotations {
    /// Compiles all documents together. What could be understood is returned with every fault that was found.
    ///
    /// What only the coming year shows (gaps, rests, fairness) is asked for with [`super::findings`].
    #[must_use]
    pub fn build(
        documents: &[Document],
        calendars: &BTreeMap<String, Arc<Calendar>>,
        org: Arc<Organisation>,
    ) -> (Self, Vec<Fault>) {
        let mut all = Self { org, ..Self::default() };
        let mut faults = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            let mut build =
                Build { index, document, calendars, org: &all.org, faults: &mut faults, zone: TimeZone::UTC };
            if let Some(rotation) = build.rotation() {
                if all.rotations.contains_key(&document.rotation) {
                    build.fault(FaultKind::Duplicate(document.rotation.clone()), "/rotation");
                } else {
                    let place = all.rotations.len();
                    for unit in rotation.rosters.keys() {
                        all.of_unit.entry(unit.clone()).or_default().push(place);
                    }
                    all.rotations.insert(document.rotation.clone(), rotation);
                }
            }
        }
        for (index, document) in documents.iter().enumerate() {
            let named = document.fallback.as_ref().and_then(|fallback| fallback.rotation.clone());
            if let Some(name) = named.filter(|name| !all.rotations.contains_key(name)) {
                let kind = FaultKind::UnknownRotation(name);
                faults.push(Fault { kind, document: index, pointer: "/fallback/rotation".to_owned() });
            }
        }
        (all, faults)
    }
}

struct Build<'a> {
    index: usize,
    document: &'a Document,
    calendars: &'a BTreeMap<String, Arc<Calendar>>,
    org: &'a Organisation,
    faults: &'a mut Vec<Fault>,
    zone: TimeZone,
}

impl<'a> Build<'a> {
    fn fault(&mut self, kind: FaultKind, at: impl Into<String>) {
        let pointer = at.into();
        self.faults.push(Fault { kind, document: self.index, pointer });
    }

    fn error(&mut self, error: Error, at: impl Into<String>) {
        let kind = match error {
            Error::MissingYear { calendar, year } => FaultKind::MissingYear { calendar, year },
            _ => FaultKind::ZeroLength,
        };
        self.fault(kind, at);
    }

    /// Absent: too little of it is sound to ask it anything.
    fn rotation(&mut self) -> Option<Rotation> {
        let document = self.document;
        let calendar = document.calendar.as_ref().and_then(|name| {
            let known = self.calendars.get(name).cloned();
            if known.is_none() {
                self.fault(FaultKind::UnknownCalendar(name.clone()), "/calendar");
            }
            known
        });
        self.zone = self.zone_of(calendar.as_deref())?;
        let mut slots = document.slots.clone();
        if slots.is_empty() {
            slots.insert(ONLY_SLOT.to_owned(), Slot::default());
        }
        self.slots(&slots);
        if let Some(rest) = document.rest
            && !matches!(rest.minimum.unit, model::duration::Unit::Minutes | model::duration::Unit::Hours)
        {
            self.fault(FaultKind::RestUnit(rest.minimum.to_string()), "/rest/minimum");
        }
        let mut layers = Vec::new();
        let mut written = Vec::new();
        for (place, layer) in document.layers.iter().enumerate() {
            let at = format!("/layers/{place}");
            if let Some(read) = self.layer(layer, &slots, calendar.as_deref(), &at) {
                layers.push(read);
                written.push((layer, at));
            }
        }
        let temporaries = self.temporaries(&slots, calendar.as_deref(), &mut layers, &mut written);
        let rosters = self.rosters(&slots, &layers, &written);
        let service = document.service.as_ref().and_then(|service| {
            let start = self.first_year(calendar.as_deref());
            self.windows(service, calendar.as_deref(), start, 0, "/service")
        });
        let document = Arc::new(document.clone());
        let zone = self.zone.clone();
        Some(Rotation { document, zone, calendar, slots, layers, temporaries, rosters, service })
    }

    fn zone_of(&mut self, calendar: Option<&Calendar>) -> Option<TimeZone> {
        match (&self.document.zone, calendar) {
            (Some(name), _) => {
                let zone = TimeZoneDatabase::bundled().get(name).ok();
                if zone.is_none() {
                    self.fault(FaultKind::UnknownZone(name.clone()), "/zone");
                }
                zone
            }
            (None, Some(calendar)) => Some(calendar.zone().clone()),
            (None, None) => {
                if self.document.calendar.is_none() {
                    self.fault(FaultKind::NoZone, "");
                }
                None
            }
        }
    }

    fn slots(&mut self, slots: &IndexMap<String, Slot>) {
        for (name, slot) in slots {
            if let Some(pool) = &slot.pool
                && !self.org.roles().contains_key(&pool.role)
            {
                self.fault(FaultKind::UnknownRole(pool.role.clone()), format!("/slots/{name}/pool/role"));
            }
            for (place, other) in slot.not_same_as.iter().enumerate() {
                if !slots.contains_key(other) {
                    let at = format!("/slots/{name}/not_same_as/{place}");
                    self.fault(FaultKind::UnknownSlot(other.clone()), at);
                }
            }
        }
    }

    fn layer(
        &mut self,
        layer: &model::rotation::Layer,
        slots: &IndexMap<String, Slot>,
        calendar: Option<&Calendar>,
        at: &str,
    ) -> Option<Layer> {
        let slot = match &layer.slot {
            Some(name) => {
                let known = slots.get_index_of(name);
                if known.is_none() {
                    self.fault(FaultKind::UnknownSlot(name.clone()), format!("{at}/slot"));
                }
                known
            }
            None if slots.len() == 1 => Some(0),
            None => {
                self.fault(FaultKind::NoSlot, at);
                None
            }
        };
        let until = layer.until.and_then(|until| {
            if until <= layer.start {
                self.fault(FaultKind::ZeroLength, format!("{at}/until"));
            }
            self.instant(until)
        });
        let opens = wall::seconds(layer.start).rem_euclid(DAY);
        let whole = Restriction::default();
        let on = layer.on.as_ref().unwrap_or(&whole);
        let windows = match (&layer.on, layer.advance) {
            (None, Advance::Calendar) => None,
            _ => Some(self.windows(on, calendar, layer.start.year(), opens, &format!("{at}/on"))?),
        };
        let turns = self.turns(layer, windows.as_ref(), at)?;
        Some(Layer { name: layer.layer.as_str().into(), slot: slot?, turns, windows, until, temporary: None })
    }

    fn turns(
        &mut self,
        layer: &model::rotation::Layer,
        windows: Option<&Windows>,
        at: &str,
    ) -> Option<Turns> {
        let every = layer.every.map(|every| (i64::from(every.n), every.unit));
        let (start, day) = (wall::seconds(layer.start), wall::seconds(layer.start).div_euclid(DAY));
        let mixed = |build: &mut Self, advance, unit| {
            let unit = match unit {
                Unit::Hour => "hour",
                Unit::Day => "day",
                Unit::Week => "week",
                Unit::Month => "month",
            };
            build.fault(FaultKind::UnitsMix { advance, unit }, format!("{at}/every/unit"));
        };
        if every.is_some_and(|(n, _)| n == 0) {
            self.fault(FaultKind::ZeroLength, format!("{at}/every/n"));
            return None;
        }
        match (layer.advance, every) {
            (Advance::Calendar, Some((n, Unit::Month))) => {
                Some(Turns::Months { start: layer.start, months: n })
            }
            (Advance::Calendar, every) => {
                let length = match every {
                    Some((n, Unit::Hour)) => n * 3_600,
                    Some((n, Unit::Week)) => n * 7 * DAY,
                    Some((n, _)) => n * DAY,
                    None => DAY,
                };
                Some(Turns::Even { start, length })
            }
            (Advance::EligibleDay, Some((_, unit))) if unit != Unit::Day => {
                mixed(self, "eligible_day", unit);
                None
            }
            (Advance::Block, Some((_, unit))) => {
                mixed(self, "block", unit);
                None
            }
            (Advance::EligibleDay, every) => {
                let days = windows?.days.clone();
                let base = self.told(days.rank(day), at)?;
                Some(Turns::Days { days, base, n: every.map_or(1, |(n, _)| n) })
            }
            (Advance::Block, None) => {
                let days = windows?.days.clone();
                if days.is_endless() {
                    self.fault(FaultKind::NoDay, format!("{at}/on"));
                    return None;
                }
                // A start inside a block is the start of that block.
                let begun = self.told(days.runs(day), at)?;
                let inside = self.told(days.has(day), at)?;
                Some(Turns::Blocks { days, base: begun - i64::from(inside) })
            }
        }
    }

    fn told<T>(&mut self, answer: Result<T, Error>, at: &str) -> Option<T> {
        answer.map_err(|error| self.error(error, format!("{at}/start"))).ok()
    }

    fn windows(
        &mut self,
        restriction: &Restriction,
        calendar: Option<&Calendar>,
        start: i16,
        opens: i64,
        at: &str,
    ) -> Option<Windows> {
        if !restriction.days.is_empty() && calendar.is_none() {
            if self.document.calendar.is_none() {
                self.fault(FaultKind::NoCalendar, format!("{at}/days"));
            }
            return None;
        }
        let days = match Eligible::new(restriction, calendar, start) {
            Ok(days) => days,
            Err(error) => {
                self.error(error, format!("{at}/days"));
                return None;
            }
        };
        if days.is_empty() {
            self.fault(FaultKind::NoDay, at);
            return None;
        }
        let mut spans = Vec::with_capacity(restriction.windows.len());
        for (place, window) in restriction.windows.iter().enumerate() {
            let (from, to) = (i64::from(window.from.minutes()) * 60, i64::from(window.to.minutes()) * 60);
            if from == DAY {
                self.fault(FaultKind::ZeroLength, format!("{at}/windows/{place}"));
                continue;
            }
            spans.push((from, if to <= from { to + DAY } else { to }));
        }
        spans.sort_unstable();
        let bites = |a: &(i64, i64), b: &(i64, i64)| b.0 < a.1;
        let in_a_day = spans.windows(2).any(|pair| matches!(pair, [a, b] if bites(a, b)));
        let next = spans.first().map(|(from, to)| (from + DAY, to + DAY));
        let over_midnight = spans.last().zip(next).is_some_and(|(last, next)| bites(last, &next));
        if in_a_day || over_midnight && days.has_neighbours() {
            self.fault(FaultKind::WindowsOverlap, format!("{at}/windows"));
        }
        if spans.is_empty() {
            spans.push((opens, opens + DAY));
        }
        Some(Windows { days, spans })
    }

    fn temporaries(
        &mut self,
        slots: &IndexMap<String, Slot>,
        calendar: Option<&Calendar>,
        layers: &mut Vec<Layer>,
        written: &mut Vec<(&'a model::rotation::Layer, String)>,
    ) -> Vec<Temporary> {
        let mut all: Vec<Temporary> = Vec::new();
        let documents: &'a [model::rotation::Temporary] = &self.document.temporary;
        for (number, temporary) in documents.iter().enumerate() {
            let at = format!("/temporary/{number}");
            let never = jiff::Timestamp::MAX;
            let from = self.instant(temporary.from).unwrap_or(never);
            let to = self.instant(temporary.to).unwrap_or(never);
            if to <= from {
                self.fault(FaultKind::ZeroLength, format!("{at}/to"));
            }
            for (place, unit) in temporary.units.iter().enumerate() {
                self.unit(unit, format!("{at}/units/{place}"));
            }
            let mut filled = BTreeSet::new();
            for (place, layer) in temporary.layers.iter().enumerate() {
                let at = format!("{at}/layers/{place}");
                if let Some(mut read) = self.layer(layer, slots, calendar, &at) {
                    read.temporary = Some(number);
                    filled.insert(read.slot);
                    layers.push(read);
                    written.push((layer, at));
                }
            }
            let shares = |other: &str| {
                let units = documents.iter().find(|known| known.temporary == other).map(|known| &known.units);
                units.is_none_or(|units| {
                    units.is_empty()
                        || temporary.units.is_empty()
                        || units.iter().any(|unit| temporary.units.contains(unit))
                })
            };
            let other = all.iter().find(|other| {
                other.from < to && from < other.to && !other.slots.is_disjoint(&filled) && shares(&other.name)
            });
            if let Some(other) = other.map(|other| other.name.to_string()) {
                self.fault(FaultKind::TemporariesOverlap(other, temporary.temporary.clone()), at);
            }
            all.push(Temporary { name: temporary.temporary.as_str().into(), from, to, slots: filled });
        }
        all
    }

    fn instant(&mut self, wall: DateTime) -> Option<jiff::Timestamp> {
        first_instant(&self.zone, wall).ok()
    }

    fn unit(&mut self, unit: &str, at: impl Into<String>) {
        if self.org.unit(unit).is_none() {
            self.fault(FaultKind::UnknownUnit(unit.to_owned()), at);
        }
    }

    fn first_year(&self, calendar: Option<&Calendar>) -> i16 {
        let start = self.document.layers.first().map_or(1970, |layer| layer.start.year());
        let known = calendar.filter(|calendar| calendar.status(start).is_none());
        known.and_then(|calendar| calendar.years().next()).map_or(start, |(year, _)| year)
    }

    fn rosters(
        &mut self,
        slots: &IndexMap<String, Slot>,
        layers: &[Layer],
        written: &[(&model::rotation::Layer, String)],
    ) -> IndexMap<String, Roster> {
        let document = self.document;
        let mut units = Vec::new();
        if let Some(each) = &document.for_each {
            if !self.org.levels().contains(&each.level) {
                self.fault(FaultKind::UnknownLevel(each.level.clone()), "/for_each/level");
            }
            units.extend(self.org.units_at(&each.level).map(|unit| unit.id.clone()));
        } else if let Some(unit) = &document.unit {
            self.unit(unit, "/unit");
            units.push(unit.clone());
        } else {
            units.push(String::new());
        }
        for (layer, at) in written {
            for (place, one) in layer.participants.iter().enumerate() {
                let name = one.person.as_ref().filter(|person| self.org.person(person).is_none());
                if let Some(name) = name {
                    let at = format!("{at}/participants/{place}/person");
                    self.fault(FaultKind::UnknownPerson(name.clone()), at);
                }
                if let (Some(from), Some(until)) = (one.from, one.until)
                    && until < from
                {
                    self.fault(FaultKind::ZeroLength, format!("{at}/participants/{place}/until"));
                }
            }
        }
        let mut rosters: IndexMap<String, Roster> = IndexMap::with_capacity(units.len());
        let mut empty: BTreeMap<usize, (String, usize)> = BTreeMap::new();
        let mut few: BTreeMap<usize, (String, usize)> = BTreeMap::new();
        for unit in units {
            let mut members = Vec::with_capacity(layers.len());
            for (number, (layer, (model, at))) in layers.iter().zip(written).enumerate() {
                let Some((_, slot)) = slots.get_index(layer.slot) else { continue };
                let entries = pool::entries(model, slot, &unit, self.org);
                let list = Members::new(&entries, slot.count, &layer.turns, &self.zone);
                let list = list.map_err(|error| self.error(error, at.clone())).unwrap_or_default();
                match list.people().len() {
                    0 => empty.entry(number).or_insert_with(|| (unit.clone(), 0)).1 += 1,
                    got if got < slot.count as usize => {
                        few.entry(number).or_insert_with(|| (unit.clone(), got));
                    }
                    _ => {}
                }
                members.push(list);
            }
            let named = |temporary: &model::rotation::Temporary| {
                temporary.units.is_empty() || temporary.units.contains(&unit)
            };
            let temporaries = document.temporary.iter().enumerate().filter(|(_, one)| named(one));
            let temporaries = temporaries.map(|(number, _)| number).collect();
            rosters.insert(unit, Roster { members, temporaries });
        }
        let slot_of = |number: usize| {
            let slot = layers.get(number).and_then(|layer| slots.get_index(layer.slot));
            slot.map(|(name, slot)| (name.clone(), slot.count)).unwrap_or_default()
        };
        let place_of = |number: usize| written.get(number).map(|(_, at)| at.clone()).unwrap_or_default();
        for (number, (unit, units)) in empty {
            let (slot, _) = slot_of(number);
            self.fault(FaultKind::EmptyPool { slot, unit, units }, place_of(number));
        }
        for (number, (unit, got)) in few {
            let (slot, count) = slot_of(number);
            self.fault(FaultKind::TooFew { slot, unit, got, count }, place_of(number));
        }
        self.eligible(slots, layers, written, &rosters);
        rosters
    }

    /// People that a layer names, against the pool and the qualifications of its slot.
    fn eligible(
        &mut self,
        slots: &IndexMap<String, Slot>,
        layers: &[Layer],
        written: &[(&model::rotation::Layer, String)],
        rosters: &IndexMap<String, Roster>,
    ) {
        let Some(unit) = rosters.keys().next() else { return };
        for (layer, (model, at)) in layers.iter().zip(written) {
            let Some((name, slot)) = slots.get_index(layer.slot) else { continue };
            for (place, one) in model.participants.iter().enumerate() {
                let Some(person) = &one.person else { continue };
                if self.org.person(person).is_none() {
                    continue;
                }
                let on = one.from.unwrap_or_else(|| model.start.date());
                if let Some(missing) = pool::missing(person, slot, unit, on, self.org) {
                    let kind = FaultKind::NotEligible { person: person.clone(), slot: name.clone(), missing };
                    self.fault(kind, format!("{at}/participants/{place}/person"));
                }
            }
        }
    }
}
