//! Lists: what is declared and kept, and the sync between them, on both databases.

use super::given::{Ground, Place, Said, place_with};
use docket::cli;
use docket::http::Limits;
use docket::runtime::Rules;
use docket_core::definition::{InputFile, load};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;

const TASK: &str = "
language: 1
workflow: task
title: { zh: 重点任务, en: Key task }
calendar: cn
counting: civil-code
unit: place
actors: { leader: { role: leader, at: place } }
data:
  code: { type: text }
  place: { type: unit }
  due: { type: date }
  phone: { type: text, private: true }
opens: { by: [leader], saves: [code, place, due, phone] }
events:
  amend: { by: [leader], saves: [due, phone], may_omit: [due, phone] }
  strike: { by: [leader] }
states:
  running: { task: { to: [leader], does: [strike] }, on: { amend: {}, strike: { to: struck } } }
  struck: { final: true }
";

const LIST: &str = "
language: 1
list: key-tasks
title: { zh: 重点任务清单, en: Key tasks }
workflow: task
key: code
changed: { send: amend }
vanished: { send: strike }
entries:
";

fn rules(entries: &[(&str, &str, &str)]) -> Rules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut list = LIST.to_owned();
    for (code, place, due) in entries {
        list += &format!("  - {{ code: {code}, place: {place}, due: {due}, phone: '{due}' }}\n");
    }
    let file = |path: &str, bytes: Vec<u8>| InputFile { path: path.to_owned(), bytes };
    let mut files = cli::read_files(&[root.join("rules/calendar")]).unwrap();
    files
        .push(file("district.org.yaml", std::fs::read(root.join("tests/boards/district.org.yaml")).unwrap()));
    files.push(file("task.workflow.yaml", TASK.into()));
    files.push(file("key-tasks.list.yaml", list.into_bytes()));
    let loaded = load(&files);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    cli::rules::of(&loaded).unwrap()
}

const OLD: &[(&str, &str, &str)] =
    &[("T1", "willow", "2026-12-18"), ("T2", "poplar", "2026-12-18"), ("T3", "willow", "2026-12-18")];
const NEW: &[(&str, &str, &str)] = &[("T1", "willow", "2026-12-20"), ("T2", "poplar", "2026-12-18")];
const SYNC: &str = "/v1/lists/key-tasks/sync";

fn refused(said: &Said, status: u16, code: &str) {
    assert_eq!((said.status.as_u16(), said.code()), (status, code), "{}", said.body);
}

async fn sync(place: &Place, token: &str, body: Value) -> Said {
    place.ask(Method::POST, SYNC, token, &[], Some(body)).await
}

/// All pages of a sync: the counts of each that are not zero, and what was found.
async fn whole(place: &Place, token: &str, dry_run: bool) -> (Vec<Value>, Vec<Value>) {
    let (mut counts, mut found, mut after) = (Vec::new(), Vec::new(), Value::Null);
    loop {
        let said = sync(place, token, json!({ "dry_run": dry_run, "after": after })).await;
        assert_eq!(said.status, 200, "{}", said.body);
        assert_eq!(said.body["dry_run"], json!(dry_run));
        let mut page = said.body["counts"].clone();
        page.as_object_mut().unwrap().retain(|_, count| *count != json!(0));
        counts.push(page);
        found.extend(said.body["found"].as_array().unwrap().clone());
        after = said.body["next"].clone();
        if after.is_null() {
            return (counts, found);
        }
    }
}

