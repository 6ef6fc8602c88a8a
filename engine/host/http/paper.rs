//! A document as people read it: as text, and as a page that stands alone and prints on A4.

use super::views::{DocumentHead, DocumentView};
use docket_core::board::render::{Xml, grid};
use docket_core::instance::words::date;
use docket_core::source::Lang;

const STYLE: &str = "@page{size:A4;margin:28mm 26mm 25mm}\
body{font-family:'Noto Serif CJK SC','Source Han Serif SC',FangSong,SimSun,serif;color:#000;background:#fff;\
max-width:40rem;margin:2rem auto;padding:0 1rem;font-size:1rem;line-height:1.8;overflow-wrap:anywhere}\
@media print{body{max-width:none;margin:0;padding:0;font-size:12pt}}\
h1{font-size:1.5em;text-align:center;margin:1em 0 .5em}.number{text-align:center;margin:0 0 1.5em}\
.note{border:1px solid #000;padding:.25em .75em}.body{white-space:pre-wrap;margin:0 0 1em}\
:lang(zh) .body{text-indent:2em}table{border-collapse:collapse;width:100%;margin:1em 0;font-size:.9em}\
thead{display:table-header-group}tr{break-inside:avoid}\
th,td{border:1px solid #444;padding:.25em .5em;text-align:left;vertical-align:top}th{background:#eee}\
.signed{text-align:right;margin:2em 0 0;break-inside:avoid}.signed p{margin:0}\
footer{margin-top:2em;border-top:1px solid #666;font-size:.7em;line-height:1.4;color:#333;break-inside:avoid}\
footer p{margin:.2em 0}";

const fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A document as a page. It is well-formed XML, too.
#[must_use]
pub fn html(document: &DocumentView, lang: Lang) -> String {
    let tag = pick(lang, "zh-CN", "en");
    let mut page = Xml::beginning_with("<!DOCTYPE html>\n");
    page.open("html", &[("lang", tag), ("xml:lang", tag), ("xmlns", "http://www.w3.org/1999/xhtml")]);
    page.line();
    page.open("head", &[]);
    page.empty("meta", &[("charset", "utf-8")]);
    page.empty("meta", &[("name", "viewport"), ("content", "width=device-width")]);
    let number = document.number.as_deref().map(|number| format!(" {number}")).unwrap_or_default();
    page.leaf("title", &[], &format!("{}{number}", document.title));
    page.style(STYLE);
    page.close();
    page.line();
    page.open("body", &[]);
    page.line();
    if let Some(newer) = &document.corrected_by {
        page.leaf("p", &[("class", "note"), ("role", "note")], &replaced(newer, lang));
        page.line();
    }
    page.leaf("h1", &[], &document.title);
    page.line();
    if let Some(number) = &document.number {
        page.leaf("p", &[("class", "number")], number);
        page.line();
    }
    if let Some(old) = &document.corrects {
        page.leaf("p", &[], &replaces(old, lang));
        page.line();
    }
    for line in document.text.lines() {
        page.leaf("p", &[("class", "body")], line);
        page.line();
    }
    if let Some(table) = &document.table {
        page.open("table", &[]);
        page.open("thead", &[]);
        page.open("tr", &[]);
        for head in &table.heads {
            page.leaf("th", &[("scope", "col")], head);
        }
        page.close();
        page.close();
        page.line();
        page.open("tbody", &[]);
        for row in &table.rows {
            page.open("tr", &[]);
            for cell in row {
                page.leaf("td", &[], filled(cell));
            }
            page.close();
            page.line();
        }
        page.close();
        page.close();
        page.line();
    }
    page.open("div", &[("class", "signed")]);
    if let Some(unit) = &document.unit {
        page.leaf("p", &[], unit);
    }
    page.open("p", &[]);
    page.leaf("time", &[("datetime", &document.issued_on)], &day(&document.issued_on, lang));
    page.close();
    page.close();
    page.line();
    page.open("footer", &[]);
    for line in foot(document, lang) {
        page.leaf("p", &[], &line);
    }
    page.finish()
}

/// A document as text, for terminals and mail. Ends in a line feed.
#[must_use]
pub fn text(document: &DocumentView, lang: Lang) -> String {
    let mut lines = Vec::new();
    lines.extend(document.corrected_by.as_ref().map(|newer| replaced(newer, lang)));
    lines.push(document.title.clone());
    lines.extend(document.number.clone());
    lines.extend(document.corrects.as_ref().map(|old| replaces(old, lang)));
    lines.push(String::new());
    lines.extend(document.text.lines().map(plain));
    if let Some(table) = &document.table {
        let heads: Vec<(&str, bool)> = table.heads.iter().map(|head| (head.as_str(), false)).collect();
        let cells = |row: &Vec<String>| row.iter().map(|cell| filled(cell).to_owned()).collect();
        let rows = table.rows.iter().map(cells).collect();
        lines.push(String::new());
        lines.extend(grid(&heads, rows));
    }
    lines.push(String::new());
    lines.extend(document.unit.clone());
    lines.push(day(&document.issued_on, lang));
    lines.push(String::new());
    lines.extend(foot(document, lang));
    lines.iter().map(|line| plain(line) + "\n").collect()
}

/// A line without what would steer a terminal.
fn plain(line: &str) -> String {
    line.chars().filter(|letter| !letter.is_control()).collect()
}

/// A cell that holds nothing is seen to hold nothing.
fn filled(cell: &str) -> &str {
    if cell.is_empty() { "—" } else { cell }
}

fn day(text: &str, lang: Lang) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |day| date(day, lang == Lang::Zh))
}

/// A document as another one names it.
fn named(head: &DocumentHead, lang: Lang) -> String {
    let (title, day) = (&head.title, day(&head.issued_on, lang));
    match (lang, &head.number) {
        (Lang::Zh, Some(number)) => format!("《{title}》（{number}，{day}）"),
        (Lang::Zh, None) => format!("《{title}》（{day}）"),
        (Lang::En, Some(number)) => format!("“{title}” ({number}, {day})"),
        (Lang::En, None) => format!("“{title}” ({day})"),
    }
}

fn replaced(newer: &DocumentHead, lang: Lang) -> String {
    let newer = named(newer, lang);
    match lang {
        Lang::Zh => format!("本文书已更正，以{newer}为准。"),
        Lang::En => format!("This document was corrected: {newer} stands in its place."),
    }
}

fn replaces(old: &DocumentHead, lang: Lang) -> String {
    let old = named(old, lang);
    match lang {
        Lang::Zh => format!("本文书更正{old}。"),
        Lang::En => format!("This document corrects {old}."),
    }
}

/// The small print.
fn foot(document: &DocumentView, lang: Lang) -> Vec<String> {
    let to = document.addressees.join(pick(lang, "、", ", "));
    let mut lines = Vec::new();
    if !to.is_empty() {
        lines.push(format!("{}{to}", pick(lang, "主送：", "To: ")));
    }
    let (case, n, at) = (&document.case, document.n + 1, document.issued_at);
    lines.push(match lang {
        Lang::Zh => format!("事项 {case}，第 {n} 件文书，发出时刻 {at}"),
        Lang::En => format!("Case {case}, document {n}, issued at {at}"),
    });
    lines.push(format!("SHA-256 {}", document.hash));
    lines
}
