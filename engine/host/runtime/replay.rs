//! The log read on from where a reader stopped, private fields open: for hosts that play scenarios, never for readers.

use super::draft::effect_key;
use super::read::parsed;
use super::{Failure, Inner, tombstone};
use crate::store::{NoticeFilter, NoticeRow};
use docket_core::instance::{CaseId, Entry, Hash, Input, Instance, Notice, patch};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// Effects of one entry among which its notices are looked for.
const EFFECTS: usize = 1_000;

/// How far a log was read, and the state that its patches fold to there.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    version: u64,
    state: Value,
}

/// One entry of a log with the states around it.
#[derive(Clone, Debug)]
pub struct Passed {
    /// What came in.
    pub input: Input,
    /// The case before. Absent: there was none.
    pub before: Option<Instance>,
    /// The case afterwards.
    pub after: Instance,
    /// What became of the input.
    pub verdict: String,
    /// Lines that authors asked for.
    pub lines: Vec<String>,
    /// What went wrong. Absent: nothing.
    pub incident: Option<String>,
    /// Words to people.
    pub notices: Vec<Notice>,
    /// Whether the case never began: it was cancelled before, or its start failed.
    pub is_vacant: bool,
}

impl Inner {
    /// Reads the entries that are new since the cursor, and moves it behind them.
    pub async fn read_on(&self, id: &CaseId, cursor: &mut Cursor) -> Result<Vec<Passed>, Failure> {
        let ids = std::slice::from_ref(id);
        let sealer = match self.store.case_keys(ids).await?.into_iter().next() {
            None => None,
            Some((_, key)) => Some(self.sealer.case(id, &key)?),
        };
        let open = |mut value: Value| -> Result<Value, Failure> {
            if let Some(sealer) = &sealer {
                sealer.open(&mut value)?;
            }
            Ok(value)
        };
        let broken =
            |error: serde_json::Error| Failure::Broken(format!("the log of {id} cannot be read: {error}"));
        let mut before: Option<Instance> = match &cursor.state {
            Value::Null => None,
            state => Some(serde_json::from_value(open(state.clone())?).map_err(broken)?),
        };
        let mut passed = Vec::new();
        let mut told: Option<Told> = None;
        loop {
            let page = self.store.log(id, cursor.version + 1, self.limits.log_page).await?;
            if page.is_empty() {
                return Ok(passed);
            }
            for stored in page {
                let entry: Entry = parsed(&stored)?;
                patch::apply(&mut cursor.state, &entry.patch);
                cursor.version = stored.version;
                let after: Instance = serde_json::from_value(open(cursor.state.clone())?).map_err(broken)?;
                let told = match &mut told {
                    Some(told) => told,
                    None => told.insert(self.told(id, stored.at).await?),
                };
                passed.push(Passed {
                    input: serde_json::from_value(open(entry.input)?).map_err(broken)?,
                    before: before.replace(after.clone()),
                    after,
                    verdict: entry.verdict,
                    lines: entry.lines,
                    incident: entry.incident,
                    notices: told.of(&stored.hash, stored.at)?,
                    is_vacant: tombstone::is_vacant(&entry.definition),
                });
            }
        }
    }

    /// The notices of a case from an instant on.
    async fn told(&self, id: &CaseId, from: Timestamp) -> Result<Told, Failure> {
        let mut rows = BTreeMap::new();
        let mut filter =
            NoticeFilter { case: Some(id.clone()), limit: crate::store::MAX_PAGE, ..NoticeFilter::default() };
        loop {
            let page = self.store.notices(&filter).await?;
            let Some(last) = page.last() else { break };
            (filter.before, filter.before_key) = (Some(last.at), Some(last.key.clone()));
            let is_last = last.at < from || page.len() < crate::store::MAX_PAGE as usize;
            rows.extend(page.into_iter().filter(|row| row.at >= from).map(|row| (row.key.clone(), row)));
            if is_last {
                break;
            }
        }
        Ok(Told { rows })
    }
}

/// Notices by the keys of their effects.
struct Told {
    rows: BTreeMap<String, NoticeRow>,
}

impl Told {
    /// Those of an entry, in the order in which the step made them.
    fn of(&mut self, entry: &Hash, at: Timestamp) -> Result<Vec<Notice>, Failure> {
        let mut left = self.rows.values().filter(|row| row.at == at).count();
        let mut notices = Vec::new();
        for index in 0..EFFECTS {
            if left == 0 {
                break;
            }
            let Some(row) = self.rows.remove(&effect_key(entry, index)) else { continue };
            left -= 1;
            let part = |name: &str| row.body.get(name).cloned().unwrap_or_default();
            let broken =
                |error: serde_json::Error| Failure::Broken(format!("a notice cannot be read: {error}"));
            notices.push(Notice {
                about: serde_json::from_value(part("about")).map_err(broken)?,
                title: serde_json::from_value(part("title")).map_err(broken)?,
                text: serde_json::from_value(part("text")).map_err(broken)?,
                to: row.to,
            });
        }
        Ok(notices)
    }
}
