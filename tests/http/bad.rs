//! Every bad input gets a clear answer, and nothing is half done.

use super::given::{Ground, Place, Said, petition, petitions, place, place_with, said};
use docket::http::Limits;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

async fn raw(place: &Place, body: impl Into<reqwest::Body>) -> Said {
    let request = place.client.post(format!("{}/v1/cases", place.base)).bearer_auth(&place.token);
    said(request.header("content-type", "application/json").body(body).send().await.unwrap()).await
}

fn is(said: &Said, status: u16, code: &str) {
    assert_eq!((said.status.as_u16(), said.code()), (status, code), "{}", said.body);
    assert_eq!(said.media, "application/problem+json");
    assert!(
        !said.body["title"].as_str().unwrap().is_empty() && !said.body["detail"].as_str().unwrap().is_empty()
    );
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

#[tokio::test]
async fn a_bad_start_opens_nothing() {
    let place = place().await;
    let good = || petition("p-zhang", "c-1");
    is(&place.post("/v1/cases", with(good(), "/workflow", json!("petitoin"))).await, 404, "unknown_workflow");
    let unit = place.post("/v1/cases", with(good(), "/data/place", json!("c-99"))).await;
    is(&unit, 422, "bad_payload");
    assert_eq!(unit.body["fields"][0]["field"], "place");
    let shape = place.post("/v1/cases", with(good(), "/data/matter", json!(7))).await;
    is(&shape, 422, "bad_payload");
    assert_eq!(shape.body["fields"][0]["field"], "matter");
    is(&place.post("/v1/cases", with(good(), "/by", json!("p-other"))).await, 403, "not_allowed");

    let mut unknown = good();
    unknown["dta"] = json!({});
    let unknown = place.post("/v1/cases", unknown).await;
    is(&unknown, 422, "bad_request");
    assert_eq!(unknown.body["fields"][0]["did_you_mean"], "data");
    is(&place.post("/v1/cases", json!([])).await, 422, "bad_request");
    is(&place.post("/v1/cases", with(good(), "/data", json!("x"))).await, 422, "bad_request");

    is(&raw(&place, r#"{"workflow":"petition","data":{"facts":"a\u0000b"}}"#).await, 400, "bad_json");
    is(&raw(&place, "{\"workflow\":").await, 400, "bad_json");
    is(&raw(&place, r#"{"workflow":"a","workflow":"b"}"#).await, 400, "bad_json");
    is(&raw(&place, b"{\"workflow\":\"\xff\"}".to_vec()).await, 400, "bad_encoding");
    is(&raw(&place, "[".repeat(10_000)).await, 400, "bad_json");
    is(&raw(&place, format!("{{\"workflow\":\"{}\"}}", "a".repeat(2 << 20))).await, 413, "body_too_large");
    let request = place.client.post(format!("{}/v1/cases", place.base)).bearer_auth(&place.token);
    is(&said(request.body("workflow=petition").send().await.unwrap()).await, 415, "unsupported_media_type");
    assert_eq!(place.count().await, 0);
    place.stop().await;
}

/// Every word of a problem for people, its fields' included, is of the language that was asked for.
#[tokio::test]
async fn a_problem_speaks_one_language() {
    let place = place().await;
    let good = || petition("p-zhang", "c-1");
    let mut bodies = vec![
        json!([]),
        json!({ "workflow": 7 }),
        json!({ "data": {}, "by": "li" }),
        with(good(), "/workflow", json!("")),
        with(good(), "/data", json!("x")),
    ];
    let wrong = [
        ("place", json!("c-99")),
        ("matter", json!(7)),
        ("people", json!(0)),
        ("petitioner", json!("zhang")),
        ("representatives", json!([1])),
        ("recieved", json!(1)),
    ];
    for (field, value) in wrong {
        let mut body = good();
        body["data"][field] = value;
        bodies.push(body);
    }
    let mut late = good();
    late["happened"] = json!("yesterday");
    late["dta"] = json!({});
    bodies.push(late);
    for (lang, foreign) in [("zh", false), ("en", true)] {
        for body in &bodies {
            let headers = [("accept-language", lang)];
            let path = "/v1/cases";
            let answer = place.ask(Method::POST, path, &place.token, &headers, Some(body.clone())).await;
            assert_eq!(answer.status, 422, "{body}: {}", answer.body);
            let fields = answer.body["fields"].as_array().unwrap();
            assert!(!fields.is_empty(), "{}", answer.body);
            let said = fields.iter().map(|field| field["expected"].as_str().unwrap());
            for words in said.chain([answer.body["title"].as_str().unwrap()]) {
                assert_eq!(words.is_ascii(), foreign, "{lang}: {words}: {}", answer.body);
            }
        }
    }
    for (path, lang) in
        [("/v1/cases?limit=many", "zh"), ("/v1/cases?wrkflow=x", "zh"), ("/v1/cases?limit=many", "en")]
    {
        let headers = [("accept-language", lang)];
        let answer = place.ask(Method::GET, path, &place.token, &headers, None).await;
        let detail = answer.body["detail"].as_str().unwrap();
        assert_eq!(detail.contains("Failed"), lang == "en", "{detail}");
    }
    place.stop().await;
}

#[tokio::test]
async fn ten_megabytes_are_not_taken() {
    let place = place().await;
    let request = place.client.post(format!("{}/v1/cases", place.base)).bearer_auth(&place.token);
    let body = format!("{{\"workflow\":\"{}\"}}", "a".repeat(10 << 20));
    // The server may close the door while the client is still sending.
    if let Ok(response) = request.header("content-type", "application/json").body(body).send().await {
        is(&said(response).await, 413, "body_too_large");
    }
    assert_eq!(place.count().await, 0);
    place.stop().await;
}

#[tokio::test]
async fn a_bad_event_changes_nothing() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    let path = format!("/v1/cases/{case}");
    let before = place.get(&path).await.body;
    is(&place.send(&case, "forwrd", "li", json!({})).await, 404, "unknown_event");
    is(&place.send("petition-0", "forward", "li", json!({})).await, 404, "unknown_case");
    let early = place.send(&case, "accept", "li", json!({})).await;
    assert!(early.status == 409 || early.status == 403, "{}", early.body);
    let now = place.send(&case, "ask_review", "p-zhang", json!({})).await;
    is(&now, 409, "not_possible");
    assert!(now.body["possible"].as_array().unwrap().iter().any(|one| one["event"] == "forward"));
    is(&place.send(&case, "forward", "wang", json!({ "organ": "housing" })).await, 403, "not_allowed");
    is(&place.send(&case, "forward", "li", json!({ "organ": "nowhere" })).await, 422, "bad_payload");
    is(&place.send(&case, "forward", "li", json!({ "orgn": "housing" })).await, 422, "bad_payload");
    let nobody = json!({ "event": "forward", "data": { "organ": "housing" } });
    is(&place.post(&format!("{path}/events"), nobody).await, 403, "no_actor");
    is(&place.post(&format!("/v1/tasks/{case}/t99/claim"), json!({ "by": "li" })).await, 409, "task_gone");
    assert_eq!(place.get(&path).await.body, before);

    let body =
        json!({ "event": "forward", "by": "li", "data": { "organ": "housing" }, "expected_version": 1 });
    assert_eq!(place.post(&format!("{path}/events"), body).await.status, 200);
    let stale = json!({ "event": "accept", "by": "wang", "expected_version": 1 });
    is(&place.post(&format!("{path}/events"), stale.clone()).await, 409, "stale_version");
    let mut matched = stale;
    matched.as_object_mut().unwrap().remove("expected_version");
    let headers = [("if-match", "\"1\"")];
    let answer =
        place.ask(Method::POST, &format!("{path}/events"), &place.token, &headers, Some(matched)).await;
    is(&answer, 409, "stale_version");
    place.stop().await;
}

#[tokio::test]
async fn a_wrong_address_or_question_says_so() {
    let place = place().await;
    is(&place.get("/v1/nothing").await, 404, "unknown_route");
    let wrong = place.ask(Method::DELETE, "/v1/cases", &place.token, &[], None).await;
    is(&wrong, 405, "method_not_allowed");
    is(&place.get("/v1/cases?wrkflow=petition").await, 400, "bad_query");
    is(&place.get("/v1/cases?limit=many").await, 400, "bad_query");
    is(&place.get("/v1/cases?unit=nowhere").await, 400, "bad_query");
    let zh = place.ask(Method::GET, "/v1/nothing", &place.token, &[("accept-language", "zh")], None).await;
    assert!(zh.body["title"].as_str().unwrap().contains("没有"));
    place.stop().await;
}

#[tokio::test]
async fn a_database_that_is_away_is_told_with_a_time_to_come_again() {
    let place = place().await;
    place.runtime.close().await;
    let ready = place.client.get(format!("{}/readyz", place.base)).send().await.unwrap();
    assert_eq!(ready.headers()["retry-after"], "2");
    is(&said(ready).await, 503, "unavailable");
    is(&place.get("/v1/cases").await, 503, "unavailable");
    place.stop().await;
}

#[tokio::test]
async fn a_head_that_does_not_end_is_not_waited_for() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let place = place_with(
        Ground::sqlite(),
        petitions(),
        Limits { head: Duration::from_millis(200), ..Limits::default() },
    )
    .await;
    let connect = || tokio::net::TcpStream::connect(place.base.trim_start_matches("http://").to_owned());
    let (mut silent, mut half) = (connect().await.unwrap(), connect().await.unwrap());
    half.write_all(b"GET /healthz HTTP/1.1\r\nhost: do").await.unwrap();
    let mut said = Vec::new();
    let ends = async {
        silent.read_to_end(&mut said).await.unwrap();
        half.read_to_end(&mut said).await.unwrap();
    };
    tokio::time::timeout(Duration::from_secs(20), ends).await.unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    assert_eq!(place.get("/v1/cases").await.status, 200);
    place.stop().await;
}
