//! What a service answers, as the data of an event.

use docket_core::instance::Data;
use serde_json::Value;

/// The data of an answer: its members, or the whole under `content` if it is no object. What is not JSON is text.
pub(super) fn data(body: &[u8]) -> Data {
    if body.is_empty() {
        return Data::new();
    }
    let value = serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).replace('\0', "\u{fffd}")));
    match clean(value) {
        Some(Value::Object(fields)) => fields,
        Some(other) => Data::from_iter([("content".to_owned(), other)]),
        None => Data::new(),
    }
}

/// Without what a case cannot remember: `null` says that there is no value, and a NUL is no character for a database.
fn clean(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .filter_map(|(name, value)| Some((name.replace('\0', "\u{fffd}"), clean(value)?)));
            Some(Value::Object(fields.collect()))
        }
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(clean).collect())),
        Value::String(text) => Some(Value::String(text.replace('\0', "\u{fffd}"))),
        other => Some(other),
    }
}
