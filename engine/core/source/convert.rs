//! The tree as values of other crates: JSON for the shape, YAML for the types.

use super::{Kind, Node};

impl Node {
    /// As JSON, for checking the shape. The order of keys is not kept.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Integer(value) => Value::from(*value),
            Kind::Decimal(text) => float(text)
                .and_then(serde_json::Number::from_f64)
                .map_or_else(|| Value::String(text.clone()), Value::Number),
            Kind::String { value, .. } => Value::String(value.clone()),
            Kind::Sequence(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            Kind::Mapping(entries) => {
                Value::Object(entries.iter().map(|e| (e.name().to_owned(), e.value.to_json())).collect())
            }
        }
    }

    /// As a value that serde reads types from; the order of keys is that of the file.
    ///
    /// A decimal becomes a number as long as its shortest form as a 64-bit float still says the same (15 digits);
    /// a longer one becomes its text, so that a type that reads both loses nothing.
    pub fn to_yaml(&self) -> serde_yaml::Value {
        use serde_yaml::Value;
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Integer(value) => Value::from(*value),
            Kind::Decimal(text) => match float(text) {
                Some(value) if digits(text) <= 15 => Value::from(value),
                _ => Value::String(text.clone()),
            },
            Kind::String { value, .. } => Value::String(value.clone()),
            Kind::Sequence(items) => Value::Sequence(items.iter().map(Node::to_yaml).collect()),
            Kind::Mapping(entries) => Value::Mapping(
                entries.iter().map(|e| (Value::String(e.name().to_owned()), e.value.to_yaml())).collect(),
            ),
        }
    }
}

fn float(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

fn digits(text: &str) -> usize {
    text.split(['e', 'E']).next().unwrap_or("").bytes().filter(u8::is_ascii_digit).count()
}
