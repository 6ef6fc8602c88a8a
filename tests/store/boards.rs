//! What cases publish, and the boards made of it.

use crate::given::*;
use docket::store::*;
use docket_core::instance::Row;
use serde_json::json;

/// A commit after which the case publishes its version.
fn publishing(name: &str, version: u64) -> Commit {
    let row = Row {
        id: case(name),
        workflow: "visit".into(),
        state: Some(format!("state{version}")),
        unit: Some("grid-1".to_owned()),
        light: (version > 1).then(|| "red".to_owned()),
        opened_at: at(0),
        due_at: (version > 1).then(|| at(99)),
        ended: version > 2,
        columns: json!({ "户数": version, "share": "0.50" }).as_object().cloned().unwrap(),
    };
    Commit { published: Some(row), ..commit(name, version) }
}

async fn rows(given: &Given) -> Vec<Row> {
    given
        .store
        .published(&["visit".to_owned(), "other".to_owned()], 10)
        .await
        .unwrap()
        .rows
        .map(Result::unwrap)
        .collect()
}

pub async fn what_a_case_publishes_is_what_its_last_commit_said(given: Given) {
    given.given(vec![publishing("a", 1), publishing("a", 2), publishing("b", 1), commit("c", 1)]).await;
    let mut expected =
        [publishing("a", 2), publishing("b", 1)].map(|commit| commit.published.unwrap()).to_vec();
    expected.sort_by(|one, two| one.id.cmp(&two.id));
    assert_eq!(rows(&given).await, expected);
    // A commit that says nothing of it leaves it as it was.
    given.given(vec![commit("b", 2)]).await;
    assert_eq!(rows(&given).await, expected);
    let mut one = given.store.published(&["visit".to_owned()], 1).await.unwrap().rows.map(Result::unwrap);
    assert_eq!((one.next().as_ref(), one.next()), (expected.first(), None));
    let mut none = given.store.published(&["other".to_owned()], 10).await.unwrap();
    assert!(none.rows.next().is_none());
    let now = given.store.now().await.unwrap();
    assert!(none.read_at <= now && now.as_millisecond() - none.read_at.as_millisecond() < 60_000);
}

pub async fn only_what_is_committed_is_published(given: Given) {
    given.given(vec![publishing("a", 1)]).await;
    let stale = Commit { expected: Some(hash("another")), ..publishing("a", 2) };
    assert_eq!(given.store.commit(vec![stale]).await.unwrap(), [Outcome::Conflict]);
    assert_eq!(rows(&given).await, [publishing("a", 1).published.unwrap()]);
    let nul = Commit {
        published: publishing("b", 1).published.map(|row| Row { state: Some("a\0b".to_owned()), ..row }),
        ..publishing("b", 1)
    };
    assert!(matches!(given.store.commit(vec![nul]).await.unwrap()[..], [Outcome::Rejected(_)]));
    assert_eq!(rows(&given).await.len(), 1);
}

pub fn snapshot(board: &str, occasion: &str) -> NewSnapshot {
    NewSnapshot {
        board: board.to_owned(),
        occasion: occasion.to_owned(),
        request: hash("request"),
        definition: hash("rules"),
        read_at: at(7),
        due_at: Some(at(5)),
        corrects: None,
        body: json!({ "title": "晒账", "rows": [1, 2] }),
    }
}

pub async fn published_boards_are_numbered_and_stay(given: Given) {
    let store = &given.store;
    assert_eq!(store.snapshot("works", 1).await.unwrap(), None);
    let first = store.put_snapshot(&snapshot("works", "a")).await.unwrap();
    assert_eq!((first.number, &first.snapshot), (1, &snapshot("works", "a")));
    let again = NewSnapshot { corrects: Some(1), due_at: None, ..snapshot("works", "b") };
    assert_eq!(store.put_snapshot(&again).await.unwrap().number, 2);
    assert_eq!(store.put_snapshot(&snapshot("other", "a")).await.unwrap().number, 1);
    assert_eq!(store.snapshot("works", 1).await.unwrap(), Some(first));
    let page = |before| SnapshotFilter { board: "works".to_owned(), before, limit: 1 };
    let newest = store.snapshots(&page(None)).await.unwrap();
    assert_eq!(newest, [SnapshotRow { number: 2, snapshot: again }]);
    assert_eq!(store.snapshots(&page(Some(2))).await.unwrap()[0].number, 1);
    assert_eq!(store.snapshots(&page(Some(1))).await.unwrap(), []);
}

pub async fn a_board_is_published_once_for_an_occasion(given: Given) {
    let store = &given.store;
    let first = store.put_snapshot(&snapshot("works", "a")).await.unwrap();
    let later = NewSnapshot { body: json!({ "title": "later" }), ..snapshot("works", "a") };
    assert_eq!(store.put_snapshot(&later).await.unwrap(), first);
    assert_eq!(store.snapshot_for("works", "a").await.unwrap(), Some(first));
    assert_eq!(store.snapshot_for("works", "b").await.unwrap(), None);
}
