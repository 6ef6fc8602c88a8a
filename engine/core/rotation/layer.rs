//! A layer: its turns, cut by its hours.

use super::turns::Turns;
use super::wall::{self, DAY, Moment};
use super::windows::{Open, Windows};
use super::{Error, Name};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A layer, compiled. Who takes its turns differs from roster to roster.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) name: Name,
    /// The place of its slot.
    pub(super) slot: usize,
    pub(super) turns: Turns,
    /// Absent: always.
    pub(super) windows: Option<Windows>,
    /// Absent: it goes on.
    pub(super) until: Option<Timestamp>,
    /// The temporary roster that it belongs to. Absent: it is a layer of the rotation.
    pub(super) temporary: Option<usize>,
}

/// A stretch of time in which a layer has one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) turn: i64,
}

impl Layer {
    /// The turn at a moment. Absent: the layer has no duty then.
    pub(super) fn turn_at(&self, zone: &TimeZone, moment: &Moment) -> Result<Option<i64>, Error> {
        if self.until.is_some_and(|until| until <= moment.at) {
            return Ok(None);
        }
        let Some(windows) = &self.windows else { return self.turns.at(zone, moment).map(Some) };
        let Some(day) = windows.opened(zone, moment)? else { return Ok(None) };
        match &self.turns {
            Turns::Days { .. } | Turns::Blocks { .. } => self.turns.of_day(day),
            _ => self.turns.at(zone, moment).map(Some),
        }
    }

    /// The stretches within a span, ascending and apart, cut at its ends.
    pub(super) fn pieces(
        &self,
        zone: &TimeZone,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Piece>, Error> {
        let to = self.until.map_or(to, |until| until.min(to));
        let mut all = Vec::new();
        if to <= from {
            return Ok(all);
        }
        let whole = [Open { day: 0, from, to }];
        let open = match &self.windows {
            None => whole.to_vec(),
            Some(windows) => windows.between(zone, from, to)?,
        };
        for window in open {
            let (start, end) = (window.from.max(from), window.to.min(to));
            if let Turns::Days { .. } | Turns::Blocks { .. } = self.turns {
                if let Some(turn) = self.turns.of_day(window.day)? {
                    push(&mut all, Piece { from: start, to: end, turn });
                }
                continue;
            }
            let mut turn = self.turns.at(zone, &Moment::new(zone, start))?;
            let mut begun = start;
            while begun < end {
                let next = self.turns.start_of(zone, turn + 1)?.min(end);
                // A turn that a change of the clocks swallows still counts.
                if begun < next {
                    push(&mut all, Piece { from: begun, to: next, turn });
                }
                (begun, turn) = (next.max(begun), turn + 1);
            }
        }
        Ok(all)
    }

    /// The whole of a turn, hours that are not of the layer included.
    pub(super) fn span(&self, zone: &TimeZone, turn: i64) -> Result<(Timestamp, Timestamp), Error> {
        let Some(last) = self.turns.last_day(turn)? else {
            return Ok((self.turns.start_of(zone, turn)?, self.turns.start_of(zone, turn + 1)?));
        };
        let first = self.turns.wall_of(turn)?;
        let spans = self.windows.as_ref().map(|windows| windows.spans.as_slice()).unwrap_or_default();
        let opens = spans.first().map_or(0, |(from, _)| *from);
        let closes = spans.last().map_or(DAY, |(_, to)| *to);
        Ok((wall::instant(zone, first + opens)?, wall::instant(zone, last * DAY + closes)?))
    }
}

fn push(all: &mut Vec<Piece>, piece: Piece) {
    match all.last_mut() {
        Some(last) if last.to == piece.from && last.turn == piece.turn => last.to = piece.to,
        _ => all.push(piece),
    }
}
