//! What has changed since the previous publication.

use super::cell::Show;
use super::line::Draft;
use super::rank::Standing;
use super::{Board, Error, Movement, Snapshot};
use crate::organisation::Organisation;
use crate::script::Fraction;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The movement of a line. Absent: it may have been among those that the previous publication left out.
pub(super) fn movement(
    board: &Board,
    draft: &Draft<'_, '_>,
    standing: &Standing,
    previous: &Snapshot,
    organisation: &Organisation,
) -> Result<Option<Movement>, Error> {
    let Some(before) = previous.rows.iter().find(|line| line.key == draft.group.key) else {
        let all = previous.left.ranked == 0 && previous.left.unranked == 0;
        let new = Movement {
            rank_before: None,
            rose: None,
            new: true,
            light_before: None,
            columns: BTreeMap::new(),
        };
        return Ok(all.then_some(new));
    };
    let both = before.rank.zip(standing.rank).filter(|_| before.peers == standing.peers);
    let mut columns = BTreeMap::new();
    let names =
        board.columns.iter().map(|column| column.name.as_str()).chain(board.score.as_ref().map(|_| "score"));
    for name in names {
        let then = previous.columns.iter().position(|head| head.name == name);
        let then = then.and_then(|place| before.cells.get(place)).and_then(|cell| number(&cell.value));
        let now = Fraction::of(&draft.value(name));
        let change = now.zip(then.and_then(|then| then.negated())).and_then(|(now, then)| now.plus(&then));
        let Some(change) = change else { continue };
        let written = board.document.columns.get(name).map(|column| (column.places, column.percent));
        let score = board.document.score.as_ref().map(|score| (score.places, score.percent));
        let (places, percent) = written.or(score).unwrap_or_default();
        let type_ = &crate::script::Type::Any;
        let show = Show { type_, places, percent, zone: &board.zone, organisation };
        columns.insert(name.to_owned(), show.cell(&change.value(), "movement")?);
    }
    let light = before.light.and_then(|place| previous.legend.get(place));
    Ok(Some(Movement {
        rank_before: before.rank,
        rose: both.map(|(before, now)| i64::from(before) - i64::from(now)),
        new: false,
        light_before: light.map(|lamp| lamp.colour),
        columns,
    }))
}

/// The number that a cell holds.
fn number(value: &Json) -> Option<Fraction> {
    match value {
        Json::Number(number) => Fraction::parse(&number.to_string()),
        // Decimals and fractions are kept as text.
        Json::String(text) => Fraction::parse(text),
        _ => None,
    }
}
