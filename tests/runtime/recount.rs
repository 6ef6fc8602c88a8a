//! A calendar changes while cases are open.

use crate::given::*;
use docket::runtime::{Again, Nobody, Rules, Runtime, Shown};
use docket::store::{IncidentFilter, NoticeFilter};
use docket_core::instance::CaseId;
use serde_json::json;
use std::sync::Arc;

/// The rules with 12 March 2026 a holiday.
fn with_a_holiday() -> Rules {
    rules_with(|path, text| match path {
        "cn.calendar.yaml" => text.replacen(
            "      - { date: 2026-04-04,",
            "      - { date: 2026-03-12, kind: holiday }\n      - { date: 2026-04-04,",
            1,
        ),
        _ => text,
    })
}

/// The rules without the year 2026.
fn without_the_year() -> Rules {
    rules_with(|path, text| match path {
        "cn.calendar.yaml" => {
            let (head, _) = text.split_once("  2026:\n").unwrap();
            head.to_owned()
        }
        _ => text,
    })
}

async fn errand(runtime: &Runtime, id: &str) -> CaseId {
    start(runtime, id, "errand", json!({"subject": "noise"})).await.unwrap().case
}

async fn due_on(runtime: &Runtime, case: &CaseId) -> Option<String> {
    let view = runtime.case(case, Shown::Marked).await.unwrap().unwrap();
    view.deadlines.into_iter().next().and_then(|deadline| deadline.due_on)
}

async fn told(runtime: &Runtime, case: &CaseId) -> usize {
    let filter = NoticeFilter { case: Some(case.clone()), limit: 10, ..NoticeFilter::default() };
    runtime.notices(&filter).await.unwrap().len()
}

pub async fn a_corrected_calendar_moves_open_deadlines_once(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let (one, two) = (errand(&runtime, "1").await, errand(&runtime, "2").await);
    let untouched = matter(&runtime, "3").await;
    assert_eq!(due_on(&runtime, &one).await.as_deref(), Some("2026-03-16"));
    runtime.publish(with_a_holiday()).await.unwrap();
    runtime.settle().await.unwrap();
    for case in [&one, &two] {
        assert_eq!(due_on(&runtime, case).await.as_deref(), Some("2026-03-17"));
        let log = runtime.log(case, 2, 10).await.unwrap();
        assert_eq!(log.len(), 1);
        let moved = &log[0].input["cause"]["moved"]["running"];
        assert_eq!(moved["was"], "2026-03-16T16:00:00Z");
        assert_eq!(moved["now"], "2026-03-17T16:00:00Z");
        assert_eq!(told(&runtime, case).await, 1);
        let explained = runtime.explain(case, 2).await.unwrap().unwrap();
        assert!(
            explained
                .lines
                .iter()
                .any(|line| line.zh.contains("期限 running 由 2026-03-17 00:00 改为 2026-03-18 00:00"))
        );
    }
    assert_eq!(runtime.log(&untouched, 2, 10).await.unwrap().len(), 0);
    // The same rules again move nothing, and the timer has moved along.
    runtime.publish(with_a_holiday()).await.unwrap();
    runtime.settle_until(at("2026-03-17T23:59:59+08:00")).await.unwrap();
    assert_eq!(runtime.log(&one, 2, 10).await.unwrap().len(), 1);
    assert_eq!(states(&runtime, &one).await, ["running"]);
    runtime.settle_until(at("2026-03-18T00:00:00+08:00")).await.unwrap();
    assert_eq!(states(&runtime, &one).await, ["late"]);
}

pub async fn every_node_counts_by_the_calendar_that_was_published_last(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = errand(&runtime, "1").await;
    runtime.publish(with_a_holiday()).await.unwrap();
    runtime.settle().await.unwrap();
    runtime.close().await;
    drop(runtime);
    // A node that was started with the older file, as after a rollback of one machine.
    let runtime = in_virtual_time(&place).await;
    assert_eq!(due_on(&runtime, &case).await.as_deref(), Some("2026-03-17"));
    let new = errand(&runtime, "2").await;
    assert_eq!(due_on(&runtime, &new).await.as_deref(), Some("2026-03-17"));
    assert_eq!(runtime.log(&case, 2, 10).await.unwrap().len(), 1);
    // On command the older one holds again, and that is a move like any other.
    runtime.restore(rules(), Again { calendars: true, rotations: false }).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(due_on(&runtime, &case).await.as_deref(), Some("2026-03-16"));
    assert_eq!(runtime.log(&case, 2, 10).await.unwrap().len(), 2);
    runtime.restore(with_a_holiday(), Again { calendars: true, rotations: false }).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(due_on(&runtime, &case).await.as_deref(), Some("2026-03-17"));
    assert_eq!(runtime.log(&case, 2, 10).await.unwrap().len(), 3);
}

