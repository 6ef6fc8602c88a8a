//! Numbers that were drawn and not used go back, as in simulation.
//!
//! A host leaves gaps: what was refused, or asked twice, has drawn its number. A story is told with the numbers that it
//! has in simulation, or it could not say which number it expects; so here they are drawn again. Nothing else of the
//! store is touched.

use crate::store::*;
use async_trait::async_trait;
use docket_core::instance::{CaseId, Hash};
use docket_core::step::chain::Numbers;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Numbers that were drawn and not used, by sequence.
#[derive(Debug, Default)]
pub(super) struct Drawn(Mutex<BTreeMap<String, Scope>>);

#[derive(Debug, Default)]
struct Scope {
    /// Drawn since the last [`Drawn::used`].
    drawn: BTreeSet<u64>,
    /// To be drawn again.
    spare: BTreeSet<u64>,
}

impl Drawn {
    fn again(&self, scope: &str) -> Option<u64> {
        let mut scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let scope = scopes.get_mut(scope)?;
        let number = scope.spare.pop_first()?;
        scope.drawn.insert(number);
        Some(number)
    }

    fn note(&self, scope: &str, number: u64) {
        let mut scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.entry(scope.to_owned()).or_default().drawn.insert(number);
    }

    /// Says which numbers inputs have used; all others that were drawn go back.
    pub fn used<'n>(&self, inputs: impl Iterator<Item = &'n Numbers>) {
        let mut scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (scope, numbers) in inputs.flatten() {
            if let Some(scope) = scopes.get_mut(scope) {
                scope.drawn.retain(|number| !numbers.contains(number));
            }
        }
        for scope in scopes.values_mut() {
            scope.spare.append(&mut scope.drawn);
        }
    }
}

/// A store that draws such numbers first.
pub(super) struct Sparing {
    pub inner: Arc<dyn Store>,
    pub drawn: Arc<Drawn>,
}

