//! What falls due, and which version of the rules decides.

use crate::given::*;
use docket::runtime::Nobody;
use std::sync::Arc;

pub async fn what_falls_due_fires_after_a_restart(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    runtime.settle_until(at("2026-03-24T23:59:59.999+08:00")).await.unwrap();
    assert_eq!(states(&runtime, &case).await, ["received"]);
    runtime.close().await;
    drop(runtime);
    let runtime = in_virtual_time(&place).await;
    runtime.settle_until(at("2026-04-01T00:00:00+08:00")).await.unwrap();
    assert_eq!(states(&runtime, &case).await, ["lapsed"]);
    let log = runtime.log(&case, 2, 10).await.unwrap();
    assert_eq!(log[0].at, at("2026-03-25T00:00:00+08:00"));
    assert_eq!(log.len(), 1);
    let notices =
        runtime.notices(&docket::store::NoticeFilter { limit: 10, ..Default::default() }).await.unwrap();
    assert_eq!(notices.iter().map(|notice| notice.to.clone()).collect::<Vec<_>>(), [["clerk".to_owned()]]);
}

/// The clock moves without anybody firing what falls due, as in an outage.
pub async fn an_event_cannot_overtake_what_was_due(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    runtime.store().set_clock(at("2026-03-25T00:00:00.050+08:00")).await.unwrap();
    assert_eq!(code(&send(&runtime, &case, "2", "accept").await), "ended");
    // What was due is committed, although the event was refused.
    let log = runtime.log(&case, 1, 10).await.unwrap();
    assert_eq!(log.len(), 2);
    assert_eq!(log[1].at, at("2026-03-25T00:00:00+08:00"));
    assert_eq!(states(&runtime, &case).await, ["lapsed"]);
}

pub async fn an_open_case_finishes_on_its_old_definition(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let old = matter(&runtime, "1").await;
    let before = runtime.definition_of(&old).await.unwrap().unwrap();
    runtime.close().await;
    drop(runtime);
    let edited = rules_with(|path, text| match path {
        "matter.workflow.yaml" => text.replace("en: Matter", "en: A matter"),
        _ => text,
    });
    let runtime = runtime_with(virtual_store(&place).await, Arc::new(Nobody), edited).await;
    let new = matter(&runtime, "2").await;
    let after = runtime.definition_of(&new).await.unwrap().unwrap();
    assert_ne!(before.hash, after.hash);
    send(&runtime, &old, "3", "accept").await.unwrap();
    assert_eq!(send(&runtime, &old, "4", "reply").await.unwrap().states, ["replied"]);
    let log = runtime.log(&old, 1, 10).await.unwrap();
    assert!(log.iter().all(|entry| entry.definition == before.hash), "{log:?}");
    assert_eq!(runtime.definition_of(&old).await.unwrap().unwrap().hash, before.hash);
}

pub async fn a_superseded_version_does_not_come_back(place: Place) {
    let edited = rules_with(|path, text| match path {
        "matter.workflow.yaml" => text.replace("en: Matter", "en: A matter"),
        _ => text,
    });
    let runtime = in_virtual_time(&place).await;
    runtime.publish(edited).await.unwrap();
    let newer = matter(&runtime, "1").await;
    let newer = runtime.definition_of(&newer).await.unwrap().unwrap().hash.clone();
    // A node with the old folder starts: it publishes nothing, and follows the database.
    runtime.publish(rules()).await.unwrap();
    let case = matter(&runtime, "2").await;
    assert_eq!(runtime.definition_of(&case).await.unwrap().unwrap().hash, newer);
}

/// Two nodes bring one clock to rest at the same time: neither takes the other's move for a fault.
pub async fn nodes_that_share_a_clock_get_along() {
    let place = postgres().await;
    let (one, two) = (in_virtual_time(&place).await, in_virtual_time(&place).await);
    for number in 0..4 {
        matter(&one, &number.to_string()).await;
    }
    let end = at("2026-06-01T00:00:00+08:00");
    let moving = async {
        let mut to = begin();
        while to < end {
            to = end.min(to + jiff::SignedDuration::from_hours(12));
            one.settle_until(to).await.unwrap();
        }
    };
    let resting = async {
        while two.now().await.unwrap() < end {
            two.settle().await.unwrap();
        }
    };
    tokio::join!(moving, resting);
    assert_eq!(one.now().await.unwrap(), end);
    let backward = one.settle_until(begin()).await;
    assert!(matches!(backward, Err(docket::runtime::Failure::Broken(_))), "{backward:?}");
}
