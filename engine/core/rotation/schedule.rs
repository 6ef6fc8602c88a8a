//! Schedules: what `who` answers at each instant of a span, as segments without gap or overlap.

use super::resolve::{Filled, Seat, Turn};
use super::view::{Upper, View};
use super::{Error, Name, Roster, Rotation};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The longest span that is laid out at once: ten years.
pub const MAX_DAYS: i64 = 3_660;

/// A stretch of time in which the same people fill a slot for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
    /// Who is on duty; empty: nobody.
    pub people: Vec<Name>,
    /// The turn of the layer that had somebody. Absent: none had.
    pub turn: Option<Turn>,
    /// The changes that mattered, as their places in the list, the weakest first.
    pub changes: Vec<usize>,
    /// Whose duty it is instead, where nobody is on duty here.
    pub above: Option<Arc<Above>>,
}

/// The duty of a unit above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Above {
    /// The unit.
    pub unit: String,
    /// Its rotation.
    pub rotation: String,
    /// The slot that was asked there.
    pub slot: String,
    /// The units that were asked, from the first above to the one of the answer.
    pub walked: Vec<String>,
}

/// Schedules over one span. What rosters share is worked out once.
#[derive(Debug)]
pub struct Schedules<'a> {
    view: View<'a>,
    from: Timestamp,
    to: Timestamp,
    /// By rotation and slot.
    timelines: BTreeMap<(&'a str, usize), Arc<Timeline>>,
    /// By rotation, unit and slot, without fallback.
    own: BTreeMap<(&'a str, &'a str, usize), Arc<Vec<Segment>>>,
}

/// The turns of all layers of a slot, cut so that none begins or ends inside a stretch.
#[derive(Debug, Default)]
struct Timeline {
    edges: Vec<Timestamp>,
    /// For each stretch, where its turns begin in `turns`; one more than there are stretches.
    starts: Vec<usize>,
    turns: Vec<(usize, i64)>,
}

impl<'a> Schedules<'a> {
    pub(super) const fn new(view: View<'a>, from: Timestamp, to: Timestamp) -> Self {
        Self { view, from, to, timelines: BTreeMap::new(), own: BTreeMap::new() }
    }

    /// The span.
    #[must_use]
    pub const fn span(&self) -> (Timestamp, Timestamp) {
        (self.from, self.to)
    }

    /// The schedule of a slot for a unit: segments that fill the span, ascending and apart, those without anybody included.
    ///
    /// # Errors
    /// A year that no calendar describes; a rotation, unit or slot that is not there.
    pub fn slot(&mut self, rotation: &str, unit: Option<&str>, slot: &str) -> Result<Vec<Segment>, Error> {
        let rotation = self.view.rotation(rotation)?;
        let (unit, roster) = rotation.roster(unit)?;
        let place = rotation.slot(Some(slot))?;
        self.of(rotation, unit, roster, place)
    }

    pub(super) fn of(
        &mut self,
        rotation: &'a Rotation,
        unit: &'a str,
        roster: &'a Roster,
        slot: usize,
    ) -> Result<Vec<Segment>, Error> {
        let own = self.own(rotation, unit, roster, slot)?;
        if rotation.fallback().is_none() || own.iter().all(|segment| !segment.people.is_empty()) {
            return Ok(own);
        }
        let upper = self.view.upper(rotation, unit, slot);
        let mut filled = Vec::with_capacity(own.len());
        for segment in own {
            if segment.people.is_empty() {
                self.climb(segment, &upper, &mut filled)?;
            } else {
                filled.push(segment);
            }
        }
        Ok(merge(filled))
    }

    /// Fills a hole with the duty of the units above, the nearest first.
    fn climb(&mut self, hole: Segment, upper: &[Upper<'a>], filled: &mut Vec<Segment>) -> Result<(), Error> {
        let Some((first, further)) = upper.split_first() else {
            filled.push(hole);
            return Ok(());
        };
        let theirs = self.shared(first)?;
        let begin = theirs.partition_point(|segment| segment.to <= hole.from);
        for segment in theirs.get(begin..).unwrap_or_default() {
            if segment.from >= hole.to {
                break;
            }
            let (from, to) = (segment.from.max(hole.from), segment.to.min(hole.to));
            if segment.people.is_empty() {
                self.climb(Segment { from, to, ..hole.clone() }, further, filled)?;
            } else {
                filled.push(Segment {
                    from,
                    to,
                    people: segment.people.clone(),
                    above: Some(first.above.clone()),
                    ..hole.clone()
                });
            }
        }
        Ok(())
    }

    fn shared(&mut self, upper: &Upper<'a>) -> Result<Arc<Vec<Segment>>, Error> {
        let key = (upper.rotation.name(), upper.unit, upper.slot);
        if let Some(known) = self.own.get(&key) {
            return Ok(known.clone());
        }
        let own = Arc::new(self.own(upper.rotation, upper.unit, upper.roster, upper.slot)?);
        self.own.insert(key, own.clone());
        Ok(own)
    }

    /// Without the duty of units above.
    fn own(
        &mut self,
        rotation: &'a Rotation,
        unit: &'a str,
        roster: &'a Roster,
        slot: usize,
    ) -> Result<Vec<Segment>, Error> {
        let seat = Seat::new(rotation, unit, roster, slot, self.view.changes());
        let timeline = self.timeline(rotation, slot)?;
        let cuts = self.cuts(&seat);
        let mut segments: Vec<Segment> = Vec::with_capacity(timeline.edges.len());
        for (place, pair) in timeline.edges.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let turns = timeline.turns_of(place);
            let mut begun = *from;
            while begun < *to {
                let cut =
                    cuts.range((std::ops::Bound::Excluded(begun), std::ops::Bound::Excluded(*to))).next();
                let end = cut.copied().unwrap_or(*to);
                let filled = seat.fill(begun, turns.iter().copied().map(Ok))?;
                push(&mut segments, begun, end, filled);
                begun = end;
            }
        }
        Ok(segments)
    }

