//! Who takes part in each layer, roster by roster.

use super::Build;
use crate::model;
use crate::model::rotation::Slot;
use crate::rotation::layer::Layer;
use crate::rotation::members::Members;
use crate::rotation::{FaultKind, Roster, pool};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Build<'_> {
    pub(super) fn rosters(
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
        let mut rosters: IndexMap<String, Roster> = IndexMap::with_capacity(units.len());
        let mut empty: BTreeMap<usize, (String, usize)> = BTreeMap::new();
        let mut few: BTreeMap<usize, (String, usize)> = BTreeMap::new();
        let mut shared: BTreeMap<usize, Arc<Members>> = BTreeMap::new();
        for unit in units {
            let mut members = Vec::with_capacity(layers.len());
            for (number, (layer, (model, at))) in layers.iter().zip(written).enumerate() {
                let Some((_, slot)) = slots.get_index(layer.slot) else { continue };
                let list = match shared.get(&number) {
                    Some(known) => known.clone(),
                    None => {
                        let entries = pool::entries(model, slot, &unit, self.org);
                        let list = Members::new(&entries, slot.count, &layer.turns, &self.zone);
                        Arc::new(list.map_err(|error| self.error(error, at.clone())).unwrap_or_default())
                    }
                };
                if !model.participants.is_empty() {
                    shared.entry(number).or_insert_with(|| list.clone());
                }
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
            let place = rosters.len();
            rosters.insert(unit, Roster { place, members, temporaries });
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

    /// The people and spans that layers name, also of layers that hold another fault.
    pub(super) fn participants(&mut self) {
        let document = self.document;
        let own =
            document.layers.iter().enumerate().map(|(place, layer)| (layer, format!("/layers/{place}")));
        let temporary = document.temporary.iter().enumerate().flat_map(|(number, one)| {
            let at = move |place| format!("/temporary/{number}/layers/{place}");
            one.layers.iter().enumerate().map(move |(place, layer)| (layer, at(place)))
        });
        for (layer, at) in own.chain(temporary) {
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
