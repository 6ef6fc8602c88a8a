//! SQLite: one writer, one serving process.

mod commit;
mod fault;
mod lock;

use super::sql::{Database, Dialect};
use super::value::{Arg, Cell, Query, Row};
use super::{Commit, Fault, Outcome};
use async_trait::async_trait;
use fault::fault;
use jiff::Timestamp;
use lock::Lock;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection, SqlitePool, TypeInfo, ValueRef};
use std::path::Path;
use std::time::Duration;

/// How many connections read at once.
const READERS: u32 = 4;
/// How long a caller waits for its turn to write: every write waits for the disk, one after the other.
const PATIENCE: Duration = Duration::from_secs(30);

/// One database file, or one in memory.
pub struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
    lock: Option<Lock>,
}

impl Sqlite {
    /// Opens a file, which is made if it is not there. Absent: a database in memory, gone when it is closed.
    pub async fn open(file: Option<&Path>) -> Result<Self, Fault> {
        let lock = file.map(Lock::take).transpose()?;
        let connect = SqliteConnectOptions::new()
            .create_if_missing(true)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(false)
            .busy_timeout(PATIENCE);
        // A connection that is kept for ever: the database in memory lives in it.
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
        };
        let (writer, readers) = match file {
            None => {
                let memory =
                    pool(1).connect_with(connect.in_memory(true)).await.map_err(|error| fault(&error))?;
                (memory.clone(), memory)
            }
            Some(file) => {
                let connect = connect.filename(file).journal_mode(SqliteJournalMode::Wal);
                let writer = pool(1).connect_with(connect.clone()).await.map_err(|error| fault(&error))?;
                (writer, pool(READERS).connect_lazy_with(connect.pragma("query_only", "1")))
            }
        };
        let sqlite = Self { writer, readers, lock };
        if let Err(problem) = sqlite.migrate().await {
            sqlite.close().await;
            return Err(problem);
        }
        Ok(sqlite)
    }

    async fn migrate(&self) -> Result<(), Fault> {
        let migrator = sqlx::migrate!("engine/host/store/sqlite/migrations");
        let mut connection = self.writer.acquire().await.map_err(|error| fault(&error))?;
        // `run` would give a future that no task can be made of.
        let outcome = migrator.run_direct(None, &mut *connection, false).await;
        outcome.map_err(|error| super::outdated(error, &migrator, fault))
    }
}

/// Runs one statement.
async fn run(connection: &mut SqliteConnection, query: Query) -> Result<Vec<Row>, sqlx::Error> {
    let mut statement = sqlx::query(AssertSqlSafe(query.sql.into_owned()));
    for arg in query.args {
        statement = match arg {
            Arg::Text(text) => statement.bind(text),
            Arg::Int(number) => statement.bind(number),
            Arg::Flag(flag) => statement.bind(flag),
            Arg::Bytes(bytes) => statement.bind(bytes),
            Arg::Texts(texts) => statement.bind(serde_json::Value::from(texts).to_string()),
            Arg::Ints(numbers) => statement.bind(serde_json::Value::from(numbers).to_string()),
            Arg::Flags(flags) => statement.bind(serde_json::Value::from(flags).to_string()),
            Arg::Blobs(_) => {
                return Err(sqlx::Error::Protocol("lists of bytes are not for SQLite".to_owned()));
            }
        };
    }
    statement.fetch_all(connection).await?.iter().map(cells).collect()
}

fn cells(row: &SqliteRow) -> Result<Row, sqlx::Error> {
    let mut cells = Vec::with_capacity(row.len());
    for place in 0..row.len() {
        let raw = row.try_get_raw(place)?;
        let (null, kind) = (raw.is_null(), raw.type_info().name().to_owned());
        cells.push(match kind.as_str() {
            _ if null => Cell::Null,
            "INTEGER" | "BOOLEAN" => Cell::Int(row.try_get_unchecked(place)?),
            "BLOB" => Cell::Bytes(row.try_get_unchecked(place)?),
            _ => Cell::Text(row.try_get_unchecked(place)?),
        });
    }
    Ok(Row(cells.into_iter()))
}

#[async_trait]
impl Database for Sqlite {
    const DIALECT: Dialect = Dialect {
        each: |n| format!("SELECT value FROM json_each(${n})"),
        cases: |buckets, ids| {
            format!(
                "SELECT b.value, i.value FROM json_each(${buckets}) b JOIN json_each(${ids}) i ON i.key = b.key"
            )
        },
        holds: |column, n| format!("EXISTS (SELECT 1 FROM json_each({column}) WHERE value = ${n})"),
        skip_locked: "",
        lock_publications: None,
    };

    async fn read(&self, query: Query) -> Result<Vec<Row>, Fault> {
        let mut connection = self.readers.acquire().await.map_err(|error| fault(&error))?;
        run(&mut connection, query).await.map_err(|error| fault(&error))
    }

    async fn snapshot(&self, queries: Vec<Query>) -> Result<(Timestamp, Vec<Vec<Row>>), Fault> {
        let mut tx = self.readers.begin().await.map_err(|error| fault(&error))?;
        let mut answers = Vec::with_capacity(queries.len());
        let mut at = None;
        for query in queries {
            answers.push(run(&mut tx, query).await.map_err(|error| fault(&error))?);
            // The first statement takes the snapshot.
            at.get_or_insert_with(wall);
        }
        tx.rollback().await.map_err(|error| fault(&error))?;
        Ok((at.unwrap_or_else(wall), answers))
    }

    async fn write(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, Fault> {
        // A transaction that begins by reading and then writes could find that another has written meanwhile.
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|error| fault(&error))?;
        let mut answers = Vec::with_capacity(queries.len());
        for query in queries {
            answers.push(run(&mut tx, query).await.map_err(|error| fault(&error))?);
        }
        tx.commit().await.map_err(|error| fault(&error))?;
        Ok(answers)
    }

    async fn commit(&self, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault> {
        commit::commit(&self.writer, batch).await
    }

    async fn wall(&self) -> Result<Timestamp, Fault> {
        Ok(wall())
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if let Some(lock) = &self.lock {
            lock.release();
        }
    }
}

/// The clock of the machine, cut to milliseconds: an embedded database has no clock of its own.
#[must_use]
pub fn wall() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(super::value::millis(now)).unwrap_or(now)
}
