//! The only SQL. A store commits values and answers with outcomes; what it is made of stays inside.

mod boards;
mod check;
mod lists;
mod postgres;
mod runs;
pub mod scratch;
mod sql;
mod sqlite;
pub mod types;
mod value;

use async_trait::async_trait;
pub use boards::*;
use docket_core::instance::{CaseId, Hash};
use jiff::Timestamp;
pub use lists::*;
pub use runs::*;
pub use sqlite::wall;
use std::path::Path;
use std::sync::Arc;
pub use types::*;

/// At most so many rows leave in one page, whatever was asked for.
pub const MAX_PAGE: u32 = 500;
/// At most so many bytes are kept as the state of a case, and as one log entry.
pub const MAX_STATE_BYTES: usize = 16 << 20;

/// How a database is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where a virtual clock starts, in a database that is fresh. Absent: time is the wall's. The mode of a database
    /// that is there already must be the same; its clock stands where it stood.
    pub virtual_clock: Option<Timestamp>,
    /// Take a Postgres that may lose what it confirmed. For tests only.
    pub allow_unsafe: bool,
    /// Keep prepared statements on the connections of Postgres: faster, but not through a pooler that changes the
    /// connection with every transaction.
    pub prepared: bool,
    /// At most so many connections to Postgres.
    pub connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { virtual_clock: None, allow_unsafe: false, prepared: false, connections: 10 }
    }
}

/// Opens a database and brings its tables up to date: `postgres://...`, `sqlite:<path>`, `sqlite::memory:` or a path.
///
/// # Errors
/// [`Fault::Newer`] if a newer version of docket made it, [`Fault::InUse`] if another process serves the file,
/// [`Fault::Unsafe`] if the server may lose what it confirmed, [`Fault::Clock`] if its clock is of the other mode,
/// [`Fault::Unreachable`] if it does not answer.
pub async fn open(url: &str, options: &Options) -> Result<Arc<dyn Store>, Fault> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let database = postgres::Postgres::open(url, options).await?;
        return Ok(Arc::new(sql::Sql::start(database, options).await?));
    }
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
    let file = (path != ":memory:").then(|| Path::new(path));
    let database = sqlite::Sqlite::open(file).await?;
    Ok(Arc::new(sql::Sql::start(database, options).await?))
}

/// Tells a database of a newer program from one that broke.
fn outdated(
    error: sqlx::migrate::MigrateError,
    migrator: &sqlx::migrate::Migrator,
    fault: impl Fn(&sqlx::Error) -> Fault,
) -> Fault {
    use sqlx::migrate::MigrateError;
    let known = migrator.iter().map(|migration| migration.version).max().unwrap_or_default();
    match error {
        MigrateError::VersionMissing(version) if version > known => Fault::Newer(format!(
            "it was migrated to version {version}, this program knows versions up to {known}"
        )),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => fault(&error),
        other => Fault::Corrupt(other.to_string()),
    }
}

