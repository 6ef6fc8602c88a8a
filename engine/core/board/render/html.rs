//! A page that stands alone: no script, nothing from elsewhere; it prints on A4, also in black and white.

use super::frame::{above, below, legend, pick};
use super::table::{Sort, Table, words};
use super::xml::Xml;
use crate::board::Snapshot;
use crate::source::Lang;

const STYLE: &str = "@page{size:A4;margin:15mm}\
body{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimSun,sans-serif;color:#000;background:#fff;\
max-width:60rem;margin:1rem auto;padding:0 1rem;line-height:1.5}\
h1{font-size:1.5rem;text-align:center}p{margin:.25rem 0}\
table{border-collapse:collapse;width:100%;margin:1rem 0}thead{display:table-header-group}tr{break-inside:avoid}\
th,td{border:1px solid #444;padding:.25rem .5rem;text-align:left;vertical-align:top}\
th{background:#eee}.number,.rank{text-align:right;white-space:nowrap}\
.lamp{border:2px solid;padding:0 .3rem;white-space:nowrap;print-color-adjust:exact;-webkit-print-color-adjust:exact}\
.red{border-color:#c00;background:#fdd}.orange{border-color:#c60;background:#fe9}.yellow{border-color:#a80;background:#ffc}\
.green{border-color:#080;background:#dfd}.blue{border-color:#05a;background:#def}.purple{border-color:#808;background:#fdf}\
.grey{border-color:#666;background:#eee}.legend{list-style:none;padding:0}.legend li{margin:.25rem 0}\
.below{font-size:.875rem}";

/// A snapshot as a page. It is well-formed XML, too.
#[must_use]
pub fn html(snapshot: &Snapshot, lang: Lang) -> String {
    let tag = pick(lang, "zh-CN", "en");
    let title = words(&snapshot.title, lang);
    let mut page = Xml::beginning_with("<!DOCTYPE html>\n");
    page.open("html", &[("lang", tag), ("xml:lang", tag), ("xmlns", "http://www.w3.org/1999/xhtml")]);
    page.line();
    page.open("head", &[]);
    page.empty("meta", &[("charset", "utf-8")]);
    page.empty("meta", &[("name", "viewport"), ("content", "width=device-width")]);
    page.leaf("title", &[], title);
    page.style(STYLE);
    page.close();
    page.line();
    page.open("body", &[]);
    page.leaf("h1", &[], title);
    for line in above(snapshot, lang) {
        page.leaf("p", &[], &line);
    }
    page.line();
    table(&mut page, snapshot, lang);
    let lamps = legend(snapshot, lang);
    if !lamps.is_empty() {
        page.leaf("p", &[], pick(lang, "图例", "Legend"));
        page.open("ul", &[("class", "legend")]);
        for (colour, text) in &lamps {
            page.open("li", &[]);
            page.leaf("span", &[("class", &format!("lamp {}", colour.word()))], text);
            page.close();
        }
        page.close();
        page.line();
    }
    for line in below(snapshot, lang) {
        page.leaf("p", &[("class", "below")], &line);
    }
    page.finish()
}

fn table(page: &mut Xml, snapshot: &Snapshot, lang: Lang) {
    let table = Table::of(snapshot, lang, "—");
    let class = |sort: Sort| match sort {
        Sort::Rank => "rank",
        Sort::Number => "number",
        _ => "text",
    };
    page.open("table", &[]);
    page.open("thead", &[]);
    page.open("tr", &[]);
    for (head, sort) in &table.heads {
        page.leaf("th", &[("class", class(*sort)), ("scope", "col")], head);
    }
    page.close();
    page.close();
    page.line();
    page.open("tbody", &[]);
    page.line();
    for row in &table.rows {
        page.open("tr", &[]);
        for (field, (_, sort)) in row.iter().zip(&table.heads) {
            match field.light.and_then(|place| snapshot.legend.get(place)) {
                Some(lamp) => {
                    page.open("td", &[]);
                    page.leaf("span", &[("class", &format!("lamp {}", lamp.colour.word()))], &field.text);
                    page.close();
                }
                None => page.leaf("td", &[("class", class(*sort))], &field.text),
            }
        }
        page.close();
        page.line();
    }
    page.close();
    page.close();
    page.line();
}
