//! Changes of duty.

use crate::given::*;
use docket::store::*;
use serde_json::json;

/// A commit that decides changes, each under its place.
pub fn deciding(name: &str, version: u64, changes: &[(u32, &str)]) -> Commit {
    let row = |(place, says): &(u32, &str)| ChangeRow {
        case: case(name),
        place: *place,
        change: json!({ "id": says, "reason": "家中有事", "n": "1.50" }),
    };
    Commit { changes: changes.iter().map(row).collect(), ..commit(name, version) }
}

/// The ids of the changes beyond a place, and the last place.
async fn read(given: &Given, after: u64, limit: u32) -> (Vec<String>, u64) {
    let found = given.store.changes(after, limit).await.unwrap();
    let last = found.last().map_or(after, |one| one.seq);
    let id = |one: &Numbered| one.row.change["id"].as_str().unwrap().to_owned();
    (found.iter().map(id).collect(), last)
}

pub async fn changes_come_in_the_order_of_commits(given: Given) {
    assert_eq!(read(&given, 0, 9).await, (vec![], 0));
    given.given(vec![deciding("b", 1, &[(0, "b0"), (1, "b1")])]).await;
    given.given(vec![deciding("a", 1, &[(0, "a0")]), commit("c", 1), deciding("a", 2, &[(1, "a1")])]).await;
    let (first, last) = read(&given, 0, 3).await;
    assert_eq!(first, ["b0", "b1", "a0"]);
    assert_eq!(read(&given, last, 3).await.0, ["a1"]);
    let kept = given.store.changes(0, 1).await.unwrap().remove(0).row;
    assert_eq!(kept, deciding("b", 1, &[(0, "b0")]).changes.remove(0));
}

pub async fn a_change_that_is_altered_comes_again(given: Given) {
    given.given(vec![deciding("a", 1, &[(0, "a0"), (1, "a1")])]).await;
    given.given(vec![deciding("b", 1, &[(0, "b0")])]).await;
    let (_, last) = read(&given, 0, 9).await;
    given.given(vec![deciding("a", 2, &[(0, "a0 taken back")]), commit("b", 2)]).await;
    assert_eq!(read(&given, last, 9).await.0, ["a0 taken back"]);
    assert_eq!(read(&given, 0, 9).await.0, ["a1", "b0", "a0 taken back"]);
}

pub async fn a_change_is_spread_until_it_is_altered(given: Given) {
    assert_eq!(given.store.unspread().await.unwrap(), None);
    given.given(vec![deciding("a", 1, &[(0, "a0")])]).await;
    given.given(vec![deciding("b", 1, &[(0, "b0")])]).await;
    assert_eq!(given.store.unspread().await.unwrap(), Some(2));
    given.store.spread(1).await.unwrap();
    assert_eq!(given.store.unspread().await.unwrap(), Some(2));
    given.store.spread(2).await.unwrap();
    assert_eq!(given.store.unspread().await.unwrap(), None);
    given.given(vec![deciding("a", 2, &[(0, "a0 taken back")])]).await;
    assert_eq!(given.store.unspread().await.unwrap(), Some(3));
}

pub async fn only_what_is_committed_is_a_change(given: Given) {
    given.given(vec![commit("a", 1)]).await;
    let stale = Commit { expected: Some(hash("other")), ..deciding("a", 2, &[(0, "stale")]) };
    assert_eq!(given.put(stale).await, Outcome::Conflict);
    let mut repeated = deciding("a", 2, &[(0, "repeated")]);
    repeated.events = vec![event("e1")];
    assert!(matches!(given.put(repeated).await, Outcome::Repeated(_)));
    let twice = deciding("a", 2, &[(0, "one"), (0, "other")]);
    let mut of_another = deciding("a", 2, &[(0, "of another")]);
    of_another.changes[0].case = case("b");
    let mut nul = deciding("a", 2, &[(0, "x\0")]);
    nul.changes.truncate(1);
    let sound = deciding("b", 1, &[(0, "b0")]);
    let outcomes = given.store.commit(vec![twice, of_another, nul, sound]).await.unwrap();
    assert!(outcomes[..3].iter().all(|outcome| matches!(outcome, Outcome::Rejected(_))), "{outcomes:?}");
    assert_eq!(outcomes[3], Outcome::Committed);
    assert_eq!(read(&given, 0, 9).await.0, ["b0"]);
}
