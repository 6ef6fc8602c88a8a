//! A publication: rows in, a snapshot out.

use super::groups::{Asker, group, named};
use super::line::{Draft, draft};
use super::movement::movement;
use super::rank::{Standing, is_shown, stand, value};
use super::{
    Board, Error, Head, HeadKind, Lamp, Left, Line, RankRule, SNAPSHOT_FORMAT, Since, Snapshot, TieRule,
};
use crate::instance::Row;
use crate::model::Text;
use crate::model::board::{Peers, Rank};
use crate::organisation::Organisation;
use crate::script::{Type, Value};
use jiff::Timestamp;
use std::sync::Arc;

/// Rows that one publication reads.
pub const MAX_ROWS: usize = 200_000;
/// Lines of one publication.
pub const MAX_LINES: usize = 10_000;

/// When and after what a board is published.
#[derive(Clone, Debug)]
pub struct Occasion<'a> {
    /// Units and people.
    pub organisation: &'a Arc<Organisation>,
    /// As of when the rows were read.
    pub read_at: Timestamp,
    /// When it was to be published. Absent: it was not scheduled.
    pub due_at: Option<Timestamp>,
    /// The publication before it. Absent: there is none.
    pub previous: Option<Previous<'a>>,
    /// The id of the publication that it corrects. Absent: none.
    pub corrects: Option<String>,
}

/// A publication before.
#[derive(Clone, Copy, Debug)]
pub struct Previous<'a> {
    /// Its id.
    pub id: &'a str,
    /// What was published.
    pub snapshot: &'a Snapshot,
}

impl Board {
    /// Makes a publication of rows. Rows of workflows that the board does not read are passed over; the order of the rows
    /// does not matter. Equal arguments give equal snapshots.
    ///
    /// # Errors
    /// [`Error`]: nothing is published of what cannot be computed.
    pub fn publish(&self, rows: &[Row], occasion: &Occasion<'_>) -> Result<Snapshot, Error> {
        self.publish_each(rows.iter().cloned(), occasion)
    }

    /// The same of rows that come one by one, so that they need not all be in memory.
    ///
    /// # Errors
    /// As [`Board::publish`].
    pub fn publish_each(
        &self,
        rows: impl Iterator<Item = Row>,
        occasion: &Occasion<'_>,
    ) -> Result<Snapshot, Error> {
        let organisation = occasion.organisation;
        let asker = Asker::new(self, organisation, occasion.read_at);
        let named = named(self);
        let grouped = group(rows, &named, &asker, organisation)?;
        if grouped.groups.len() > MAX_LINES {
            return Err(Error::TooManyLines { got: grouped.groups.len(), limit: MAX_LINES });
        }
        let drafts = grouped.groups.iter().map(|group| draft(group, &asker, organisation));
        let drafts = drafts.collect::<Result<Vec<_>, _>>()?;
        let standings = stand(self, &drafts, organisation);
        let previous = occasion.previous.filter(|_| self.document.movement);
        let rules_changed = previous.is_some_and(|previous| previous.snapshot.definition != self.hash);
        let previous = previous.filter(|_| !rules_changed);
        let rank = self.document.rank.as_ref();
        let mut left = Left { cases: grouped.without as u64, ..Left::default() };
        let mut lines = Vec::new();
        for (draft, standing) in drafts.into_iter().zip(standings) {
            if !is_shown(rank, &standing) {
                let kept = if standing.rank.is_some() { &mut left.ranked } else { &mut left.unranked };
                *kept += 1;
                continue;
            }
            lines.push(self.line(draft, standing, previous, &asker, organisation)?);
        }
        // Lines are in their order already: a rank comes before it, among peers.
        lines.sort_by(|a, b| order(a).cmp(&order(b)));
        Ok(Snapshot {
            format: SNAPSHOT_FORMAT,
            board: self.document.board.clone(),
            definition: self.hash.clone(),
            organisation: organisation.version().to_owned(),
            title: self.document.title.clone().unwrap_or_else(|| Text::Plain(self.document.board.clone())),
            text: self.document.text.clone(),
            basis: self.document.basis.clone(),
            read_at: occasion.read_at,
            due_at: occasion.due_at,
            zone: self.zone.iana_name().unwrap_or("UTC").to_owned(),
            corrects: occasion.corrects.clone(),
            since: previous
                .map(|previous| Since { id: previous.id.to_owned(), read_at: previous.snapshot.read_at }),
            rules_changed,
            lines: self.lines_title(),
            columns: self.heads(),
            rank: rank.map(rule),
            legend: self.legend(),
            rows: lines,
            cases: grouped.cases as u64,
            left,
        })
    }

