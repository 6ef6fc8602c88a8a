//! Rotation documents, compiled with the organisation they stand beside, and looked through for a year.

use super::document::Document;
use super::orgs::pointer_of;
use super::{Loaded, Org, Rotation, packs};
use crate::calendar::Status;
use crate::definition::report::Report;
use crate::definition::scenario::beside;
use crate::model::rotation;
use crate::model::rotation::Burden;
use crate::organisation::{Organisation, Source, Table};
use crate::rotation::{Fault, FaultKind, Finding, Rotations, findings};
use crate::source::{Code, Diagnostic, Pointer, did_you_mean};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;
use std::sync::Arc;

type Read<'a> = (&'a Document<rotation::Document>, &'a rotation::Document);

pub(super) fn take(documents: &[Document<rotation::Document>], loaded: &mut Loaded) {
    let mut groups: BTreeMap<Vec<usize>, Vec<Read<'_>>> = BTreeMap::new();
    for document in documents {
        if let Some(model) = &document.model {
            groups.entry(orgs_of(&document.path, loaded)).or_default().push((document, model));
        }
    }
    for (orgs, group) in groups {
        let models: Vec<rotation::Document> = group.iter().map(|(_, model)| (*model).clone()).collect();
        let org = Arc::new(organisation(&orgs, loaded));
        let (rotations, faults) = Rotations::build(&models, &loaded.calendars, org);
        // Without any organisation among the files, its names cannot be known.
        let blind = orgs.is_empty();
        let mut told = Vec::new();
        for fault in faults.iter().filter(|fault| !(blind && is_of_org(&fault.kind))) {
            let Some((document, _)) = group.get(fault.document) else { continue };
            told.push(fault.document);
            let report = Report::new(&loaded.sources, Some(&document.sound));
            loaded.diagnostics.push(explain(
                fault,
                &pointer_of(&fault.pointer, &document.sound),
                &report,
                &rotations,
            ));
        }
        let rotations = Arc::new(rotations);
        for (index, (document, model)) in group.iter().enumerate() {
            // What does not hold together says nothing about the year.
            if !told.contains(&index) && !blind && document.whole {
                year(document, model, &rotations, loaded);
            }
            loaded.rotations.push(Rotation {
                path: document.path.clone(),
                model: (*model).clone(),
                compiled: rotations.clone(),
                node: document.sound.clone(),
            });
        }
    }
}

/// The organisations of the pack that covers a file; all, if it has none of its own.
fn orgs_of(path: &str, loaded: &Loaded) -> Vec<usize> {
    let folder = packs::covering(&loaded.packs, path).map(|pack| pack.folder.as_str());
    let within = |org: &Org| {
        folder.is_some_and(|folder| {
            org.path.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
        })
    };
    let own: Vec<usize> =
        loaded.orgs.iter().enumerate().filter(|(_, org)| within(org)).map(|(index, _)| index).collect();
    if own.is_empty() { (0..loaded.orgs.len()).collect() } else { own }
}

fn organisation(orgs: &[usize], loaded: &Loaded) -> Organisation {
    let known: Vec<&Org> = orgs.iter().filter_map(|index| loaded.orgs.get(*index)).collect();
    let sources: Vec<Source<'_>> = known.into_iter().map(|org| source(org, loaded)).collect();
    // Its faults are told where the organisations are loaded.
    Organisation::build(&sources).0
}

fn source<'a>(org: &'a Org, loaded: &'a Loaded) -> Source<'a> {
    let files = org.model.files.as_ref();
    let table = |name: Option<&'a String>| {
        let text = loaded.csv.get(&beside(&org.path, name?))?;
        Some(Table { file: name?, text })
    };
    Source {
        document: &org.model,
        units: table(files.and_then(|files| files.units.as_ref())),
        people: table(files.and_then(|files| files.people.as_ref())),
        posts: table(files.and_then(|files| files.posts.as_ref())),
    }
}

const fn is_of_org(kind: &FaultKind) -> bool {
    use FaultKind as K;
    matches!(
        kind,
        K::UnknownUnit(_)
            | K::UnknownLevel(_)
            | K::UnknownRole(_)
            | K::UnknownPerson(_)
            | K::EmptyPool { .. }
            | K::TooFew { .. }
            | K::NotEligible { .. }
    )
}

