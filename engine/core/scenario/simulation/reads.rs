//! What steps need of other cases.

use super::Simulation;
use crate::step::{MAX_READ_ROWS, Snapshot};
use std::collections::BTreeSet;

impl Simulation {
    /// What the cases of some workflows publish now.
    pub(super) fn snapshot(&self, workflows: &BTreeSet<String>) -> Snapshot {
        // One more than a step takes says that there are too many.
        let rows = self.rows.of(|name| workflows.contains(name)).take(MAX_READ_ROWS + 1);
        Snapshot::new(self.now, workflows, rows.cloned().collect())
    }
}