pub async fn a_year_that_becomes_known_arms_what_could_not_be_counted(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = errand(&runtime, "1").await;
    runtime.publish(without_the_year()).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(due_on(&runtime, &case).await, None);
    assert_eq!(
        runtime.log(&case, 2, 10).await.unwrap()[0].input["cause"]["moved"]["running"]["now"],
        json!(null)
    );
    runtime.publish(with_a_holiday()).await.unwrap();
    runtime.settle().await.unwrap();
    assert_eq!(due_on(&runtime, &case).await.as_deref(), Some("2026-03-17"));
    assert_eq!(
        runtime.incidents(&IncidentFilter { limit: 10, ..IncidentFilter::default() }).await.unwrap().len(),
        0
    );
    runtime.settle_until(at("2026-03-18T00:00:00+08:00")).await.unwrap();
    assert_eq!(states(&runtime, &case).await, ["late"]);
}

pub async fn an_event_that_comes_first_finds_the_deadline_moved(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = errand(&runtime, "1").await;
    runtime.publish(with_a_holiday()).await.unwrap();
    send(&runtime, &case, "2", "finish").await.unwrap();
    let log = runtime.log(&case, 2, 10).await.unwrap();
    let kinds: Vec<_> = log.iter().map(|entry| entry.input["cause"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["reproject", "event"]);
    runtime.settle().await.unwrap();
    assert_eq!(runtime.log(&case, 2, 10).await.unwrap().len(), 2);
}

pub async fn counting_again_goes_on_where_it_broke_off(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let mut cases = Vec::new();
    for number in 0..7 {
        cases.push(errand(&runtime, &number.to_string()).await);
    }
    runtime.settle().await.unwrap();
    runtime.close().await;
    drop(runtime);
    // Published, and then the node is gone.
    let runtime = runtime_with(virtual_store(&place).await, Arc::new(Nobody), with_a_holiday()).await;
    let first = runtime.store().claim_reprojection(begin(), 0).await.unwrap().unwrap();
    assert_eq!((first.calendar.as_str(), &first.after), ("cn", &None));
    cases.sort();
    let half = docket::store::Reprojection { after: Some(cases[2].clone()), ..first };
    runtime.store().advance_reprojection(&half, false).await.unwrap();
    runtime.close().await;
    drop(runtime);
    let runtime = runtime_with(virtual_store(&place).await, Arc::new(Nobody), with_a_holiday()).await;
    runtime.settle().await.unwrap();
    for (place, case) in cases.iter().enumerate() {
        let entries = runtime.log(case, 2, 10).await.unwrap().len();
        assert_eq!(entries, usize::from(place > 2), "case {place}");
    }
    assert_eq!(runtime.store().reprojections().await.unwrap(), []);
}

/// Two nodes walk over the same cases while events come in: each case is counted again once, and no event waits for it.
pub async fn two_nodes_count_again_once(place: Place) {
    let Place::Postgres(_) = &place else { return };
    let (one, two) = (in_virtual_time(&place).await, in_virtual_time(&place).await);
    let mut cases = Vec::new();
    for number in 0..24 {
        cases.push(errand(&one, &number.to_string()).await);
    }
    let running: Vec<_> = [&one, &two]
        .into_iter()
        .map(|node| {
            let (node, (stop, stopped)) = (node.clone(), tokio::sync::oneshot::channel::<()>());
            (stop, tokio::spawn(async move { node.run(async move { drop(stopped.await) }).await }))
        })
        .collect();
    one.publish(with_a_holiday()).await.unwrap();
    send(&two, &cases[0], "f", "finish").await.unwrap();
    let wait = async {
        let mut changes = one.changes();
        while !one.store().reprojections().await.unwrap().is_empty() {
            let _ = tokio::time::timeout(std::time::Duration::from_millis(50), changes.recv()).await;
        }
    };
    tokio::time::timeout(DEADLINE, wait).await.expect("the counting ends");
    for case in &cases[1..] {
        let log = two.log(case, 2, 10).await.unwrap();
        assert_eq!(log.len(), 1, "{case}");
        assert_eq!(log[0].input["cause"]["kind"], "reproject");
    }
    for (stop, node) in running {
        drop(stop);
        node.await.unwrap();
    }
}
