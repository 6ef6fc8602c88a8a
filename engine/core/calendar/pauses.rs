//! Times that are not counted, sorted and merged.

/// Stretches without overlap, ascending; the end is outside, and an absent end never comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pauses<T>(Vec<(T, Option<T>)>);

impl<T: Ord + Copy> Pauses<T> {
    /// Sorts and merges; empty stretches vanish.
    pub(super) fn new(stretches: impl Iterator<Item = (T, Option<T>)>) -> Self {
        let mut sorted: Vec<_> = stretches.filter(|(from, to)| to.is_none_or(|to| to > *from)).collect();
        sorted.sort_by_key(|(from, _)| *from);
        let mut merged: Vec<(T, Option<T>)> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match merged.last_mut() {
                Some((_, end)) if end.is_none_or(|end| from <= end) => {
                    *end = end.zip(to).map(|(a, b)| a.max(b));
                }
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// No pauses.
    pub(super) const fn none() -> Self {
        Self(Vec::new())
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (T, Option<T>)> + '_ {
        self.0.iter().copied()
    }

    /// The stretch in which a point lies.
    pub(super) fn containing(&self, point: T) -> Option<(T, Option<T>)> {
        self.iter().find(|(from, to)| *from <= point && to.is_none_or(|to| point < to))
    }

    /// What is left of a stretch when the pauses are cut out of it.
    pub(super) fn cut(&self, from: T, to: T) -> Vec<(T, T)> {
        let mut pieces = Vec::new();
        let mut start = from;
        for (pause, end) in self.iter() {
            if pause >= to || start >= to {
                break;
            }
            if pause > start {
                pieces.push((start, pause));
            }
            match end {
                Some(end) => start = start.max(end),
                None => return pieces,
            }
        }
        if start < to {
            pieces.push((start, to));
        }
        pieces
    }
}
