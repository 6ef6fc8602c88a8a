//! Postgres.

mod commit;
mod fault;

use super::sql::{Database, Dialect};
use super::value::{Arg, Cell, Query, Row};
use super::{Commit, Fault, Options, Outcome};
use async_trait::async_trait;
use fault::fault;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Column, Connection, PgConnection, PgPool, Row as _, TypeInfo};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a caller waits for a connection before the database counts as gone.
const PATIENCE: Duration = Duration::from_secs(3);
/// A connection that lay idle for longer is asked whether it lives before it is used.
const FRESH: Duration = Duration::from_secs(1);
/// The advisory lock under which tables are brought up to date.
const MIGRATION: i64 = 0x646f_636b_6574;

/// A pool of connections to one Postgres database.
pub struct Postgres {
    pool: PgPool,
    prepared: bool,
    lost: Lost,
}

/// When a connection was lost last: those that lay idle since before then are probably dead as well.
#[derive(Clone, Default)]
struct Lost(Arc<Mutex<Option<Instant>>>);

impl Lost {
    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn was_within(&self, span: Duration) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() <= span)
    }
}

/// Runs a statement on a connection of its own.
pub async fn execute(url: &str, sql: String) -> Result<(), Fault> {
    let connect = PgConnectOptions::from_str(url).map_err(|error| fault(&error))?;
    let mut connection = PgConnection::connect_with(&connect).await.map_err(|error| fault(&error))?;
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
    done.map_err(|error| fault(&error))?;
    connection.close().await.map_err(|error| fault(&error))
}

impl Postgres {
    pub async fn open(url: &str, options: &Options) -> Result<Self, Fault> {
        let mut connect = PgConnectOptions::from_str(url).map_err(|error| fault(&error))?;
        if !options.prepared {
            connect = connect.statement_cache_capacity(0).extra_float_digits(None);
        }
        let lost = Lost::default();
        let seen = lost.clone();
        let pool = PgPoolOptions::new()
            .max_connections(options.connections.max(1))
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .before_acquire(move |connection, meta| {
                let trusted = meta.idle_for < FRESH && !seen.was_within(meta.idle_for);
                Box::pin(async move { Ok(trusted || connection.ping().await.is_ok()) })
            })
            .connect_with(connect)
            .await
            .map_err(|error| fault(&error))?;
        let postgres = Self { pool, prepared: options.prepared, lost };
        let ready = async {
            if !options.allow_unsafe {
                postgres.refuse_unsafe().await?;
            }
            postgres.migrate().await
        };
        if let Err(problem) = ready.await {
            postgres.pool.close().await;
            return Err(problem);
        }
        Ok(postgres)
    }

    async fn refuse_unsafe(&self) -> Result<(), Fault> {
        let query = Query::new("SELECT current_setting('fsync'), current_setting('synchronous_commit')");
        for mut row in self.read(query).await? {
            for setting in ["fsync", "synchronous_commit"] {
                if row.text()? == "off" {
                    return Err(Fault::Unsafe(format!(
                        "{setting} is off, so what was confirmed may be lost when the server stops"
                    )));
                }
            }
        }
        Ok(())
    }

    async fn migrate(&self) -> Result<(), Fault> {
        // A lock of the transaction instead of the session, which a pooler would hand to somebody else.
        let mut migrator = sqlx::migrate!("engine/host/store/postgres/migrations");
        migrator.set_locking(false);
        let mut tx = self.pool.begin().await.map_err(|error| self.fault(&error))?;
        self.run(
            &mut tx,
            Query::new("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held").with(MIGRATION),
        )
        .await
        .map_err(|error| self.fault(&error))?;
        // `run` would give a future that no task can be made of.
        migrator
            .run_direct(None, &mut *tx, false)
            .await
            .map_err(|error| super::outdated(error, &migrator, |error| self.fault(error)))?;
        tx.commit().await.map_err(|error| self.fault(&error))
    }

    /// What an error means; a lost connection casts doubt on the others.
    fn fault(&self, error: &sqlx::Error) -> Fault {
        self.doubt(fault(error))
    }

    fn doubt(&self, fault: Fault) -> Fault {
        if matches!(fault, Fault::Unreachable(_)) {
            self.lost.note();
        }
        fault
    }

