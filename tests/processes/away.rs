//! A database that goes away while a node serves, and comes back.

use crate::given::*;
use crate::support::postgres;
use serde_json::json;

#[tokio::test]
async fn a_database_that_crashes_is_waited_for_and_nothing_is_lost() {
    let database = postgres::safe_and_alone().await;
    let mut site = Site::new(Some(&database.url));
    site.virtual_clock = true;
    let node = site.node("node").await;
    let caller = site.caller();
    let start = |key: &str| {
        let (caller, base, key) = (caller.clone(), node.base.clone(), key.to_owned());
        async move { caller.once(&base, "/v1/cases", Some(&key), Some(&opening("matter"))).await.unwrap() }
    };
    let kept = start("kept").await;
    assert_eq!(kept.status, 201);
    let case = kept.body["case"].as_str().unwrap().to_owned();
    let path = format!("/v1/cases/{case}/events");

    for round in 0..2 {
        database.go_away().await;
        let said = caller.once(&node.base, &path, Some("accept"), Some(&event("accept"))).await.unwrap();
        assert_eq!((said.status.as_u16(), &said.body["code"]), (503, &json!("unavailable")), "{}", said.body);
        assert_eq!(start(&format!("lost-{round}")).await.status, 503);
        let of_itself = |path| caller.once(&node.base, path, None, None);
        assert_eq!(of_itself("/readyz").await.unwrap().status, 503);
        assert_eq!(of_itself("/healthz").await.unwrap().status, 200);
        database.come_back().await;
        until_so("the node is ready again", async || {
            caller.once(&node.base, "/readyz", None, None).await.unwrap().status == 200
        })
        .await;
    }

    // The same requests under the same keys: done once, whatever became of the first tries.
    let bases = std::slice::from_ref(&node.base);
    let done = caller.ask(bases, &path, "accept", &event("accept")).await;
    assert_eq!((done.status.as_u16(), &done.body["states"]), (200, &json!(["handling"])));
    assert_eq!(caller.ask(bases, &path, "accept", &event("accept")).await, done);
    assert_eq!(start("kept").await, kept);
    for round in 0..2 {
        assert_eq!(start(&format!("lost-{round}")).await.status, 201);
    }
    assert_eq!(caller.log(&node.base, &case).await.len(), 2);
    // The loop goes on by itself: what falls due is fired.
    let moved = caller.clock(&node.base, "2026-06-01T09:00:00+08:00").await.unwrap();
    assert_eq!(moved.status, 200, "{}", moved.body);
    let cases = caller.get(&node.base, "/v1/cases").await;
    let states: Vec<_> = cases["items"].as_array().unwrap().iter().map(|case| &case["states"][0]).collect();
    assert_eq!(states.iter().filter(|state| **state == "lapsed").count(), 2, "{states:?}");
    assert_eq!(states.iter().filter(|state| **state == "overdue").count(), 1, "{states:?}");
    node.stop().await;
}
