//! Words in both languages, and the names in them that stand for values.

use super::Data;
use crate::model::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a private value is shown as outside of the case itself.
pub const HIDDEN: &str = "***";

/// Words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// A document's text in both languages; one that is missing is replaced by the other.
    #[must_use]
    pub fn of(text: &Text) -> Self {
        Self { zh: text.zh().to_owned(), en: text.en().to_owned() }
    }

    /// The same words in both languages.
    #[must_use]
    pub fn same(text: impl Into<String>) -> Self {
        let zh: String = text.into();
        Self { en: zh.clone(), zh }
    }
}

/// A text with each `{name}` replaced where a value is known, and left as it is where none is.
#[must_use]
pub fn fill(text: &str, look: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match look(name.trim()) {
            Some(value) => out.push_str(&value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The names that stand for values in a text.
#[must_use]
pub fn names(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim()).collect()
}

/// A value as words show it.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The text of a value by its path in named values; the mark where it is not for this reader.
pub(super) fn by_path(data: &Data, path: &str) -> Option<String> {
    let mut steps = path.split('.');
    let mut value = data.get(steps.next()?)?;
    for step in steps {
        if value.get("$private").is_some() {
            break;
        }
        value = value.get(step)?;
    }
    Some(if value.get("$private").is_some() { HIDDEN.to_owned() } else { plain(value) })
}
