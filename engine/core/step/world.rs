//! The world of a step: handed in, the latest there is, named in the log.

use crate::calendar::Calendar;
use crate::organisation::Organisation;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Calendars and organisation, with the versions that the log names.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Calendars by name.
    pub calendars: BTreeMap<String, Arc<Calendar>>,
    /// Units, posts and people.
    pub organisation: Arc<Organisation>,
    /// What the log names: `org` and each calendar, with its content's hash.
    pub versions: BTreeMap<String, String>,
}
