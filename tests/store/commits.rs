//! Commits: all or nothing of a case, each case for itself.

use crate::given::*;
use docket::store::*;
use docket_core::instance::CaseId;
use serde_json::json;

pub async fn a_new_case_is_made_once(given: Given) {
    assert_eq!(given.put(commit("a", 1)).await, Outcome::Committed);
    let mut rival = commit("a", 1);
    rival.events = vec![event("another")];
    assert_eq!(given.put(rival).await, Outcome::Conflict);
    assert_eq!(given.put(commit("absent", 2)).await, Outcome::Conflict);
    assert_eq!(given.version("absent").await, None);
}

pub async fn a_case_is_read_back_as_it_was_written(given: Given) {
    let mut commit = commit("a", 1);
    commit.state = json!({"version": 1, "data": {"text": "“引号” \\ \n\t\u{1F600}", "n": 12345678901234567u64, "d": "1.10"}});
    commit.row.light = Some("red".to_owned());
    commit.row.due_at = Some(at(9));
    given.given(vec![commit.clone()]).await;
    let stored = Stored { id: commit.id.clone(), head: commit.head.clone(), format: 1, state: commit.state };
    assert_eq!(given.store.load(&[case("b"), commit.id.clone()]).await.unwrap(), [stored]);
    assert_eq!(given.store.log(&commit.id, 1, 10).await.unwrap(), commit.entries);
    let everything = CaseFilter { limit: 10, ..CaseFilter::default() };
    assert_eq!(given.store.search(&everything).await.unwrap(), [commit.row]);
    let kept = given.store.answer(&commit.id, "token:portal", "e1").await.unwrap();
    assert_eq!(kept, Some(event("e1").answer));
    assert_eq!(given.store.answer(&commit.id, "token:other", "e1").await.unwrap(), None);
    assert_eq!(given.store.load(&[]).await.unwrap(), []);
}

pub async fn a_stale_head_is_a_conflict(given: Given) {
    given.given(vec![commit("a", 1)]).await;
    given.given(vec![commit("a", 2)]).await;
    let mut stale = commit("a", 2);
    stale.events = vec![event("late")];
    assert_eq!(given.put(stale).await, Outcome::Conflict);
    assert_eq!(given.store.answer(&case("a"), "token:portal", "late").await.unwrap(), None);
    assert_eq!(given.put(commit("a", 3)).await, Outcome::Committed);
    assert_eq!(given.version("a").await, Some(3));
}

pub async fn an_event_id_is_taken_once(given: Given) {
    given.given(vec![commit("a", 1)]).await;
    assert_eq!(given.put(commit("a", 1)).await, Outcome::Repeated(event("e1").answer));
    let mut again = commit("a", 2);
    again.events = vec![event("e2"), event("e1")];
    assert_eq!(given.put(again).await, Outcome::Repeated(event("e1").answer));
    assert_eq!(given.version("a").await, Some(1));
    let mut elsewhere = commit("a", 2);
    elsewhere.events = vec![EventId { source: "token:other".to_owned(), ..event("e1") }];
    assert_eq!(given.put(elsewhere).await, Outcome::Committed);
}

pub async fn a_conflict_leaves_its_neighbours_alone(given: Given) {
    given.given(vec![commit("b", 1)]).await;
    let mut stale = commit("b", 1);
    stale.events = Vec::new();
    let outcomes =
        given.store.commit(vec![commit("a", 1), stale, commit("c", 1), commit("b", 2)]).await.unwrap();
    assert_eq!(outcomes, [Outcome::Committed, Outcome::Conflict, Outcome::Committed, Outcome::Committed]);
    for (name, version) in [("a", 1), ("b", 2), ("c", 1)] {
        assert_eq!(given.version(name).await, Some(version));
    }
}

pub async fn two_commits_of_a_case_follow_each_other(given: Given) {
    let (mut second, third) = (commit("a", 2), commit("a", 3));
    second.next_due = Some(at(5));
    given.given(vec![commit("a", 1), second, commit("b", 1), third]).await;
    assert_eq!(given.version("a").await, Some(3));
    let versions: Vec<u64> =
        given.store.log(&case("a"), 1, 10).await.unwrap().iter().map(|entry| entry.version).collect();
    assert_eq!(versions, [1, 2, 3]);
    assert_eq!(given.store.next_due().await.unwrap(), None);
}

