//! Rules that are edited between two runs.

use crate::given::*;
use crate::support::postgres;
use serde_json::Value;

/// Gives every workflow of a folder another title; nothing else changes.
fn reword(site: &Site) {
    for entry in std::fs::read_dir(&site.rules).unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        if entry.path().to_string_lossy().ends_with(".workflow.yaml") {
            std::fs::write(entry.path(), text.replacen(", en: ", ", en: The ", 1)).unwrap();
        }
    }
}

async fn view(caller: &Caller, node: &Node, case: &str) -> Value {
    caller.get(&node.base, &format!("/v1/cases/{case}")).await
}

async fn send(caller: &Caller, node: &Node, case: &str, name: &str) {
    let path = format!("/v1/cases/{case}/events");
    let said = caller.once(&node.base, &path, Some(name), Some(&event(name))).await.unwrap();
    assert_eq!(said.status, 200, "{}", said.body);
}

async fn every_open_case_is_finished(mut site: Site) {
    site.virtual_clock = true;
    let node = site.node("first").await;
    let caller = site.caller();
    let mut cases = Vec::new();
    for (key, workflow) in ["matter", "matter", "matter", "outer", "outer"].iter().enumerate() {
        let (key, body) = (key.to_string(), opening(workflow));
        let said = caller.once(&node.base, "/v1/cases", Some(&key), Some(&body)).await.unwrap();
        assert_eq!(said.status, 201, "{}", said.body);
        cases.push(said.body["case"].as_str().unwrap().to_owned());
    }
    let child = view(&caller, &node, &cases[3]).await["children"][0].as_str().unwrap().to_owned();
    until_so("the child begins", async || {
        let path = format!("/v1/cases/{child}");
        caller.once(&node.base, &path, None, None).await.unwrap().status == 200
    })
    .await;
    send(&caller, &node, &cases[1], "accept").await;
    let old = view(&caller, &node, &cases[0]).await["definition"].clone();
    node.stop().await;

    reword(&site);
    let node = site.node("second").await;
    let new = caller.once(&node.base, "/v1/cases", Some("new"), Some(&opening("matter"))).await.unwrap();
    let new = view(&caller, &node, new.body["case"].as_str().unwrap()).await;
    assert_eq!(new["title"], "The Matter");
    assert_ne!(new["definition"], old);

    send(&caller, &node, &cases[0], "accept").await;
    send(&caller, &node, &cases[0], "reply").await;
    send(&caller, &node, &cases[1], "reply").await;
    send(&caller, &node, &child, "finish").await;
    send(&caller, &node, &cases[4], "stop").await;
    // The third is left to its term.
    let moved = caller.clock(&node.base, "2026-04-01T09:00:00+08:00").await.unwrap();
    assert_eq!(moved.status, 200, "{}", moved.body);
    for (case, end) in cases.iter().zip(["replied", "replied", "lapsed", "done", "stopped"]) {
        let view = view(&caller, &node, case).await;
        assert_eq!((&view["state"], &view["ended"]), (&Value::from(end), &Value::from(true)), "{case}");
        for entry in caller.log(&node.base, case).await {
            assert_eq!(entry["entry"]["definition"], view["definition"]);
        }
    }
    assert_eq!(view(&caller, &node, &cases[2]).await["definition"], old);
    let open = caller.get(&node.base, "/v1/cases?ended=false").await;
    assert_eq!(open["items"], serde_json::json!([]));
    node.stop().await;
}

#[tokio::test]
async fn a_reworded_rule_strands_no_open_case_on_sqlite() {
    every_open_case_is_finished(Site::new(None)).await;
}

#[tokio::test]
async fn a_reworded_rule_strands_no_open_case_on_postgres() {
    let database = postgres::safe().await;
    every_open_case_is_finished(Site::new(Some(&database.url))).await;
}
