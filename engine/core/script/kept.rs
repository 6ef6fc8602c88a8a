//! Values kept as JSON and read back without a declared type: what JSON has no sort for names its sort.

use super::json::{JsonError, to_json};
use super::{Fraction, List, Map, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

/// A value as JSON from which [`restore`] makes the same again: `3`, `"red"`, `{"decimal": "1.5"}`.
///
/// # Errors
/// For values that are no data, such as a range.
pub fn keep(value: &Value) -> Result<Json, JsonError> {
    if let Some(list) = value.read_lock::<List>() {
        return list.iter().map(keep).collect::<Result<Vec<_>, _>>().map(Json::Array);
    }
    if let Some(map) = value.read_lock::<Map>() {
        let parts = map.iter().map(|(name, part)| Ok((name.to_string(), keep(part)?)));
        let parts = parts.collect::<Result<serde_json::Map<_, _>, _>>()?;
        return Ok(json!({ "record": parts }));
    }
    let plain = to_json(value)?;
    let sort = if value.is_decimal() {
        "decimal"
    } else if value.is::<Date>() {
        "date"
    } else if value.is::<Timestamp>() {
        "instant"
    } else if value.is::<Fraction>() {
        "fraction"
    } else {
        return Ok(plain);
    };
    Ok(Json::Object(serde_json::Map::from_iter([(sort.to_owned(), plain)])))
}

/// The value that was kept. Absent: the JSON was not written by [`keep`].
#[must_use]
pub fn restore(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::UNIT,
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => Value::from(number.as_i64()?),
        Json::String(text) => Value::from(text.clone()),
        Json::Array(items) => items.iter().map(restore).collect::<Option<List>>()?.into(),
        Json::Object(fields) => {
            let (sort, kept) = fields.iter().next().filter(|_| fields.len() == 1)?;
            match (sort.as_str(), kept) {
                ("record", Json::Object(parts)) => {
                    let parts = parts.iter().map(|(name, part)| Some((name.as_str().into(), restore(part)?)));
                    parts.collect::<Option<Map>>()?.into()
                }
                ("decimal", Json::String(text)) => Value::from(text.parse::<Decimal>().ok()?),
                ("date", Json::String(text)) => Value::from(text.parse::<Date>().ok()?),
                ("instant", Json::String(text)) => Value::from(text.parse::<Timestamp>().ok()?),
                ("fraction", Json::String(text)) => Value::from(Fraction::parse(text)?),
                _ => return None,
            }
        }
    })
}
