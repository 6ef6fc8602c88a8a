//! The order of a sync: those above before those below them, else by their keys.

use super::Entry;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// How far each entry stands below the top.
pub(super) struct Above {
    depth: BTreeMap<String, usize>,
    /// Entries that stand above themselves: each circle from its least key on, which stands at its end again.
    pub(super) circles: Vec<Vec<String>>,
}

impl Above {
    /// `parents`: of each key the one above it, if there is any.
    pub(super) fn of(parents: &BTreeMap<&str, Option<String>>) -> Self {
        let mut depth: BTreeMap<&str, usize> = BTreeMap::new();
        let mut circles = Vec::new();
        for key in parents.keys() {
            let (mut chain, mut on_chain) = (Vec::new(), BTreeSet::new());
            let mut at = Some(*key);
            let mut next = 0;
            while let Some(here) = at {
                if let Some(known) = depth.get(here) {
                    next = known + 1;
                    break;
                }
                if !on_chain.insert(here) {
                    circles.push(circle(&chain, here));
                    break;
                }
                chain.push(here);
                // One that does not exist, or is at fault, is above all.
                at = parents.get(here).and_then(Option::as_deref).filter(|above| parents.contains_key(above));
            }
            for here in chain.into_iter().rev() {
                depth.insert(here, next);
                next += 1;
            }
        }
        let depth = depth.into_iter().map(|(key, depth)| (key.to_owned(), depth)).collect();
        Self { depth, circles }
    }

    pub(super) fn sort(&self, entries: &mut [Entry]) {
        let depth = |entry: &Entry| self.depth.get(&entry.key).copied().unwrap_or_default();
        entries.sort_by(|one, other| depth(one).cmp(&depth(other)).then_with(|| keys(&one.key, &other.key)));
    }
}

/// The part of a chain that goes round, from its least key on.
fn circle(chain: &[&str], again: &str) -> Vec<String> {
    let mut round: Vec<String> =
        chain.iter().skip_while(|key| **key != again).map(|key| (*key).to_owned()).collect();
    let least = round.iter().enumerate().min_by(|one, other| keys(one.1, other.1)).map_or(0, |(at, _)| at);
    round.rotate_left(least);
    round.extend(round.first().cloned());
    round
}

/// Keys that are numbers by their size, others by their text.
pub(super) fn keys(one: &str, other: &str) -> Ordering {
    match (one.parse::<i64>(), other.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b).then_with(|| one.cmp(other)),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => one.cmp(other),
    }
}
