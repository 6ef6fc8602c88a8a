//! What is wrong with a rotation, at its places.

use crate::calendar::Calendar;
use crate::definition::report::Report;
use crate::model::rotation::Burden;
use crate::rotation::{Across, Fault, FaultKind, Finding, Rotation, Rotations};
use crate::source::{Code, Diagnostic, Entry, Node, Pointer, did_you_mean};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rotation that is explained.
pub(super) struct Subject<'a> {
    pub(super) name: &'a str,
    pub(super) report: &'a Report<'a>,
    pub(super) rotations: &'a Rotations,
    pub(super) calendars: &'a BTreeMap<String, Arc<Calendar>>,
}

impl Subject<'_> {
    /// The unit; the rotation itself, where it names none.
    fn unit<'u>(&'u self, unit: &'u str) -> &'u str {
        if unit.is_empty() { self.name } else { unit }
    }

    pub(super) fn explain(&self, fault: &Fault, at: &Pointer) -> Diagnostic {
        let Self { report, rotations, .. } = self;
        use FaultKind as K;
        let org = rotations.organisation();
        let value = |code| report.value(code, at);
        let key = |code| report.key(code, at);
        let named = |code: Code, name: &str, known: Vec<&str>| {
            let meant = did_you_mean(name, known.iter().copied());
            value(code).with("name", name).with("known", known.join(", ")).suggest(meant)
        };
        let slots = || {
            let slots = report.node(&Pointer::root().key("slots"));
            slots.map_or(&[][..], Node::entries).iter().map(Entry::name).collect::<Vec<_>>()
        };
        match &fault.kind {
            K::Duplicate(name) => value(Code::DuplicateName).with("name", name).with("kind", "rotation"),
            K::UnknownCalendar(name) => {
                named(Code::UnknownCalendar, name, self.calendars.keys().map(String::as_str).collect())
            }
            K::NoCalendar => value(Code::KindsNeedCalendar),
            K::NoZone => key(Code::MissingKey).with("name", "zone"),
            K::UnknownZone(name) => value(Code::UnknownZone).with("name", name),
            K::UnknownUnit(name) => {
                named(Code::UnknownUnit, name, org.units().map(|unit| unit.id.as_str()).collect())
            }
            K::UnknownLevel(name) => {
                named(Code::UnknownLevel, name, org.levels().iter().map(String::as_str).collect())
            }
            K::UnknownRole(name) => {
                named(Code::UnknownRole, name, org.roles().keys().map(String::as_str).collect())
            }
            K::UnknownPerson(name) => {
                named(Code::UnknownPerson, name, org.people().map(|person| person.id.as_str()).collect())
            }
            K::UnknownSlot(name) => named(Code::UnknownSlot, name, slots()),
            K::NoSlot => key(Code::SlotNeeded).with("known", slots().join(", ")),
            K::UnknownRotation(name) => {
                named(Code::UnknownRotation, name, rotations.iter().map(Rotation::name).collect())
            }
            K::EmptyPool { slot, unit, units } => {
                key(Code::EmptyPool).with("slot", slot).with("unit", self.unit(unit)).with("units", units)
            }
            K::TooFew { slot, unit, got, count } => key(Code::TooFewPeople)
                .with("slot", slot)
                .with("unit", self.unit(unit))
                .with("got", got)
                .with("count", count),
            K::NotEligible { person, slot, missing } => {
                value(Code::NotEligible).with("name", person).with("slot", slot).with("missing", missing)
            }
            K::UnitsMix { advance, unit } => {
                value(Code::TurnsMix).with("advance", advance).with("unit", unit)
            }
            K::ZeroLength => value(Code::ZeroLength),
            K::WindowsOverlap => key(Code::WindowsOverlap),
            K::NoDay => key(Code::NoDayFits),
            K::RestUnit(got) => value(Code::RestUnit).with("got", got),
            K::TemporariesOverlap(other, name) => {
                key(Code::RostersOverlap).with("other", other).with("name", name)
            }
            K::MissingYear { calendar, year } => {
                value(Code::MissingYear).with("calendar", calendar).with("year", year)
            }
        }
    }

    /// A person whose shifts in two rotations, by their names, meet or leave too little rest.
    pub(super) fn across(&self, found: &Across, (one, other): (&str, &str), zone: &TimeZone) -> Diagnostic {
        let at = |instant: &Timestamp| zone.to_datetime(*instant).strftime("%Y-%m-%d %H:%M").to_string();
        self.report
            .key(Code::RestAcross, &Pointer::root().key("rest"))
            .with("name", &found.person)
            .with("one", one)
            .with("other", other)
            .with("kind", if found.meet() { "overlap" } else { "short" })
            .with("from", at(&found.from))
            .with("to", at(&found.to))
            .with("times", found.times)
            .with("people", found.people)
    }

    pub(super) fn tell(&self, finding: &Finding, zone: &TimeZone) -> Diagnostic {
        let report = self.report;
        let root = Pointer::root();
        let at = |instant: &Timestamp| zone.to_datetime(*instant).strftime("%Y-%m-%d %H:%M").to_string();
        let slot_place = |slot: &str| root.key("slots").key(slot);
        match finding {
            Finding::Gap { slot, unit, from, to, holes, units } => report
                .key(Code::DutyGap, &slot_place(slot))
                .with("slot", slot)
                .with("unit", self.unit(unit))
                .with("from", at(from))
                .with("to", at(to))
                .with("holes", holes)
                .with("units", units),
            Finding::FilledAbove { slot, unit, above, from, to, holes, units } => report
                .key(Code::FilledAbove, &slot_place(slot))
                .with("slot", slot)
                .with("unit", self.unit(unit))
                .with("above", above)
                .with("from", at(from))
                .with("to", at(to))
                .with("holes", holes)
                .with("units", units),
            Finding::Rest { person, unit, from, to, times } => report
                .key(Code::RestTooShort, &root.key("rest"))
                .with("name", person)
                .with("unit", self.unit(unit))
                .with("from", at(from))
                .with("to", at(to))
                .with("times", times),
            Finding::SamePerson { person, unit, slot, other, at: since, times } => report
                .key(Code::SamePerson, &slot_place(slot).key("not_same_as"))
                .with("name", person)
                .with("unit", self.unit(unit))
                .with("slot", slot)
                .with("other", other)
                .with("at", at(since))
                .with("times", times),
            Finding::Never { person, slot, unit, people } => report
                .key(Code::NeverOnDuty, &slot_place(slot))
                .with("name", person)
                .with("slot", slot)
                .with("unit", self.unit(unit))
                .with("people", people),
            Finding::Unfair { slot, unit, burden, busiest, most, idlest, least, bound, units } => report
                .key(Code::UnfairDuty, &root.key("fairness"))
                .with("kind", word(*burden))
                .with("slot", slot)
                .with("unit", self.unit(unit))
                .with("most", most)
                .with("busiest", busiest)
                .with("least", least)
                .with("idlest", idlest)
                .with("bound", bound)
                .with("units", units),
            Finding::MissingYear { calendar, year } => report
                .value(Code::MissingYear, &root.key("calendar"))
                .with("calendar", calendar)
                .with("year", year),
        }
    }
}

const fn word(burden: Burden) -> &'static str {
    match burden {
        Burden::Statutory => "statutory",
        Burden::Rest => "rest",
        Burden::Workday => "workday",
        Burden::Night => "night",
    }
}
