//! What failed, and what an operator does about it, on both databases.

use super::given::{Ground, Place, Said, alarms, place_with};
use docket::http::Limits;
use reqwest::Method;
use serde_json::{Value, json};

async fn retry(place: &Place, token: &str, path: &str, verb: &str, key: &str) -> Said {
    let body = json!({ "reason": "已补配督查员" });
    let path = format!("{path}/{verb}");
    place.ask(Method::POST, &path, token, &[("idempotency-key", key)], Some(body)).await
}

fn refused(said: &Said, status: u16, code: &str) {
    assert_eq!((said.status.as_u16(), said.code()), (status, code), "{}", said.body);
}

async fn an_incident_is_retried_once(ground: Ground) {
    let place = place_with(ground, alarms(false), Limits::default()).await;
    let start = json!({ "workflow": "alarm", "by": "clerk", "data": { "place": "office" } });
    let mut cases = Vec::new();
    for _ in 0..2 {
        cases.push(place.post("/v1/cases", start.clone()).await.body["case"].as_str().unwrap().to_owned());
    }
    place.post("/v1/clock", json!({ "to": "2026-03-20T09:00:00+08:00" })).await;

    let operator = place.token("operator", Some("boss"), &["operate"], None).await;
    let list = async |token: &str, query: &str| {
        place.ask(Method::GET, &format!("/v1/incidents{query}"), token, &[], None).await
    };
    let open = list(&operator, "").await.body["items"].clone();
    assert_eq!(open.as_array().unwrap().len(), 2, "{open}");
    assert!(open[0]["message"].as_str().unwrap().contains("nobody found"), "{open}");
    let page = list(&operator, "?limit=1").await.body;
    let next = page["next"].as_str().unwrap().replace('+', "%2B");
    let rest = list(&operator, &format!("?limit=1&after={next}")).await.body;
    assert_eq!([&page["items"][0], &rest["items"][0]], [&open[0], &open[1]]);
    let of_case = list(&operator, &format!("?case={}", cases[0])).await.body["items"].clone();
    assert_eq!((of_case.as_array().unwrap().len(), &of_case[0]["case"]), (1, &json!(cases[0])));
    let path = format!("/v1/incidents/{}/{}", cases[0], of_case[0]["key"].as_str().unwrap());

    // Who may not.
    let reader = place.token("reader", Some("li"), &["read", "send", "tasks", "admin"], None).await;
    refused(&list(&reader, "").await, 403, "forbidden");
    refused(&retry(&place, &reader, &path, "retry", "1").await, 403, "forbidden");
    let elsewhere = place.token("room", Some("li"), &["operate"], Some("room")).await;
    assert_eq!(list(&elsewhere, "").await.body["items"], json!([]));
    refused(&retry(&place, &elsewhere, &path, "retry", "1").await, 403, "out_of_scope");
    refused(&retry(&place, &elsewhere, &path, "skip", "1").await, 403, "out_of_scope");
    let here = place.token("office", Some("li"), &["operate"], Some("office")).await;
    assert_eq!(list(&here, "").await.body["items"], open);

    // Before the cause is mended, and after.
    refused(&retry(&place, &operator, &path, "retry", "1").await, 500, "fault");
    place.runtime.publish(alarms(true)).await.unwrap();
    let (first, again) = (
        retry(&place, &operator, &path, "retry", "1").await,
        retry(&place, &operator, &path, "retry", "1").await,
    );
    assert_eq!((first.status.as_u16(), &first.body), (200, &again.body), "{}", first.body);
    refused(&retry(&place, &operator, &path, "retry", "2").await, 409, "incident_gone");
    let notices = place.get("/v1/notifications").await.body;
    assert_eq!(notices["items"].as_array().unwrap().len(), 1, "{notices}");
    let log = place.get(&format!("/v1/cases/{}/log?after=2", cases[0])).await.body;
    let input = &log["items"][0]["entry"]["input"];
    assert_eq!((&input["actor"]["id"], &input["source"]["name"]), (&json!("boss"), &json!("operator")));
    assert_eq!((&input["cause"]["kind"], log["items"].as_array().unwrap().len()), (&json!("retry"), 1));

    // The other one is dropped.
    let path = format!("/v1/incidents/{}/{}", cases[1], of_case[0]["key"].as_str().unwrap());
    assert_eq!(retry(&place, &operator, &path, "skip", "1").await.status, 200);
    refused(&retry(&place, &operator, &path, "retry", "3").await, 409, "incident_gone");
    assert_eq!(list(&operator, "").await.body["items"], json!([]));
    let notices = place.get("/v1/notifications").await.body;
    assert_eq!(notices["items"].as_array().map(Vec::len), Some(1));
    let parked: Vec<Value> = place.get(&format!("/v1/cases/{}/log", cases[1])).await.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["entry"]["verdict"].clone())
        .collect();
    assert_eq!(parked, [json!("accepted"), json!("incident"), json!("accepted")]);
    place.stop().await;
}

#[tokio::test]
async fn an_incident_is_retried_once_on_sqlite() {
    an_incident_is_retried_once(Ground::sqlite()).await;
}

#[tokio::test]
async fn an_incident_is_retried_once_on_postgres() {
    an_incident_is_retried_once(Ground::postgres().await).await;
}
