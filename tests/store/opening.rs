//! What a program finds when it opens a database.

use crate::given::{self, *};
use crate::support::postgres;
use docket::store::*;

pub async fn a_database_of_a_newer_program_is_refused(given: Given) {
    given.store.close().await;
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    given.place.execute(sql).await;
    match open(&given.place.url(), &given.place.options()).await.map(drop) {
        Err(Fault::Newer(why)) => assert!(why.contains("9999") && why.contains("up to 8"), "{why}"),
        other => panic!("{other:?}"),
    }
    given.place.execute("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    given.place.execute("UPDATE meta SET value = '9' WHERE name = 'format_floor'").await;
    let refused = open(&given.place.url(), &given.place.options()).await.map(drop);
    assert!(matches!(refused, Err(Fault::Newer(_))), "{refused:?}");
}

pub async fn what_was_committed_is_there_after_opening_again(mut given: Given) {
    given.given(vec![commit("a", 1)]).await;
    given.store.close().await;
    assert!(matches!(given.store.ping().await, Err(Fault::Unreachable(_))));
    given.store = open(&given.place.url(), &given.place.options()).await.unwrap();
    given.store.ping().await.unwrap();
    assert_eq!(given.version("a").await, Some(1));
}

#[tokio::test]
async fn a_file_serves_one_process() {
    let given = given::sqlite().await;
    let url = given.place.url();
    let refused = open(&url, &Options::default()).await.map(drop);
    assert!(matches!(refused, Err(Fault::InUse(_))), "{refused:?}");
    given.store.close().await;
    open(&url, &Options::default()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_database_in_memory_keeps_what_it_is_given() {
    let store = open("sqlite::memory:", &Options::default()).await.unwrap();
    assert_eq!(store.commit(vec![commit("a", 1)]).await.unwrap(), [Outcome::Committed]);
    assert_eq!(store.load(&[case("a")]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_may_lose_commits_is_refused() {
    let database = postgres::database().await;
    let lossy = format!("{}&options[synchronous_commit]=off", database.url);
    let refused = open(&lossy, &Options::default()).await.map(drop);
    assert!(matches!(refused, Err(Fault::Unsafe(_))), "{refused:?}");
}

#[tokio::test]
async fn a_store_keeps_prepared_statements_if_told() {
    let database = postgres::database().await;
    let options = Options { prepared: true, ..postgres::options() };
    let store = open(&database.url, &options).await.unwrap();
    for version in 1..=3 {
        assert_eq!(store.commit(vec![commit("a", version)]).await.unwrap(), [Outcome::Committed]);
    }
    assert_eq!(store.load(&[case("a")]).await.unwrap()[0].head, commit("a", 3).head);
    store.close().await;
}

#[tokio::test]
async fn a_lost_connection_is_reported_and_then_replaced() {
    let given = given::postgres().await;
    given.given(vec![commit("a", 1)]).await;
    let Place::Postgres { database, .. } = &given.place else { panic!("a Postgres was asked for") };
    database.go_away().await;
    let lost = given.store.commit(vec![commit("a", 2)]).await;
    assert!(matches!(lost, Err(Fault::Unreachable(_))), "{lost:?}");
    let lost = given.store.now().await;
    assert!(matches!(lost, Err(Fault::Unreachable(_))), "{lost:?}");
    database.come_back().await;
    assert_eq!(given.put(commit("a", 2)).await, Outcome::Committed);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let opened = open("postgres:///x?host=/nonexistent&user=docket", &Options::default()).await.map(drop);
    assert!(matches!(opened, Err(Fault::Unreachable(_))), "{opened:?}");
}

#[tokio::test]
async fn nodes_that_start_together_make_the_tables_once() {
    let database = postgres::empty().await;
    let mut nodes = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let url = database.url.clone();
        nodes.spawn(async move { open(&url, &postgres::options()).await.unwrap() });
    }
    for (number, node) in nodes.join_all().await.into_iter().enumerate() {
        assert_eq!(node.commit(vec![commit(&format!("c{number}"), 1)]).await.unwrap(), [Outcome::Committed]);
        node.close().await;
    }
}
