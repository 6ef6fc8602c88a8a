//! The world of a step: handed in, the latest there is, named in the log.

use crate::calendar::Calendar;
use crate::organisation::Organisation;
use crate::rotation::{Changes, Rotations};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Calendars, organisation and duty, with the versions that the log names.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Calendars by name.
    pub calendars: BTreeMap<String, Arc<Calendar>>,
    /// Units, posts and people.
    pub organisation: Arc<Organisation>,
    /// Who is on duty when.
    pub rotations: Arc<Rotations>,
    /// What was changed of it: overrides, swaps, leave.
    pub changes: Arc<Changes>,
    /// What the log names: `org` and each calendar, with its content's hash.
    pub versions: BTreeMap<String, String>,
}
