//! A Postgres for this test process alone: `DATABASE_URL` if it is set, else a server of its own that ends with the
//! process. Each test gets a database, copied from one that was migrated once.

mod programs;
mod server;

use docket::store::{Options, open};
use server::{Keeps, Server};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::OnceCell;

static QUICK: OnceLock<Result<Arc<Server>, String>> = OnceLock::new();
static SAFE: OnceLock<Result<Arc<Server>, String>> = OnceLock::new();
static TEMPLATE: OnceCell<Database> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database of one test; dropped with it.
pub struct Database {
    /// Where it is.
    pub url: String,
    name: String,
    server: Arc<Server>,
    alone: bool,
}

/// How tests open a store: their server may lose what it confirmed.
pub fn options() -> Options {
    Options { allow_unsafe: true, ..Options::default() }
}

/// A connection that is kept, for looking often.
pub struct Watch(PgConnection);

impl Watch {
    /// On a database.
    pub async fn on(url: &str) -> Self {
        Self(PgConnection::connect(url).await.expect("the server answers"))
    }

    /// Counts what a query counts.
    pub async fn count(&mut self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.0).await.expect("the query is right")
    }
}

/// An empty database.
pub async fn empty() -> Database {
    make(quick(), "").await
}

/// A database whose tables are there, with a wall clock.
pub async fn database() -> Database {
    if quick().is_shared() {
        // A template would stay behind.
        return migrated().await;
    }
    let template = TEMPLATE.get_or_init(migrated).await;
    make(quick(), &format!("TEMPLATE {}", template.name)).await
}

async fn migrated() -> Database {
    let database = empty().await;
    open(&database.url, &options()).await.expect("the tables are made").close().await;
    database
}

/// An empty database of a server that keeps what it confirms, as `docket serve` demands.
pub async fn safe() -> Database {
    make(found(SAFE.get_or_init(|| Server::find(Keeps::Everything).map(Arc::new))), "").await
}

/// The same on a server that nobody else uses, so that it may crash; on a server of `DATABASE_URL` only the database
/// goes away.
pub async fn safe_and_alone() -> Database {
    let server = Server::find(Keeps::Everything).map(Arc::new);
    let mut database = make(found(&server), "").await;
    database.alone = true;
    database
}

/// Runs a statement on a connection of its own.
pub async fn execute(url: &str, sql: String) {
    let mut connection = PgConnection::connect(url).await.expect("the server answers");
    connection.execute(AssertSqlSafe(sql)).await.expect("the statement is right");
    connection.close().await.expect("the connection closes");
}

/// Counts what a query counts.
pub async fn count(url: &str, sql: &'static str) -> i64 {
    Watch::on(url).await.count(sql).await
}

async fn make(server: Arc<Server>, how: &str) -> Database {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("docket_test_{}_{number}", std::process::id());
    execute(&server.url("postgres"), format!("CREATE DATABASE {name} {how}")).await;
    Database { url: server.url(&name), name, server, alone: false }
}

fn quick() -> Arc<Server> {
    found(QUICK.get_or_init(|| Server::find(Keeps::Little).map(Arc::new)))
}

fn found(server: &Result<Arc<Server>, String>) -> Arc<Server> {
    match server {
        Ok(server) => server.clone(),
        Err(missing) => panic!("no Postgres for the tests: {missing}"),
    }
}

impl Database {
    /// Ends every connection and lets no new one in; a server of its own crashes.
    pub async fn go_away(&self) {
        if let Some(own) = self.own() {
            return own.crash().expect("the server ends");
        }
        let (server, name) = (self.server.url("postgres"), &self.name);
        execute(&server, format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS FALSE")).await;
        execute(
            &server,
            format!("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'"),
        )
        .await;
        execute(&server, format!("ALTER DATABASE {name} RENAME TO {name}_away")).await;
    }

    /// Takes connections again.
    pub async fn come_back(&self) {
        if let Some(own) = self.own() {
            return own.run().expect("the server starts again");
        }
        let (server, name) = (self.server.url("postgres"), &self.name);
        execute(&server, format!("ALTER DATABASE {name}_away RENAME TO {name}")).await;
        execute(&server, format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS TRUE")).await;
    }

    /// The server, if it is this database's alone.
    fn own(&self) -> Option<&server::Own> {
        match self.server.as_ref() {
            Server::Own(own) if self.alone => Some(own),
            _ => None,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.server.is_shared() {
            return;
        }
        let (url, sql) =
            (self.server.url("postgres"), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let clean = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(execute(&url, sql));
        });
        let _ = clean.join();
    }
}

/// A store on a database, kept together.
pub async fn store() -> (Database, Arc<dyn docket::store::Store>) {
    let database = database().await;
    let store = open(&database.url, &options()).await.expect("the store opens");
    (database, store)
}
