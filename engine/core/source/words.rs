//! The words of the diagnostics, in Fluent files, one for each language.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::Serialize;

use super::{Code, Diagnostic, Label};

/// Names of a list that are told; the JSON form has them all.
const NAMES: usize = 20;

type Bundle = fluent_bundle::concurrent::FluentBundle<FluentResource>;

/// A language that docket speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Chinese, simplified.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// `zh` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Zh => include_str!("words/zh.ftl"),
            Self::En => include_str!("words/en.ftl"),
        }
    }
}

/// What a diagnostic says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// What is wrong, in one line.
    pub what: String,
    /// Why it matters, or how docket sees it.
    pub why: String,
    /// What to do.
    pub help: String,
}

/// The words of one language.
pub struct Words {
    bundle: Bundle,
}

impl Words {
    /// Reads the words of a language. A message that Fluent cannot read is missing afterwards; the tests see to it
    /// that there is none.
    pub fn of(lang: Lang) -> Self {
        let resource = FluentResource::try_new(lang.text().to_owned()).unwrap_or_else(|(sound, _)| sound);
        let mut bundle = Bundle::new_concurrent(vec![lang.tag().parse().unwrap_or_default()]);
        // The marks would be invisible characters in terminals and JSON.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    /// What a diagnostic says.
    pub fn say(&self, fault: &Diagnostic) -> Said {
        let mut arguments = FluentArgs::new();
        for name in fault.code.arguments() {
            let value = fault.arguments.get(name).map_or("", String::as_str);
            arguments.set(*name, FluentValue::from(self.told(fault.code, name, value)));
        }
        let slug = fault.code.slug();
        let part = |attribute| self.format(slug, attribute, &arguments).unwrap_or_default();
        let part_of = |attribute: &str| self.format(slug, Some(attribute), &arguments);
        // What to do depends on what is wanted.
        let wanted = fault.arguments.get("expected").filter(|_| fault.code == Code::WrongType);
        let special = wanted.and_then(|wanted| part_of(&format!("help-{wanted}")));
        Said {
            what: self.format(slug, None, &arguments).unwrap_or_else(|| slug.to_owned()),
            why: part(Some("why")),
            help: special.unwrap_or_else(|| part(Some("help"))),
        }
    }

    /// An argument as it is told: words for types are words of ours, and a list of nothing says so.
    fn told(&self, code: Code, name: &str, value: &str) -> String {
        let of_type = matches!(
            code,
            Code::WrongType
                | Code::WrongResultType
                | Code::UnlikeTypes
                | Code::GuardNotBool
                | Code::WrongArguments
        ) || name == "got"
            && matches!(code, Code::ColumnNotSingle | Code::RankOverNothing | Code::NotAddable);
        if code == Code::WrongArguments && name != "name" && value.starts_with(|c: char| c.is_ascii_digit()) {
            let key = if value == "1" { "ui-argument" } else { "ui-arguments" };
            return self.plain(key, &[("n", value)]);
        }
        if of_type && name != "name" {
            // Blanks around it belong to English; a message loses them.
            let or = match self.plain("ui-or", &[]) {
                or if or.is_ascii() => format!(" {or} "),
                or => or,
            };
            let word = |type_word: &str| {
                let key = format!("type-{type_word}");
                self.format(&key, None, &FluentArgs::new()).unwrap_or_else(|| type_word.to_owned())
            };
            return value.split('|').map(word).collect::<Vec<_>>().join(&or);
        }
        if matches!(code, Code::DuplicateName | Code::UnfairDuty | Code::ReplacedTwice) && name == "kind" {
            let word = self.format(&format!("kind-{}", value.replace(' ', "-")), None, &FluentArgs::new());
            return word.unwrap_or_else(|| value.to_owned());
        }
        if code == Code::Io && name == "detail" && value == "absent" {
            return self.plain("ui-absent", &[]);
        }
        if code == Code::Pattern && name == "expected" && value.is_empty() {
            return self.plain("ui-see-reference", &[]);
        }
        if code == Code::WrongType && name == "name" && value.is_empty() {
            return self.plain("ui-top", &[]);
        }
        if name == "known" && value.matches(", ").count() >= NAMES {
            return value.split(", ").take(NAMES).chain(["…"]).collect::<Vec<_>>().join(", ");
        }
        if value.is_empty() && matches!(name, "known" | "got") {
            self.plain("ui-none", &[])
        } else {
            value.to_owned()
        }
    }

    /// What a second place is called.
    pub fn label(&self, label: Label) -> String {
        self.plain(label.key(), &[])
    }

    /// A message of the frame around diagnostics, with its arguments; its own key if it is missing.
    pub fn plain(&self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        let mut given = FluentArgs::new();
        for (name, value) in arguments {
            given.set(*name, FluentValue::from(*value));
        }
        self.format(key, None, &given).unwrap_or_else(|| key.to_owned())
    }

    /// A part of a code's words as written for somebody who has no case at hand: arguments show as `{$name}`.
    pub fn template(&self, code: Code, attribute: Option<&str>) -> Option<String> {
        self.format(code.slug(), attribute, &FluentArgs::new())
    }

    fn format(&self, id: &str, attribute: Option<&str>, arguments: &FluentArgs<'_>) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(arguments), &mut errors);
        Some(text.trim().replace('\n', " "))
    }
}
