//! What both databases say in the same words. Where they differ, [`Dialect`] and [`Database`] say how.

mod boards;
mod cases;
mod lists;
mod reference;
mod reprojection;
mod runs;

pub use boards::published_row;
pub use cases::answer;

use super::value::{Query, Row};
use super::*;

/// What a database must do itself.
#[async_trait]
pub trait Database: Send + Sync + 'static {
    /// Its words.
    const DIALECT: Dialect;
    /// Runs one statement that changes nothing.
    async fn read(&self, query: Query) -> Result<Vec<Row>, Fault>;
    /// Runs statements that change nothing as of one instant, and tells the instant by the wall clock.
    async fn snapshot(&self, queries: Vec<Query>) -> Result<(Timestamp, Vec<Vec<Row>>), Fault>;
    /// Runs statements in one transaction; the rows that each gave.
    async fn write(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, Fault>;
    /// See [`Store::commit`].
    async fn commit(&self, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault>;
    /// The wall clock, cut to milliseconds.
    async fn wall(&self) -> Result<Timestamp, Fault>;
    /// See [`Store::close`].
    async fn close(&self);
}

/// Where the words of the databases differ.
pub struct Dialect {
    /// A sub-query that gives the texts of the list at a placeholder.
    pub each: fn(usize) -> String,
    /// A sub-query that gives (bucket, id) of the lists at two placeholders.
    pub cases: fn(usize, usize) -> String,
    /// Whether the stored list in a column holds the text at a placeholder.
    pub holds: fn(&str, usize) -> String,
    /// Keeps rows from being claimed by two nodes.
    pub skip_locked: &'static str,
    /// Keeps two nodes from publishing at once. Absent: there is one writer.
    pub lock_publications: Option<&'static str>,
}

/// A store over a database.
pub struct Sql<D> {
    pub database: D,
    pub is_virtual: bool,
}

impl<D: Database> Sql<D> {
    /// Takes over a database whose tables are there: fixes the clock's mode if it is fresh, and compares it if not.
    pub async fn start(database: D, options: &Options) -> Result<Self, Fault> {
        let asked = options.virtual_clock;
        let fix = Query::new(
            "INSERT INTO clock (one, is_virtual, stands_at) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING",
        )
        .with(asked.is_some())
        .with(asked);
        database.write(vec![fix]).await?;
        let store = Self { database, is_virtual: asked.is_some() };
        if store.clock().await?.is_virtual != store.is_virtual {
            let (has, wanted) = if store.is_virtual { ("wall", "virtual") } else { ("virtual", "wall") };
            store.database.close().await;
            return Err(Fault::Clock(format!(
                "the database was made with a {has} clock, not a {wanted} one"
            )));
        }
        let floor = Query::new("SELECT value FROM meta WHERE name = 'format_floor'");
        if let Some(row) = store.read(floor).await?.first_mut() {
            let floor = row.text()?;
            if floor.parse::<u32>().is_ok_and(|floor| floor > docket_core::instance::FORMAT) {
                store.database.close().await;
                return Err(Fault::Newer(format!(
                    "its cases are written in format {floor}, this program knows up to {}",
                    docket_core::instance::FORMAT
                )));
            }
        }
        Ok(store)
    }

    async fn read(&self, query: Query) -> Result<Vec<Row>, Fault> {
        self.database.read(query.checked()?).await
    }

    async fn write(&self, query: Query) -> Result<Vec<Row>, Fault> {
        let mut rows = self.database.write(vec![query.checked()?]).await?;
        Ok(rows.pop().unwrap_or_default())
    }
}

/// Reads every row.
fn all<T>(rows: Vec<Row>, read: impl Fn(&mut Row) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// Reads the first row, if there is one.
fn first<T>(rows: Vec<Row>, read: impl Fn(&mut Row) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
    rows.into_iter().next().map(|mut row| read(&mut row)).transpose()
}

fn page(limit: u32) -> i64 {
    i64::from(limit.min(MAX_PAGE))
}

#[async_trait]
impl<D: Database> Store for Sql<D> {
    async fn now(&self) -> Result<Timestamp, Fault> {
        if !self.is_virtual {
            return self.database.wall().await;
        }
        let stands = self.clock().await?.stands_at;
        stands.ok_or_else(|| Fault::Corrupt("the virtual clock stands nowhere".to_owned()))
    }
    async fn load(&self, ids: &[CaseId]) -> Result<Vec<Stored>, Fault> {
        self.load_cases(ids).await
    }
    async fn answer(&self, case: &CaseId, source: &str, id: &str) -> Result<Option<Answer>, Fault> {
        self.find_answer(case, source, id).await
    }
    async fn commit(&self, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault> {
        self.database.commit(batch).await
    }
    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<Due>, Fault> {
        self.find_due(now, limit).await
    }
    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        let rows = self.read(Query::new("SELECT min(due_at) FROM timer")).await?;
        Ok(first(rows, Row::maybe_instant)?.flatten())
    }
    async fn draw(&self, scope: &str) -> Result<u64, Fault> {
        self.draw_number(scope).await
    }
    async fn claim_outbox(&self, claim: &Claim) -> Result<Vec<Outgoing>, Fault> {
        self.claim(claim).await
    }
    async fn settle(&self, key: &str, settled: Settled) -> Result<(), Fault> {
        self.settle_row(key, settled).await
    }
    async fn log(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<Entry>, Fault> {
        self.read_log(case, from, limit).await
    }
    async fn last_entries(&self, cases: &[CaseId]) -> Result<Vec<Entry>, Fault> {
        self.read_last(cases).await
    }
    async fn tasks(&self, filter: &TaskFilter) -> Result<Vec<TaskRow>, Fault> {
        self.find_tasks(filter).await
    }
    async fn search(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Fault> {
        self.find_cases(filter).await
    }
    async fn notices(&self, filter: &NoticeFilter) -> Result<Vec<NoticeRow>, Fault> {
        self.find_notices(filter).await
    }
    async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, Fault> {
        self.find_incidents(filter).await
    }
    async fn changes(&self, after: u64, limit: u32) -> Result<Vec<Numbered>, Fault> {
        self.find_changes(after, limit).await
    }
    async fn unspread(&self) -> Result<Option<u64>, Fault> {
        let rows = self.read(Query::new("SELECT max(seq) FROM duty_change WHERE NOT spread")).await?;
        let found = first(rows, Row::maybe_int)?.flatten();
        Ok(found.and_then(|seq| u64::try_from(seq).ok()))
    }
    async fn spread(&self, upto: u64) -> Result<(), Fault> {
        let query = Query::new("UPDATE duty_change SET spread = TRUE WHERE NOT spread AND seq <= $1");
        self.write(query.with(upto)).await.map(drop)
    }
    async fn published(&self, workflows: &[String], limit: u32) -> Result<Published, Fault> {
        self.read_published(workflows, limit).await
    }
    async fn put_snapshot(&self, snapshot: &NewSnapshot) -> Result<SnapshotRow, Fault> {
        self.keep_snapshot(snapshot).await
    }
    async fn snapshot(&self, board: &str, number: u64) -> Result<Option<SnapshotRow>, Fault> {
        self.find_snapshot(board, number).await
    }
    async fn snapshots(&self, filter: &SnapshotFilter) -> Result<Vec<SnapshotRow>, Fault> {
        self.find_snapshots(filter).await
    }
    async fn snapshot_for(&self, board: &str, occasion: &str) -> Result<Option<SnapshotRow>, Fault> {
        self.find_snapshot_for(board, occasion).await
    }
    async fn put_definition(&self, definition: &DefinitionRow) -> Result<(), Fault> {
        self.keep_definition(definition).await
    }
    async fn definition(&self, hash: &Hash) -> Result<Option<DefinitionRow>, Fault> {
        self.find_definition(hash).await
    }
    async fn publish(&self, publication: &Publication, again: bool) -> Result<bool, Fault> {
        self.publish_version(publication, again).await
    }
    async fn publications(&self) -> Result<Vec<Publication>, Fault> {
        self.all_publications().await
    }
    async fn begin_reprojection(
        &self,
        calendar: &str,
        version: &str,
        at: Timestamp,
        again: bool,
    ) -> Result<(), Fault> {
        self.begin_again(calendar, version, at, again).await
    }
    async fn claim_reprojection(&self, now: Timestamp, lease_ms: i64) -> Result<Option<Reprojection>, Fault> {
        self.claim_again(now, lease_ms).await
    }
    async fn advance_reprojection(&self, done: &Reprojection, is_last: bool) -> Result<(), Fault> {
        self.advance_again(done, is_last).await
    }
    async fn reprojections(&self) -> Result<Vec<Reprojection>, Fault> {
        self.open_again().await
    }
    async fn begin_schedules(&self, names: &[String], now: Timestamp) -> Result<(), Fault> {
        self.begin_reach(names, now).await
    }
    async fn reaches(&self, names: &[String]) -> Result<Vec<(String, Timestamp)>, Fault> {
        self.find_reaches(names).await
    }
    async fn record_run(&self, from: Timestamp, run: &NewRun) -> Result<bool, Fault> {
        self.keep_run(from, run).await
    }
    async fn claim_run(&self, claim: &RunClaim) -> Result<Option<RunRow>, Fault> {
        self.take_run(claim).await
    }
    async fn advance_run(&self, was: Option<&CaseId>, run: &RunRow) -> Result<bool, Fault> {
        self.move_run(was, run).await
    }
    async fn next_run(&self, names: &[String]) -> Result<Option<Timestamp>, Fault> {
        self.first_open_run(names).await
    }
    async fn runs(&self, filter: &RunFilter) -> Result<Vec<RunRow>, Fault> {
        self.find_runs(filter).await
    }
    async fn list_entries(&self, list: &str, keys: &[String]) -> Result<Vec<ListEntry>, Fault> {
        self.find_entries(list, keys).await
    }
    async fn list_page(&self, filter: &ListFilter) -> Result<Vec<ListEntry>, Fault> {
        self.find_list_page(filter).await
    }
    async fn flag_entries(
        &self,
        list: &str,
        keys: &[String],
        gone_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<String>, Fault> {
        self.flag(list, keys, gone_at, at).await
    }
    async fn list_counts(&self) -> Result<Vec<ListCount>, Fault> {
        self.count_lists().await
    }
    async fn put_token(&self, token: &TokenRow) -> Result<(), Fault> {
        self.keep_token(token).await
    }
    async fn token(&self, secret_hash: &Hash) -> Result<Option<TokenRow>, Fault> {
        self.find_token(secret_hash).await
    }
    async fn tokens(&self) -> Result<Vec<TokenRow>, Fault> {
        self.all_tokens().await
    }
    async fn revoke_token(&self, name: &str) -> Result<bool, Fault> {
        let query = Query::new("UPDATE token SET revoked = TRUE WHERE name = $1 RETURNING name").with(name);
        Ok(!self.write(query).await?.is_empty())
    }
    async fn case_key(&self, case: &CaseId, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.keep_case_key(case, sealed).await
    }
    async fn case_keys(&self, cases: &[CaseId]) -> Result<Vec<(CaseId, Vec<u8>)>, Fault> {
        self.find_case_keys(cases).await
    }
    async fn secret(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.keep_secret(name, sealed).await
    }
    async fn clock(&self) -> Result<ClockRow, Fault> {
        let rows = self.read(Query::new("SELECT is_virtual, stands_at FROM clock")).await?;
        first(rows, |row| Ok(ClockRow { is_virtual: row.flag()?, stands_at: row.maybe_instant()? }))?
            .ok_or_else(|| Fault::Corrupt("the database has no clock".to_owned()))
    }
    async fn set_clock(&self, to: Timestamp) -> Result<(), Fault> {
        self.move_clock(to).await
    }
    async fn ping(&self) -> Result<(), Fault> {
        self.read(Query::new("SELECT one FROM clock")).await.map(drop)
    }
    async fn close(&self) {
        self.database.close().await;
    }
}
