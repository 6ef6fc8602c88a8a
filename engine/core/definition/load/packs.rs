//! Packs: which folder each covers, and the values of its parameters.

use super::{Loaded, Pack, Read};
use crate::definition::report::Report;
use crate::instance::Data;
use crate::model::Duration;
use crate::model::data::Type;
use crate::model::pack::Parameter;
use crate::source::{Code, Pointer, did_you_mean};
use serde_json::Value as Json;
use std::cmp::Ordering;

pub(super) fn take(read: &mut Read, loaded: &mut Loaded) {
    for document in &read.packs {
        let Some(model) = &document.model else { continue };
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        for (name, parameter) in &model.parameters {
            check(name, parameter, &Pointer::root().key("parameters").key(name), &mut report);
        }
        loaded.diagnostics.extend(report.finish());
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        loaded.packs.push(Pack { path: document.path.clone(), folder, model: model.clone() });
    }
}

/// The innermost pack that covers a file.
pub(super) fn covering<'a>(packs: &'a [Pack], path: &str) -> Option<&'a Pack> {
    packs
        .iter()
        .filter(|pack| {
            pack.folder.is_empty()
                || path.strip_prefix(&pack.folder).is_some_and(|rest| rest.starts_with('/'))
        })
        .max_by_key(|pack| pack.folder.len())
}

/// The values of a pack's parameters.
pub(super) fn values(pack: Option<&Pack>) -> Data {
    let parameters = pack.into_iter().flat_map(|pack| &pack.model.parameters);
    parameters
        .filter_map(|(name, parameter)| Some((name.clone(), parameter.default.as_ref()?.0.clone())))
        .collect()
}

fn check(name: &str, parameter: &Parameter, at: &Pointer, report: &mut Report<'_>) {
    let Some(default) = &parameter.default else {
        let fault = report.key(Code::MissingKey, at).with("name", "default");
        return report.add(fault);
    };
    let at = at.key("default");
    if let Err(code) = fits(&default.0, parameter) {
        let shown = shown(&default.0);
        let bound = |bound: &Option<crate::model::Value>| bound.as_ref().map(|bound| self::shown(&bound.0));
        let mut fault = report.value(code, &at);
        fault = match code {
            Code::NotOneOf => {
                let meant = did_you_mean(&shown, parameter.values.iter().map(String::as_str));
                fault.with("known", parameter.values.join(", ")).suggest(meant)
            }
            Code::WrongType => fault.with("name", name).with("expected", type_word(parameter.type_)),
            _ => fault
                .with("name", name)
                .with("min", bound(&parameter.min).unwrap_or_default())
                .with("max", bound(&parameter.max).unwrap_or_default()),
        };
        let fault = fault.with("got", shown);
        report.add(fault);
    }
}

/// Whether a value may be given to a parameter; otherwise the code of what is wrong.
///
/// # Errors
/// The code of the fault.
pub(crate) fn fits(value: &Json, parameter: &Parameter) -> Result<(), Code> {
    let ok = match parameter.type_ {
        Type::Integer => value.is_i64(),
        Type::Decimal | Type::Money => {
            value.is_number()
                || value.as_str().is_some_and(|text| text.parse::<rust_decimal::Decimal>().is_ok())
        }
        Type::Bool => value.is_boolean(),
        Type::List => value.is_array(),
        Type::Record | Type::Party | Type::File => value.is_object(),
        Type::Enum => {
            let word = value.as_str().ok_or(Code::WrongType)?;
            return if parameter.values.iter().any(|known| known == word) {
                Ok(())
            } else {
                Err(Code::NotOneOf)
            };
        }
        Type::Duration => value.as_str().is_some(),
        _ => value.is_string(),
    };
    if !ok {
        return Err(Code::WrongType);
    }
    if parameter.type_ == Type::Duration
        && value.as_str().is_some_and(|text| text.parse::<Duration>().is_err())
    {
        return Err(Code::BadDuration);
    }
    for (bound, wrong) in [(&parameter.min, Ordering::Less), (&parameter.max, Ordering::Greater)] {
        let Some(bound) = bound else { continue };
        match compare(value, &bound.0) {
            Some(order) if order != wrong => {}
            Some(_) => return Err(Code::BadParameter),
            None if parameter.type_ == Type::Duration => return Err(Code::UnitsMix),
            None => return Err(Code::BadParameter),
        }
    }
    Ok(())
}

fn compare(value: &Json, bound: &Json) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (value.as_i64(), bound.as_i64()) {
        return Some(a.cmp(&b));
    }
    if value.is_number() || bound.is_number() {
        let decimal = |json: &Json| shown(json).parse::<rust_decimal::Decimal>().ok();
        return Some(decimal(value)?.cmp(&decimal(bound)?));
    }
    let (a, b) = (value.as_str()?.parse::<Duration>().ok()?, bound.as_str()?.parse::<Duration>().ok()?);
    (a.unit == b.unit).then(|| a.count.cmp(&b.count))
}

fn shown(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn type_word(type_: Type) -> String {
    serde_json::to_value(type_).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