#[async_trait]
impl Store for Sparing {
    async fn draw(&self, scope: &str) -> Result<u64, Fault> {
        if let Some(number) = self.drawn.again(scope) {
            return Ok(number);
        }
        let number = self.inner.draw(scope).await?;
        self.drawn.note(scope, number);
        Ok(number)
    }
    async fn now(&self) -> Result<Timestamp, Fault> {
        self.inner.now().await
    }
    async fn load(&self, ids: &[CaseId]) -> Result<Vec<Stored>, Fault> {
        self.inner.load(ids).await
    }
    async fn answer(&self, case: &CaseId, source: &str, id: &str) -> Result<Option<Answer>, Fault> {
        self.inner.answer(case, source, id).await
    }
    async fn commit(&self, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault> {
        self.inner.commit(batch).await
    }
    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<Due>, Fault> {
        self.inner.due(now, limit).await
    }
    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        self.inner.next_due().await
    }
    async fn claim_outbox(&self, claim: &Claim) -> Result<Vec<Outgoing>, Fault> {
        self.inner.claim_outbox(claim).await
    }
    async fn settle(&self, key: &str, settled: Settled) -> Result<(), Fault> {
        self.inner.settle(key, settled).await
    }
    async fn log(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<Entry>, Fault> {
        self.inner.log(case, from, limit).await
    }
    async fn last_entries(&self, cases: &[CaseId]) -> Result<Vec<Entry>, Fault> {
        self.inner.last_entries(cases).await
    }
    async fn tasks(&self, filter: &TaskFilter) -> Result<Vec<TaskRow>, Fault> {
        self.inner.tasks(filter).await
    }
    async fn search(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Fault> {
        self.inner.search(filter).await
    }
    async fn notices(&self, filter: &NoticeFilter) -> Result<Vec<NoticeRow>, Fault> {
        self.inner.notices(filter).await
    }
    async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, Fault> {
        self.inner.incidents(filter).await
    }
    async fn changes(&self, after: u64, limit: u32) -> Result<Vec<Numbered>, Fault> {
        self.inner.changes(after, limit).await
    }
    async fn published(&self, workflows: &[String], limit: u32) -> Result<Published, Fault> {
        self.inner.published(workflows, limit).await
    }
    async fn put_snapshot(&self, snapshot: &NewSnapshot) -> Result<SnapshotRow, Fault> {
        self.inner.put_snapshot(snapshot).await
    }
    async fn snapshot(&self, board: &str, number: u64) -> Result<Option<SnapshotRow>, Fault> {
        self.inner.snapshot(board, number).await
    }
    async fn snapshots(&self, filter: &SnapshotFilter) -> Result<Vec<SnapshotRow>, Fault> {
        self.inner.snapshots(filter).await
    }
    async fn snapshot_for(&self, board: &str, occasion: &str) -> Result<Option<SnapshotRow>, Fault> {
        self.inner.snapshot_for(board, occasion).await
    }
    async fn unspread(&self) -> Result<Option<u64>, Fault> {
        self.inner.unspread().await
    }
    async fn spread(&self, upto: u64) -> Result<(), Fault> {
        self.inner.spread(upto).await
    }
    async fn put_definition(&self, definition: &DefinitionRow) -> Result<(), Fault> {
        self.inner.put_definition(definition).await
    }
    async fn definition(&self, hash: &Hash) -> Result<Option<DefinitionRow>, Fault> {
        self.inner.definition(hash).await
    }
    async fn publish(&self, publication: &Publication, again: bool) -> Result<bool, Fault> {
        self.inner.publish(publication, again).await
    }
    async fn publications(&self) -> Result<Vec<Publication>, Fault> {
        self.inner.publications().await
    }
    async fn begin_reprojection(
        &self,
        calendar: &str,
        version: &str,
        at: Timestamp,
        again: bool,
    ) -> Result<(), Fault> {
        self.inner.begin_reprojection(calendar, version, at, again).await
    }
    async fn claim_reprojection(&self, now: Timestamp, lease_ms: i64) -> Result<Option<Reprojection>, Fault> {
        self.inner.claim_reprojection(now, lease_ms).await
    }
    async fn advance_reprojection(&self, done: &Reprojection, is_last: bool) -> Result<(), Fault> {
        self.inner.advance_reprojection(done, is_last).await
    }
    async fn reprojections(&self) -> Result<Vec<Reprojection>, Fault> {
        self.inner.reprojections().await
    }
    async fn begin_schedules(&self, names: &[String], now: Timestamp) -> Result<(), Fault> {
        self.inner.begin_schedules(names, now).await
    }
    async fn reaches(&self, names: &[String]) -> Result<Vec<(String, Timestamp)>, Fault> {
        self.inner.reaches(names).await
    }
    async fn record_run(&self, from: Timestamp, run: &NewRun) -> Result<bool, Fault> {
        self.inner.record_run(from, run).await
    }
    async fn claim_run(&self, claim: &RunClaim) -> Result<Option<RunRow>, Fault> {
        self.inner.claim_run(claim).await
    }
    async fn advance_run(&self, was: Option<&CaseId>, run: &RunRow) -> Result<bool, Fault> {
        self.inner.advance_run(was, run).await
    }
    async fn next_run(&self, names: &[String]) -> Result<Option<Timestamp>, Fault> {
        self.inner.next_run(names).await
    }
    async fn runs(&self, filter: &RunFilter) -> Result<Vec<RunRow>, Fault> {
        self.inner.runs(filter).await
    }
    async fn list_entries(&self, list: &str, keys: &[String]) -> Result<Vec<ListEntry>, Fault> {
        self.inner.list_entries(list, keys).await
    }
    async fn list_page(&self, filter: &ListFilter) -> Result<Vec<ListEntry>, Fault> {
        self.inner.list_page(filter).await
    }
    async fn flag_entries(
        &self,
        list: &str,
        keys: &[String],
        gone_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<String>, Fault> {
        self.inner.flag_entries(list, keys, gone_at, at).await
    }
    async fn list_counts(&self) -> Result<Vec<ListCount>, Fault> {
        self.inner.list_counts().await
    }
    async fn put_token(&self, token: &TokenRow) -> Result<(), Fault> {
        self.inner.put_token(token).await
    }
    async fn token(&self, secret_hash: &Hash) -> Result<Option<TokenRow>, Fault> {
        self.inner.token(secret_hash).await
    }
    async fn tokens(&self) -> Result<Vec<TokenRow>, Fault> {
        self.inner.tokens().await
    }
    async fn revoke_token(&self, name: &str) -> Result<bool, Fault> {
        self.inner.revoke_token(name).await
    }
    async fn case_key(&self, case: &CaseId, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.inner.case_key(case, sealed).await
    }
    async fn case_keys(&self, cases: &[CaseId]) -> Result<Vec<(CaseId, Vec<u8>)>, Fault> {
        self.inner.case_keys(cases).await
    }
    async fn secret(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.inner.secret(name, sealed).await
    }
    async fn clock(&self) -> Result<ClockRow, Fault> {
        self.inner.clock().await
    }
    async fn set_clock(&self, to: Timestamp) -> Result<(), Fault> {
        self.inner.set_clock(to).await
    }
    async fn ping(&self) -> Result<(), Fault> {
        self.inner.ping().await
    }
    async fn close(&self) {
        self.inner.close().await
    }
}
