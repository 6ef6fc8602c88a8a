//! What works.

use super::given::{petition, place};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_petition_goes_its_way() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    let shown = place.get(&format!("/v1/cases/{case}")).await.body;
    assert_eq!(shown["state"], "registered");
    assert_eq!(shown["data"]["petitioner"]["name"], "张三");
    assert_eq!(shown["numbers"]["file_no"], "信访〔2026〕第1号");
    assert!(shown["possible"].as_array().unwrap().iter().any(|one| one["event"] == "forward"));

    assert_eq!(place.send(&case, "forward", "li", json!({ "organ": "housing" })).await.status, 200);
    assert_eq!(place.send(&case, "accept", "wang", json!({})).await.status, 200);
    let asked = place.send(&case, "extend", "wang", json!({ "days": 30, "reason": "案情复杂" })).await;
    assert_eq!(asked.status, 202);
    assert_eq!(asked.body["verdict"], "awaiting_approval");

    let tasks = place.get("/v1/tasks?person=zhou").await.body;
    let task =
        tasks["items"].as_array().unwrap().iter().find(|task| task["name"] == "extend.approval").unwrap();
    let path = format!("/v1/tasks/{case}/{}/approve", task["id"].as_str().unwrap());
    assert_eq!(place.post(&path, json!({ "by": "wang" })).await.code(), "not_allowed");
    assert_eq!(place.post(&path, json!({ "by": "zhou", "reason": "同意" })).await.status, 200);

    let shown = place.get(&format!("/v1/cases/{case}")).await.body;
    let clock = shown["clocks"].as_array().unwrap().iter().find(|clock| clock["name"] == "handling").unwrap();
    assert!(clock["due_at"].is_string() && clock["paused"] == false, "{clock}");
    assert_eq!(place.get(&format!("/v1/cases/{case}/documents/0")).await.status, 200);
    assert_eq!(place.get(&format!("/v1/cases/{case}/documents/99")).await.code(), "not_found");

    let log = place.get(&format!("/v1/cases/{case}/log?limit=2")).await.body;
    assert_eq!(log["items"][1]["previous"], log["items"][0]["hash"]);
    assert_eq!(log["items"][0]["entry"]["input"]["cause"]["data"]["petitioner"], json!({ "$private": true }));
    let rest = place.get(&format!("/v1/cases/{case}/log?after={}", log["next"].as_str().unwrap())).await.body;
    assert_eq!(rest["items"][0]["version"], 3);

    let en = place.get(&format!("/v1/cases/{case}/explain?version=2")).await.body;
    let path = format!("/v1/cases/{case}/explain?version=2");
    let zh = place.ask(Method::GET, &path, &place.token, &[("accept-language", "zh-CN")], None).await.body;
    assert!(en["lines"].to_string().contains("event forward received"), "{en}");
    assert!(zh["lines"].to_string().contains("收到事件"), "{zh}");
    place.stop().await;
}

#[tokio::test]
async fn a_deadline_says_why_it_falls_due() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    place.send(&case, "forward", "li", json!({ "organ": "housing" })).await;
    let why = place.get(&format!("/v1/cases/{case}/why?clock=received")).await;
    assert_eq!(why.status, 200, "{}", why.body);
    let clock = &why.body["clocks"][0];
    assert_eq!((&clock["due_on"], &clock["budget"]), (&json!("2026-03-17"), &json!("15 days")));
    assert_eq!(
        clock["days"][0],
        json!({ "from": "2026-03-02", "to": "2026-03-02", "counted": false, "why": "first_day" })
    );
    assert_eq!(
        clock["days"][1],
        json!({ "from": "2026-03-03", "to": "2026-03-17", "counted": true, "why": "counted" })
    );
    assert_eq!((&clock["rungs"][0]["rung"], &clock["rungs"][0]["light"]), (&json!(1), &json!("yellow")));
    let path = format!("/v1/cases/{case}/why");
    let zh = place.ask(Method::GET, &path, &place.token, &[("accept-language", "zh-CN")], None).await.body;
    assert!(zh["clocks"][0]["lines"][0].as_str().unwrap().contains("末日 2026-03-17"), "{zh}");
    let unknown = place.get(&format!("/v1/cases/{case}/why?clock=nothing")).await;
    assert_eq!(unknown.code(), "not_found");
    assert!(unknown.body["detail"].as_str().unwrap().contains("received"), "{}", unknown.body);
    let path = format!("/v1/tasks/{case}/t9/acknowledge");
    assert_eq!(place.post(&path, json!({ "by": "li" })).await.code(), "task_gone");
    place.stop().await;
}

