//! What failed, and what an operator does about it.

use crate::given::*;
use docket::runtime::{Event, Failure, Reply, Runtime, Shown};
use docket::store::NoticeFilter;
use docket_core::instance::{CaseId, Cause};
use docket_core::step::MAX_RUSH;
use serde_json::{Value, json};

async fn keys(runtime: &Runtime) -> Vec<(CaseId, String)> {
    let open = runtime.incidents(&open_incidents()).await.unwrap();
    open.into_iter().map(|row| (row.case, row.key)).collect()
}

async fn retry(runtime: &Runtime, case: &CaseId, id: &str, incident: &str) -> Result<Reply, Failure> {
    let cause = Cause::Retry { incident: incident.to_owned(), reason: Some("已补配人员".to_owned()) };
    runtime.act(asked(id, "boss"), case, cause).await
}

async fn skip(runtime: &Runtime, case: &CaseId, id: &str, incident: &str) -> Result<Reply, Failure> {
    runtime.act(asked(id, "boss"), case, Cause::Skip { incident: incident.to_owned(), reason: None }).await
}

async fn told(runtime: &Runtime) -> usize {
    runtime.notices(&NoticeFilter { limit: 10, ..NoticeFilter::default() }).await.unwrap().len()
}

/// Nobody holds the role that must be told, until somebody is appointed.
pub async fn what_failed_is_taken_again_once(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = start(&runtime, "1", "alarm", json!({"place": "office"})).await.unwrap().case;
    runtime.settle_until(at("2026-03-20T00:00:00+08:00")).await.unwrap();
    let incident = "v2".to_owned();
    assert_eq!(keys(&runtime).await, [(case.clone(), incident.clone())]);
    // As long as nothing is mended it fails, and stays as it was.
    let failed = retry(&runtime, &case, "2", &incident).await;
    assert!(matches!(&failed, Err(Failure::Fault(why)) if why.contains("nobody found")), "{failed:?}");
    assert_eq!(keys(&runtime).await.len(), 1);
    assert_eq!(runtime.log(&case, 1, 10).await.unwrap().len(), 2);

    let post = "{ role: clerk, unit: office, person: clerk }";
    let mended = rules_with(|path, text| match path {
        "office.org.yaml" => {
            text.replace(post, &format!("{post}, {}", post.replace("role: clerk", "role: inspector")))
        }
        _ => text,
    });
    runtime.publish(mended).await.unwrap();
    // Many at once, some of them the same request.
    let all = ["2", "3", "2", "4"].map(|id| retry(&runtime, &case, id, &incident));
    let (mut done, mut again) = (0, 0);
    for result in futures_util::future::join_all(all).await {
        match &result {
            Ok(reply) if reply.repeated => again += 1,
            Ok(_) => done += 1,
            Err(_) => assert_eq!(code(&result), "incident_gone"),
        }
    }
    assert!(done == 1 && again <= 1, "{done} {again}");
    assert_eq!((keys(&runtime).await, told(&runtime).await), (vec![], 1));
    let log = runtime.log(&case, 3, 10).await.unwrap();
    assert_eq!(log.len(), 1, "{log:?}");
    let input = &log[0].input;
    assert_eq!((&input["actor"]["id"], &input["source"]["name"]), (&json!("boss"), &json!("portal")));
    let cause = json!({"kind": "retry", "incident": "v2", "reason": "已补配人员"});
    assert_eq!(input["cause"], cause);
    // The time goes on as if nothing had been.
    runtime.settle_until(at("2026-04-20T00:00:00+08:00")).await.unwrap();
    assert_eq!((keys(&runtime).await.len(), told(&runtime).await), (0, 1));
}

async fn boxed(runtime: &Runtime, id: &str) -> CaseId {
    start(runtime, id, "box", json!({})).await.unwrap().case
}