async fn a_list_is_synced_and_shown(ground: Ground) {
    let place = place_with(ground, rules(OLD), Limits::default()).await;
    let planner = place.token("planner", Some("li"), &["sync"], None).await;
    let lists = place.get("/v1/lists").await.body["items"].clone();
    assert_eq!(
        (&lists[0]["title"], &lists[0]["declared"], &lists[0]["kept"], &lists[0]["workflow"]),
        (&json!("Key tasks"), &json!(3), &json!(0), &json!("task"))
    );
    assert_eq!(place.get("/v1/lists/key-tasks").await.body["items"], json!([]));

    let dry = whole(&place, &planner, true).await;
    assert_eq!((&dry.0, place.count().await), (&vec![json!({ "opened": 3 }), json!({})], 0));
    let first = whole(&place, &planner, false).await;
    assert_eq!((&first.0, first.1.len(), place.count().await), (&dry.0, 3, 3));
    assert_eq!(whole(&place, &planner, false).await, (vec![json!({ "same": 3 }), json!({})], vec![]));

    // Who asked stands in the log of the case.
    let case = first.1[0]["case"].as_str().unwrap();
    let log = place.get(&format!("/v1/cases/{case}/log")).await.body["items"][0]["entry"]["input"].clone();
    assert_eq!((&log["source"]["name"], &log["actor"]["id"]), (&json!("key-tasks"), &json!("li")), "{log}");

    // Entries, page by page, with what is private marked.
    let page = place.get("/v1/lists/key-tasks?limit=2").await.body;
    assert_eq!((&page["items"][1]["key"], &page["next"]), (&json!("T2"), &json!("T2")));
    assert_eq!(
        page["items"][0]["declared"],
        json!({ "code": "T1", "place": "willow", "due": "2026-12-18", "phone": { "$private": true } })
    );
    assert_eq!(page["items"][0]["states"], json!(["running"]));
    let rest = place.get("/v1/lists/key-tasks?limit=2&after=T2").await.body;
    assert_eq!((&rest["items"][0]["key"], &rest["next"]), (&json!("T3"), &Value::Null));
    let reader = place.token("reader", None, &["read"], Some("poplar")).await;
    let seen = place.ask(Method::GET, "/v1/lists/key-tasks", &reader, &[], None).await.body;
    assert_eq!((&seen["items"][0]["key"], seen["items"].as_array().map(Vec::len)), (&json!("T2"), Some(1)));

    // Another edition, while a sync is under way.
    let begun = sync(&place, &planner, json!({})).await.body["next"].clone();
    place.runtime.publish(rules(NEW)).await.unwrap();
    refused(&sync(&place, &planner, json!({ "after": begun })).await, 409, "list_changed");
    let (counts, found) = whole(&place, &planner, false).await;
    assert_eq!(counts, [json!({ "changed": 1, "same": 1 }), json!({ "vanished": 1 })]);
    let says: Vec<&str> =
        found[0]["differences"].as_array().unwrap().iter().map(|one| one["says"].as_str().unwrap()).collect();
    assert_eq!(says, ["due: 2026-12-18 -> 2026-12-20", "phone: changed (private)"]);
    assert_eq!(found[0]["differences"][1]["now"], json!({ "$private": true }));
    assert_eq!(
        (&found[1]["key"], &found[1]["finding"], &found[1]["became"]),
        (&json!("T3"), &json!("vanished"), &json!("done"))
    );
    let gone = place.get("/v1/lists/key-tasks?gone=true").await.body["items"].clone();
    assert_eq!(
        (&gone[0]["key"], &gone[0]["states"], gone.as_array().map(Vec::len)),
        (&json!("T3"), &json!(["struck"]), Some(1))
    );
    assert!(gone[0]["gone_at"].is_string());
    let lists = place.get("/v1/lists").await.body["items"].clone();
    assert_eq!([&lists[0]["declared"], &lists[0]["kept"], &lists[0]["gone"]], [2, 3, 1]);

    // A rule of its own: what the case does not take is said, in the language that is asked for.
    place
        .runtime
        .publish(rules(&[
            ("T1", "willow", "2026-12-20"),
            ("T2", "poplar", "2026-12-18"),
            ("T3", "willow", "2027-01-08"),
        ]))
        .await
        .unwrap();
    let headers = [("accept-language", "zh")];
    let said = place.ask(Method::POST, SYNC, &planner, &headers, Some(json!({ "dry_run": true }))).await.body;
    let found = &said["found"][0];
    assert_eq!(
        (&found["finding"], &found["became"], &found["code"]),
        (&json!("back"), &json!("refused"), &json!("ended"))
    );
    assert!(found["why"].as_str().unwrap().contains("事项已终结"), "{found}");
    // Who may see private values sees what was and what is.
    let all = sync(&place, &place.token.clone(), json!({ "dry_run": true })).await.body;
    assert_eq!(all["found"][0]["differences"][1]["now"], json!("2027-01-08"));
    place.stop().await;
}

#[tokio::test]
async fn a_list_is_synced_and_shown_on_sqlite() {
    a_list_is_synced_and_shown(Ground::sqlite()).await;
}

#[tokio::test]
async fn a_list_is_synced_and_shown_on_postgres() {
    a_list_is_synced_and_shown(Ground::postgres().await).await;
}

#[tokio::test]
async fn who_may_not_sync_and_what_there_is_not() {
    let place = place_with(Ground::sqlite(), rules(OLD), Limits::default()).await;
    let all = place.token.clone();
    let reader = place.token("reader", Some("li"), &["read", "send", "publish"], None).await;
    refused(&sync(&place, &reader, json!({})).await, 403, "forbidden");
    let within = place.token("willow", Some("li"), &["sync"], Some("willow")).await;
    refused(&sync(&place, &within, json!({})).await, 403, "out_of_scope");
    refused(&place.ask(Method::GET, "/v1/lists", &within, &[], None).await, 403, "forbidden");
    refused(&place.ask(Method::GET, "/v1/lists/key-tasks", &within, &[], None).await, 403, "forbidden");
    let misspelt = place.post("/v1/lists/key-taks/sync", json!({})).await;
    refused(&misspelt, 404, "unknown_list");
    assert!(
        misspelt.body["detail"].as_str().unwrap().contains("did you mean `key-tasks`"),
        "{}",
        misspelt.body
    );
    refused(&place.get("/v1/lists/key-taks").await, 404, "unknown_list");
    let wrong = sync(&place, &all, json!({ "dry_run": "yes", "aftr": "x" })).await;
    refused(&wrong, 422, "bad_request");
    assert_eq!(wrong.body["fields"].as_array().map(Vec::len), Some(2), "{}", wrong.body);
    for after in ["x", "x.d.-1", "x.z.1", ""] {
        let wrong = sync(&place, &all, json!({ "after": after })).await;
        refused(&wrong, 422, "bad_request");
        assert_eq!(wrong.body["fields"][0]["field"], json!("after"));
    }
    refused(&sync(&place, &all, json!({ "after": "x.d.1" })).await, 409, "list_changed");
    refused(&place.get("/v1/lists/key-tasks?gone=1").await, 400, "bad_query");
    assert_eq!(place.count().await, 0);
    place.stop().await;
}
