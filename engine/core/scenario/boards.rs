//! What a board must say after a line.

use super::Publication;
use super::play::{Fault, Teller};
use super::report::What;
use crate::board::{Cell, Snapshot, Unranked};
use crate::instance::Words;
use crate::model::scenario::{self as model, ExpectBoard, ExpectRow, Line};
use crate::source::Lang;
use serde_json::Value as Json;

type Checked = Result<(), Box<Fault>>;

/// Holds a publication against what must be seen. `exactly`: lists of lines are complete.
pub(super) fn check(teller: &Teller<'_>, expected: &ExpectBoard, line: &Line, exactly: bool) -> Checked {
    let name = expected.name.as_ref().or(line.publish.as_ref()).cloned().unwrap_or_default();
    let fault = || Fault::new(What::Board).about(&name);
    let Some(publication) = teller.boards.get(&name) else {
        let (zh, en) = ("还没有公布过".to_owned(), "it was never published".to_owned());
        return fault().said(Words { zh, en }).boxed();
    };
    let Publication { number, snapshot } = publication;
    let left = snapshot.left.cases;
    for (what, wanted, got) in [
        ("number", expected.number, *number),
        ("cases", expected.cases, snapshot.cases),
        ("left", expected.left, left),
    ] {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != got) {
            return fault()
                .about(format!("{name} {what}"))
                .expected(wanted.to_string())
                .got(got.to_string())
                .boxed();
        }
    }
    let board = Seen { teller, name: &name, snapshot };
    if let Some(order) = &expected.order {
        let wanted: Vec<String> = order.iter().map(|line| board.key(line)).collect();
        let mut lines = snapshot.rows.iter().map(|line| &line.key);
        let in_order = wanted.iter().all(|key| lines.any(|line| line == key));
        let complete = !exactly && !wanted.is_empty() || wanted.len() == snapshot.rows.len();
        if !in_order || !complete {
            return fault().about(format!("{name} order")).expected(shown(order)).got(board.lines()).boxed();
        }
    }
    let Some(rows) = &expected.rows else { return Ok(()) };
    rows.iter().try_for_each(|row| board.row(row))?;
    // Each line is named once.
    if (exactly || rows.is_empty()) && rows.len() != snapshot.rows.len() {
        let names: Vec<String> = rows.iter().map(|row| row.line.clone()).collect();
        return fault().about(format!("{name} rows")).expected(shown(&names)).got(board.lines()).boxed();
    }
    Ok(())
}

/// A board as it was published.
struct Seen<'a> {
    teller: &'a Teller<'a>,
    name: &'a str,
    snapshot: &'a Snapshot,
}

impl Seen<'_> {
    /// What a line is known by: where each case is a line, the story knows the case by a name.
    fn key(&self, line: &str) -> String {
        let case = self.teller.case(Some(line)).filter(|_| self.snapshot.lines.is_none());
        case.map_or_else(|| line.to_owned(), |case| case.to_string())
    }

    /// All lines, as the story names them.
    fn lines(&self) -> String {
        let names = self.snapshot.rows.iter().map(|line| self.teller.name(&line.key));
        shown(&names.collect::<Vec<_>>())
    }

    fn row(&self, wanted: &ExpectRow) -> Checked {
        let key = self.key(&wanted.line);
        let at = |what: &str| [self.name, &wanted.line, what].join(" ").trim_end().to_owned();
        let rules = self.teller.story.boards.get(self.name);
        let why = || -> Vec<Words> {
            let said =
                |lang| rules.and_then(|rules| rules.why(self.snapshot, &key, lang)).unwrap_or_default();
            let (zh, en) = (said(Lang::Zh), said(Lang::En));
            zh.into_iter().zip(en).map(|(zh, en)| Words { zh, en }).collect()
        };
        let fault = |what: &str| Fault::new(What::Board).about(at(what)).because(why());
        let Some(line) = self.snapshot.rows.iter().find(|line| line.key == key) else {
            return Fault::new(What::Board).about(at("")).expected(&wanted.line).got(self.lines()).boxed();
        };
        let number = |number: Option<i64>| number.map_or_else(|| "—".to_owned(), |number| number.to_string());
        let movement = line.movement.as_ref();
        for (what, expected, got) in [
            ("cases", wanted.cases.map(|cases| cases as i64), Some(line.cases as i64)),
            ("rank", wanted.rank.map(i64::from), line.rank.map(i64::from)),
            ("rose", wanted.rose, movement.and_then(|moved| moved.rose)),
        ] {
            if expected.is_some() && expected != got {
                return fault(what).expected(number(expected)).got(number(got)).boxed();
            }
        }
        if let Some(expected) =
            wanted.unranked.filter(|unranked| line.unranked.map(reason) != Some(*unranked))
        {
            let got = line.unranked.map(reason).map(word).unwrap_or_else(|| number(line.rank.map(i64::from)));
            return fault("unranked").expected(word(expected)).got(got).boxed();
        }
        if let Some(light) = &wanted.light {
            let lamp = line.light.and_then(|place| self.snapshot.legend.get(place));
            let got = lamp.map_or("none", |lamp| lamp.colour.word());
            if light != got {
                return fault("light").expected(light).got(got).boxed();
            }
        }
        if let Some(new) = wanted.new {
            let got = movement.is_some_and(|moved| moved.new);
            if new != got {
                return fault("new").expected(new.to_string()).got(got.to_string()).boxed();
            }
        }
        for (column, value) in &wanted.cells {
            let cell = self.snapshot.columns.iter().zip(&line.cells).find(|(head, _)| head.name == *column);
            let Some((_, cell)) = cell else {
                let columns: Vec<String> =
                    self.snapshot.columns.iter().map(|head| head.name.clone()).collect();
                return fault(column).expected(column).got(shown(&columns)).boxed();
            };
            if !says(cell, &value.0) {
                return fault(column).expected(plain(&value.0)).said(words(cell)).boxed();
            }
        }
        Ok(())
    }
}

/// Whether a cell has a value, or shows it.
fn says(cell: &Cell, wanted: &Json) -> bool {
    super::expect::same(wanted, &cell.value)
        || wanted
            .as_str()
            .is_some_and(|text| !text.is_empty() && (cell.shown.zh() == text || cell.shown.en() == text))
}

/// A cell as people read it: the exact value, and what is shown where that is another text.
fn words(cell: &Cell) -> Words {
    let exact = plain(&cell.value);
    let said = |shown: &str| {
        if shown.is_empty() || shown == exact { exact.clone() } else { format!("{exact} ({shown})") }
    };
    Words { zh: said(cell.shown.zh()), en: said(cell.shown.en()) }
}

fn plain(value: &Json) -> String {
    if value.is_null() { "—".to_owned() } else { super::rows::plain(value) }
}

const fn reason(unranked: Unranked) -> model::Unranked {
    match unranked {
        Unranked::TooFew => model::Unranked::TooFew,
        Unranked::NoValue => model::Unranked::NoValue,
        Unranked::NoPeers => model::Unranked::NoPeers,
    }
}

fn word(unranked: model::Unranked) -> String {
    match unranked {
        model::Unranked::TooFew => "too_few",
        model::Unranked::NoValue => "no_value",
        model::Unranked::NoPeers => "no_peers",
    }
    .to_owned()
}

fn shown(names: &[String]) -> String {
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}
