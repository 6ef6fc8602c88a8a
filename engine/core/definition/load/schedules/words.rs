//! What is wrong with a schedule, at its places.

use crate::calendar::Calendar;
use crate::definition::report::Report;
use crate::schedule::FaultKind;
use crate::source::{Code, Diagnostic, Pointer, did_you_mean};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rhythms that can be written.
const RHYTHMS: &str = "each, every, weekdays, dates, last_day, workday, last_workday, window";

pub(super) fn explain(
    kind: &FaultKind,
    at: &Pointer,
    calendars: &BTreeMap<String, Arc<Calendar>>,
    report: &Report<'_>,
) -> Diagnostic {
    use FaultKind as K;
    let value = |code| report.value(code, at);
    let key = |code| report.key(code, at);
    match kind {
        K::UnknownCalendar(name) => {
            let known: Vec<&str> = calendars.keys().map(String::as_str).collect();
            let meant = did_you_mean(name, known.iter().copied());
            value(Code::UnknownCalendar).with("name", name).with("known", known.join(", ")).suggest(meant)
        }
        K::NoCalendar => key(Code::KindsNeedCalendar),
        K::NoZone => key(Code::MissingKey).with("name", "zone"),
        K::UnknownZone(name) => value(Code::UnknownZone).with("name", name),
        K::NotOneRhythm(given) => {
            key(Code::ExactlyOneOf).with("got", given.join(", ")).with("known", RHYTHMS)
        }
        K::Never(why) => value(Code::NeverOccurs).with("reason", why.word()),
        K::ShortMonths(day) => value(Code::ShortMonths).with("day", day),
        K::SaysNothing(name) => key(Code::SaysNothing).with("name", name),
        K::Twice(what, name) => value(Code::DuplicateName).with("name", name).with("kind", what),
        K::EndOfDay => value(Code::EndOfDay),
        K::WindowLength(got) => value(Code::WindowLength).with("got", got),
        K::LateUnit(got) => value(Code::LateUnit).with("got", got),
        K::MissingYear { calendar, year } => {
            value(Code::MissingYear).with("calendar", calendar).with("year", year)
        }
    }
}
