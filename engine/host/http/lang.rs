//! The language and the form of an answer.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE};
use docket_core::instance::Words;
use docket_core::model::Text;
use docket_core::source::Lang;

/// The language that a request prefers: Chinese, English, or Chinese where it does not say.
#[must_use]
pub fn of(headers: &HeaderMap) -> Lang {
    let Some(wanted) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Lang::Zh;
    };
    let mut best: Option<(Lang, u32)> = None;
    for range in wanted.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
        let primary = tag.split('-').next().unwrap_or_default();
        let lang = match primary {
            "zh" | "*" => Lang::Zh,
            "en" => Lang::En,
            _ => continue,
        };
        if weight > 0 && best.is_none_or(|(_, other)| weight > other) {
            best = Some((lang, weight));
        }
    }
    // Somebody who reads neither is more likely to read English.
    best.map_or(Lang::En, |(lang, _)| lang)
}

/// Which of some media types a request prefers; the first of them where it does not say, or knows none.
#[must_use]
pub fn preferred<T: Copy>(headers: &HeaderMap, known: &[(&str, T); 3]) -> T {
    let wanted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (mut best, mut most) = (known[0].1, 0);
    for range in wanted.split(',') {
        let mut parts = range.split(';');
        let media = parts.next().unwrap_or_default().trim();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
        let fits = |name: &str| {
            let whole = media.strip_suffix('*').is_some_and(|kind| kind == "*/" || name.starts_with(kind));
            whole || media.eq_ignore_ascii_case(name)
        };
        if let Some((_, one)) = known.iter().find(|(name, _)| fits(name)).filter(|_| weight > most) {
            (best, most) = (*one, weight);
        }
    }
    best
}

fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u32>().unwrap_or(0).min(1) * 1000 + part.parse::<u32>().unwrap_or(0)
}

/// Words in one language.
#[must_use]
pub fn pick(words: &Words, lang: Lang) -> String {
    match lang {
        Lang::Zh => words.zh.clone(),
        Lang::En => words.en.clone(),
    }
}

/// An author's words in one language.
#[must_use]
pub fn text(text: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => text.zh().to_owned(),
        Lang::En => text.en().to_owned(),
    }
}
