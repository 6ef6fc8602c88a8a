//! Scripts against declared types.

use super::Subject;
use super::reserved::OWN_OF_EVENT;
use crate::definition::compile::Placed;
use crate::definition::report::Report;
use crate::definition::types::{Declared, Sees};
use crate::script::{FindingKind, Type};
use crate::source::{Code, Diagnostic};

pub(super) fn check(subject: &Subject<'_>, declared: &mut Declared, report: &mut Report<'_>) {
    let engine = &subject.definition.scripts;
    // Derived values first, in the order of the document, so that others know their types.
    for placed in subject.scripts.iter().filter(|placed| placed.derives.is_some()) {
        let result = engine.check(&placed.script, &declared.around(&placed.around)).result;
        if let Some(name) = &placed.derives {
            declared.derive(name, result);
        }
    }
    for placed in subject.scripts {
        own_of_event(subject, placed, report);
        let types = declared.around(&placed.around);
        let checked = engine.check(&placed.script, &types);
        for finding in &checked.findings {
            if let (Some(Type::Enum(words)), FindingKind::UnknownVariable { name, .. }) =
                (&placed.gives, &finding.kind)
                && placed.script.text().trim() == name
                && words.contains(name)
            {
                let fault = report.value(Code::WordExpected, &placed.at).with("got", name);
                report.add(fault.suggest(Some(name.clone())));
                continue;
            }
            if let Some((name, workflow)) = unlisted(placed, &finding.kind, subject) {
                let place = report.within(&placed.at, placed.skip, finding);
                let fault = place.map_or_else(
                    || Diagnostic::nowhere(Code::UnlistedColumn),
                    |place| Diagnostic::new(Code::UnlistedColumn, place),
                );
                report.add(fault.with("name", name).with("workflow", workflow));
                continue;
            }
            if let (Some(columns), FindingKind::UnknownProperty { of, name, suggestion }) =
                (&placed.around.columns, &finding.kind)
                && of == "item"
            {
                let place = report.within(&placed.at, placed.skip, finding);
                let fault = place.map_or_else(
                    || Diagnostic::nowhere(Code::UnknownColumn),
                    |place| Diagnostic::new(Code::UnknownColumn, place),
                );
                let known = columns.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                report.add(fault.with("name", name).with("known", known).suggest(suggestion.clone()));
                continue;
            }
            report.script(&placed.at, placed.skip, finding, Some(&types));
        }
        if let Some(wanted) = placed.gives.as_ref().filter(|wanted| !takes(wanted, &checked.result)) {
            let name = crate::definition::names::last_key(&placed.at);
            let fault = report.value(Code::WrongType, &placed.at).with("name", name);
            report.add(fault.with("expected", wanted.name()).with("got", checked.result.name()));
        }
        if let (Some(Type::Enum(words)), Type::Enum(given)) = (&placed.gives, &checked.result)
            && !given.iter().any(|word| words.contains(word))
        {
            let fault = report.value(Code::NotOneOf, &placed.at).with("got", given.join(", "));
            report.add(fault.with("known", words.join(", ")));
        }
    }
}

/// A column that the other workflow publishes, and that is not among those that are read of it.
fn unlisted<'a>(
    placed: &'a Placed,
    kind: &'a FindingKind,
    subject: &'a Subject<'_>,
) -> Option<(&'a str, &'a str)> {
    let (_, Type::Row(workflow, _)) = placed.around.columns.as_ref().and(placed.around.locals.last())? else {
        return None;
    };
    let name = match kind {
        FindingKind::UnknownVariable { name, .. } => name,
        FindingKind::UnknownProperty { of, name, .. } if of == "item" => name,
        _ => return None,
    };
    subject.world.published.get(workflow)?.contains(name).then_some((name, workflow))
}

/// What an event saves under a name that every event has itself: an expression would read what the event has, and its author
/// may mean the other.
fn own_of_event(subject: &Subject<'_>, placed: &Placed, report: &mut Report<'_>) {
    let Sees::Event(event) = &placed.around.sees else { return };
    let saves = match event.as_str() {
        "opens" => &subject.model.opens.saves,
        name => match subject.model.events.get(name) {
            Some(event) => &event.saves,
            None => return,
        },
    };
    for name in saves.iter().filter(|name| OWN_OF_EVENT.contains(&name.as_str())) {
        let reads = |path: &Vec<String>| {
            matches!(path.as_slice(), [root, read, rest @ ..]
                if root == "event" && read == name && (name != "data" || rest.is_empty()))
        };
        if placed.script.paths().iter().any(reads) {
            let fault = report.value(Code::ReservedName, &placed.at).with("name", name);
            report.add(fault.suggest(Some(format!("event.data.{name}"))));
        }
    }
}

/// Whether a part of a change of duty takes a value: dates stand for instants, and one person for several.
fn takes(wanted: &Type, given: &Type) -> bool {
    match wanted {
        Type::Instant => matches!(given, Type::Instant | Type::Date | Type::Text | Type::Any | Type::Nothing),
        Type::Person => matches!(given, Type::Person | Type::Text | Type::Any | Type::Nothing),
        Type::List(of) => match given {
            Type::List(given) => takes(of, given),
            one => takes(of, one),
        },
        // What a data field takes is judged elsewhere.
        _ => true,
    }
}
