//! Many at once, and what happens when one of them dies.

use crate::given::*;
use docket::runtime::{Failure, Shown};
use docket_core::instance::CaseId;
use futures_util::future::join_all;
use serde_json::json;
use std::time::Duration;

pub async fn concurrent_requests_all_count(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let first = start(&runtime, "0", "desk_raise", json!({"who": "wang"})).await.unwrap();
    let ids: Vec<String> = (1..=30).map(|number| number.to_string()).collect();
    // Each request twice at the same time.
    let all = ids.iter().chain(&ids).map(|id| start(&runtime, id, "desk_raise", json!({"who": "wang"})));
    let replies: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(replies.iter().filter(|reply| reply.repeated).count(), 30);
    let view = runtime.case(&first.case, Shown::Marked).await.unwrap().unwrap();
    assert_eq!((&view.data["again"], view.version), (&json!(30), 31));
}

pub async fn two_runtimes_share_one_database_when_it_can(place: Place) {
    let Place::Postgres(_) = &place else {
        // A file is served by one process: the second is told so.
        let _first = in_virtual_time(&place).await;
        let second = docket::store::open(&place.url(), &Default::default()).await.map(drop);
        assert!(second.is_err());
        return;
    };
    let (one, two) = (in_virtual_time(&place).await, in_virtual_time(&place).await);
    let first = start(&one, "0", "desk_raise", json!({"who": "wang"})).await.unwrap();
    let ids: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
    let all = ids
        .iter()
        .flat_map(|id| [&one, &two].map(|runtime| start(runtime, id, "desk_raise", json!({"who": "wang"}))));
    let replies: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(replies.iter().filter(|reply| reply.repeated).count(), 20);
    let view = two.case(&first.case, Shown::Marked).await.unwrap().unwrap();
    assert_eq!((&view.data["again"], view.version), (&json!(20), 21));
}

/// One of two runtimes is dropped in the middle of its work; the other ends it.
pub async fn a_runtime_that_is_killed_loses_and_doubles_nothing() {
    let place = postgres().await;
    let courier = std::sync::Arc::new(Told::default());
    let store = wall_store(&place).await;
    let doomed = runtime_with(wall_store(&place).await, courier.clone(), rules()).await;
    let other = runtime_with(store, courier.clone(), rules()).await;
    let dying = {
        let doomed = doomed.clone();
        tokio::spawn(async move { doomed.run(std::future::pending()).await })
    };
    let mut cases: Vec<CaseId> = Vec::new();
    for number in 0..30 {
        let workflow = if number % 2 == 0 { "outer" } else { "caller" };
        let id = number.to_string();
        cases.push(start(&doomed, &id, workflow, json!({"subject": "noise"})).await.unwrap().case);
        if number == 20 {
            dying.abort();
        }
    }
    let living = {
        let other = other.clone();
        tokio::spawn(async move { other.run(std::future::pending()).await })
    };
    for (number, case) in cases.iter().enumerate() {
        if number % 2 == 0 {
            let view = other.case(case, Shown::Marked).await.unwrap().unwrap();
            let child = view.children.values().next().unwrap().clone();
            there(&other, &child).await;
            send(&other, &child, "end", "finish").await.unwrap();
            until(&other, case, "done").await;
            // Start, end of the child: nothing twice.
            assert_eq!(other.log(case, 1, 10).await.unwrap().len(), 2);
        } else {
            until(&other, case, "registered").await;
            assert_eq!(other.log(case, 1, 10).await.unwrap().len(), 2);
        }
    }
    living.abort();
    let ids: std::collections::BTreeSet<String> =
        courier.calls.lock().unwrap().iter().map(|call| call.id.clone()).collect();
    assert_eq!(ids.len(), 15);
}

async fn there(runtime: &docket::runtime::Runtime, case: &CaseId) {
    let mut changes = runtime.changes();
    let wait = async {
        while runtime.case(case, Shown::Marked).await.unwrap().is_none() {
            let _ = tokio::time::timeout(Duration::from_millis(100), changes.recv()).await;
        }
    };
    tokio::time::timeout(DEADLINE, wait).await.unwrap();
}

pub async fn a_database_that_goes_away_loses_nothing() {
    let place = postgres().await;
    let Place::Postgres(database) = &place else { return };
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    let mut ids = Vec::new();
    for number in 0..3 {
        let id = format!("accept-{number}");
        database.go_away().await;
        let failed = send(&runtime, &case, &id, "accept").await;
        assert!(matches!(failed, Err(Failure::Unavailable(_))), "{failed:?}");
        database.come_back().await;
        ids.push(id);
    }
    // The same request with the same id: safe, whatever became of the first.
    let again = send(&runtime, &case, &ids[0], "accept").await.unwrap();
    assert_eq!((again.version, again.states.as_slice()), (2, ["handling".to_owned()].as_slice()));
    assert!(send(&runtime, &case, &ids[0], "accept").await.unwrap().repeated);
    assert_eq!(code(&send(&runtime, &case, &ids[1], "accept").await), "not_possible");
    assert_eq!(runtime.log(&case, 1, 10).await.unwrap().len(), 2);
}
