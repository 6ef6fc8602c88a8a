//! Words in both languages, and the names in them that stand for values.

use super::Data;
use crate::model::Text;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
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

/// A value's text without the signs of a name: what somebody wrote never names a value of the case.
#[must_use]
pub fn unbraced(text: String) -> String {
    if text.contains(['{', '}']) { text.replace('{', "｛").replace('}', "｝") } else { text }
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

/// A day in words: `2026年3月2日`, `2 March 2026`.
#[must_use]
pub fn date(day: Date, zh: bool) -> String {
    if zh {
        format!("{}年{}月{}日", day.year(), day.month(), day.day())
    } else {
        day.strftime("%-d %B %Y").to_string()
    }
}

/// A moment in words: the day and the time in a zone.
#[must_use]
pub fn instant(at: Timestamp, zone: TimeZone, zh: bool) -> String {
    let at = at.to_zoned_datetime(zone);
    let (day, time) = (date(at.date(), zh), at.strftime("%H:%M"));
    if zh { format!("{day} {time}") } else { format!("{day}, {time}") }
}

/// A value as people read it, by what can be seen of it: days in words, moments too where a zone is known, somebody by
/// name, lists item by item.
#[must_use]
pub fn told(value: &Value, zh: bool, zone: &dyn Fn() -> Option<TimeZone>) -> String {
    match value {
        Value::Bool(yes) => match (zh, yes) {
            (true, true) => "是",
            (true, false) => "否",
            (false, true) => "yes",
            (false, false) => "no",
        }
        .to_owned(),
        // The length first: most texts are neither.
        Value::String(text) if text.len() == 10 => {
            text.parse().map_or_else(|_| text.clone(), |day| date(day, zh))
        }
        Value::String(text) if (20..=35).contains(&text.len()) => {
            let at = text.parse().ok().zip(zone());
            at.map_or_else(|| text.clone(), |(at, zone)| instant(at, zone, zh))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| told(item, zh, zone)).collect();
            items.join(if zh { "、" } else { ", " })
        }
        Value::Object(members) => {
            let named = members.get("name").and_then(Value::as_str);
            named.map_or_else(|| value.to_string(), str::to_owned)
        }
        other => plain(other),
    }
}

/// The text of a value by its path in named values; the mark where it is not for this reader.
pub(super) fn by_path(data: &Data, path: &str, zh: bool) -> Option<String> {
    let mut steps = path.split('.');
    let mut value = data.get(steps.next()?)?;
    for step in steps {
        if value.get("$private").is_some() {
            break;
        }
        value = value.get(step)?;
    }
    let hidden = value.get("$private").is_some();
    Some(if hidden { HIDDEN.to_owned() } else { unbraced(told(value, zh, &|| None)) })
}
