//! Drops what is at fault, so that the meaning of the rest can still be checked.

use super::super::{Code, Key, Kind, Node, Pointer};
use super::{Fault, Shape};

/// Rounds after which a tree is given up; each drops at least one part.
const ROUNDS: usize = 50;

/// The tree without the culprits of these faults; `None` if the root itself is one.
pub fn prune(node: &Node, faults: &[Fault]) -> Option<Node> {
    let mut rest = node.clone();
    let mut paths: Vec<&Pointer> = faults.iter().map(|fault| &fault.culprit).collect();
    // From the end, so that dropping an item moves no index that is still to come.
    paths.sort_by(|a, b| b.cmp(a));
    paths.dedup();
    for path in paths {
        let (Some(last), Some(parent)) = (path.last(), path.parent()) else { return None };
        remove(&mut rest, &parent, last);
    }
    Some(rest)
}

pub(super) fn until_sound(shape: &Shape, node: &Node) -> Option<Node> {
    let mut rest = node.clone();
    for _ in 0..ROUNDS {
        let mut faults = shape.faults(&rest);
        if faults.is_empty() {
            return Some(rest);
        }
        // What lacks a key because of a misspelt one is judged after the misspelt one is gone.
        let lacks = |fault: &Fault| matches!(fault.diagnostic.code, Code::MissingKey | Code::LanguageMissing);
        if !faults.iter().all(lacks) {
            faults.retain(|fault| !lacks(fault));
        }
        rest = prune(&rest, &faults)?;
    }
    None
}

fn remove(node: &mut Node, parent: &Pointer, last: &Key) {
    let Some(target) = at_mut(node, &parent.0) else { return };
    match (&mut target.kind, last) {
        (Kind::Mapping(entries), Key::Key(key)) => entries.retain(|entry| entry.name() != key),
        (Kind::Sequence(items), Key::Index(index)) if *index < items.len() => {
            items.remove(*index);
        }
        _ => {}
    }
}

fn at_mut<'n>(node: &'n mut Node, path: &[Key]) -> Option<&'n mut Node> {
    let Some((first, rest)) = path.split_first() else { return Some(node) };
    let next = match (&mut node.kind, first) {
        (Kind::Mapping(entries), Key::Key(key)) => {
            entries.iter_mut().find(|entry| entry.name() == key).map(|entry| &mut entry.value)
        }
        (Kind::Sequence(items), Key::Index(index)) => items.get_mut(*index),
        _ => None,
    }?;
    at_mut(next, rest)
}
