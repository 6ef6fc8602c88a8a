//! Calendar documents, put together.

use super::Loaded;
use super::document::Document;
use super::orgs::pointer_of;
use crate::calendar::{Calendars, FaultKind};
use crate::definition::report::Report;
use crate::model::calendar;
use crate::source::{Code, Diagnostic, Label, Pointer, did_you_mean};
use std::sync::Arc;

pub(super) fn take(documents: &[&Document<calendar::Document>], loaded: &mut Loaded) {
    let known: Vec<(&Document<calendar::Document>, &calendar::Document)> =
        documents.iter().filter_map(|document| Some((*document, document.model.as_ref()?))).collect();
    let models: Vec<calendar::Document> = known.iter().map(|(_, model)| (*model).clone()).collect();
    let (calendars, faults) = Calendars::build(&models);
    for fault in faults {
        let Some((document, _)) = known.get(fault.at.document) else { continue };
        let report = Report::new(&loaded.sources, Some(&document.sound));
        let at = pointer_of(&fault.at.pointer, &document.sound);
        let own = known.get(fault.at.document).map_or("", |(_, model)| model.calendar.as_str());
        let names = models.iter().map(|model| model.calendar.as_str()).filter(|name| *name != own);
        let mut found = explain(&fault.kind, &at, &report, names);
        if let FaultKind::DuplicateYear { first, .. } | FaultKind::SaidTwice { first, .. } = &fault.kind
            && let Some((first, _)) = known.get(*first)
        {
            let report = Report::new(&loaded.sources, Some(&first.sound));
            if let Some(place) = report.key_place(&pointer_of(&fault.at.pointer, &first.sound)) {
                found = found.related(place, Label::FirstHere);
            }
        }
        loaded.diagnostics.push(found);
    }
    loaded.calendars =
        calendars.iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect();
    loaded.calendar_documents = models;
}

/// Documents that hold from a line of a scenario on: each is tried on those that hold from the beginning.
pub(super) fn take_later(documents: &[&Document<calendar::Document>], loaded: &mut Loaded) {
    for document in documents {
        let Some(model) = &document.model else { continue };
        let mut models = loaded.calendar_documents.clone();
        let place = models.len();
        models.push(model.clone());
        let report = Report::new(&loaded.sources, Some(&document.sound));
        let (_, faults) = Calendars::build(&models);
        let found = faults.iter().filter(|fault| fault.at.document == place).map(|fault| {
            let names = loaded.calendar_documents.iter().map(|model| model.calendar.as_str());
            explain(&fault.kind, &pointer_of(&fault.at.pointer, &document.sound), &report, names)
        });
        let found: Vec<Diagnostic> = found.collect();
        loaded.diagnostics.extend(found);
        loaded.later.insert(document.path.clone(), model.clone());
    }
}

fn explain<'n>(
    kind: &FaultKind,
    at: &Pointer,
    report: &Report<'_>,
    names: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    use FaultKind as K;
    let value = |code| report.value(code, at);
    match kind {
        K::UnknownZone(zone) => value(Code::UnknownZone).with("name", zone),
        K::NoZone(_) => report.key(Code::MissingKey, at).with("name", "zone"),
        K::NoWeek(_) => report.key(Code::MissingKey, at).with("name", "week"),
        K::SaidTwice { name, .. } => {
            report.key(Code::DuplicateName, at).with("name", name).with("kind", "key")
        }
        K::DuplicateYear { year, .. } => {
            report.key(Code::DuplicateName, at).with("name", year).with("kind", "year")
        }
        K::NoYear(year) => report.key(Code::BadDate, at).with("got", year),
        K::WrongYear { date, year } => value(Code::DateOutsideYear).with("got", date).with("year", year),
        K::NothingMadeUp(date) => value(Code::MakeupOnWorkday).with("got", date),
        K::DuplicateDay(date) => value(Code::DuplicateName).with("name", date).with("kind", "day"),
        K::NothingAmended(year) => value(Code::NothingAmended).with("year", year),
        K::HoursOfRest(name) => value(Code::HoursOfRest).with("name", name),
        K::UnknownParent(name) => {
            let known: std::collections::BTreeSet<&str> = names.collect();
            let meant = did_you_mean(name, known.iter().copied());
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            value(Code::UnknownCalendar).with("name", name).with("known", known).suggest(meant)
        }
        K::InheritsItself(name) => value(Code::CalendarCycle).with("name", name),
        K::BadWindow => value(Code::BadWindow),
    }
}
