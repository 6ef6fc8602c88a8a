//! The boards that a story publishes, and what it expects of them.

use super::lines::{Lines, filled};
use crate::model::board::{Colour, Document};
use crate::model::scenario::{ExpectBoard, ExpectRow, Line};
use crate::source::{Code, Pointer};
use std::collections::{BTreeMap, BTreeSet};

/// Boards by name. Absent: something is wrong with the document, so that nothing can be said of what it shows.
pub(crate) type Boards = BTreeMap<String, Option<Document>>;

/// What may be published or happen by itself in a story.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) boards: Boards,
    /// Schedules, also those with faults.
    pub(crate) schedules: BTreeSet<String>,
    /// Lists, also those with faults, with the workflow of which they open cases.
    pub(crate) lists: BTreeMap<String, String>,
}

impl Lines<'_, '_, '_> {
    /// The board that a line publishes.
    pub(super) fn publishes(&mut self, line: &Line, at: &Pointer) {
        if let Some(board) = &line.publish {
            self.board_named(board, &at.key("publish"));
        }
    }

    fn board_named(&mut self, name: &str, at: &Pointer) {
        if !filled(name) && !self.around.named.boards.contains_key(name) {
            self.report.unknown(
                Code::UnknownBoard,
                at,
                name,
                self.around.named.boards.keys().map(String::as_str),
            );
        }
    }

    /// What a board is expected to say.
    pub(super) fn board(&mut self, expect: &ExpectBoard, at: &Pointer, line: &Line) {
        if let Some(name) = &expect.name {
            self.board_named(name, &at.key("name"));
        }
        let Some(name) = expect.name.as_ref().or(line.publish.as_ref()) else {
            let fault = self.report.key(Code::ScenarioNeverSeen, at).with("reason", "no_board");
            return self.report.add(fault.with("name", "board"));
        };
        if let Some(order) = &expect.order {
            let lines = order.iter().enumerate();
            self.once(lines.map(|(place, name)| (name, at.key("order").index(place))).collect());
        }
        let rows = || expect.rows.iter().flatten().enumerate();
        self.once(rows().map(|(place, row)| (&row.line, at.key("rows").index(place).key("line"))).collect());
        let around = self.around;
        let Some(Some(document)) = around.named.boards.get(name) else { return };
        for (place, name) in expect.order.iter().flatten().enumerate() {
            self.line_named(name, &at.key("order").index(place), document);
        }
        for (place, row) in rows() {
            let at = at.key("rows").index(place);
            self.line_named(&row.line, &at.key("line"), document);
            self.row(row, &at, document);
        }
    }

    /// Each line stands once.
    fn once(&mut self, lines: Vec<(&String, Pointer)>) {
        let mut seen = BTreeSet::new();
        for (name, at) in lines {
            if !filled(name) && !seen.insert(name) {
                let fault = self.report.value(Code::DuplicateName, &at).with("name", name);
                self.report.add(fault.with("kind", "line"));
            }
        }
    }

    /// Where the units of a level have lines, there are no others.
    fn line_named(&mut self, name: &str, at: &Pointer, document: &Document) {
        let level = document.group_by.as_ref().and_then(|group| group.level.as_deref());
        let (Some(level), Some(organisation)) = (level, self.around.organisation) else { return };
        // A level that is unknown is told where it stands.
        if filled(name) || organisation.units_at(level).next().is_none() {
            return;
        }
        if organisation.units_at(level).all(|unit| unit.id != name) {
            let known = organisation.units_at(level).map(|unit| unit.id.as_str());
            self.report.unknown(Code::UnknownUnit, at, name, known);
        }
    }

    fn row(&mut self, row: &ExpectRow, at: &Pointer, document: &Document) {
        let columns = || {
            let score = document.score.iter().map(|_| "score");
            document.columns.keys().map(String::as_str).chain(score)
        };
        for name in row.cells.keys().filter(|name| columns().all(|column| column != *name)) {
            self.report.unknown_key(Code::UnknownColumn, &at.key("cells").key(name), name, columns());
        }
        let never = [
            ("rank", row.rank.is_some() && document.rank.is_none(), "no_rank"),
            ("unranked", row.unranked.is_some() && document.rank.is_none(), "no_rank"),
            ("rose", row.rose.is_some() && document.rank.is_none(), "no_rank"),
            ("rose", row.rose.is_some() && document.rank.is_some() && !document.movement, "no_movement"),
            ("new", row.new.is_some() && !document.movement, "no_movement"),
            ("unranked", row.unranked.is_some() && row.rank.is_some() && document.rank.is_some(), "ranked"),
        ];
        for (key, _, reason) in never.into_iter().filter(|(_, never, _)| *never) {
            let fault = self.report.key(Code::ScenarioNeverSeen, &at.key(key)).with("reason", reason);
            self.report.add(fault.with("name", key));
        }
        let Some(light) = row.light.as_ref().filter(|light| !filled(light) && *light != "none") else {
            return;
        };
        let colours = || document.lights.iter().map(|light| light.colour).map(Colour::word);
        if colours().all(|colour| colour != light) {
            let known: Vec<&str> = colours().chain(["none"]).collect();
            let fault = self.report.value(Code::NotOneOf, &at.key("light")).with("got", light);
            let meant = crate::source::did_you_mean(light, known.iter().copied());
            self.report.add(fault.with("known", known.join(", ")).suggest(meant));
        }
    }
}
