//! Packs that use each other in a circle.

use super::{Known, place, related};
use crate::definition::load::Loaded;
use crate::definition::report::Report;
use crate::source::{Code, Diagnostic, Label, Pointer};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

type ByName<'r, 'k> = BTreeMap<&'r str, &'k Known<'r>>;

/// Tells each circle once: at the first use of it, in the order of the files.
pub(super) fn check(
    known: &[Known<'_>],
    by_name: &ByName<'_, '_>,
    loaded: &Loaded,
    faults: &mut Vec<Diagnostic>,
) {
    let mut told: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for pack in known {
        let own = pack.model.pack.as_str();
        for other in pack.model.uses.keys() {
            let Some(way) = way(other, own, by_name) else { continue };
            if !told.insert(way.iter().copied().collect()) {
                continue;
            }
            let at = |name: &str| Pointer::root().key("uses").key(name);
            let mut report = Report::new(&loaded.sources, Some(&pack.document.sound));
            let path = [own].into_iter().chain(way.iter().copied()).collect::<Vec<_>>().join(" → ");
            let mut fault = report.key(Code::UseCycle, &at(other)).with("path", path);
            for (from, to) in way.iter().zip(way.iter().skip(1)) {
                let next = by_name.get(from).and_then(|known| place(known, &at(to), loaded));
                fault = related(fault, next, Label::Because);
            }
            report.add(fault);
            faults.extend(report.finish());
        }
    }
}

/// The shortest way of uses from one pack to another, both ends included.
fn way<'n>(from: &str, to: &str, by_name: &ByName<'n, '_>) -> Option<Vec<&'n str>> {
    let (from, _) = by_name.get_key_value(from)?;
    let mut open = VecDeque::from([vec![*from]]);
    let mut seen = BTreeSet::from([*from]);
    while let Some(way) = open.pop_front() {
        let last = *way.last()?;
        if last == to {
            return Some(way);
        }
        for next in by_name.get(last).into_iter().flat_map(|known| known.model.uses.keys()) {
            let Some((next, _)) = by_name.get_key_value(next.as_str()) else { continue };
            if seen.insert(next) {
                open.push_back(way.iter().chain([next]).copied().collect());
            }
        }
    }
    None
}
