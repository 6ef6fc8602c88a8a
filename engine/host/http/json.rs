//! JSON from outside: every fault at its place, within named limits, and no key twice.

use docket_core::instance::Words;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};
use std::fmt;

/// How deep arrays and objects may lie in each other.
pub const MAX_DEPTH: usize = 32;
/// How many values a body may have.
pub const MAX_VALUES: usize = 50_000;

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not UTF-8 from this byte on.
    Encoding(usize),
    /// It is not JSON, or passes a limit; why and where, in words.
    Json(Words),
}

/// Reads a document.
///
/// # Errors
/// [`Fault`] names the place.
pub fn read(bytes: &[u8]) -> Result<Value, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::Encoding(error.valid_up_to()))?;
    let mut left = MAX_VALUES;
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Strict { depth: 0, left: &mut left };
    let value = seed.deserialize(&mut reader).map_err(|error| Fault::Json(words(&error)))?;
    reader.end().map_err(|error| Fault::Json(words(&error)))?;
    Ok(value)
}

/// A fault in both languages; what the reader says itself is English.
fn words(error: &serde_json::Error) -> Words {
    let en = error.to_string();
    let zh = match error.classify() {
        Category::Eof => "没有写完，缺少右括号或引号".to_owned(),
        Category::Data if en.contains("NUL") => "文字里有空字符".to_owned(),
        Category::Data if en.starts_with("nested") => format!("嵌套超过 {MAX_DEPTH} 层"),
        Category::Data if en.starts_with("more than") => format!("多于 {MAX_VALUES} 个值"),
        Category::Data if en.starts_with("key") => {
            let name = en.split('`').nth(1).unwrap_or_default();
            let what = if en.contains("twice") { "写了两次" } else { "是系统保留的" };
            format!("键“{name}”{what}")
        }
        _ => "读到这里不合 JSON 的写法".to_owned(),
    };
    let place = format!("（第 {} 行第 {} 列）", error.line(), error.column());
    Words { zh: zh + place.as_str(), en }
}

struct Strict<'a> {
    depth: usize,
    left: &'a mut usize,
}

impl Strict<'_> {
    fn inner(&mut self) -> Strict<'_> {
        Strict { depth: self.depth + 1, left: self.left }
    }
}

fn sound<E: Error>(text: &str) -> Result<String, E> {
    if text.contains('\0') {
        return Err(E::custom("text holds a NUL character"));
    }
    Ok(text.to_owned())
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(format!("nested deeper than {MAX_DEPTH}")));
        }
        let Some(left) = self.left.checked_sub(1) else {
            return Err(D::Error::custom(format!("more than {MAX_VALUES} values")));
        };
        *self.left = left;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is none"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        sound(text).map(Value::String)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner())? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let key = sound::<A::Error>(&key)?;
            if key.starts_with('$') {
                return Err(A::Error::custom(format!("key `{key}` is reserved")));
            }
            if all.contains_key(&key) {
                return Err(A::Error::custom(format!("key `{key}` stands there twice")));
            }
            let value = entries.next_value_seed(self.inner())?;
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}
