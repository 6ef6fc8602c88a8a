//! The language of messages.

use docket_core::source::Lang;
use jiff::civil::Date;

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

/// The short name of the day of the week.
pub fn weekday(date: Date, lang: Lang) -> &'static str {
    use jiff::civil::Weekday as W;
    match date.weekday() {
        W::Monday => pick(lang, "周一", "Mon"),
        W::Tuesday => pick(lang, "周二", "Tue"),
        W::Wednesday => pick(lang, "周三", "Wed"),
        W::Thursday => pick(lang, "周四", "Thu"),
        W::Friday => pick(lang, "周五", "Fri"),
        W::Saturday => pick(lang, "周六", "Sat"),
        W::Sunday => pick(lang, "周日", "Sun"),
    }
}
