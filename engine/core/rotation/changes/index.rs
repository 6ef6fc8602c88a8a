//! Spans of time that are asked which of them hold at an instant.

use jiff::Timestamp;

/// Spans, half-open, in the order of their start; a question costs the logarithm of their number, and its answer.
#[derive(Clone, Debug)]
pub(in crate::rotation) struct Index<T> {
    spans: Vec<Spanned<T>>,
    /// For the middle of each range that a search halves, the latest end within that range.
    latest: Vec<Timestamp>,
}

#[derive(Clone, Debug)]
pub(in crate::rotation) struct Spanned<T> {
    pub(in crate::rotation) from: Timestamp,
    pub(in crate::rotation) to: Timestamp,
    pub(in crate::rotation) value: T,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { spans: Vec::new(), latest: Vec::new() }
    }
}

impl<T> Index<T> {
    pub(in crate::rotation) fn new(mut spans: Vec<Spanned<T>>) -> Self {
        spans.retain(|span| span.from < span.to);
        spans.sort_by_key(|span| (span.from, span.to));
        let mut latest = vec![Timestamp::MIN; spans.len()];
        measure(&spans, &mut latest, 0, spans.len());
        Self { spans, latest }
    }

    pub(in crate::rotation) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Calls for each span that touches `[from, to)`, by start.
    pub(in crate::rotation) fn touching<'a>(
        &'a self,
        from: Timestamp,
        to: Timestamp,
        each: &mut impl FnMut(&'a Spanned<T>),
    ) {
        self.search(0, self.spans.len(), from, to, each);
    }

    /// Calls for each span that holds at an instant, by start.
    pub(in crate::rotation) fn at<'a>(&'a self, at: Timestamp, each: &mut impl FnMut(&'a Spanned<T>)) {
        let next = at.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(at);
        self.search(0, self.spans.len(), at, next, each);
    }

    fn search<'a>(
        &'a self,
        low: usize,
        high: usize,
        from: Timestamp,
        to: Timestamp,
        each: &mut impl FnMut(&'a Spanned<T>),
    ) {
        if low >= high {
            return;
        }
        let middle = low + (high - low) / 2;
        // Nothing within this range reaches that far.
        if self.latest.get(middle).is_none_or(|latest| *latest <= from) {
            return;
        }
        self.search(low, middle, from, to, each);
        let Some(span) = self.spans.get(middle) else { return };
        if span.from < to {
            if span.to > from {
                each(span);
            }
            self.search(middle + 1, high, from, to, each);
        }
    }
}

fn measure<T>(spans: &[Spanned<T>], latest: &mut [Timestamp], low: usize, high: usize) -> Timestamp {
    if low >= high {
        return Timestamp::MIN;
    }
    let middle = low + (high - low) / 2;
    let own = spans.get(middle).map_or(Timestamp::MIN, |span| span.to);
    let most = own.max(measure(spans, latest, low, middle)).max(measure(spans, latest, middle + 1, high));
    if let Some(slot) = latest.get_mut(middle) {
        *slot = most;
    }
    most
}