pub async fn two_commits_on_one_head_are_one_conflict(given: Given) {
    given.given(vec![commit("a", 1)]).await;
    let mut rival = commit("a", 2);
    rival.events = vec![event("rival")];
    rival.head = hash("rival");
    let outcomes = given.store.commit(vec![commit("a", 2), rival]).await.unwrap();
    assert_eq!(outcomes, [Outcome::Committed, Outcome::Conflict]);
    assert_eq!(given.store.load(&[case("a")]).await.unwrap()[0].head, commit("a", 2).head);
}

pub async fn what_cannot_be_stored_leaves_its_neighbours_alone(given: Given) {
    let mut nul = commit("nul", 1);
    nul.state["data"]["text"] = json!("a\0b");
    let mut large = commit("large", 1);
    large.state["data"]["text"] = json!("x".repeat(MAX_STATE_BYTES));
    let mut stray = commit("stray", 1);
    stray.entries[0].case = CaseId::stored("visit-other");
    let outcomes = given.store.commit(vec![commit("a", 1), nul, large, commit("b", 1), stray]).await.unwrap();
    assert_eq!((&outcomes[0], &outcomes[3]), (&Outcome::Committed, &Outcome::Committed));
    for (place, word) in [(1, "NUL"), (2, "bytes"), (4, "another case")] {
        assert!(matches!(&outcomes[place], Outcome::Rejected(why) if why.contains(word)), "{outcomes:?}");
    }
    assert_eq!((given.version("a").await, given.version("nul").await), (Some(1), None));
}

pub async fn a_row_that_the_database_refuses_leaves_its_neighbours_alone(given: Given) {
    given.given(vec![commit("a", 1)]).await;
    let mut twice = commit("a", 2);
    twice.entries[0].version = 1;
    let neighbours = ["p", "q", "r", "s", "t"].map(|name| commit(name, 1));
    let mut batch = neighbours.to_vec();
    batch.insert(2, twice);
    let outcomes = given.store.commit(batch).await.unwrap();
    for (place, outcome) in outcomes.iter().enumerate() {
        match place {
            2 => assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}"),
            _ => assert_eq!(outcome, &Outcome::Committed),
        }
    }
    assert_eq!((given.version("a").await, given.version("t").await), (Some(1), Some(1)));
}

pub async fn a_loser_writes_nothing(given: Given) {
    given.given(vec![commit("a", 1)]).await;
    let mut loser = commit("a", 3);
    loser.next_due = Some(at(1));
    loser.outgoing = vec![outgoing("k", "call", "registry", 1)];
    loser.notices = vec![NoticeRow {
        key: "n".into(),
        case: case("a"),
        unit: None,
        to: vec![],
        body: json!({}),
        at: at(1),
    }];
    loser.incidents = vec![IncidentRow { case: case("a"), key: "i".into(), message: "m".into(), at: at(1) }];
    assert_eq!(given.put(loser).await, Outcome::Conflict);
    assert_eq!(given.store.next_due().await.unwrap(), None);
    let claim = Claim { channel: None, now: at(100), lease_ms: 1, limit: 10, except: Vec::new() };
    assert_eq!(given.store.claim_outbox(&claim).await.unwrap(), []);
    assert_eq!(given.store.notices(&NoticeFilter { limit: 9, ..Default::default() }).await.unwrap(), []);
    assert_eq!(given.store.incidents(&IncidentFilter { limit: 9, ..Default::default() }).await.unwrap(), []);
    assert_eq!(given.store.log(&case("a"), 2, 9).await.unwrap(), []);
}

pub async fn the_log_comes_in_pages(given: Given) {
    given.given((1..=5).map(|version| commit("a", version)).collect()).await;
    let page = given.store.log(&case("a"), 2, 3).await.unwrap();
    let versions: Vec<u64> = page.iter().map(|entry| entry.version).collect();
    assert_eq!(versions, [2, 3, 4]);
    assert_eq!(page[0].previous, Some(commit("a", 1).head));
}
