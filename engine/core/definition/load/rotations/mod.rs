//! Rotation documents, compiled with the organisation they stand beside, and looked through for a year.

mod words;

use super::document::Document;
use super::orgs::{pointer_of, source};
use super::{Loaded, Org, Rotation, packs};
use crate::calendar::{Calendar, Status};
use crate::definition::report::Report;
use crate::model::rotation;
use crate::organisation::{Organisation, Source};
use crate::rotation::{FaultKind, Rotations, findings};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;
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
    loaded: &mut Loaded,
) {
    let Some(rotation) = rotations.get(&model.rotation) else { return };
    let Some((from, to)) = horizon(model, rotation.zone(), loaded) else { return };
    let report = Report::new(&loaded.sources, Some(&document.sound));
    let subject = subject(document, &report, rotations, &loaded.calendars);
    let mut found = Vec::new();
    for finding in findings(rotations, &model.rotation, from, to).unwrap_or_default() {
        found.push(subject.tell(&finding, rotation.zone()));
    }
    loaded.diagnostics.extend(found);
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
