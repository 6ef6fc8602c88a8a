//! Words for people, in one language or two.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// Words for people: one string for everybody, or one for each language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Text {
    /// The same words in every language.
    Plain(String),
    /// Words by language. At least one of the two is present in what was read.
    Localised {
        /// Chinese. Absent: the English words are shown.
        zh: Option<String>,
        /// English. Absent: the Chinese words are shown.
        en: Option<String>,
    },
}

impl Text {
    /// The Chinese words, or what there is instead of them.
    #[must_use]
    pub fn zh(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Localised { zh, en } => zh.as_deref().or(en.as_deref()).unwrap_or_default(),
        }
    }

    /// The English words, or what there is instead of them.
    #[must_use]
    pub fn en(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Localised { zh, en } => en.as_deref().or(zh.as_deref()).unwrap_or_default(),
        }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.zh().is_empty() && self.en().is_empty()
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// The Chinese words: the language in which the documents are law.
impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.zh())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(text) => serializer.serialize_str(text),
            Self::Localised { zh, en } => {
                let mut map = serializer.serialize_map(None)?;
                if let Some(zh) = zh {
                    map.serialize_entry("zh", zh)?;
                }
                if let Some(en) = en {
                    map.serialize_entry("en", en)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = Text;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a string or { zh: ..., en: ... }")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Plain(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let (mut zh, mut en) = (None, None);
                while let Some(language) = map.next_key::<String>()? {
                    let (slot, name) = match language.as_str() {
                        "zh" => (&mut zh, "zh"),
                        "en" => (&mut en, "en"),
                        other => return Err(Error::unknown_field(other, &["zh", "en"])),
                    };
                    if slot.replace(map.next_value::<String>()?).is_some() {
                        return Err(Error::duplicate_field(name));
                    }
                }
                if zh.is_none() && en.is_none() {
                    return Err(Error::custom("words are missing: give `zh`, `en` or both"));
                }
                Ok(Text::Localised { zh, en })
            }
        }

        deserializer.deserialize_any(Words)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Words for people: one string, or one for each language.",
            "type": ["string", "object"],
            "properties": {
                "zh": { "type": "string", "description": "Chinese" },
                "en": { "type": "string", "description": "English" }
            },
            "additionalProperties": false,
            "minProperties": 1
        })
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