    fn line(
        &self,
        mut draft: Draft<'_, '_>,
        standing: Standing,
        previous: Option<Previous<'_>>,
        asker: &Asker<'_>,
        organisation: &Organisation,
    ) -> Result<Line, Error> {
        let moved = match previous {
            Some(previous) => movement(self, &draft, &standing, previous.snapshot, organisation)?,
            None => None,
        };
        draft.set("rank", value(standing.rank));
        draft.set("ranked", Value::from(i64::from(standing.ranked)));
        draft.set("rank_before", value(moved.as_ref().and_then(|moved| moved.rank_before)));
        let before = moved.as_ref().and_then(|moved| moved.light_before);
        draft.set("light_before", before.map_or(Value::UNIT, |colour| Value::from(colour.word().to_owned())));
        let mut light = None;
        for (place, when) in self.lights.iter().enumerate() {
            let at = || format!("lights.{place}: {}", draft.group.key);
            if light.is_none() && asker.holds(when.as_ref(), &|name| draft.values.get(name).cloned(), &at)? {
                light = Some(place);
            }
        }
        Ok(Line {
            key: draft.group.key.clone(),
            title: draft.group.title.clone(),
            cases: draft.group.cases.len() as u64,
            cells: draft.cells,
            rank: standing.rank,
            unranked: standing.unranked,
            peers: standing.peers,
            light,
            movement: moved,
        })
    }

    fn lines_title(&self) -> Option<Text> {
        let group = self.document.group_by.as_ref()?;
        let named = || group.level.clone().or_else(|| group.column.clone()).map(Text::Plain);
        group.title.clone().or_else(named)
    }

    fn heads(&self) -> Vec<Head> {
        let columns = self.columns.iter().map(|column| {
            let written = self.document.columns.get(&column.name);
            let title = written.and_then(|column| column.title.clone());
            let number = matches!(column.type_, Type::Integer | Type::Decimal | Type::Fraction);
            let kind = if number { HeadKind::Number } else { HeadKind::Text };
            Head {
                name: column.name.clone(),
                title: title.unwrap_or_else(|| Text::Plain(column.name.clone())),
                kind,
            }
        });
        let score = self.document.score.as_ref().map(|score| {
            let words = || Text::Localised { zh: Some("得分".to_owned()), en: Some("score".to_owned()) };
            Head {
                name: "score".to_owned(),
                title: score.title.clone().unwrap_or_else(words),
                kind: HeadKind::Number,
            }
        });
        columns.chain(score).collect()
    }

    fn legend(&self) -> Vec<Lamp> {
        let lights = self.document.lights.iter();
        lights
            .map(|light| Lamp {
                colour: light.colour,
                icon: light.icon.clone(),
                word: light.word.clone(),
                basis: light.basis.clone(),
            })
            .collect()
    }
}

/// Peers together, the best first, lines without a rank behind them.
fn order(line: &Line) -> (bool, Option<&Text>, bool, Option<u32>) {
    (line.peers.is_none(), line.peers.as_ref(), line.rank.is_none(), line.rank)
}

fn rule(rank: &Rank) -> RankRule {
    RankRule {
        by: rank.by.clone(),
        order: rank.order,
        ties: rank.ties.iter().map(|tie| TieRule { by: tie.by.clone(), order: tie.order }).collect(),
        peers: rank.peers.as_ref().map(common),
        minimum: rank.minimum,
        top: rank.top,
        bottom: rank.bottom,
    }
}

/// What like lines have in common, in words.
fn common(peers: &Peers) -> Text {
    let named = peers.column.as_ref().or(peers.attribute.as_ref()).cloned().map(Text::Plain);
    let group = || Text::Localised { zh: Some("组别".to_owned()), en: Some("group".to_owned()) };
    peers.title.clone().or(named).unwrap_or_else(group)
}
