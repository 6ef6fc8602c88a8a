//! Differences in words, in two languages.

use super::Difference;
use crate::instance::Words;
use crate::instance::words::plain;
use serde_json::Value;

/// Characters of one value that are told.
const MAX_SHOWN: usize = 80;

impl Difference {
    /// The difference in one line, in both languages.
    #[must_use]
    pub fn words(&self) -> Words {
        let path = &self.path;
        let shown = |value: &Value| {
            let (zh, en) = (shown(value, "、", "，"), shown(value, ", ", ", "));
            if zh.is_empty() { ("空".to_owned(), "nothing".to_owned()) } else { (short(zh), short(en)) }
        };
        let is_row = path.ends_with(']');
        match (self.was.as_ref().map(shown), self.now.as_ref().map(shown)) {
            (Some((was, was_en)), Some((now, now_en))) => {
                Words { zh: format!("{path}：{was} → {now}"), en: format!("{path}: {was_en} -> {now_en}") }
            }
            (None, Some((now, now_en))) if is_row => Words {
                zh: format!("{path}：新增一行（{now}）"),
                en: format!("{path}: a new row ({now_en})"),
            },
            (Some((was, was_en)), None) if is_row => Words {
                zh: format!("{path}：少了一行（{was}）"),
                en: format!("{path}: a row is gone ({was_en})"),
            },
            (None, Some((now, now_en))) => Words {
                zh: format!("{path}：原来没有，现为 {now}"),
                en: format!("{path}: was empty, is {now_en}"),
            },
            (Some((was, was_en)), None) => Words {
                zh: format!("{path}：原为 {was}，现在没有"),
                en: format!("{path}: was {was_en}, is empty"),
            },
            (None, None) => Words::same(path.as_str()),
        }
    }
}

/// A value as people read it: `list` between the items of a list, `parts` between the fields of a row.
fn shown(value: &Value, list: &str, parts: &str) -> String {
    match value {
        Value::Array(items) => {
            items.iter().map(|item| shown(item, list, parts)).collect::<Vec<_>>().join(list)
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name} {}", shown(value, list, parts)))
            .collect::<Vec<_>>()
            .join(parts),
        single => plain(single),
    }
}

fn short(text: String) -> String {
    if text.chars().count() <= MAX_SHOWN {
        return text;
    }
    text.chars().take(MAX_SHOWN).chain(['…']).collect()
}
