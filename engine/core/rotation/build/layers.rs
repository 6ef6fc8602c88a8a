//! Layers and temporary rosters: their turns and their windows.

use super::Build;
use crate::calendar::Calendar;
use crate::model;
use crate::model::rotation::{Advance, Restriction, Slot, Unit};
use crate::rotation::eligible::Eligible;
use crate::rotation::layer::Layer;
use crate::rotation::turns::Turns;
use crate::rotation::wall::{self, DAY};
use crate::rotation::windows::Windows;
use crate::rotation::{Error, FaultKind, Temporary};
use indexmap::IndexMap;
use std::collections::BTreeSet;

impl<'a> Build<'a> {
    pub(super) fn layer(
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
                    let within = if layer.on.is_some() { "/on" } else { "" };
                    self.fault(FaultKind::NoDay, format!("{at}{within}"));
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

    pub(super) fn windows(
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

    pub(super) fn temporaries(
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
}
