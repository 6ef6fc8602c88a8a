//! What leaves: at least once, messages in order.

use crate::given::*;
use docket::store::*;

const LEASE: i64 = 1_000;

fn any(millis: i64, limit: u32) -> Claim {
    Claim { channel: None, now: at(millis), lease_ms: LEASE, limit, except: Vec::new() }
}

async fn claim(given: &Given, millis: i64) -> Vec<(String, u32)> {
    took(given, any(millis, 100)).await
}

async fn took(given: &Given, claim: Claim) -> Vec<(String, u32)> {
    let rows = given.store.claim_outbox(&claim).await.unwrap();
    rows.into_iter().map(|outgoing| (outgoing.row.key, outgoing.attempts)).collect()
}

fn one(key: &str, attempts: u32) -> Vec<(String, u32)> {
    vec![(key.to_owned(), attempts)]
}

async fn send(given: &Given, name: &str, rows: Vec<NewOutgoing>) {
    given.given(vec![Commit { outgoing: rows, ..commit(name, 1) }]).await;
}

pub async fn a_row_is_claimed_once_for_a_lease(given: Given) {
    let row = outgoing("k", "call", "registry", 1);
    send(&given, "a", vec![row.clone()]).await;
    assert_eq!(claim(&given, -1).await, []);
    let claimed = given.store.claim_outbox(&any(0, 1)).await.unwrap();
    assert_eq!(claimed, [Outgoing { case: case("a"), row, attempts: 1 }]);
    assert_eq!(claim(&given, LEASE - 1).await, []);
    assert_eq!(claim(&given, LEASE).await, one("k", 2));
    given.store.settle("k", Settled::Done).await.unwrap();
    given.store.settle("k", Settled::Done).await.unwrap();
    assert_eq!(claim(&given, 9 * LEASE).await, []);
}

pub async fn messages_wait_for_earlier_ones(given: Given) {
    let (b, c) = (case("b"), case("c"));
    let rows = vec![
        outgoing("z-first", "message", b.as_str(), 1),
        outgoing("y-second", "message", b.as_str(), 1),
        outgoing("x-third", "message", b.as_str(), 2),
        outgoing("w-other", "message", c.as_str(), 3),
    ];
    send(&given, "a", rows).await;
    send(&given, "d", vec![outgoing("v-stranger", "message", b.as_str(), 9)]).await;
    let mut first = claim(&given, 0).await;
    first.sort();
    assert_eq!(first, [("v-stranger".into(), 1), ("w-other".into(), 1), ("z-first".into(), 1)]);
    assert_eq!(claim(&given, 1).await, []);
    given.store.settle("z-first", Settled::Retry(at(50), "away".into())).await.unwrap();
    assert_eq!(claim(&given, 49).await, []);
    assert_eq!(claim(&given, 50).await, one("z-first", 2));
    given.store.settle("z-first", Settled::Done).await.unwrap();
    assert_eq!(claim(&given, 51).await, one("y-second", 1));
    given.store.settle("y-second", Settled::GivenUp("refused".into())).await.unwrap();
    assert_eq!(claim(&given, 52).await, one("x-third", 1));
}

pub async fn calls_wait_for_nobody(given: Given) {
    let rows = vec![
        outgoing("k1", "call", "registry", 1),
        outgoing("k2", "call", "registry", 2),
        outgoing("k3", "call", "sms", 3),
    ];
    send(&given, "a", rows).await;
    let keys: Vec<String> = claim(&given, 0).await.into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["k1", "k2", "k3"]);
}

pub async fn what_failed_is_tried_again_then_given_up(given: Given) {
    send(&given, "a", vec![outgoing("k", "call", "sms", 1)]).await;
    assert_eq!(claim(&given, 0).await, one("k", 1));
    given.store.settle("k", Settled::Retry(at(5_000), "no line".into())).await.unwrap();
    assert_eq!(claim(&given, 4_999).await, []);
    assert_eq!(claim(&given, 5_000).await, one("k", 2));
    given.store.settle("k", Settled::GivenUp("no such number".into())).await.unwrap();
    assert_eq!(claim(&given, 1_000_000).await, []);
    // Whoever held an older lease cannot bring it back.
    given.store.settle("k", Settled::Retry(at(0), "late".into())).await.unwrap();
    assert_eq!(claim(&given, 1_000_000).await, []);
}

pub async fn a_commit_settles_what_it_received(given: Given) {
    let b = case("b");
    let rows = vec![outgoing("k1", "message", b.as_str(), 1), outgoing("k2", "message", b.as_str(), 2)];
    send(&given, "a", rows).await;
    assert_eq!(claim(&given, 0).await, one("k1", 1));
    let receive = |version, key: &str| Commit { settles: vec![key.to_owned()], ..commit("b", version) };
    assert_eq!(given.put(receive(2, "k1")).await, Outcome::Conflict);
    assert_eq!(claim(&given, 1).await, []);
    given.given(vec![receive(1, "k1")]).await;
    assert_eq!(claim(&given, 2).await, one("k2", 1));
    // The lease of the first ran out and it was delivered twice: the second delivery changes nothing.
    given.given(vec![receive(2, "k1")]).await;
    given.given(vec![receive(3, "k2")]).await;
    assert_eq!(claim(&given, 10 * LEASE).await, []);
}

/// What waits for a service stands before nothing that goes to a case, and the other way round.
pub async fn channels_are_claimed_apart(given: Given) {
    let b = case("b");
    let rows = vec![
        outgoing("c1", "call", "registry", 1),
        outgoing("c2", "call", "registry", 2),
        outgoing("c3", "call", "sms", 3),
        outgoing("m1", "message", b.as_str(), 4),
        outgoing("m2", "message", case("c").as_str(), 5),
    ];
    send(&given, "a", rows).await;
    let of = |channel, millis, limit, except: &[&str]| {
        let except = except.iter().map(ToString::to_string).collect();
        took(&given, Claim { channel: Some(channel), except, ..any(millis, limit) })
    };
    assert_eq!(of(Channel::Message, 0, 1, &[]).await, one("m1", 1));
    assert_eq!(of(Channel::Call, 0, 9, &["registry", "fax"]).await, one("c3", 1));
    assert_eq!(of(Channel::Call, 0, 1, &[]).await, one("c1", 1));
    assert_eq!(of(Channel::Message, 0, 9, &[b.as_str()]).await, one("m2", 1));
    // Each lease runs by itself.
    assert_eq!(claim(&given, 0).await, one("c2", 1));
    assert_eq!(of(Channel::Message, LEASE, 9, &["registry"]).await.len(), 2);
    assert_eq!(of(Channel::Call, LEASE, 9, &["registry", "sms"]).await, []);
}
