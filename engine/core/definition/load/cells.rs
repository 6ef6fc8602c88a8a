//! Single values that their fields cannot hold, in cells of tables and in documents.

use crate::model::Duration;
use crate::model::data::{Field, Type};
use crate::organisation::Organisation;
use crate::register::Misfit;
use crate::source::shape::date_meant;
use crate::source::{Code, Diagnostic, did_you_mean, half_width};

/// A value that does not fit its field. `got` is what was written, of the type `type_` in the words of the language.
pub(super) fn explain(
    name: &str,
    field: &Field,
    (misfit, got, type_): (Misfit, &str, &str),
    org: Option<&Organisation>,
    found: &dyn Fn(Code) -> Diagnostic,
) -> Diagnostic {
    let of =
        if field.type_ == Type::List && type_ != "list" { field.of.unwrap_or_default() } else { field.type_ };
    let one_of = |code, known: Vec<&str>| {
        let meant = did_you_mean(got, known.iter().copied());
        found(code).with("name", got).with("got", got).with("known", known.join(", ")).suggest(meant)
    };
    match misfit {
        Misfit::Type => {
            let fault =
                found(Code::WrongType).with("name", name).with("expected", of.word()).with("got", type_);
            let meant = match of {
                Type::Integer => half_width(got).filter(|meant| meant.parse::<i64>().is_ok()),
                Type::Decimal | Type::Money => {
                    half_width(got).filter(|meant| meant.parse::<rust_decimal::Decimal>().is_ok())
                }
                Type::Bool if got == "是" => Some("true".to_owned()),
                Type::Bool if got == "否" => Some("false".to_owned()),
                // A key such as 007 is text, and a number only without its quotes.
                Type::Text | Type::Enum | Type::Duration | Type::Unit | Type::Person
                    if matches!(type_, "integer" | "decimal" | "bool") =>
                {
                    Some(format!("\"{got}\""))
                }
                _ => None,
            };
            fault.suggest(meant)
        }
        Misfit::Word => one_of(Code::NotOneOf, field.values.iter().map(String::as_str).collect()),
        Misfit::Date => {
            let plain = half_width(got);
            let meant = date_meant(plain.as_deref().unwrap_or(got)).or(plain);
            let meant = meant.filter(|meant| meant.parse::<jiff::civil::Date>().is_ok());
            found(Code::BadDate).with("got", got).suggest(meant)
        }
        Misfit::Instant => {
            let meant = half_width(got).filter(|meant| meant.parse::<jiff::Timestamp>().is_ok());
            found(Code::BadInstant).with("got", got).suggest(meant)
        }
        Misfit::Duration => {
            let meant = Duration::meant(got).map(|meant| meant.to_string());
            found(Code::BadDuration).with("got", got).suggest(meant)
        }
        Misfit::Unit => {
            let units = org.into_iter().flat_map(|org| org.units());
            one_of(Code::UnknownUnit, units.map(|unit| unit.id.as_str()).collect())
        }
        Misfit::Level => {
            let level = field.level.as_deref().unwrap_or_default();
            let units = org.into_iter().flat_map(|org| org.units_at(level));
            one_of(Code::NotOneOf, units.map(|unit| unit.id.as_str()).collect())
        }
        Misfit::Person => {
            let people = org.into_iter().flat_map(|org| org.people());
            one_of(Code::UnknownPerson, people.map(|person| person.id.as_str()).collect())
        }
        Misfit::Range => {
            let size = match of {
                Type::Text => i64::try_from(got.chars().count()).map(Into::into).ok(),
                _ => got.parse::<rust_decimal::Decimal>().ok(),
            };
            let short = |min: i64| size.is_some_and(|size| size < min.into());
            let (bound, limit) = match (field.min, field.max) {
                (Some(min), _) if short(min) => ("min", Some(min)),
                (min, None) => ("min", min),
                (_, max) => ("max", max),
            };
            let limit = limit.map(|limit| limit.to_string()).unwrap_or_default();
            found(Code::OutOfRange).with("got", got).with("bound", bound).with("limit", limit)
        }
    }
}
