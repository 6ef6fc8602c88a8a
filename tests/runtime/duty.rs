//! Duty in the runtime: whatever node commits a change, the next question anywhere knows it.

use crate::given::*;
use crate::support::changes::deciding;
use docket::cli;
use docket::runtime::{Event, Nobody, Rules, Runtime};
use docket::store::Outcome;
use docket_core::instance::CaseId;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// The duty of a small district, and cases that change it and watch it.
pub fn duties() -> Rules {
    duties_with(|_, text| text)
}

/// The same after an edit of each file's text.
pub fn duties_with(edit: impl Fn(&str, String) -> String) -> Rules {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = cli::read_files(&[root.join("tests/duty/cases"), root.join("rules/calendar")]).unwrap();
    for file in &mut files {
        let text = String::from_utf8(std::mem::take(&mut file.bytes)).unwrap();
        file.bytes = edit(&file.path, text).into_bytes();
    }
    let loaded = docket_core::definition::load(&files);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    cli::rules::of(&loaded).unwrap()
}

/// Two runtimes on one database. A file is served by one process, so there they share the store.
pub async fn nodes(place: &Place) -> [Runtime; 2] {
    let store = virtual_store(place).await;
    let other = match place {
        Place::Sqlite(_) => store.clone(),
        Place::Postgres(_) => virtual_store(place).await,
    };
    [
        runtime_with(store, Arc::new(Nobody), duties()).await,
        runtime_with(other, Arc::new(Nobody), duties()).await,
    ]
}

/// Who works in the grid at a time.
pub async fn worker(node: &Runtime, time: &str) -> Vec<String> {
    let world = node.world().await.unwrap();
    let duty = world.duty.who_in("grid-duty", Some("g-1"), Some("worker"), at(time)).unwrap();
    duty.people.iter().map(ToString::to_string).collect()
}

const MONDAY: &str = "2026-03-09T12:00:00+08:00";

fn instead(id: &str, with: &str, withdrawn: Option<&str>) -> Value {
    let mut change = json!({
        "id": id, "rotation": "grid-duty", "unit": "g-1",
        "approved": { "by": "zhou", "at": "2026-03-06T09:00:00+08:00" },
        "override": {
            "slot": "worker", "from": "2026-03-09T08:30:00+08:00", "to": "2026-03-09T17:30:00+08:00",
            "replace": [{ "person": "li", "with": with }],
        },
    });
    if let Some(at) = withdrawn {
        change["withdrawn"] = json!({ "by": "zhou", "at": at });
    }
    change
}

async fn commit(node: &Runtime, name: &str, changes: Vec<Value>) {
    let outcomes = node.store().commit(vec![deciding(name, changes)]).await.unwrap();
    assert_eq!(outcomes, [Outcome::Committed]);
}

pub async fn a_change_committed_at_one_node_is_seen_at_the_other(place: Place) {
    let [one, other] = nodes(&place).await;
    for node in [&one, &other] {
        assert_eq!(worker(node, MONDAY).await, ["li"]);
    }
    commit(&one, "a", vec![instead("a", "zhao", None)]).await;
    for node in [&other, &one] {
        assert_eq!(worker(node, MONDAY).await, ["zhao"]);
    }
    // Taken back at the other one, before it began.
    let mut back = deciding("a", vec![instead("a", "zhao", Some("2026-03-08T09:00:00+08:00"))]);
    back.expected = Some(back.head.clone());
    back.head = docket_core::instance::Hash::of(&[b"a, taken back"]);
    back.row.version = 2;
    assert_eq!(other.store().commit(vec![back]).await.unwrap(), [Outcome::Committed]);
    for node in [&one, &other] {
        assert_eq!(worker(node, MONDAY).await, ["li"]);
    }
    other.close().await;
    one.close().await;
}

pub async fn changes_stay_when_rules_are_loaded_again(place: Place) {
    let [one, other] = nodes(&place).await;
    commit(&one, "a", vec![instead("a", "wang", None)]).await;
    assert_eq!(worker(&one, MONDAY).await, ["wang"]);
    one.publish(duties()).await.unwrap();
    assert_eq!(one.rules().world.duty.list().len(), 1, "without asking the database again");
    assert_eq!(worker(&one, MONDAY).await, ["wang"]);
    other.close().await;
    one.close().await;
}

