//! A picture that stands alone, for the wall: A4 wide and as high as it needs; no script, nothing from elsewhere.

use super::frame::{above, below, legend};
use super::table::{Sort, Table, words};
use super::xml::Xml;
use crate::board::Snapshot;
use crate::model::board::Colour;
use crate::source::Lang;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of half a Chinese character, the height of a line, the space around, in units of the picture.
const HALF: usize = 8;
const LINE: usize = 22;
const PAD: usize = 8;
const MARGIN: usize = 40;
/// The least width: A4 at 96 to the inch.
const WIDTH: usize = 794;
/// Half characters of a field before it is wrapped.
const WRAP: usize = 40;
const FONT: &str = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimSun,sans-serif";

/// A snapshot as a picture.
#[must_use]
pub fn svg(snapshot: &Snapshot, lang: Lang) -> String {
    let table = Table::of(snapshot, lang, "—");
    let heads: Vec<Vec<String>> = table.heads.iter().map(|(head, _)| wrap(head, WRAP)).collect();
    let rows: Vec<Vec<Vec<String>>> =
        table.rows.iter().map(|row| row.iter().map(|field| wrap(&field.text, WRAP)).collect()).collect();
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(place, head)| {
            let fields = rows.iter().filter_map(|row| row.get(place)).flatten();
            let widest = head.iter().chain(fields).map(|line| line.width_cjk()).max().unwrap_or(0);
            widest * HALF + 2 * PAD
        })
        .collect();
    let width = (widths.iter().sum::<usize>() + 2 * MARGIN).max(WIDTH);
    let chars = (width - 2 * MARGIN) / HALF;
    let mut sheet = Sheet { snapshot, xml: Xml::default(), y: MARGIN, width };
    for line in wrap(words(&snapshot.title, lang), chars * 2 / 3) {
        sheet.y += LINE;
        let (middle, y) = ((width / 2).to_string(), sheet.y.to_string());
        let attributes = [("x", middle.as_str()), ("y", &y), ("font-size", "24"), ("text-anchor", "middle")];
        sheet.xml.leaf("text", &attributes, &line);
        sheet.y += LINE / 2;
        sheet.xml.line();
    }
    above(snapshot, lang).iter().for_each(|text| sheet.words(text, chars));
    sheet.y += LINE;
    sheet.row(&heads, &widths, None, &table);
    for (lines, fields) in rows.iter().zip(&table.rows) {
        let light = fields.iter().find_map(|field| field.light);
        sheet.row(lines, &widths, Some(light), &table);
    }
    sheet.y += LINE / 2;
    for (colour, text) in legend(snapshot, lang) {
        sheet.lamp(colour, &text);
    }
    below(snapshot, lang).iter().for_each(|text| sheet.words(text, chars));
    sheet.finish()
}

struct Sheet<'a> {
    snapshot: &'a Snapshot,
    xml: Xml,
    /// How far down it is written.
    y: usize,
    width: usize,
}

impl Sheet<'_> {
    fn text(&mut self, x: usize, y: usize, anchor: &str, text: &str) {
        let (x, y) = (x.to_string(), y.to_string());
        self.xml.leaf("text", &[("x", &x), ("y", &y), ("text-anchor", anchor)], text);
    }

    fn words(&mut self, text: &str, chars: usize) {
        for line in wrap(text, chars) {
            self.y += LINE;
            self.text(MARGIN, self.y, "start", &line);
            self.xml.line();
        }
    }

    fn frame(
        &mut self,
        (x, y): (usize, usize),
        (width, height): (usize, usize),
        (fill, stroke): (&str, &str),
    ) {
        let [x, y, width, height] = [x, y, width, height].map(|number| number.to_string());
        let place = [
            ("x", x.as_str()),
            ("y", &y),
            ("width", &width),
            ("height", &height),
            ("fill", fill),
            ("stroke", stroke),
        ];
        self.xml.empty("rect", &place);
    }

    fn lamp(&mut self, colour: Colour, text: &str) {
        let (fill, stroke) = paint(colour);
        self.frame((MARGIN, self.y + PAD), (text.width_cjk() * HALF + 2 * PAD, LINE), (fill, stroke));
        self.y += LINE + PAD;
        self.text(MARGIN + PAD, self.y - PAD + 2, "start", text);
        self.xml.line();
    }

    /// A row of the table; the head of it where `light` is absent.
    fn row(&mut self, fields: &[Vec<String>], widths: &[usize], light: Option<Option<usize>>, table: &Table) {
        let height = fields.iter().map(Vec::len).max().unwrap_or(1).max(1) * LINE + PAD;
        let mut x = MARGIN;
        for ((lines, width), (_, sort)) in fields.iter().zip(widths).zip(&table.heads) {
            let lamp = light
                .flatten()
                .filter(|_| *sort == Sort::Light)
                .and_then(|place| self.snapshot.legend.get(place));
            let ground = if light.is_none() { "#eee" } else { "#fff" };
            let fill = lamp.map_or(ground, |lamp| paint(lamp.colour).0);
            self.frame((x, self.y), (*width, height), (fill, "#444"));
            let right = matches!(sort, Sort::Rank | Sort::Number);
            for (place, line) in lines.iter().enumerate() {
                let y = self.y + (place + 1) * LINE - PAD / 2;
                let (at, anchor) = if right { (x + width - PAD, "end") } else { (x + PAD, "start") };
                self.text(at, y, anchor, line);
            }
            x += width;
        }
        self.y += height;
        self.xml.line();
    }

    fn finish(self) -> String {
        let height = self.y + MARGIN;
        let view = format!("0 0 {} {height}", self.width);
        let mut whole = Xml::beginning_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let [width, tall] = [self.width, height].map(|number| number.to_string());
        let named = [("xmlns", "http://www.w3.org/2000/svg"), ("width", "210mm"), ("viewBox", view.as_str())];
        whole.open("svg", &[&named[..], &[("font-family", FONT), ("font-size", "15")]].concat());
        whole.line();
        whole.empty("rect", &[("width", &width), ("height", &tall), ("fill", "#fff")]);
        whole.line();
        whole.within(self.xml);
        whole.finish()
    }
}

/// Ground and frame of a light. The ground is so light that black is read on it, also as grey.
const fn paint(colour: Colour) -> (&'static str, &'static str) {
    match colour {
        Colour::Red => ("#fdd", "#c00"),
        Colour::Orange => ("#fe9", "#c60"),
        Colour::Yellow => ("#ffc", "#a80"),
        Colour::Green => ("#dfd", "#080"),
        Colour::Blue => ("#def", "#05a"),
        Colour::Purple => ("#fdf", "#808"),
        Colour::Grey => ("#eee", "#666"),
    }
}

/// Lines of at most so many half characters, broken at a blank where there is one.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut width) = (String::new(), 0);
    for letter in text.chars() {
        let wide = letter.width_cjk().unwrap_or(0);
        if width + wide > most && !line.is_empty() {
            let rest = line.rfind(' ').filter(|at| *at > 0).map(|at| line.split_off(at)).unwrap_or_default();
            lines.push(std::mem::replace(&mut line, rest.trim_start().to_owned()));
            width = line.width_cjk();
        }
        line.push(letter);
        width += wide;
    }
    lines.push(line);
    lines
}
