//! The page of each code under `docs/diagnostics/`, made from the words and the examples.

use super::words::Words;
use super::{Code, Lang, Severity};

const EXAMPLES: &str = include_str!("words/examples.txt");

/// What is wrong and how it is right; `None` if the code has no example.
pub fn example(code: Code) -> Option<(&'static str, &'static str)> {
    let mut sections = EXAMPLES.split("\n== ").skip(1);
    let body = sections.find_map(|section| section.strip_prefix(code.slug())?.strip_prefix('\n'))?;
    let (wrong, right) = body.split_once("\n--\n")?;
    Some((wrong.trim_end(), right.trim_end()))
}

/// File name and content of every page, the list of all codes (`README.md`) first.
pub fn pages() -> Vec<(String, String)> {
    let both = [(Lang::Zh, Words::of(Lang::Zh)), (Lang::En, Words::of(Lang::En))];
    let mut list = String::from("# Diagnostics\n\n| code | 中文 | English |\n|---|---|---|\n");
    let mut pages = Vec::new();
    for code in Code::ALL {
        let what = |words: &Words| words.template(*code, None).unwrap_or_default();
        let [zh, en] = [what(&both[0].1), what(&both[1].1)].map(|text| text.replace('|', "\\|"));
        list.push_str(&format!("| [{code}]({code}.md) | {zh} | {en} |\n"));
        pages.push((format!("{code}.md"), page(*code, &both)));
    }
    pages.insert(0, ("README.md".to_owned(), list));
    pages
}

fn page(code: Code, both: &[(Lang, Words); 2]) -> String {
    let severity = match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = format!("# {code} `{}` ({severity})\n", code.slug());
    for (lang, words) in both {
        let part = |attribute| words.template(code, attribute).unwrap_or_default();
        let heading = match lang {
            Lang::Zh => "中文",
            Lang::En => "English",
        };
        let (why, help) = (part(Some("why")), part(Some("help")));
        text.push_str(&format!("\n## {heading}\n\n**{}**\n\n{why}\n\n{help}\n", part(None)));
    }
    if let Some((wrong, right)) = example(code) {
        let names = |key| both.iter().map(|(_, words)| words.plain(key, &[])).collect::<Vec<_>>().join(" / ");
        text.push_str(&format!("\n## {}\n\n```yaml\n{wrong}\n```\n", names("ui-wrong")));
        text.push_str(&format!("\n## {}\n\n```yaml\n{right}\n```\n", names("ui-right")));
    }
    text
}