/// What every database offers. All instants are milliseconds; text holds no NUL.
#[async_trait]
pub trait Store: Send + Sync {
    /// The database's clock, which is the only wall clock of the engine.
    async fn now(&self) -> Result<Timestamp, Fault>;
    /// Reads cases as they are now, in no order; those that do not exist are left out.
    async fn load(&self, ids: &[CaseId]) -> Result<Vec<Stored>, Fault>;
    /// What is kept under an event id of a case.
    async fn answer(&self, case: &CaseId, source: &str, id: &str) -> Result<Option<Answer>, Fault>;
    /// Commits a batch; one outcome for each commit, in the order given. One case's conflict leaves the others alone.
    async fn commit(&self, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault>;
    /// Cases whose earliest due instant is at or before `now`, earliest first. Crosses buckets.
    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<Due>, Fault>;
    /// The earliest due instant of all. Crosses buckets.
    async fn next_due(&self) -> Result<Option<Timestamp>, Fault>;
    /// Draws the next number of a sequence. Gaps are allowed; a number is never drawn twice.
    async fn draw(&self, scope: &str) -> Result<u64, Fault>;

    /// Takes outgoing rows whose turn has come, and counts the attempt. Messages of one (source, target) come in order,
    /// and a later one not before the earlier is settled. Crosses buckets.
    async fn claim_outbox(&self, claim: &Claim) -> Result<Vec<Outgoing>, Fault>;
    /// Settles a claimed row: done, to be tried again, or given up.
    async fn settle(&self, key: &str, settled: Settled) -> Result<(), Fault>;

    /// The log of a case, oldest first, from version `from` on.
    async fn log(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<Entry>, Fault>;
    /// The last log entry of each of these cases, in no order.
    async fn last_entries(&self, cases: &[CaseId]) -> Result<Vec<Entry>, Fault>;
    /// Open tasks. Crosses buckets.
    async fn tasks(&self, filter: &TaskFilter) -> Result<Vec<TaskRow>, Fault>;
    /// Cases. Crosses buckets.
    async fn search(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Fault>;
    /// Notices, newest first. Crosses buckets.
    async fn notices(&self, filter: &NoticeFilter) -> Result<Vec<NoticeRow>, Fault>;
    /// Incidents that are open, oldest first. Crosses buckets.
    async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, Fault>;
    /// Changes of duty whose place in the order of commits is beyond `after`, in that order. Whoever reads on from the
    /// last place seen misses none. Crosses buckets.
    async fn changes(&self, after: u64, limit: u32) -> Result<Vec<Numbered>, Fault>;
    /// The place of the last change that was not spread yet. Absent: all were. Crosses buckets.
    async fn unspread(&self) -> Result<Option<u64>, Fault>;
    /// Every case that watches duty has looked at the changes up to this place. Crosses buckets.
    async fn spread(&self, upto: u64) -> Result<(), Fault>;

    /// What the cases of these workflows publish, all as of one instant; at most `limit` rows, whatever [`MAX_PAGE`]
    /// says. Crosses buckets.
    async fn published(&self, workflows: &[String], limit: u32) -> Result<Published, Fault>;
    /// Keeps a publication under the next number of its board. What was published for the same occasion before is given
    /// back instead.
    async fn put_snapshot(&self, snapshot: &NewSnapshot) -> Result<SnapshotRow, Fault>;
    /// A publication by its number. Absent: there is none.
    async fn snapshot(&self, board: &str, number: u64) -> Result<Option<SnapshotRow>, Fault>;
    /// Publications of a board, newest first.
    async fn snapshots(&self, filter: &SnapshotFilter) -> Result<Vec<SnapshotRow>, Fault>;
    /// What was published for an occasion. Absent: nothing.
    async fn snapshot_for(&self, board: &str, occasion: &str) -> Result<Option<SnapshotRow>, Fault>;

    /// Keeps a definition under its hash; one that is there already is left as it is.
    async fn put_definition(&self, definition: &DefinitionRow) -> Result<(), Fault>;
    /// A definition by its hash.
    async fn definition(&self, hash: &Hash) -> Result<Option<DefinitionRow>, Fault>;
    /// Publishes a version of a workflow from a date on. A hash that was published before is left alone: only
    /// `again` brings a superseded one back. True if the table changed.
    async fn publish(&self, publication: &Publication, again: bool) -> Result<bool, Fault>;
    /// What is published, by workflow and effective date.
    async fn publications(&self) -> Result<Vec<Publication>, Fault>;

    /// Notes that cases are to be counted again by a version of a calendar; what is noted already stays as it is, unless
    /// it begins `again`.
    async fn begin_reprojection(
        &self,
        calendar: &str,
        version: &str,
        at: Timestamp,
        again: bool,
    ) -> Result<(), Fault>;
    /// Takes the oldest counting that is not done, for `lease_ms` milliseconds. Absent: nothing is left, or others have it.
    async fn claim_reprojection(&self, now: Timestamp, lease_ms: i64) -> Result<Option<Reprojection>, Fault>;
    /// Notes how far a counting has come, or that it is done, and lets others take it.
    async fn advance_reprojection(&self, done: &Reprojection, is_last: bool) -> Result<(), Fault>;
    /// What is not done, oldest first.
    async fn reprojections(&self) -> Result<Vec<Reprojection>, Fault>;

    /// Notes that these schedules are known from now on; those that were known before stay as they are.
    async fn begin_schedules(&self, names: &[String], now: Timestamp) -> Result<(), Fault>;
    /// Up to which instants the occurrences of these schedules are known, by name.
    async fn reaches(&self, names: &[String]) -> Result<Vec<(String, Timestamp)>, Fault>;
    /// Records the next occurrence of a schedule, which was known up to `from`. What is known under its key already stays
    /// as it is. False: another node has recorded it.
    async fn record_run(&self, from: Timestamp, run: &NewRun) -> Result<bool, Fault>;
    /// Takes the earliest occurrence that is open; of one schedule and unit, none before an earlier one is done.
    async fn claim_run(&self, claim: &RunClaim) -> Result<Option<RunRow>, Fault>;
    /// Notes how far an occurrence has come, or what became of it, and lets others take it. False: another node has come
    /// further than `was` meanwhile.
    async fn advance_run(&self, was: Option<&CaseId>, run: &RunRow) -> Result<bool, Fault>;
    /// When the earliest open occurrence of these schedules was due. Absent: none is open.
    async fn next_run(&self, names: &[String]) -> Result<Option<Timestamp>, Fault>;
    /// Occurrences of a schedule that came due, newest first.
    async fn runs(&self, filter: &RunFilter) -> Result<Vec<RunRow>, Fault>;

    /// What is kept of these entries of a list, by key; those that opened no case are left out.
    async fn list_entries(&self, list: &str, keys: &[String]) -> Result<Vec<ListEntry>, Fault>;
    /// Kept entries of a list, in the order of their keys.
    async fn list_page(&self, filter: &ListFilter) -> Result<Vec<ListEntry>, Fault>;
    /// Notes since when these entries are declared no more, or that they are declared again (absent). The keys of those
    /// for which this was new, in order.
    async fn flag_entries(
        &self,
        list: &str,
        keys: &[String],
        gone_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<String>, Fault>;
    /// How many entries are kept, by list.
    async fn list_counts(&self) -> Result<Vec<ListCount>, Fault>;

    /// Keeps a token's hash and scope.
    async fn put_token(&self, token: &TokenRow) -> Result<(), Fault>;
    /// A token by the hash of its secret, unless revoked or expired.
    async fn token(&self, secret_hash: &Hash) -> Result<Option<TokenRow>, Fault>;
    /// All tokens, without secrets.
    async fn tokens(&self) -> Result<Vec<TokenRow>, Fault>;
    /// Takes a token's power away. False if there is none of that name.
    async fn revoke_token(&self, name: &str) -> Result<bool, Fault>;

    /// The sealed key of a case's private fields; kept the first time, then always the first.
    async fn case_key(&self, case: &CaseId, sealed: &[u8]) -> Result<Vec<u8>, Fault>;
    /// Sealed keys of cases that have one.
    async fn case_keys(&self, cases: &[CaseId]) -> Result<Vec<(CaseId, Vec<u8>)>, Fault>;

    /// A sealed secret of the whole deployment; kept the first time, then always the first.
    async fn secret(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault>;

    /// The clock's mode, fixed when the database was made, and where a virtual clock stands.
    async fn clock(&self) -> Result<ClockRow, Fault>;
    /// Moves a virtual clock forward. Refused on a wall clock, and backward.
    async fn set_clock(&self, to: Timestamp) -> Result<(), Fault>;
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), Fault>;
    /// Lets go of connections and locks.
    async fn close(&self);
}
