//! Cases that are named by what they are about.

use crate::given::*;
use docket::runtime::{Failure, Nobody, Runtime, Shown};
use docket::seal::Sealer;
use docket_core::instance::CaseId;
use serde_json::{Value, json};
use std::sync::Arc;

async fn open(
    runtime: &Runtime,
    id: &str,
    how: &str,
) -> Result<docket::runtime::Reply, docket::runtime::Failure> {
    start(runtime, id, &format!("desk_{how}"), json!({"who": "wang"})).await
}

pub async fn a_taken_key_refuses(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let first = open(&runtime, "1", "refuse").await.unwrap();
    let refused = open(&runtime, "2", "refuse").await;
    assert_eq!(code(&refused), "key_taken");
    assert_eq!(refused.unwrap_err().refusal().unwrap().arguments["case"], first.case.as_str());
    assert!(open(&runtime, "1", "refuse").await.unwrap().repeated);
}

pub async fn a_taken_key_answers_with_its_holder(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let first = open(&runtime, "1", "ignore").await.unwrap();
    let second = open(&runtime, "2", "ignore").await.unwrap();
    assert_eq!((&second.case, second.verdict.as_str()), (&first.case, "exists"));
    send(&runtime, &first.case, "3", "close").await.unwrap();
    // The key is free now, but this request was answered.
    let again = open(&runtime, "2", "ignore").await.unwrap();
    assert!(again.repeated && again.case == first.case);
    assert_ne!(open(&runtime, "4", "ignore").await.unwrap().case, first.case);
}

pub async fn a_taken_key_becomes_an_event(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let first = open(&runtime, "1", "raise").await.unwrap();
    for _ in 0..2 {
        let second = open(&runtime, "2", "raise").await.unwrap();
        assert_eq!((&second.case, second.version), (&first.case, 2));
    }
    let view = runtime.case(&first.case, Shown::Marked).await.unwrap().unwrap();
    assert_eq!((&view.data["again"], view.version), (&Value::from(1), 2));
}

pub async fn a_free_key_makes_another_case(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let first = open(&runtime, "1", "refuse").await.unwrap();
    send(&runtime, &first.case, "2", "close").await.unwrap();
    let second = open(&runtime, "3", "refuse").await.unwrap();
    assert_ne!(second.case, first.case);
    assert_eq!(open(&runtime, "1", "refuse").await.unwrap().case, first.case);
    assert_eq!(code(&open(&runtime, "4", "refuse").await), "key_taken");
}

pub async fn a_start_by_a_case_meets_the_key(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let opener = start(&runtime, "1", "opener", json!({})).await.unwrap().case;
    let tell = async |id: &str, event: &str| {
        send(&runtime, &opener, id, event).await.unwrap();
        runtime.settle().await.unwrap();
        runtime.case(&opener, Shown::Marked).await.unwrap().unwrap().data
    };
    let opened = CaseId::stored(tell("2", "plain").await["opened"].as_str().unwrap());
    assert_eq!(states(&runtime, &opened).await, ["open"]);
    // What leads from its key to it is no case: whoever counts finds these two.
    let found = runtime.search(&docket::store::CaseFilter { limit: 10, ..Default::default() }).await.unwrap();
    let (mut ids, mut known) =
        (found.into_iter().map(|row| row.id).collect::<Vec<_>>(), vec![opener.clone(), opened.clone()]);
    ids.sort();
    known.sort();
    assert_eq!(ids, known);
    let refused = open(&runtime, "3", "refuse").await;
    assert_eq!(code(&refused), "key_taken");
    assert_eq!(refused.unwrap_err().refusal().unwrap().arguments["case"], opened.as_str());
    // Another start by a case is refused as well: the starter hears it, and an operator sees why.
    assert_eq!(tell("4", "adopt").await["failed"], 1);
    let incidents = runtime.incidents(&open_incidents()).await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert!(incidents[0].message.contains("key_taken"), "{}", incidents[0].message);
    send(&runtime, &opened, "5", "close").await.unwrap();
    assert_eq!(tell("6", "adopt").await["failed"], 1);
    assert_eq!(code(&open(&runtime, "7", "refuse").await), "key_taken");
    assert_eq!(runtime.incidents(&open_incidents()).await.unwrap().len(), 1);
}

/// Each database names its cases in its own way, and always in the same one.
pub async fn nobody_finds_a_key_by_hashing(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let here = open(&runtime, "1", "refuse").await.unwrap().case;
    let elsewhere = sqlite();
    let other = in_virtual_time(&elsewhere).await;
    assert_ne!(open(&other, "1", "refuse").await.unwrap().case, here);
    runtime.close().await;
    drop(runtime);
    let runtime = in_virtual_time(&place).await;
    let taken = open(&runtime, "2", "refuse").await;
    assert_eq!(taken.unwrap_err().refusal().unwrap().arguments["case"], here.as_str());
}

pub async fn another_master_key_is_refused(place: Place) {
    let runtime = in_virtual_time(&place).await;
    runtime.close().await;
    drop(runtime);
    let (store, sealer) = (virtual_store(&place).await, Sealer::new(&[8; 32]));
    let opened = Runtime::open(store.clone(), sealer, Arc::new(Nobody), rules(), limits()).await;
    assert!(matches!(opened.err(), Some(Failure::OtherKey)));
    store.close().await;
}