pub async fn many_changes_are_read_in_pages(place: Place) {
    let [one, other] = nodes(&place).await;
    let count = docket::store::MAX_PAGE as usize + 3;
    let changes = (0..count).map(|n| instead(&format!("a-{n}"), "zhao", None));
    commit(&one, "many", changes.collect()).await;
    assert_eq!(worker(&other, MONDAY).await, ["zhao"]);
    assert_eq!(other.rules().world.duty.list().len(), count);
    // One that this program cannot read is left alone.
    let newer = json!({ "id": "b", "from_a_newer_program": true });
    commit(&one, "newer", vec![newer, instead("b-1", "wang", None)]).await;
    assert_eq!(other.world().await.unwrap().duty.list().len(), count + 1);
    other.close().await;
    one.close().await;
}

/// A leave of Li's from Monday noon, with Wang instead, that is decided at a node.
async fn leave(node: &Runtime) -> CaseId {
    let fields = json!({
        "grid": "g-1", "person": "li", "other": "wang",
        "from": "2026-03-09T12:00:00+08:00", "to": "2026-03-10T00:00:00+08:00",
        "other_from": "2026-03-10T08:30:00+08:00", "other_to": "2026-03-10T17:30:00+08:00",
    });
    let case = node.start(asked("leave", "li"), "duty-change", data(fields)).await.unwrap().case;
    decide(node, &case, "approve_leave").await;
    case
}

async fn decide(node: &Runtime, case: &CaseId, event: &str) {
    let event = Event { name: event.to_owned(), ..Event::default() };
    let id = event.name.clone();
    node.send(asked(&id, "zhou"), case, event).await.unwrap();
}

/// A round of Monday morning that watches who is on duty.
async fn patrol(node: &Runtime) -> CaseId {
    node.start(asked("patrol", "zhou"), "patrol", data(json!({ "grid": "g-1" }))).await.unwrap().case
}

pub async fn a_case_that_watches_is_woken_by_a_change_of_another_node(place: Place) {
    let [one, other] = nodes(&place).await;
    let patrol = patrol(&one).await;
    let shift_ends = || async { one.store().next_due().await.unwrap() };
    assert_eq!(shift_ends().await, Some(at("2026-03-09T17:30:00+08:00")));
    let leave = leave(&other).await;
    assert_eq!(worker(&one, "2026-03-09T12:30:00+08:00").await, ["wang"]);
    one.settle().await.unwrap();
    assert_eq!(shift_ends().await, Some(at("2026-03-09T12:00:00+08:00")));
    assert_eq!(one.store().unspread().await.unwrap(), None);
    one.settle_until(at("2026-03-09T13:00:00+08:00")).await.unwrap();
    let handed = one.instance(&patrol).await.unwrap().unwrap().data.get("handovers").cloned();
    assert_eq!(handed, Some(json!(["li > wang"])));
    // What is taken back gives the afternoon back.
    decide(&other, &leave, "take_back").await;
    other.settle_until(at("2026-03-09T13:00:00+08:00")).await.unwrap();
    let handed = one.instance(&patrol).await.unwrap().unwrap().data.get("handovers").cloned();
    assert_eq!(handed, Some(json!(["li > wang", "wang > li"])));
    other.close().await;
    one.close().await;
}

pub async fn a_spreading_that_broke_off_is_begun_again(place: Place) {
    let [one, other] = nodes(&place).await;
    patrol(&one).await;
    leave(&other).await;
    // The node that committed the change is gone before anybody looked again.
    let place = one.store().unspread().await.unwrap();
    assert!(place.is_some());
    let late = runtime_with(one.store().clone(), Arc::new(Nobody), duties()).await;
    late.settle().await.unwrap();
    assert_eq!(late.store().unspread().await.unwrap(), None);
    assert_eq!(late.store().next_due().await.unwrap(), Some(at("2026-03-09T12:00:00+08:00")));
    other.close().await;
    one.close().await;
}

pub async fn an_input_after_a_change_leaves_the_new_shift_in_place(place: Place) {
    let [one, other] = nodes(&place).await;
    let patrol = patrol(&one).await;
    leave(&other).await;
    // Spread, as if by a third node, before the case takes its next input at a node that has not settled.
    other.settle().await.unwrap();
    decide(&one, &patrol, "call_next").await;
    assert_eq!(one.store().next_due().await.unwrap(), Some(at("2026-03-09T12:00:00+08:00")));
    other.close().await;
    one.close().await;
}
