//! The workflows that can be started, by the date on which a start happened.

use crate::definition::Definition;
use crate::instance::Hash;
use crate::step::World;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A version of a workflow.
#[derive(Clone, Debug)]
pub struct Version {
    /// The day from which it applies, in its calendar's zone. Absent: always.
    pub effective: Option<Date>,
    /// What it is.
    pub definition: Arc<Definition>,
}

/// Versions of workflows, by name.
#[derive(Clone, Debug, Default)]
pub struct Library {
    versions: BTreeMap<String, Vec<Version>>,
}

impl Library {
    /// Takes a version in.
    pub fn add(&mut self, effective: Option<Date>, definition: Arc<Definition>) {
        let versions = self.versions.entry(definition.name.clone()).or_default();
        let place = versions.partition_point(|other| other.effective <= effective);
        versions.insert(place, Version { effective, definition });
    }

    /// The latest version in force when a start happened. Absent: none was.
    #[must_use]
    pub fn at(&self, workflow: &str, occurred_at: Timestamp, world: &World) -> Option<&Arc<Definition>> {
        let versions = self.versions.get(workflow)?;
        let in_force = versions.iter().rev().find(|version| {
            let zone = zone(&version.definition, world);
            let date = zone.to_datetime(occurred_at).date();
            version.effective.is_none_or(|effective| effective <= date)
        });
        in_force.map(|version| &version.definition)
    }

    /// The definition of a hash.
    #[must_use]
    pub fn of(&self, hash: &Hash) -> Option<&Arc<Definition>> {
        let all = self.versions.values().flatten();
        all.map(|version| &version.definition).find(|definition| definition.hash == *hash)
    }

    /// The workflows whose published rows some version reads.
    #[must_use]
    pub fn read_workflows(&self) -> BTreeSet<String> {
        let all = self.versions().flat_map(|version| version.definition.read_workflows());
        all.map(str::to_owned).collect()
    }

    /// All versions, by workflow and the day from which they apply.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.versions.values().flatten()
    }

    /// Any version of a workflow: the latest.
    #[must_use]
    pub fn latest(&self, workflow: &str) -> Option<&Arc<Definition>> {
        self.versions.get(workflow)?.last().map(|version| &version.definition)
    }
}

/// The zone of a definition's calendar.
pub(super) fn zone(definition: &Definition, world: &World) -> TimeZone {
    world.calendars.get(&definition.calendar).map_or(TimeZone::UTC, |calendar| calendar.zone().clone())
}
