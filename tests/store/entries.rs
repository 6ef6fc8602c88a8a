//! Entries of lists.

use crate::given::*;
use docket::store::*;
use serde_json::json;

/// A commit with which the case named like its key is told of its entry.
fn telling(key: &str, version: u64) -> Commit {
    Commit { listed: Some(Box::new(entry(key, version))), ..commit(key, version) }
}

fn entry(key: &str, version: u64) -> ListEntry {
    ListEntry {
        list: "tasks".to_owned(),
        key: key.to_owned(),
        case: case(key),
        declared: json!({ "名称": "示范任务", "share": "0.50", "due": version }),
        edition: hash(&format!("edition {version}")),
        gone_at: None,
        revision: version,
        at: at(version as i64),
    }
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn filter(gone: Option<bool>, after: Option<&str>, limit: u32) -> ListFilter {
    ListFilter { list: "tasks".to_owned(), gone, after: after.map(str::to_owned), limit }
}

async fn listed(given: &Given, filter: ListFilter) -> Vec<String> {
    given.store.list_page(&filter).await.unwrap().into_iter().map(|entry| entry.key).collect()
}

pub async fn an_entry_is_kept_with_the_input_of_its_case(given: Given) {
    let store = &given.store;
    given.given(vec![telling("T01", 1), telling("T01", 2), telling("任务", 1), commit("other", 1)]).await;
    let asked = keys(&["T01", "other", "任务"]);
    assert_eq!(store.list_entries("tasks", &asked).await.unwrap(), [entry("T01", 2), entry("任务", 1)]);
    assert_eq!(store.list_entries("others", &asked).await.unwrap(), []);
    // A commit that tells nothing of it leaves it as it was.
    given.given(vec![commit("T01", 3)]).await;
    assert_eq!(store.list_entries("tasks", &keys(&["T01"])).await.unwrap(), [entry("T01", 2)]);
}

pub async fn only_what_is_committed_is_kept(given: Given) {
    given.given(vec![telling("a", 1)]).await;
    let stale = Commit { expected: Some(hash("another")), ..telling("a", 2) };
    let again = Commit { events: commit("a", 1).events, ..telling("a", 2) };
    let nul = Commit {
        listed: Some(Box::new(ListEntry { declared: json!("a\0b"), ..entry("b", 1) })),
        ..commit("b", 1)
    };
    let others = Commit { listed: Some(Box::new(entry("a", 9))), ..commit("c", 1) };
    let outcomes = given.store.commit(vec![stale, again, nul, others]).await.unwrap();
    assert_eq!(outcomes[0], Outcome::Conflict);
    assert!(
        matches!(outcomes[1..], [Outcome::Repeated(_), Outcome::Rejected(_), Outcome::Rejected(_)]),
        "{outcomes:?}"
    );
    assert_eq!(given.store.list_page(&filter(None, None, 10)).await.unwrap(), [entry("a", 1)]);
}

pub async fn entries_come_in_the_order_of_their_keys(given: Given) {
    given.given(["b", "a", "B", "c", "任"].map(|key| telling(key, 1)).to_vec()).await;
    let store = &given.store;
    assert_eq!(listed(&given, filter(None, None, 10)).await, keys(&["B", "a", "b", "c", "任"]));
    assert_eq!(listed(&given, filter(None, Some("a"), 2)).await, keys(&["b", "c"]));
    store.flag_entries("tasks", &keys(&["a", "c"]), Some(at(5)), at(5)).await.unwrap();
    assert_eq!(listed(&given, filter(Some(true), None, 10)).await, keys(&["a", "c"]));
    assert_eq!(listed(&given, filter(Some(false), Some("B"), 10)).await, keys(&["b", "任"]));
    let counts = store.list_counts().await.unwrap();
    assert_eq!(counts, [ListCount { list: "tasks".to_owned(), kept: 5, gone: 2 }]);
}

pub async fn an_entry_is_flagged_once(given: Given) {
    given.given(vec![telling("a", 1), telling("b", 1)]).await;
    let store = &given.store;
    let flag = async |names: &[&str], gone: Option<i64>, now: i64| {
        store.flag_entries("tasks", &keys(names), gone.map(at), at(now)).await.unwrap()
    };
    assert_eq!(flag(&["b", "a", "x"], Some(5), 5).await, keys(&["a", "b"]));
    assert_eq!(flag(&["a"], Some(6), 6).await, keys(&[]), "the first instant stays");
    assert_eq!(flag(&["b"], None, 7).await, keys(&["b"]));
    assert_eq!(flag(&["b"], None, 8).await, keys(&[]));
    let gone = ListEntry { gone_at: Some(at(5)), revision: 2, at: at(5), ..entry("a", 1) };
    let back = ListEntry { revision: 3, at: at(7), ..entry("b", 1) };
    assert_eq!(store.list_page(&filter(None, None, 10)).await.unwrap(), [gone, back]);
    // Being told something is being declared.
    given.given(vec![telling("a", 2)]).await;
    assert_eq!(store.list_entries("tasks", &keys(&["a"])).await.unwrap(), [entry("a", 2)]);
}
