//! Cases that start cases.

use crate::given::*;
use docket::runtime::{Runtime, Shown};
use docket_core::instance::CaseId;
use serde_json::json;

async fn outer(runtime: &Runtime, subject: &str) -> (CaseId, CaseId) {
    let outer = start(runtime, "1", "outer", json!({ "subject": subject })).await.unwrap().case;
    let view = runtime.case(&outer, Shown::Marked).await.unwrap().unwrap();
    let inner = view.children.values().next().unwrap().clone();
    (outer, inner)
}

pub async fn a_child_runs_and_its_end_comes_back(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let (outer, inner) = outer(&runtime, "noise").await;
    assert!(runtime.case(&inner, Shown::Marked).await.unwrap().is_none());
    runtime.settle().await.unwrap();
    let view = runtime.case(&inner, Shown::Marked).await.unwrap().unwrap();
    assert_eq!((view.parent.as_ref(), &view.data["subject"]), (Some(&outer), &json!("noise")));
    runtime.settle_until(at("2026-03-20T00:00:00+08:00")).await.unwrap();
    assert_eq!(
        (states(&runtime, &inner).await, states(&runtime, &outer).await),
        (vec!["closed".into()], vec!["done".into()])
    );
    // The end of the child is an input of the parent, at the same instant.
    let (inner, outer) = (runtime.log(&inner, 2, 1).await.unwrap(), runtime.log(&outer, 2, 1).await.unwrap());
    assert_eq!(inner[0].at, outer[0].at);
}

pub async fn a_child_dies_with_the_state_that_invoked_it(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let (outer, inner) = outer(&runtime, "noise").await;
    runtime.settle().await.unwrap();
    send(&runtime, &outer, "2", "stop").await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(states(&runtime, &inner).await, ["cancelled"]);
    assert_eq!(states(&runtime, &outer).await, ["stopped"]);
    assert_eq!(code(&send(&runtime, &inner, "3", "finish").await), "ended");
}

pub async fn a_start_that_fails_is_told_to_the_parent(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let (outer, inner) = outer(&runtime, "impossible").await;
    runtime.settle().await.unwrap();
    assert_eq!(states(&runtime, &inner).await, ["failed"]);
    assert_eq!(states(&runtime, &outer).await, ["failed"]);
    let incidents = runtime.incidents(&open_incidents()).await.unwrap();
    assert_eq!(incidents.iter().map(|row| &row.case).collect::<Vec<_>>(), [&inner]);
    assert_eq!(code(&send(&runtime, &inner, "3", "finish").await), "ended");
}
