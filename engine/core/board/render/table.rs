//! The table that every form of a snapshot shows.

use super::frame::pick;
use crate::board::{Cell, Head, HeadKind, Line, Movement, Snapshot, Unranked};
use crate::model::Text;
use crate::source::Lang;

/// What a column of the table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Rank,
    Peers,
    Line,
    Number,
    Text,
    Light,
    Moved,
}

/// A field of the table.
pub(super) struct Field {
    pub(super) text: String,
    /// The place of a light in the legend. Absent: the field is no light.
    pub(super) light: Option<usize>,
}

/// The table in one language.
pub(super) struct Table {
    pub(super) heads: Vec<(String, Sort)>,
    pub(super) rows: Vec<Vec<Field>>,
}

/// The words of a text in a language.
pub(in crate::board) fn words(text: &Text, lang: Lang) -> &str {
    pick(lang, text.zh(), text.en())
}

impl Table {
    /// The table of a snapshot. Where a line has no value, `absent` stands.
    pub(super) fn of(snapshot: &Snapshot, lang: Lang, absent: &str) -> Self {
        let mut heads = Vec::new();
        let ranks = snapshot.rank.as_ref();
        if let Some(rank) = ranks {
            heads.push((pick(lang, "名次", "rank").to_owned(), Sort::Rank));
            heads.extend(rank.peers.as_ref().map(|peers| (words(peers, lang).to_owned(), Sort::Peers)));
        }
        heads.extend(snapshot.lines.as_ref().map(|lines| (words(lines, lang).to_owned(), Sort::Line)));
        // A column that only says what the peers have in common stands beside the rank already.
        let peers = ranks.and_then(|rank| rank.peers.as_ref());
        let is_shown = |head: &Head| peers.is_none_or(|peers| *peers != head.title);
        for head in snapshot.columns.iter().filter(|head| is_shown(head)) {
            let sort = if head.kind == HeadKind::Number { Sort::Number } else { Sort::Text };
            heads.push((words(&head.title, lang).to_owned(), sort));
        }
        if !snapshot.legend.is_empty() {
            heads.push((pick(lang, "灯", "light").to_owned(), Sort::Light));
        }
        if ranks.is_some() && snapshot.since.is_some() {
            heads.push((pick(lang, "名次变化", "change of rank").to_owned(), Sort::Moved));
        }
        let rows = snapshot.rows.iter().map(|line| {
            let mut cells = snapshot.columns.iter().zip(&line.cells).filter(|(head, _)| is_shown(head));
            let field = |(_, sort): &(String, Sort)| {
                let text = match sort {
                    Sort::Rank => rank(line, lang),
                    Sort::Peers => {
                        line.peers.as_ref().map(|peers| words(peers, lang).to_owned()).unwrap_or_default()
                    }
                    Sort::Line => words(&line.title, lang).to_owned(),
                    Sort::Number | Sort::Text => cells
                        .next()
                        .map(|(head, cell)| cell_text(line, &head.name, cell, ranks.is_some(), lang))
                        .unwrap_or_default(),
                    Sort::Light => light(snapshot, line, lang),
                    Sort::Moved => line.movement.as_ref().map(|moved| rose(moved, lang)).unwrap_or_default(),
                };
                let text = if text.is_empty() { absent.to_owned() } else { text };
                Field { text, light: line.light.filter(|_| *sort == Sort::Light) }
            };
            heads.iter().map(field).collect()
        });
        let rows = rows.collect();
        Self { heads, rows }
    }
}

fn rank(line: &Line, lang: Lang) -> String {
    match (line.rank, line.unranked) {
        (Some(rank), _) => rank.to_string(),
        (None, Some(reason)) => match reason {
            Unranked::TooFew => pick(lang, "件数不足，不排名", "too few cases"),
            Unranked::NoValue => pick(lang, "无数据，不排名", "no value"),
            Unranked::NoPeers => pick(lang, "组别不明，不排名", "no peers"),
        }
        .to_owned(),
        (None, None) => String::new(),
    }
}

/// A value; on a board without ranks, by how much it has changed.
fn cell_text(line: &Line, name: &str, cell: &Cell, ranked: bool, lang: Lang) -> String {
    let shown = words(&cell.shown, lang);
    let change = line.movement.as_ref().filter(|_| !ranked).and_then(|moved| moved.columns.get(name));
    match change.map(|change| words(&change.shown, lang)) {
        Some(change) if change.starts_with('-') => format!("{shown} ({change})"),
        Some(change) if change.contains(|digit: char| ('1'..='9').contains(&digit)) => {
            format!("{shown} (+{change})")
        }
        _ => shown.to_owned(),
    }
}

fn light(snapshot: &Snapshot, line: &Line, lang: Lang) -> String {
    let lamp = line.light.and_then(|place| snapshot.legend.get(place));
    lamp.map(|lamp| format!("{} {}", lamp.icon, words(&lamp.word, lang))).unwrap_or_default()
}

fn rose(moved: &Movement, lang: Lang) -> String {
    match moved.rose {
        _ if moved.new => pick(lang, "新上榜", "new").to_owned(),
        Some(0) => pick(lang, "持平", "same").to_owned(),
        Some(up @ 1..) => format!("↑{up}"),
        Some(down) => format!("↓{}", down.unsigned_abs()),
        None => String::new(),
    }
}
