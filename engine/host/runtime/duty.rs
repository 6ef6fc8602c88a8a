//! Changes of duty that cases have decided, as this node knows them.
//!
//! Before a node decides or answers anything by the roster, it reads on from the last change that it knows. So nothing is
//! decided by a roster older than the step, whichever node committed the change.

use super::draft::Base;
use super::rules::Loaded;
use super::{Failure, Inner};
use crate::store::{CaseFilter, CaseRow, Commit, MAX_PAGE, Numbered, Outcome};
use docket_core::instance::{CaseId, Hash};
use docket_core::rotation::{Change, Editions};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

/// What is known of changes.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Everything up to this place in the order of commits is known.
    after: u64,
    list: BTreeMap<(CaseId, u32), Change>,
}

impl Known {
    /// Takes what was read. False: it was known already.
    fn take(&mut self, rows: Vec<Numbered>) -> bool {
        let before = self.after;
        for Numbered { seq, row } in rows {
            if seq <= self.after {
                continue;
            }
            self.after = seq;
            match serde_json::from_value(row.change) {
                Ok(change) => drop(self.list.insert((row.case, row.place), change)),
                Err(why) => tracing::error!(case = %row.case, %why, "a change of duty cannot be read"),
            }
        }
        self.after > before
    }

    /// Duty with what is known.
    fn applied(&self, duty: &Editions) -> Arc<Editions> {
        let (duty, faults) = duty.with(self.list.values().cloned().collect::<Vec<_>>());
        for fault in faults {
            tracing::warn!(%fault, "a change of duty is left out");
        }
        Arc::new(duty)
    }
}

impl Inner {
    fn duty(&self) -> MutexGuard<'_, Known> {
        self.duty.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts rules in force, with the changes of duty that are known.
    pub(super) fn load_rules(&self, mut loaded: Loaded) {
        // Held until the rules are in force, so that a change that is read meanwhile is not lost.
        let known = self.duty();
        loaded.rules.world.duty = known.applied(&loaded.rules.world.duty);
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
    }

    /// What is in force, with every change of duty that was committed before this was asked.
    pub(super) async fn fresh(&self) -> Result<Arc<Loaded>, Failure> {
        let loaded = self.loaded();
        if loaded.rules.world.duty.is_empty() {
            return Ok(loaded);
        }
        loop {
            let after = self.duty().after;
            let rows = self.store.changes(after, MAX_PAGE).await?;
            let is_last = rows.len() < MAX_PAGE as usize;
            if !rows.is_empty() {
                self.take_changes(rows);
            }
            if is_last {
                return Ok(self.loaded());
            }
        }
    }

    fn take_changes(&self, rows: Vec<Numbered>) {
        let mut known = self.duty();
        if !known.take(rows) {
            return;
        }
        let mut slot = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        let mut rules = slot.rules.clone();
        rules.world.duty = known.applied(&rules.world.duty);
        let (publications, pending) = (slot.publications.clone(), slot.pending.clone());
        *slot = Arc::new(Loaded { rules, publications, pending });
    }

    /// Has every case that watches duty look at changes that came since: it may be due at another time. What was begun
    /// and not ended, by any node, is begun again; doing it twice does no harm.
    pub(super) async fn spread_duty(&self) -> Result<(), Failure> {
        if self.loaded().rules.world.duty.is_empty() {
            return Ok(());
        }
        let Some(upto) = self.store.unspread().await? else { return Ok(()) };
        let mut after: Option<CaseId> = None;
        loop {
            let filter = CaseFilter { ended: Some(false), after, limit: MAX_PAGE, ..CaseFilter::default() };
            let rows = self.store.search(&filter).await?;
            let is_last = rows.len() < MAX_PAGE as usize;
            after = rows.last().map(|row| row.id.clone());
            self.look_over(&rows).await?;
            if is_last {
                return Ok(self.store.spread(upto).await?);
            }
        }
    }

    /// Has those of some cases that watch duty look again.
    pub(super) async fn look_over(&self, rows: &[CaseRow]) -> Result<(), Failure> {
        for row in rows {
            if self.watches_duty(&row.definition).await {
                let _gate = self.gate(&row.id).await;
                self.look_again(&row.id, None).await?;
            }
        }
        Ok(())
    }

    /// Looks once more at a case that watches duty, after a commit: a change may have come between what it was decided
    /// on and the commit, too late for the one and too early for whoever spreads it. The case's gate must be held.
    pub(super) async fn look_after(&self, id: &CaseId, definition: &Hash, due: Option<Timestamp>) {
        if !self.watches_duty(definition).await {
            return;
        }
        if let Err(failure) = self.look_again(id, Some(due)).await {
            tracing::warn!(case = %id, %failure, "a change of duty may be noticed late");
        }
    }

    async fn watches_duty(&self, definition: &Hash) -> bool {
        if super::tombstone::is_vacant(definition) {
            return false;
        }
        self.definition(definition).await.is_ok_and(|definition| definition.watches_duty())
    }

    /// Puts the instant at which a case is due right, until it is that of the changes known after it was written.
    /// `written`: what stands there, if that is known.
    async fn look_again(&self, id: &CaseId, written: Option<Option<Timestamp>>) -> Result<(), Failure> {
        let mut written = written;
        for _ in 0..self.limits.attempts {
            let loaded = self.fresh().await?;
            let Some(held) = self.held(id).await? else { return Ok(()) };
            if !held.instance.watches_duty() {
                return Ok(());
            }
            let commit: Commit = Base::of(&held, &loaded.rules.world).commit(Vec::new())?;
            let due = commit.next_due;
            if written == Some(due) {
                return Ok(());
            }
            written = match self.queue.commit(commit).await? {
                Outcome::Committed => {
                    self.bell.notify_one();
                    Some(due)
                }
                Outcome::Rejected(why) => return Err(Failure::Broken(why)),
                Outcome::Conflict | Outcome::Repeated(_) => None,
            };
        }
        Err(Failure::Unavailable(format!("too many others change {id}")))
    }
}
