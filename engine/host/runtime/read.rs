//! The log, read back.

use super::{Failure, Inner, LogView};
use crate::store;
use docket_core::instance::{CaseId, Entry, entry};

/// An entry from its stored bytes.
pub(super) fn parsed(stored: &store::Entry) -> Result<Entry, Failure> {
    let broken = |why: String| {
        Failure::Broken(format!("version {} of {} cannot be read: {why}", stored.version, stored.case))
    };
    let entry: Entry = serde_json::from_slice(&stored.bytes).map_err(|error| broken(error.to_string()))?;
    if entry.format > entry::FORMAT {
        return Err(broken("it was written by a newer version".to_owned()));
    }
    Ok(entry)
}

impl Inner {
    pub async fn log(&self, id: &CaseId, from: u64, limit: u32) -> Result<Vec<LogView>, Failure> {
        let stored = self.store.log(id, from, limit).await?;
        stored
            .into_iter()
            .map(|stored| Ok(LogView::of(parsed(&stored)?, stored.hash.clone(), stored.at)))
            .collect()
    }
}
