//! Limits that are reached, and a program that panics.

use super::given::{Ground, Place, petition, petitions, place_with};
use docket::http::Limits;
use docket::runtime::Rules;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A start whose head is sent and whose body is not.
async fn knock(place: &Place, length: usize, more: &str) -> TcpStream {
    let address = place.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/cases HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{more}\r\n",
        place.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// What comes until the server closes the connection: the status line, and the body as JSON.
async fn heard(mut stream: TcpStream) -> (String, Value) {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_answered_all_the_same() {
    let limits = Limits { request: Duration::from_millis(50), ..Limits::default() };
    let place = place_with(Ground::sqlite(), petitions(), limits).await;
    let (status, problem) = heard(knock(&place, 100, "").await).await;
    assert_eq!(
        (status.as_str(), &problem["code"]),
        ("HTTP/1.1 504 Gateway Timeout", &Value::from("timeout"))
    );
    assert!(problem["detail"].as_str().unwrap().contains("Idempotency-Key"));
    place.stop().await;
}

#[tokio::test]
async fn more_requests_than_there_are_places_for_are_turned_away() {
    let limits = Limits { together: 1, ..Limits::default() };
    let place = place_with(Ground::sqlite(), petitions(), limits).await;
    let body = petition("p-zhang", "c-1").to_string();
    let mut slow = knock(&place, body.len(), "expect: 100-continue\r\n").await;
    // The server asks for the body: so it is at work, and the place is taken.
    let mut asked = [0_u8; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    slow.read_exact(&mut asked).await.unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100 "));

    let turned = place.client.get(format!("{}/v1/cases", place.base)).bearer_auth(&place.token);
    let turned = turned.send().await.unwrap();
    assert_eq!((turned.status().as_u16(), turned.headers()["retry-after"].as_bytes()), (503, &b"2"[..]));
    assert_eq!(place.get("/v1/cases").await.code(), "overloaded");
    // That it lives is heard all the same.
    let lives = place.client.get(format!("{}/healthz", place.base)).send().await.unwrap();
    assert_eq!(lives.status(), 200);

    slow.write_all(body.as_bytes()).await.unwrap();
    let (status, receipt) = heard(slow).await;
    assert_eq!(status, "HTTP/1.1 201 Created", "{receipt}");
    assert_eq!(place.count().await, 1);
    place.stop().await;
}

#[tokio::test]
async fn a_panic_is_an_answer_and_the_server_goes_on() {
    let limits = Limits { together: 1, ..Limits::default() };
    let place = place_with(Ground::sqlite(), petitions(), limits).await;
    let case = place.petition("p-zhang", "c-1").await;
    let compiler = Arc::new(|_: &docket::store::DefinitionRow| panic!("the compiler of the test"));
    let broken = Rules { compiler, ..Rules::new(petitions().world) };
    place.runtime.publish(broken).await.unwrap();
    for _ in 0..2 {
        let said = place.get(&format!("/v1/cases/{case}")).await;
        assert_eq!((said.status.as_u16(), said.code()), (500, "internal"), "{}", said.body);
        assert!(!said.body.to_string().contains("the compiler of the test"));
    }
    // The one place was given back each time.
    assert_eq!(place.count().await, 1);
    place.runtime.publish(petitions()).await.unwrap();
    assert_eq!(place.get(&format!("/v1/cases/{case}")).await.body["state"], "registered");
    place.stop().await;
}
