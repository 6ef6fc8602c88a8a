//! Nodes: a state in one place, ordered as the document orders them.

use crate::definition::{Chart, Definition, StateIx, StateKind};
use crate::instance::{Instance, NodeKey};

/// A state in one place. The order of fields makes the derived order the document's: a region per element comes
/// where its template stands, element after element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node {
    region: StateIx,
    element: u16,
    /// The state.
    pub state: StateIx,
}

impl Node {
    /// The state's place; `element` counts from 0 and matters only inside a region per element.
    pub fn new(chart: &Chart, state: StateIx, element: Option<u16>) -> Self {
        match (chart.state(state).region_root, element) {
            (Some(region), Some(element)) => Self { region, element: element.saturating_add(1), state },
            _ => Self { region: state, element: 0, state },
        }
    }

    /// The element's place. Absent: not inside a region per element.
    pub fn element(self) -> Option<u16> {
        self.element.checked_sub(1)
    }

    /// The node around this one. Absent: the root.
    pub fn parent(self, chart: &Chart) -> Option<Self> {
        let up = chart.state(self.state).parent?;
        Some(Self::new(chart, up, self.element()))
    }

    /// The nodes around this one, from the inside out, itself left out.
    pub fn ancestors(self, chart: &Chart) -> impl Iterator<Item = Self> + '_ {
        std::iter::successors(self.parent(chart), |node| node.parent(chart))
    }

    /// Whether this node lies strictly inside the other.
    pub fn inside(self, outer: Self, chart: &Chart) -> bool {
        chart.inside(self.state, outer.state) && (outer.element == 0 || outer.element == self.element)
    }

    /// The nodes directly inside, history states left out.
    pub fn children(self, chart: &Chart, elements: usize) -> Vec<Self> {
        let state = chart.state(self.state);
        let real =
            state.children.iter().filter(|ix| !matches!(chart.state(**ix).kind, StateKind::History(_)));
        if state.kind == StateKind::PerElement {
            let count = u16::try_from(elements).unwrap_or(u16::MAX - 1);
            real.flat_map(|ix| (0..count).map(|element| Self::new(chart, *ix, Some(element)))).collect()
        } else {
            real.map(|ix| Self::new(chart, *ix, self.element())).collect()
        }
    }

    /// The key under which it is stored.
    pub fn key(self, chart: &Chart, instance: &Instance) -> NodeKey {
        let element = self.element_name(chart, instance).map(Into::into);
        NodeKey { state: chart.state(self.state).id.as_str().into(), element }
    }

    /// The name of its element.
    pub fn element_name(self, chart: &Chart, instance: &Instance) -> Option<String> {
        let template = chart.state(self.state).region_root?;
        let owner = chart.state(template).parent?;
        instance.elements.get(&chart.state(owner).id)?.get(usize::from(self.element()?)).cloned()
    }

    /// The node stored under a key. Absent: the definition has none such.
    pub fn of_key(chart: &Chart, instance: &Instance, key: &NodeKey) -> Option<Self> {
        let state = *chart.by_id.get(key.state.as_str())?;
        let Some(name) = &key.element else { return Some(Self::new(chart, state, None)) };
        let owner = chart.state(chart.state(state).region_root?).parent?;
        let place =
            instance.elements.get(&chart.state(owner).id)?.iter().position(|element| element == name)?;
        Some(Self::new(chart, state, u16::try_from(place).ok()))
    }
}

/// The active states that hold no other, with their elements; the one in which the case ended.
#[must_use]
pub fn leaves(definition: &Definition, instance: &Instance) -> Vec<String> {
    if let Some(ended) = &instance.ended {
        return vec![ended.clone()];
    }
    let chart = &definition.chart;
    let place = |state: &str| chart.by_id.get(state).copied();
    let leaves = instance.active.keys().filter(|key| {
        let Some(ix) = place(&key.state).filter(|ix| *ix != 0) else { return false };
        !instance.active.keys().any(|other| {
            place(&other.state).is_some_and(|inner| chart.inside(inner, ix))
                && (key.element.is_none() || key.element == other.element)
        })
    });
    leaves.map(ToString::to_string).collect()
}