    /// Runs one statement.
    async fn run(&self, connection: &mut PgConnection, query: Query) -> Result<Vec<Row>, sqlx::Error> {
        let mut statement = sqlx::query(AssertSqlSafe(query.sql.into_owned())).persistent(self.prepared);
        for arg in query.args {
            statement = match arg {
                Arg::Text(text) => statement.bind(text),
                Arg::Int(number) => statement.bind(number),
                Arg::Flag(flag) => statement.bind(flag),
                Arg::Bytes(bytes) => statement.bind(bytes),
                Arg::Texts(texts) => statement.bind(texts),
                Arg::Ints(numbers) => statement.bind(numbers),
                Arg::Flags(flags) => statement.bind(flags),
                Arg::Blobs(blobs) => statement.bind(blobs),
            };
        }
        // Row by row: many rows would otherwise stand in memory twice.
        let mut answer = statement.fetch(connection);
        let mut rows = Vec::new();
        while let Some(row) = answer.try_next().await? {
            rows.push(cells(&row)?);
        }
        Ok(rows)
    }
}

fn cells(row: &PgRow) -> Result<Row, sqlx::Error> {
    let mut cells: Vec<Cell> = Vec::with_capacity(row.len());
    for (place, column) in row.columns().iter().enumerate() {
        let cell = match column.type_info().name() {
            "INT8" => row.try_get::<Option<i64>, _>(place)?.map(Cell::Int),
            "INT4" => row.try_get::<Option<i32>, _>(place)?.map(|number| Cell::Int(number.into())),
            "BOOL" => row.try_get::<Option<bool>, _>(place)?.map(Cell::Flag),
            "BYTEA" => row.try_get::<Option<Vec<u8>>, _>(place)?.map(Cell::Bytes),
            _ => row.try_get::<Option<String>, _>(place)?.map(Cell::Text),
        };
        cells.push(cell.unwrap_or(Cell::Null));
    }
    Ok(Row(cells.into_iter()))
}

#[async_trait]
impl Database for Postgres {
    const DIALECT: Dialect = Dialect {
        each: |n| format!("SELECT UNNEST(${n}::text[])"),
        cases: |buckets, ids| format!("SELECT * FROM UNNEST(${buckets}::int8[], ${ids}::text[])"),
        holds: |column, n| format!("({column}::jsonb) ? ${n}"),
        skip_locked: "FOR UPDATE OF o SKIP LOCKED",
        lock_publications: Some("LOCK TABLE publication IN SHARE ROW EXCLUSIVE MODE"),
    };

    async fn read(&self, query: Query) -> Result<Vec<Row>, Fault> {
        // Without prepared statements, a statement is sent in two parts; a pooler that changes the connection between
        // transactions keeps them together only within one.
        let rows = if self.prepared {
            let mut connection = self.pool.acquire().await.map_err(|error| self.fault(&error))?;
            self.run(&mut connection, query).await
        } else {
            let mut tx = self.pool.begin().await.map_err(|error| self.fault(&error))?;
            self.run(&mut tx, query).await
        };
        rows.map_err(|error| self.fault(&error))
    }

    async fn snapshot(&self, queries: Vec<Query>) -> Result<(Timestamp, Vec<Vec<Row>>), Fault> {
        let mut tx = self.pool.begin().await.map_err(|error| self.fault(&error))?;
        let isolate = Query::new("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        self.run(&mut tx, isolate).await.map_err(|error| self.fault(&error))?;
        // The first statement takes the snapshot, so the clock is asked with it.
        let told = self.run(&mut tx, Query::new(CLOCK)).await.map_err(|error| self.fault(&error))?;
        let mut answers = Vec::with_capacity(queries.len());
        for query in queries {
            answers.push(self.run(&mut tx, query).await.map_err(|error| self.fault(&error))?);
        }
        tx.commit().await.map_err(|error| self.fault(&error))?;
        Ok((clock(told)?, answers))
    }

    async fn write(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, Fault> {
        let mut tx = self.pool.begin().await.map_err(|error| self.fault(&error))?;
        let mut answers = Vec::with_capacity(queries.len());
        for query in queries {
            answers.push(self.run(&mut tx, query).await.map_err(|error| self.fault(&error))?);
        }
        tx.commit().await.map_err(|error| self.fault(&error))?;
        Ok(answers)
    }

    async fn commit(&self, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault> {
        commit::commit(self, batch).await.map_err(|fault| self.doubt(fault))
    }

    async fn wall(&self) -> Result<Timestamp, Fault> {
        clock(self.read(Query::new(CLOCK)).await?)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// The server's clock, in milliseconds.
const CLOCK: &str = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

fn clock(mut rows: Vec<Row>) -> Result<Timestamp, Fault> {
    let row = rows.first_mut().ok_or_else(|| Fault::Corrupt("the server tells no time".to_owned()))?;
    row.instant()
}
