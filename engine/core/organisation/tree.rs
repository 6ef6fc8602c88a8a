//! Walking the tree of units.

use super::{Node, Organisation, Unit};

impl Organisation {
    /// The unit that a unit belongs to. Absent for a root.
    #[must_use]
    pub fn parent(&self, unit: &str) -> Option<&Unit> {
        self.at(self.units.get(unit)?.parent?)
    }

    /// The units that belong to a unit, in the order of the documents.
    pub fn children<'a>(&'a self, unit: &str) -> impl Iterator<Item = &'a Unit> + 'a {
        let children = self.units.get(unit).map(|node| node.children.as_slice()).unwrap_or_default();
        children.iter().filter_map(|index| self.at(*index))
    }

    /// The unit, then what it belongs to, up to the root. Where a unit belongs to none, its declared superior follows.
    pub fn upward<'a>(&'a self, unit: &str) -> impl Iterator<Item = &'a Unit> + 'a {
        self.climb(unit, |node| node.parent.or(node.superior))
    }

    /// The unit, then what decides over it: its declared superior, else what it belongs to.
    pub fn superiors<'a>(&'a self, unit: &str) -> impl Iterator<Item = &'a Unit> + 'a {
        self.climb(unit, |node| node.superior.or(node.parent))
    }

    /// The path from the root down to a unit, which is included. Empty when there is no such unit.
    #[must_use]
    pub fn path(&self, unit: &str) -> Vec<&Unit> {
        let mut path: Vec<&Unit> = self.upward(unit).collect();
        path.reverse();
        path
    }

    /// The unit itself, if it is of the level, else the nearest one above it that is.
    #[must_use]
    pub fn ancestor(&self, unit: &str, level: &str) -> Option<&Unit> {
        self.upward(unit).find(|unit| unit.level.as_deref() == Some(level))
    }

    /// The nearest unit that decides over both and is neither of them: who settles a dispute between the two.
    #[must_use]
    pub fn common_superior(&self, a: &str, b: &str) -> Option<&Unit> {
        let over_b: Vec<&Unit> = self.superiors(b).skip(1).collect();
        self.superiors(a).skip(1).find(|unit| {
            // A unit that decides over the one and is the other settles nothing.
            unit.id != b && over_b.iter().any(|other| other.id == unit.id)
        })
    }

    /// Whether `unit` is `root` or stands below it. Units hang under what they belong to, not under a declared superior.
    #[must_use]
    pub fn is_within(&self, unit: &str, root: &str) -> bool {
        self.climb(unit, |node| node.parent).any(|above| above.id == root)
    }

    /// A unit and all below it: parents before their children, children in the order of the documents.
    #[must_use]
    pub fn subtree(&self, root: &str) -> Vec<&Unit> {
        let mut found = Vec::new();
        let mut open: Vec<usize> = self.units.get_index_of(root).into_iter().collect();
        while let Some(node) = open.pop().and_then(|index| self.units.get_index(index)).map(|(_, node)| node)
        {
            found.push(&node.unit);
            open.extend(node.children.iter().rev());
        }
        found
    }

    pub(super) fn at(&self, index: usize) -> Option<&Unit> {
        self.units.get_index(index).map(|(_, node)| &node.unit)
    }

    fn climb<'a>(
        &'a self,
        unit: &str,
        up: impl Fn(&Node) -> Option<usize> + 'a,
    ) -> impl Iterator<Item = &'a Unit> + 'a {
        let next = self.units.get_index_of(unit);
        let walk = std::iter::successors(next, move |index| up(self.units.get_index(*index)?.1));
        // A circle is a fault of the documents; the walk through what was understood still ends.
        walk.take(self.units.len()).filter_map(|index| self.at(index))
    }
}
