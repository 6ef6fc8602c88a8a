//! Many at once.

use crate::given::*;
use docket::store::*;
use std::collections::BTreeSet;
use tokio::task::JoinSet;

pub async fn numbers_are_drawn_once(given: Given) {
    let mut crowd = JoinSet::new();
    for _ in 0..40 {
        let store = given.store.clone();
        crowd.spawn(async move { store.draw("visit/2026").await.unwrap() });
    }
    let numbers: BTreeSet<u64> = crowd.join_all().await.into_iter().collect();
    assert_eq!(numbers, (1..=40).collect());
    assert_eq!(given.store.draw("petition/2026").await.unwrap(), 1);
}

pub async fn each_publication_has_a_number_of_its_own(given: Given) {
    let mut crowd = JoinSet::new();
    for place in 0..16 {
        let store = given.store.clone();
        // Every occasion comes from two nodes.
        let new = crate::boards::snapshot("works", &format!("{}", place / 2));
        crowd.spawn(async move { store.put_snapshot(&new).await.unwrap().number });
    }
    let mut numbers = crowd.join_all().await;
    numbers.sort_unstable();
    let twice: Vec<u64> = (1..=8).flat_map(|number| [number, number]).collect();
    assert_eq!(numbers, twice);
}

/// Adds one to the version of a case, loading again after each conflict.
async fn add(store: &dyn Store, name: &str, who: usize) {
    loop {
        let stored = store.load(&[case(name)]).await.unwrap().remove(0);
        let version = stored.state["version"].as_u64().unwrap() + 1;
        let mut next = commit(name, version);
        next.expected = Some(stored.head);
        next.head = hash(&format!("{name} {version} {who}"));
        next.events = vec![event(&format!("{who} {version}"))];
        match store.commit(vec![next]).await.unwrap().remove(0) {
            Outcome::Committed => return,
            Outcome::Conflict => {}
            other => panic!("{other:?}"),
        }
    }
}

pub async fn no_update_is_lost(given: Given) {
    const WRITERS: usize = 8;
    const TURNS: usize = 4;
    let names = ["a", "b", "c"];
    given.given(names.iter().map(|name| commit(name, 1)).collect()).await;
    let mut crowd = JoinSet::new();
    for who in 0..WRITERS {
        let store = given.store.clone();
        crowd.spawn(async move {
            for turn in 0..TURNS {
                add(store.as_ref(), names[(who + turn) % names.len()], who).await;
            }
        });
    }
    crowd.join_all().await;
    let mut total = 0;
    for name in names {
        let version = given.version(name).await.unwrap();
        let log = given.store.log(&case(name), 1, MAX_PAGE).await.unwrap();
        let versions: Vec<u64> = log.iter().map(|entry| entry.version).collect();
        assert_eq!(versions, (1..=version).collect::<Vec<_>>());
        total += version - 1;
    }
    assert_eq!(total, (WRITERS * TURNS) as u64);
}

pub async fn one_of_many_makes_a_case(given: Given) {
    let mut crowd = JoinSet::new();
    for who in 0..12 {
        let store = given.store.clone();
        crowd.spawn(async move {
            let mut start = commit("a", 1);
            start.head = hash(&who.to_string());
            // Half of them are one request, sent again and again.
            let id = if who % 2 == 0 { "same".to_owned() } else { format!("own {who}") };
            start.events = vec![event(&id)];
            (id, store.commit(vec![start]).await.unwrap().remove(0))
        });
    }
    let outcomes = crowd.join_all().await;
    let won: Vec<_> = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Committed).collect();
    assert_eq!(won.len(), 1);
    let winner = &won[0].0;
    for (id, outcome) in &outcomes {
        match outcome {
            Outcome::Committed => {}
            Outcome::Repeated(answer) => assert_eq!((id, answer), (winner, &event("same").answer)),
            Outcome::Conflict => assert!(id != winner),
            Outcome::Rejected(why) => panic!("{why}"),
        }
    }
}

pub async fn crossing_batches_do_not_block_each_other(given: Given) {
    let names: Vec<String> = (0..20).map(|number| format!("n{number}")).collect();
    given.given(names.iter().map(|name| commit(name, 1)).collect()).await;
    let mut crowd = JoinSet::new();
    for who in 0..8 {
        let (store, mut names) = (given.store.clone(), names.clone());
        if who % 2 == 0 {
            names.reverse();
        }
        crowd.spawn(async move {
            let batch = names.iter().map(|name| {
                let mut next = commit(name, 2);
                next.head = hash(&format!("{name} by {who}"));
                next.events = vec![event(&format!("by {who}"))];
                next
            });
            // New cases among them, so that inserts cross as well.
            let fresh = (0..10).map(|number| Commit {
                events: vec![event(&format!("by {who}"))],
                ..commit(&format!("fresh {}", if who % 2 == 0 { number } else { 9 - number }), 1)
            });
            store.commit(batch.chain(fresh).collect()).await.unwrap()
        });
    }
    let outcomes = crowd.join_all().await;
    let other: Vec<&Outcome> = outcomes
        .iter()
        .flatten()
        .filter(|outcome| !matches!(outcome, Outcome::Committed | Outcome::Conflict))
        .collect();
    assert!(other.is_empty(), "{other:?}");
    let committed = outcomes.iter().flatten().filter(|outcome| **outcome == Outcome::Committed).count();
    assert_eq!(committed, 30);
}

pub async fn whoever_reads_on_misses_no_change(given: Given) {
    const WRITERS: u32 = 6;
    const EACH: u64 = 8;
    let mut crowd = JoinSet::new();
    for who in 0..WRITERS {
        let store = given.store.clone();
        crowd.spawn(async move {
            for version in 1..=EACH {
                let change = (version as u32, "x");
                let next = crate::duty::deciding(&format!("case {who}"), version, &[change]);
                let outcomes =
                    store.commit(vec![next, commit(&format!("{who} {version}"), 1)]).await.unwrap();
                assert_eq!(outcomes, [Outcome::Committed, Outcome::Committed]);
            }
        });
    }
    // Reads on while they write: what it has seen must be all there is.
    let (mut seen, mut after) = (BTreeSet::new(), 0);
    loop {
        let done = crowd.is_empty();
        for one in given.store.changes(after, 3).await.unwrap() {
            assert!(one.seq > after);
            after = one.seq;
            seen.insert((one.row.case, one.row.place));
        }
        if done && given.store.changes(after, 1).await.unwrap().is_empty() {
            break;
        }
        while let Some(joined) = crowd.try_join_next() {
            joined.unwrap();
        }
    }
    assert_eq!(seen.len() as u64, u64::from(WRITERS) * EACH);
}
