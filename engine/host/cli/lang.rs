//! The language of messages.

use docket_core::source::Lang;

/// What the environment says: Chinese for `zh...`, else English; the first variable that is set and not empty counts.
pub fn of_environment(get: &dyn Fn(&str) -> Option<String>) -> Lang {
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| get(name).filter(|v| !v.is_empty()));
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// One of two words.
pub const fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
