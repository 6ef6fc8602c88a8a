//! JSON to values and back. Dates, instants and decimals are strings in JSON, so the declared type decides.

use super::functions::type_of;
use super::row::NoRows;
use super::{Fraction, List, Map, Row, Rows, Type, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use thiserror::Error;

/// Why a JSON value is no value of the declared type, or the reverse.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}: expected {expected}, got {got}")]
pub struct JsonError {
    /// Where: `.name` and `[index]` steps from the root; empty at the root.
    pub path: String,
    /// The declared type.
    pub expected: String,
    /// What was there.
    pub got: String,
}

fn wrong(path: &str, expected: &str, json: &Json) -> JsonError {
    let got = match json {
        Json::Null => "nothing".to_owned(),
        Json::Bool(_) => "bool".to_owned(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => format!("\"{text}\""),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "a record".to_owned(),
    };
    JsonError { path: path.to_owned(), expected: expected.to_owned(), got }
}

/// A JSON value as a value of the declared type. `null` is the absent value of every type; rows know no more than their
/// key.
///
/// # Errors
/// The first place that does not fit.
pub fn from_json(json: &Json, declared: &Type) -> Result<Value, JsonError> {
    read(json, declared, &NoRows, "")
}

/// The same, with the rows of registers.
///
/// # Errors
/// The first place that does not fit.
pub fn from_json_with(json: &Json, declared: &Type, rows: &dyn Rows) -> Result<Value, JsonError> {
    read(json, declared, rows, "")
}

fn read(json: &Json, declared: &Type, rows: &dyn Rows, path: &str) -> Result<Value, JsonError> {
    let fail = || wrong(path, declared.name(), json);
    if json.is_null() {
        return Ok(Value::UNIT);
    }
    match declared {
        Type::Any => plain(json, path),
        Type::Fraction => match json.as_str() {
            Some(text) => Fraction::parse(text).map(Value::from).ok_or_else(fail),
            None => plain(json, path),
        },
        Type::Nothing => Err(fail()),
        Type::Bool => json.as_bool().map(Value::from).ok_or_else(fail),
        Type::Integer => json.as_i64().map(Value::from).ok_or_else(fail),
        Type::Decimal => decimal(json).map(Value::from).ok_or_else(fail),
        Type::Date => {
            json.as_str().and_then(|text| text.parse::<Date>().ok()).map(Value::from).ok_or_else(fail)
        }
        Type::Instant => {
            json.as_str().and_then(|text| text.parse::<Timestamp>().ok()).map(Value::from).ok_or_else(fail)
        }
        Type::Text | Type::Duration | Type::Unit | Type::Person => {
            json.as_str().map(Into::into).ok_or_else(fail)
        }
        Type::Row(register, _) => json.as_str().map(|key| rows.row(register, key).value()).ok_or_else(fail),
        Type::Enum(words) => json
            .as_str()
            .filter(|text| words.iter().any(|word| word == text))
            .map(Into::into)
            .ok_or_else(|| wrong(path, &words.join(" | "), json)),
        Type::Map(properties) => {
            let object = json.as_object().ok_or_else(fail)?;
            let mut map = Map::new();
            for (name, declared) in properties {
                let path = format!("{path}.{name}");
                let value =
                    object.get(name).map_or(Ok(Value::UNIT), |json| read(json, declared, rows, &path))?;
                map.insert(name.as_str().into(), value);
            }
            Ok(map.into())
        }
        Type::List(of) => {
            let items = json.as_array().ok_or_else(fail)?;
            let items = items.iter().enumerate();
            let list: Result<List, _> =
                items.map(|(index, item)| read(item, of, rows, &format!("{path}[{index}]"))).collect();
            list.map(Value::from)
        }
    }
}

fn decimal(json: &Json) -> Option<Decimal> {
    match json {
        Json::String(text) => text.parse().ok(),
        // The digits as written, never by way of a floating-point number's rounding.
        Json::Number(number) => {
            let text = number.to_string();
            text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
        }
        _ => None,
    }
}

/// Without a declared type, texts stay texts and numbers become integers or decimals.
fn plain(json: &Json, path: &str) -> Result<Value, JsonError> {
    match json {
        Json::Null => Ok(Value::UNIT),
        Json::Bool(value) => Ok((*value).into()),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Ok(whole.into()),
            None => decimal(json).map(Value::from).ok_or_else(|| wrong(path, "number", json)),
        },
        Json::String(text) => Ok(text.as_str().into()),
        Json::Array(items) => {
            let list: Result<List, _> = items.iter().map(|item| plain(item, path)).collect();
            list.map(Value::from)
        }
        Json::Object(entries) => {
            let mut map = Map::new();
            for (name, item) in entries {
                map.insert(name.as_str().into(), plain(item, path)?);
            }
            Ok(map.into())
        }
    }
}

/// A value as JSON: decimals, fractions, dates and instants as strings, the absent value as `null`.
///
/// # Errors
/// For values that are no data, such as a range.
pub fn to_json(value: &Value) -> Result<Json, JsonError> {
    write(value, "")
}

fn write(value: &Value, path: &str) -> Result<Json, JsonError> {
    if value.is_unit() {
        return Ok(Json::Null);
    }
    if let Ok(value) = value.as_bool() {
        return Ok(Json::Bool(value));
    }
    if let Ok(value) = value.as_int() {
        return Ok(value.into());
    }
    if let Ok(value) = value.as_decimal() {
        return Ok(Json::String(value.to_string()));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(Json::String(text.to_string()));
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Json::String(letter.to_string()));
    }
    if let Some(date) = value.read_lock::<Date>() {
        return Ok(Json::String(date.to_string()));
    }
    if let Some(instant) = value.read_lock::<Timestamp>() {
        return Ok(Json::String(instant.to_string()));
    }
    if let Some(fraction) = value.read_lock::<Fraction>() {
        return Ok(Json::String(fraction.to_string()));
    }
    if let Some(row) = value.read_lock::<Row>() {
        return Ok(Json::String(row.key().to_owned()));
    }
    if let Some(list) = value.read_lock::<List>() {
        let items = list.iter().enumerate();
        let items: Result<Vec<_>, _> =
            items.map(|(index, item)| write(item, &format!("{path}[{index}]"))).collect();
        return items.map(Json::Array);
    }
    if let Some(map) = value.read_lock::<Map>() {
        let entries = map.iter();
        let entries: Result<serde_json::Map<_, _>, _> = entries
            .map(|(name, item)| Ok((name.to_string(), write(item, &format!("{path}.{name}"))?)))
            .collect();
        return entries.map(Json::Object);
    }
    Err(JsonError { path: path.to_owned(), expected: "data".to_owned(), got: type_of(value).to_owned() })
}
