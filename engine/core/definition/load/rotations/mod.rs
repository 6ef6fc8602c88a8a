//! Rotation documents, compiled with the organisation they stand beside, and looked through for a year.

mod words;

use super::document::Document;
use super::orgs::{pointer_of, source};
use super::{Loaded, Org, Rotation, packs};
use crate::calendar::{Calendar, Status};
use crate::definition::report::Report;
use crate::model::rotation;
use crate::organisation::{Organisation, Source};
use crate::rotation::{Across, FaultKind, Name, Rotations, Served, across, findings, shared};
use crate::source::Diagnostic;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use words::Subject;

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
            let subject = subject(document, &report, &rotations, &loaded.calendars);
            let told = subject.explain(fault, &pointer_of(&fault.pointer, &document.sound));
            loaded.diagnostics.push(told);
        }
        let rotations = Arc::new(rotations);
        let shared = shared(&rotations);
        let mut served = Vec::new();
        for (index, (document, model)) in group.iter().enumerate() {
            // What does not hold together says nothing about the year.
            if !told.contains(&index) && !blind && document.whole {
                served.push((index, year(document, model, &rotations, &shared, loaded)));
            }
            loaded.rotations.push(Rotation {
                path: document.path.clone(),
                model: (*model).clone(),
                compiled: rotations.clone(),
                node: document.sound.clone(),
            });
        }
        let (places, served): (Vec<usize>, Vec<Served>) = served.into_iter().unzip();
        for found in across(&served) {
            let read = |place: usize| group.get(*places.get(place)?);
            let (Some(one), Some(other)) = (read(found.one), read(found.other)) else { continue };
            loaded.diagnostics.push(both(&found, one, other, &rotations, loaded));
        }
    }
}

/// A person who takes part in two rotations, told where more rest is asked for.
fn both(
    found: &Across,
    one: &Read<'_>,
    other: &Read<'_>,
    rotations: &Rotations,
    loaded: &Loaded,
) -> Diagnostic {
    let rest = |read: &Read<'_>| rotations.get(&read.1.rotation).and_then(crate::rotation::Rotation::rest);
    let document = if rest(one) > rest(other) { one.0 } else { other.0 };
    let report = Report::new(&loaded.sources, Some(&document.sound));
    let zone = rotations.get(&other.1.rotation).map_or(TimeZone::UTC, |rotation| rotation.zone().clone());
    let subject = subject(document, &report, rotations, &loaded.calendars);
    subject.across(found, (&one.1.rotation, &other.1.rotation), &zone)
}

/// The organisations of the pack that covers a file; all, if it has none of its own.
pub(super) fn orgs_of(path: &str, loaded: &Loaded) -> Vec<usize> {
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

pub(super) fn organisation(orgs: &[usize], loaded: &Loaded) -> Organisation {
    let known: Vec<&Org> = orgs.iter().filter_map(|index| loaded.orgs.get(*index)).collect();
    let sources: Vec<Source<'_>> = known.into_iter().map(|org| source(org, loaded)).collect();
    // Its faults are told where the organisations are loaded.
    Organisation::build(&sources).0
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
    shared: &BTreeSet<Name>,
    loaded: &mut Loaded,
) -> Served {
    let Some(rotation) = rotations.get(&model.rotation) else { return Served::default() };
    let Some(span) = horizon(model, rotation.zone(), loaded) else { return Served::default() };
    let report = Report::new(&loaded.sources, Some(&document.sound));
    let subject = subject(document, &report, rotations, &loaded.calendars);
    let (findings, served) = findings(rotations, &model.rotation, span, shared).unwrap_or_default();
    let found: Vec<Diagnostic> =
        findings.iter().map(|finding| subject.tell(finding, rotation.zone())).collect();
    loaded.diagnostics.extend(found);
    served
}

fn subject<'a>(
    document: &'a Document<rotation::Document>,
    report: &'a Report<'a>,
    rotations: &'a Rotations,
    calendars: &'a BTreeMap<String, Arc<Calendar>>,
) -> Subject<'a> {
    let name = document.model.as_ref().map_or("", |model| model.rotation.as_str());
    Subject { name, report, rotations, calendars }
}
