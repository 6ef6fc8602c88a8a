//! Whether a single value fits the field that holds it: a cell of a row, or a field of a payload.

use crate::model::Duration;
use crate::model::data::{Field, Type};
use crate::organisation::Organisation;
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// Why a value does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It is of another type.
    Type,
    /// It is none of the words.
    Word,
    /// It is no date.
    Date,
    /// It is no instant with its offset.
    Instant,
    /// It is no duration.
    Duration,
    /// There is no such unit.
    Unit,
    /// The unit is of another level.
    Level,
    /// There is no such person.
    Person,
    /// It lies outside of the bounds, or is longer or shorter than them.
    Range,
}

/// Whether a value is one of `type_` as `field` bounds it. Only single values fit: no list, record, party, file or row.
/// Without an organisation any word is a unit or a person.
///
/// # Errors
/// The first thing in which it does not fit.
pub fn fits(value: &Json, type_: Type, field: &Field, org: Option<&Organisation>) -> Result<(), Misfit> {
    let unless = |good: bool, misfit: Misfit| if good { Ok(()) } else { Err(misfit) };
    match (type_, value) {
        (Type::Text, Json::String(text)) => {
            let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
            unless(text.len() <= 16 * 1024 && is_within(length, field), Misfit::Range)
        }
        (Type::Integer, Json::Number(number)) => {
            let number = number.as_i64().ok_or(Misfit::Type)?;
            unless(is_within(number, field), Misfit::Range)
        }
        (Type::Decimal | Type::Money, Json::String(_) | Json::Number(_)) => {
            let number = decimal(value).ok_or(Misfit::Type)?;
            unless(type_ == Type::Decimal || number.scale() <= 2, Misfit::Type)?;
            let least = field.min.is_none_or(|min| number >= min.into());
            unless(least && field.max.is_none_or(|max| number <= max.into()), Misfit::Range)
        }
        (Type::Bool, Json::Bool(_)) => Ok(()),
        (Type::Enum, Json::String(word)) => unless(field.values.contains(word), Misfit::Word),
        (Type::Date, Json::String(text)) => unless(text.parse::<jiff::civil::Date>().is_ok(), Misfit::Date),
        (Type::Instant, Json::String(text)) => {
            unless(text.parse::<jiff::Timestamp>().is_ok(), Misfit::Instant)
        }
        (Type::Duration, Json::String(text)) => unless(text.parse::<Duration>().is_ok(), Misfit::Duration),
        (Type::Unit, Json::String(id)) => {
            let Some(org) = org else { return Ok(()) };
            let unit = org.unit(id).ok_or(Misfit::Unit)?;
            unless(field.level.is_none() || unit.level == field.level, Misfit::Level)
        }
        (Type::Person, Json::String(id)) => {
            unless(org.is_none_or(|org| org.person(id).is_some()), Misfit::Person)
        }
        _ => Err(Misfit::Type),
    }
}

/// Whether a number, or a length, lies within the bounds of a field.
fn is_within(number: i64, field: &Field) -> bool {
    field.min.is_none_or(|min| number >= min) && field.max.is_none_or(|max| number <= max)
}

/// The digits as written, never by way of a floating-point number.
pub(super) fn decimal(value: &Json) -> Option<Decimal> {
    match value {
        Json::String(text) => text.parse().ok(),
        Json::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}
