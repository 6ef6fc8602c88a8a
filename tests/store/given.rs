//! Databases and values that the suite starts from.

use crate::support::postgres;
use docket::store::*;
use docket_core::instance::{CaseId, Hash, IdKey, patch::canonical};
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;

/// A database of one test.
pub enum Place {
    Sqlite { file: tempfile::TempDir },
    Postgres { database: postgres::Database, fresh: Option<postgres::Database> },
}

/// A store and where it is.
pub struct Given {
    pub store: Arc<dyn Store>,
    pub place: Place,
}

pub async fn sqlite() -> Given {
    let file = tempfile::tempdir().unwrap();
    let place = Place::Sqlite { file };
    let store = open(&place.url(), &place.options()).await.unwrap();
    Given { store, place }
}

pub async fn postgres() -> Given {
    let (database, store) = postgres::store().await;
    Given { store, place: Place::Postgres { database, fresh: None } }
}

impl Place {
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { file } => format!("sqlite:{}", file.path().join("docket.db").display()),
            Self::Postgres { database, .. } => database.url.clone(),
        }
    }

    /// Where another database is, that nobody has opened yet.
    pub async fn fresh_url(&mut self) -> String {
        match self {
            Self::Sqlite { file } => format!("{}", file.path().join("fresh.db").display()),
            Self::Postgres { fresh, .. } => fresh.insert(postgres::empty().await).url.clone(),
        }
    }

    pub fn options(&self) -> Options {
        postgres::options()
    }

    /// Runs a statement behind the store's back; the store is closed.
    pub async fn execute(&self, sql: &str) {
        use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
        match self {
            Self::Postgres { database, .. } => postgres::execute(&database.url, sql.to_owned()).await,
            Self::Sqlite { .. } => {
                let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
                connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

pub fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(1_700_000_000_000 + millis).unwrap()
}

pub fn case(name: &str) -> CaseId {
    CaseId::keyed(&IdKey::STORIES, "visit", name.as_bytes(), 1)
}

pub fn hash(of: &str) -> Hash {
    Hash::of(&[of.as_bytes()])
}

/// The commit of a case's `version`-th input; the head of each version is a hash of its name and number.
pub fn commit(name: &str, version: u64) -> Commit {
    let id = case(name);
    let head = |version: u64| hash(&format!("{name} {version}"));
    let state = json!({"data": {"visitors": version, "名": "张三"}, "version": version});
    Commit {
        expected: (version > 1).then(|| head(version - 1)),
        head: head(version),
        format: 1,
        row: CaseRow {
            id: id.clone(),
            workflow: "visit".to_owned(),
            definition: hash("definition"),
            unit: Some("grid-1".to_owned()),
            states: vec!["open".to_owned()],
            light: None,
            numbers: vec!["信访〔2026〕第12号".to_owned()],
            started_at: at(0),
            at: at(version as i64),
            version,
            ended: false,
            due_at: None,
        },
        events: vec![event(&format!("e{version}"))],
        entries: vec![Entry {
            case: id.clone(),
            version,
            hash: head(version),
            previous: (version > 1).then(|| head(version - 1)),
            at: at(version as i64),
            bytes: canonical(&state),
        }],
        next_due: None,
        tasks: None,
        outgoing: Vec::new(),
        notices: Vec::new(),
        settles: Vec::new(),
        incidents: Vec::new(),
        mends: Vec::new(),
        changes: Vec::new(),
        published: None,
        listed: None,
        state,
        id,
    }
}

pub fn event(id: &str) -> EventId {
    let answer = json!({"accepted": id, "b": [1, {"z": null, "a": "1.50"}]});
    EventId {
        source: "token:portal".to_owned(),
        id: id.to_owned(),
        answer: Answer { body: hash(id), answer, version: 7 },
    }
}

pub fn outgoing(key: &str, channel: &str, target: &str, seq: u64) -> NewOutgoing {
    NewOutgoing {
        key: key.to_owned(),
        channel: Channel::of(channel).unwrap(),
        target: target.to_owned(),
        seq,
        body: json!({"says": key}),
        at: at(0),
    }
}

impl Given {
    /// Commits one.
    pub async fn put(&self, commit: Commit) -> Outcome {
        self.store.commit(vec![commit]).await.unwrap().remove(0)
    }

    /// Commits several, all of which must succeed.
    pub async fn given(&self, commits: Vec<Commit>) {
        let count = commits.len();
        assert_eq!(self.store.commit(commits).await.unwrap(), vec![Outcome::Committed; count]);
    }

    /// The version of a case. Absent: there is no such case.
    pub async fn version(&self, name: &str) -> Option<u64> {
        let found = self.store.load(&[case(name)]).await.unwrap();
        found.first().map(|stored| stored.state["version"].as_u64().unwrap())
    }
}