fn explain(fault: &Fault, at: &Pointer, report: &Report<'_>, rotations: &Rotations) -> Diagnostic {
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
        slots
            .map_or(&[][..], crate::source::Node::entries)
            .iter()
            .map(crate::source::Entry::name)
            .collect::<Vec<_>>()
    };
    match &fault.kind {
        K::Duplicate(name) => value(Code::DuplicateName).with("name", name).with("kind", "rotation"),
        K::UnknownCalendar(name) => named(Code::UnknownCalendar, name, Vec::new()),
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
        K::UnknownRotation(name) => named(
            Code::UnknownRotation,
            name,
            rotations.iter().map(crate::rotation::Rotation::name).collect(),
        ),
        K::EmptyPool { slot, unit, units } => {
            key(Code::EmptyPool).with("slot", slot).with("unit", shown(unit)).with("units", units)
        }
        K::TooFew { slot, unit, got, count } => key(Code::TooFewPeople)
            .with("slot", slot)
            .with("unit", shown(unit))
            .with("got", got)
            .with("count", count),
        K::NotEligible { person, slot, missing } => {
            value(Code::NotEligible).with("name", person).with("slot", slot).with("missing", missing)
        }
        K::UnitsMix { advance, unit } => value(Code::TurnsMix).with("advance", advance).with("unit", unit),
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

fn shown(unit: &str) -> &str {
    if unit.is_empty() { "-" } else { unit }
}

/// The year that is looked through: the latest whose arrangement is published; without a calendar, the first of the rotation.
fn horizon(model: &rotation::Document, zone: &TimeZone, loaded: &Loaded) -> Option<(Timestamp, Timestamp)> {
    let calendar = model.calendar.as_ref().and_then(|name| loaded.calendars.get(name));
    let first = match calendar {
        Some(calendar) => {
            let official = calendar.years().filter(|(_, status)| *status == Status::Official);
            Date::new(official.map(|(year, _)| year).max()?, 1, 1)
                .ok()?
                .to_datetime(jiff::civil::Time::midnight())
        }
        None => model.layers.iter().map(|layer| layer.start).min()?,
    };
    let last = first.checked_add(1.year()).ok()?;
    let instant = |wall: DateTime| zone.to_timestamp(wall).ok();
    Some((instant(first)?, instant(last)?))
}

fn year(
    document: &Document<rotation::Document>,
    model: &rotation::Document,
    rotations: &Rotations,
    loaded: &mut Loaded,
) {
    let Some(rotation) = rotations.get(&model.rotation) else { return };
    let Some((from, to)) = horizon(model, rotation.zone(), loaded) else { return };
    let report = Report::new(&loaded.sources, Some(&document.sound));
    let mut found = Vec::new();
    for finding in findings(rotations, &model.rotation, from, to).unwrap_or_default() {
        found.push(tell(&finding, &report, rotation.zone()));
    }
    loaded.diagnostics.extend(found);
}

fn tell(finding: &Finding, report: &Report<'_>, zone: &TimeZone) -> Diagnostic {
    let root = Pointer::root();
    let at = |instant: &Timestamp| zone.to_datetime(*instant).strftime("%Y-%m-%d %H:%M").to_string();
    let slot_place = |slot: &str| root.key("slots").key(slot);
    match finding {
        Finding::Gap { slot, unit, from, to, holes, units } => report
            .key(Code::DutyGap, &slot_place(slot))
            .with("slot", slot)
            .with("unit", shown(unit))
            .with("from", at(from))
            .with("to", at(to))
            .with("holes", holes)
            .with("units", units),
        Finding::FilledAbove { slot, unit, above, from, to, holes, units } => report
            .key(Code::FilledAbove, &slot_place(slot))
            .with("slot", slot)
            .with("unit", shown(unit))
            .with("above", above)
            .with("from", at(from))
            .with("to", at(to))
            .with("holes", holes)
            .with("units", units),
        Finding::Rest { person, unit, from, to, times } => report
            .key(Code::RestTooShort, &root.key("rest"))
            .with("name", person)
            .with("unit", shown(unit))
            .with("from", at(from))
            .with("to", at(to))
            .with("times", times),
        Finding::SamePerson { person, unit, slot, other, at: since, times } => report
            .key(Code::SamePerson, &slot_place(slot).key("not_same_as"))
            .with("name", person)
            .with("unit", shown(unit))
            .with("slot", slot)
            .with("other", other)
            .with("at", at(since))
            .with("times", times),
        Finding::Never { person, slot, unit, people } => report
            .key(Code::NeverOnDuty, &slot_place(slot))
            .with("name", person)
            .with("slot", slot)
            .with("unit", shown(unit))
            .with("people", people),
        Finding::Unfair { slot, unit, burden, busiest, most, idlest, least, bound, units } => report
            .key(Code::UnfairDuty, &root.key("fairness"))
            .with("kind", word(*burden))
            .with("slot", slot)
            .with("unit", shown(unit))
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

const fn word(burden: Burden) -> &'static str {
    match burden {
        Burden::Statutory => "statutory",
        Burden::Rest => "rest",
        Burden::Workday => "workday",
        Burden::Night => "night",
    }
}