#[tokio::test]
async fn a_repeat_gives_the_same_answer_and_another_body_is_refused() {
    let place = place().await;
    let key = [("idempotency-key", "k-1")];
    let start = |body| place.ask(Method::POST, "/v1/cases", &place.token, &key, Some(body));
    let (first, second) = (start(petition("p-zhang", "c-1")).await, start(petition("p-zhang", "c-1")).await);
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!(place.count().await, 1);
    let case = first.body["case"].as_str().unwrap();
    let path = format!("/v1/cases/{case}/events");
    // A key is unique in its case, the start included.
    let key = [("idempotency-key", "k-2")];
    let send = |organ: &str| {
        let body = json!({ "event": "forward", "by": "li", "data": { "organ": organ } });
        place.ask(Method::POST, &path, &place.token, &key, Some(body))
    };
    let (first, second) = (send("housing").await, send("housing").await);
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    let other = send("environment").await;
    assert_eq!((other.status.as_u16(), other.code()), (422, "other_body"));
    place.stop().await;
}

#[tokio::test]
async fn a_cloud_event_is_an_event() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    let token = place.token("hotline", Some("li"), &["send"], None).await;
    let event = json!({
        "specversion": "1.0", "id": "77", "source": "/hotline", "type": "forward", "traceparent": "00-1",
        "data": { "organ": "housing" },
    });
    let path = format!("/v1/cases/{case}/events");
    let headers = [("content-type", "application/cloudevents+json")];
    let send = || place.ask(Method::POST, &path, &token, &headers, Some(event.clone()));
    let (first, second) = (send().await, send().await);
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(first.body, second.body);
    place.stop().await;
}

#[tokio::test]
async fn a_virtual_clock_is_moved_forward_only() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    let moved = place.post("/v1/clock", json!({ "to": "2026-04-30T09:00:00+08:00" })).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    assert_eq!(place.get("/v1/clock").await.body["virtual"], true);
    let light = place.get(&format!("/v1/cases/{case}")).await.body["clocks"][0]["light"].clone();
    assert_eq!(light, "red");
    let notices = place.get(&format!("/v1/notifications?case={case}&limit=1")).await.body;
    assert!(notices["items"][0]["to"].is_array() && notices["next"].is_string(), "{notices}");
    let back = place.post("/v1/clock", json!({ "to": "2026-03-30T09:00:00+08:00" })).await;
    assert_eq!((back.status.as_u16(), back.code()), (409, "clock"));
    place.stop().await;
}

#[tokio::test]
async fn the_server_speaks_of_itself() {
    let place = place().await;
    let open = |path: &str| place.client.get(format!("{}{path}", place.base)).send();
    for path in ["/healthz", "/readyz", "/openapi.json", "/metrics"] {
        assert_eq!(open(path).await.unwrap().status(), 200, "{path}");
    }
    let counted = open("/metrics").await.unwrap().text().await.unwrap();
    assert!(counted.contains("docket_http_requests_total"), "{counted}");
    let definitions = place.get("/v1/definitions").await.body;
    assert!(definitions["items"].as_array().unwrap().iter().any(|one| one["workflow"] == "petition"));
    assert_eq!(place.get("/v1/incidents").await.body["items"], json!([]));
    // Every operation that is described is there, and asks for a token where that is described.
    for operation in docket::http::operations() {
        let path = operation.path.replace(['{', '}'], "");
        let method: Method = operation.method.to_uppercase().parse().unwrap();
        let said = place.client.request(method, format!("{}{path}", place.base)).send().await.unwrap();
        let expected = if operation.verb.is_some() { 401 } else { 200 };
        assert_eq!(said.status(), expected, "{path}");
        assert!(said.headers().contains_key("x-request-id"));
    }
    place.stop().await;
}
