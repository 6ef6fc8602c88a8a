//! Documents to rotations, all faults at once.

mod layers;
mod rosters;

use super::fault::{Error, Fault, FaultKind};
use super::{Rotation, Rotations, wall};
use crate::calendar::{Calendar, first_instant};
use crate::model;
use crate::model::rotation::{Document, Slot};
use crate::organisation::Organisation;
use indexmap::IndexMap;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::BTreeMap;
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
            let mut rotation = build.rotation();
            if all.rotations.contains_key(&document.rotation) {
                build.fault(FaultKind::Duplicate(document.rotation.clone()), "/rotation");
                continue;
            }
            let place = all.rotations.len();
            rotation.place = place;
            for unit in rotation.rosters.keys() {
                all.of_unit.entry(unit.clone()).or_default().push(place);
            }
            all.rotations.insert(document.rotation.clone(), rotation);
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

    /// As much as is sound; nothing of it should be asked while there is a fault.
    fn rotation(&mut self) -> Rotation {
        let document = self.document;
        let calendar = document.calendar.as_ref().and_then(|name| {
            let known = self.calendars.get(name).cloned();
            if known.is_none() {
                self.fault(FaultKind::UnknownCalendar(name.clone()), "/calendar");
            }
            known
        });
        self.zone = self.zone_of(calendar.as_deref());
        self.participants();
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
        let slot_names = slots.keys().map(|name| name.as_str().into()).collect();
        let settled = wall::Settled::of(&zone);
        Rotation {
            document,
            zone,
            calendar,
            place: 0,
            settled,
            slots,
            slot_names,
            layers,
            temporaries,
            rosters,
            service,
        }
    }

    /// The zone, or UTC where it is not known, so that the rest can be looked at.
    fn zone_of(&mut self, calendar: Option<&Calendar>) -> TimeZone {
        match (&self.document.zone, calendar) {
            (Some(name), _) => TimeZoneDatabase::bundled().get(name).unwrap_or_else(|_| {
                self.fault(FaultKind::UnknownZone(name.clone()), "/zone");
                TimeZone::UTC
            }),
            (None, Some(calendar)) => calendar.zone().clone(),
            (None, None) => {
                if self.document.calendar.is_none() {
                    self.fault(FaultKind::NoZone, "");
                }
                TimeZone::UTC
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
}