    /// The instants at which something other than a turn may change.
    fn cuts(&self, seat: &Seat<'a>) -> BTreeSet<Timestamp> {
        let mut cuts = BTreeSet::new();
        let mut people: BTreeSet<&Name> = BTreeSet::new();
        for (layer, members) in seat.rotation.layers.iter().zip(&seat.roster.members) {
            if layer.slot == seat.slot {
                cuts.extend(members.edges());
                if self.view.changes().has_leaves() {
                    people.extend(members.people());
                }
            }
        }
        if let Some(operations) = seat.operations {
            operations.touching(self.from, self.to, &mut |from, to, _| cuts.extend([from, to]));
        }
        let mut open: Vec<&Name> = people.iter().copied().collect();
        while let Some(person) = open.pop() {
            let Some(leaves) = self.view.changes().away(person) else { continue };
            leaves.touching(self.from, self.to, &mut |from, to, away| {
                cuts.extend([from, to]);
                if let Some(substitute) = &away.substitute
                    && people.insert(substitute)
                {
                    open.push(substitute);
                }
            });
        }
        cuts
    }

    fn timeline(&mut self, rotation: &'a Rotation, slot: usize) -> Result<Arc<Timeline>, Error> {
        if self.to.as_second() - self.from.as_second() > MAX_DAYS * 86_400 {
            return Err(Error::TooLong(MAX_DAYS));
        }
        let key = (rotation.name(), slot);
        if let Some(known) = self.timelines.get(&key) {
            return Ok(known.clone());
        }
        let made = Arc::new(Timeline::new(rotation, slot, self.from, self.to)?);
        self.timelines.insert(key, made.clone());
        Ok(made)
    }
}

impl Timeline {
    fn new(rotation: &Rotation, slot: usize, from: Timestamp, to: Timestamp) -> Result<Self, Error> {
        if to <= from {
            return Ok(Self::default());
        }
        let mut edges = BTreeSet::from([from, to]);
        let within = |at: &Timestamp| from < *at && *at < to;
        for temporary in &rotation.temporaries {
            edges.extend([temporary.from, temporary.to].into_iter().filter(within));
        }
        let mut layers = Vec::new();
        for (number, layer) in rotation.layers.iter().enumerate().filter(|(_, layer)| layer.slot == slot) {
            let pieces = layer.pieces(&rotation.zone, from, to)?;
            edges.extend(pieces.iter().flat_map(|piece| [piece.from, piece.to]));
            layers.push((number, pieces.into_iter().peekable()));
        }
        let mut timeline = Self { edges: edges.into_iter().collect(), starts: vec![0], turns: Vec::new() };
        for at in timeline.edges.iter().take(timeline.edges.len().saturating_sub(1)) {
            for (number, pieces) in &mut layers {
                while pieces.next_if(|piece| piece.to <= *at).is_some() {}
                if let Some(piece) = pieces.peek().filter(|piece| piece.from <= *at) {
                    timeline.turns.push((*number, piece.turn));
                }
            }
            timeline.starts.push(timeline.turns.len());
        }
        Ok(timeline)
    }

    fn turns_of(&self, place: usize) -> &[(usize, i64)] {
        let (from, to) = (self.starts.get(place), self.starts.get(place + 1));
        from.zip(to).and_then(|(from, to)| self.turns.get(*from..*to)).unwrap_or_default()
    }
}

fn push(segments: &mut Vec<Segment>, from: Timestamp, to: Timestamp, filled: Filled) {
    let Filled { people, layer: turn, changes } = filled;
    // Nobody is nobody, whichever layer has no turn.
    let turn = if people.is_empty() { None } else { turn };
    let next = Segment { from, to, people, turn, changes, above: None };
    match segments.last_mut() {
        Some(last) if continues(last, &next) => last.to = to,
        _ => segments.push(next),
    }
}

fn merge(segments: Vec<Segment>) -> Vec<Segment> {
    let mut merged: Vec<Segment> = Vec::with_capacity(segments.len());
    for next in segments {
        match merged.last_mut() {
            Some(last) if continues(last, &next) => last.to = next.to,
            _ => merged.push(next),
        }
    }
    merged
}

/// Whether a segment is more of the same.
fn continues(last: &Segment, next: &Segment) -> bool {
    let shift = |segment: &Segment| segment.turn.map(|turn| (turn.layer, turn.since));
    last.to == next.from
        && last.people == next.people
        && shift(last) == shift(next)
        && last.changes == next.changes
        && last.above == next.above
}
