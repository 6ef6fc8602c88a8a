//! Whether a value may be given to a parameter.

use crate::definition::report::Report;
use crate::model::Duration;
use crate::model::data::Type;
use crate::model::pack::Parameter;
use crate::source::{Code, Pointer, did_you_mean};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::cmp::Ordering;

/// Reports a value that a parameter cannot have.
pub(crate) fn check(name: &str, value: &Json, parameter: &Parameter, at: &Pointer, report: &mut Report<'_>) {
    let Err(code) = fits(value, parameter) else { return };
    let got = shown(value);
    let bound =
        |bound: &Option<crate::model::Value>| bound.as_ref().map(|bound| shown(&bound.0)).unwrap_or_default();
    let fault = report.value(code, at);
    let fault = match code {
        Code::NotOneOf => {
            let meant = did_you_mean(&got, parameter.values.iter().map(String::as_str));
            fault.with("known", parameter.values.join(", ")).suggest(meant)
        }
        Code::WrongType => fault.with("name", name).with("expected", parameter.type_.word()),
        Code::OutOfRange => match &parameter.min {
            Some(_) => fault.with("bound", "min").with("limit", bound(&parameter.min)),
            None => fault.with("bound", "max").with("limit", bound(&parameter.max)),
        },
        _ => fault.with("name", name).with("min", bound(&parameter.min)).with("max", bound(&parameter.max)),
    };
    report.add(fault.with("got", got));
}

/// The bound that a value passes, as `min` or `max` with its limit; `units` where they do not compare. Absent: none.
pub(super) fn passed(value: &Json, parameter: &Parameter) -> Option<(&'static str, String)> {
    if parameter.type_ == Type::Duration && duration(value).is_none() {
        return None;
    }
    let bounds = [("min", &parameter.min, Ordering::Less), ("max", &parameter.max, Ordering::Greater)];
    bounds.into_iter().find_map(|(name, bound, wrong)| {
        let bound = &bound.as_ref()?.0;
        match compare(value, bound, parameter.type_) {
            Some(order) if order == wrong => Some((name, shown(bound))),
            None if parameter.type_ == Type::Duration => Some(("units", shown(bound))),
            _ => None,
        }
    })
}

/// A value of a parameter, written in one way: a number stays one where its author put it between quotes. Definitions keep
/// the values of parameters alone, and with text nothing can be reckoned.
pub(crate) fn normal(value: &Json, parameter: &Parameter) -> Json {
    let number = match parameter.type_ {
        Type::Decimal | Type::Money => value.as_str().and_then(|text| text.parse::<Decimal>().ok()),
        _ => None,
    };
    let number = number.and_then(|number| serde_json::from_str(&number.to_string()).ok());
    number.map_or_else(|| value.clone(), Json::Number)
}

/// Whether two values of a parameter mean the same, however they are written.
pub(super) fn same(one: &Json, other: &Json, type_: Type) -> bool {
    let compares = matches!(type_, Type::Duration | Type::Integer | Type::Decimal | Type::Money);
    one == other || compares && compare(one, other, type_) == Some(Ordering::Equal)
}

/// Whether a value may be given; the fault that it would be, if not.
pub(super) fn fits(value: &Json, parameter: &Parameter) -> Result<(), Code> {
    let right = match parameter.type_ {
        Type::Integer => value.is_i64(),
        Type::Decimal | Type::Money => decimal(value).is_some(),
        Type::Bool => value.is_boolean(),
        Type::List => value.is_array(),
        Type::Record | Type::Party | Type::File => value.is_object(),
        _ => value.is_string(),
    };
    if !right {
        return Err(Code::WrongType);
    }
    if parameter.type_ == Type::Enum
        && !parameter.values.iter().any(|known| Some(known.as_str()) == value.as_str())
    {
        return Err(Code::NotOneOf);
    }
    if parameter.type_ == Type::Duration && duration(value).is_none() {
        return Err(Code::BadDuration);
    }
    for (bound, wrong) in [(&parameter.min, Ordering::Less), (&parameter.max, Ordering::Greater)] {
        let Some(bound) = bound else { continue };
        match compare(value, &bound.0, parameter.type_) {
            Some(order) if order != wrong => {}
            None if parameter.type_ == Type::Duration => return Err(Code::UnitsMix),
            _ if parameter.min.is_some() && parameter.max.is_some() => return Err(Code::BadParameter),
            _ => return Err(Code::OutOfRange),
        }
    }
    Ok(())
}

/// Absent where the two do not compare: durations of unlike units.
fn compare(value: &Json, bound: &Json, type_: Type) -> Option<Ordering> {
    if type_ == Type::Duration {
        let (a, b) = (duration(value)?, duration(bound)?);
        return (a.unit == b.unit).then(|| a.count.cmp(&b.count));
    }
    Some(decimal(value)?.cmp(&decimal(bound)?))
}

fn duration(value: &Json) -> Option<Duration> {
    value.as_str()?.parse().ok()
}

fn decimal(value: &Json) -> Option<Decimal> {
    match value {
        Json::Number(number) => number.to_string().parse().ok(),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A value as its author would write it.
pub(super) fn shown(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
