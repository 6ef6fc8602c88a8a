//! Packs: which folder each covers, and the values of its parameters.

use super::{Loaded, Pack, Read, fits};
use crate::definition::report::Report;
use crate::instance::Data;
use crate::model::data::Type;
use crate::model::pack::Parameter;
use crate::source::{Code, Pointer};

pub(super) fn take(read: &mut Read, loaded: &mut Loaded) {
    for document in &read.packs {
        let Some(model) = &document.model else { continue };
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        for (name, parameter) in &model.parameters {
            check(name, parameter, &Pointer::root().key("parameters").key(name), &mut report);
        }
        loaded.diagnostics.extend(report.finish());
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        loaded.packs.push(Pack {
            path: document.path.clone(),
            folder,
            model: model.clone(),
            values: defaults(model),
        });
    }
}

/// The innermost pack that covers a file.
pub(crate) fn covering<'a>(packs: &'a [Pack], path: &str) -> Option<&'a Pack> {
    packs
        .iter()
        .filter(|pack| {
            pack.folder.is_empty()
                || path.strip_prefix(&pack.folder).is_some_and(|rest| rest.starts_with('/'))
        })
        .max_by_key(|pack| pack.folder.len())
}

/// The values of a pack's parameters, as it is published.
pub(super) fn defaults(pack: &crate::model::pack::Pack) -> Data {
    let parameters = pack.parameters.iter();
    parameters
        .filter_map(|(name, parameter)| {
            let default = &parameter.default.as_ref()?.0;
            Some((name.clone(), fits::normal(default, parameter)))
        })
        .collect()
}

fn check(name: &str, parameter: &Parameter, at: &Pointer, report: &mut Report<'_>) {
    if parameter.type_ == Type::Row {
        let fault = report.value(Code::NotOneOf, &at.key("type")).with("got", "row");
        report.add(fault.with("known", crate::register::COLUMN_TYPES));
    }
    match &parameter.default {
        Some(default) => fits::check(name, &default.0, parameter, &at.key("default"), report),
        None => {
            let fault = report.key(Code::MissingKey, at).with("name", "default");
            report.add(fault);
        }
    }
}