pub async fn a_message_that_was_refused_is_taken_again(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let (from, to) = (boxed(&runtime, "1").await, boxed(&runtime, "2").await);
    let event =
        Event { name: "aim".to_owned(), data: data(json!({"other": to.as_str()})), ..Event::default() };
    runtime.send(asked("3", "clerk"), &from, event).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(keys(&runtime).await, [(to.clone(), "v2".to_owned())]);
    // What it brought is private, also while it waits.
    let stored = runtime.store().load(std::slice::from_ref(&to)).await.unwrap();
    assert!(!stored[0].state.to_string().contains("结核"));
    let parked = runtime.case(&to, Shown::Marked).await.unwrap().unwrap().parked;
    assert_eq!(parked[0]["input"]["cause"]["data"]["note"], json!({"$private": true}));
    assert_eq!(code(&retry(&runtime, &to, "4", "v2").await), "not_possible");
    send(&runtime, &to, "5", "begin").await.unwrap();
    retry(&runtime, &to, "6", "v2").await.unwrap();
    assert_eq!(code(&retry(&runtime, &to, "7", "v2").await), "incident_gone");
    let view = runtime.case(&to, Shown::Open).await.unwrap().unwrap();
    assert_eq!((&view.data["pings"], &view.data["note"]), (&json!(1), &json!("结核")));
    assert_eq!((view.parked, keys(&runtime).await), (json!([]), vec![]));
    let why = runtime.explain(&to, view.version).await.unwrap().unwrap();
    assert!(why.notes.is_empty(), "{:?}", why.notes);
}

pub async fn a_senders_own_request_can_only_be_skipped(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = boxed(&runtime, "1").await;
    let spoiled = send(&runtime, &case, "2", "spoil").await;
    assert!(matches!(spoiled, Err(Failure::Fault(_))), "{spoiled:?}");
    assert_eq!(keys(&runtime).await, [(case.clone(), "v2".to_owned())]);
    assert_eq!(code(&retry(&runtime, &case, "3", "v2").await), "not_retryable");
    assert_eq!(code(&skip(&runtime, &case, "3", "v3").await), "incident_gone");
    let first = skip(&runtime, &case, "3", "v2").await.unwrap();
    let again = skip(&runtime, &case, "3", "v2").await.unwrap();
    assert_eq!((first.version, again.version, again.repeated), (3, 3, true));
    assert_eq!(code(&skip(&runtime, &case, "4", "v2").await), "incident_gone");
    assert_eq!(keys(&runtime).await, []);
}

/// The case is over, but its incident is open.
pub async fn a_start_that_failed_is_skipped(place: Place) {
    let runtime = in_virtual_time(&place).await;
    start(&runtime, "1", "outer", json!({"subject": "impossible"})).await.unwrap();
    runtime.settle().await.unwrap();
    let (case, incident) = keys(&runtime).await.remove(0);
    assert_eq!(code(&retry(&runtime, &case, "2", &incident).await), "ended");
    skip(&runtime, &case, "3", &incident).await.unwrap();
    assert_eq!(keys(&runtime).await, []);
}

pub async fn what_sends_to_itself_for_ever_is_stopped(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = boxed(&runtime, "1").await;
    send(&runtime, &case, "2", "spin").await.unwrap();
    runtime.settle().await.unwrap();
    let open = runtime.incidents(&open_incidents()).await.unwrap();
    assert_eq!(open.len(), 1);
    assert!(open[0].message.contains("inputs at one instant"), "{}", open[0].message);
    let view = runtime.case(&case, Shown::Marked).await.unwrap().unwrap();
    // The start, the event, what it brought, and the incident.
    assert_eq!(view.version, u64::from(MAX_RUSH) + 3);
    assert_eq!(view.parked[0]["delayed"]["event"], Value::from("turn"));
    // The case goes on.
    send(&runtime, &case, "3", "begin").await.unwrap();
    skip(&runtime, &case, "4", &open[0].key).await.unwrap();
    assert_eq!(states(&runtime, &case).await, ["open"]);
}
