//! Spans of time that are asked which of them hold at an instant.

use jiff::Timestamp;

/// Spans, half-open, in the order of their start; a question costs the logarithm of their number, and its answer.
#[derive(Clone, Debug)]
pub(in crate::rotation) struct Index<T> {
    /// What a search reads, close together.
    nodes: Vec<Node>,
    values: Vec<T>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    from: Timestamp,
    to: Timestamp,
    /// The latest end within the range that a search halves here.
    latest: Timestamp,
}

/// A value that holds for a span.
#[derive(Clone, Debug)]
pub(in crate::rotation) struct Spanned<T> {
    pub(in crate::rotation) from: Timestamp,
    pub(in crate::rotation) to: Timestamp,
    pub(in crate::rotation) value: T,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { nodes: Vec::new(), values: Vec::new() }
    }
}

impl<T> Index<T> {
    pub(in crate::rotation) fn new(mut spans: Vec<Spanned<T>>) -> Self {
        spans.retain(|span| span.from < span.to);
        spans.sort_by_key(|span| (span.from, span.to));
        let mut index = Self::default();
        for span in spans {
            index.nodes.push(Node { from: span.from, to: span.to, latest: span.to });
            index.values.push(span.value);
        }
        let count = index.nodes.len();
        measure(&mut index.nodes, 0, count);
        index
    }

    pub(in crate::rotation) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Calls for each span that touches `[from, to)`, by start.
    pub(in crate::rotation) fn touching<'a>(
        &'a self,
        from: Timestamp,
        to: Timestamp,
        each: &mut impl FnMut(Timestamp, Timestamp, &'a T),
    ) {
        self.search(0, self.nodes.len(), &|node| node.from < to, from, each);
    }

    /// Calls for each value that holds at an instant, by start.
    pub(in crate::rotation) fn at<'a>(&'a self, at: Timestamp, each: &mut impl FnMut(&'a T)) {
        self.search(0, self.nodes.len(), &|node| node.from <= at, at, &mut |_, _, value| each(value));
    }

    /// Looks through a range for spans that have begun and end after an instant.
    fn search<'a>(
        &'a self,
        low: usize,
        high: usize,
        begun: &impl Fn(&Node) -> bool,
        from: Timestamp,
        each: &mut impl FnMut(Timestamp, Timestamp, &'a T),
    ) {
        if low >= high {
            return;
        }
        let middle = low + (high - low) / 2;
        let Some(node) = self.nodes.get(middle) else { return };
        // Nothing within this range reaches that far.
        if node.latest <= from {
            return;
        }
        self.search(low, middle, begun, from, each);
        if begun(node) {
            if node.to > from
                && let Some(value) = self.values.get(middle)
            {
                each(node.from, node.to, value);
            }
            self.search(middle + 1, high, begun, from, each);
        }
    }
}

fn measure(nodes: &mut [Node], low: usize, high: usize) -> Timestamp {
    if low >= high {
        return Timestamp::MIN;
    }
    let middle = low + (high - low) / 2;
    let within = measure(nodes, low, middle).max(measure(nodes, middle + 1, high));
    let Some(node) = nodes.get_mut(middle) else { return within };
    node.latest = node.to.max(within);
    node.latest
}
