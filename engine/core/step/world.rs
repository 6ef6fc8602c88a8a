//! The world of a step: handed in, the latest there is, named in the log.

use crate::calendar::Calendar;
use crate::organisation::Organisation;
use crate::register::Registers;
use crate::rotation::Editions;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Calendars, organisation, registers and duty, with the versions that the log names.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Calendars by name.
    pub calendars: BTreeMap<String, Arc<Calendar>>,
    /// Units, posts and people.
    pub organisation: Arc<Organisation>,
    /// Rows that cases look up.
    pub registers: Arc<Registers>,
    /// Who is on duty when, with what was changed of it: overrides, swaps, leave.
    pub duty: Arc<Editions>,
    /// What the log names: `org`, each calendar and each register, with its content's hash.
    pub versions: BTreeMap<String, String>,
}

/// What the log calls the version of a rotation, before its name.
const ROTATION: &str = "rotation.";

impl World {
    /// The same world with rotations, which the log names.
    #[must_use]
    pub fn with_duty(mut self, duty: Arc<Editions>) -> Self {
        self.versions.retain(|name, _| !name.starts_with(ROTATION));
        self.versions.extend(duty.newest().versions());
        self.duty = duty;
        self
    }

    /// The versions that a log written at an instant names, if nothing but the future was edited since.
    #[must_use]
    pub fn versions_at(&self, at: Timestamp) -> BTreeMap<String, String> {
        let mut versions = self.versions.clone();
        if let Ok(view) = self.duty.at(at) {
            versions.retain(|name, _| !name.starts_with(ROTATION));
            versions.extend(view.rotations().versions());
        }
        versions
    }
}
