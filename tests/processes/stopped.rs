//! A node that is told to stop, and one that does not start.

use crate::given::*;
use crate::support::postgres::{self, execute};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request whose body is still to come; the node has begun to read it.
async fn half_asked(node: &Node, caller: &Caller, key: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(node.address()).await.unwrap();
    let head = format!(
        "POST /v1/cases HTTP/1.1\r\nhost: docket\r\nauthorization: Bearer {}\r\nidempotency-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        caller.token(),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut said = [0_u8; 25];
    stream.read_exact(&mut said).await.unwrap();
    assert_eq!(std::str::from_utf8(&said).unwrap(), "HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

async fn a_request_under_way_is_answered(site: Site) {
    let node = site.node("first").await;
    let caller = site.caller();
    let asked = opening("matter");
    let body = asked.to_string();
    let mut stream = half_asked(&node, &caller, "1", &body).await;
    stream.write_all(&body.as_bytes()[..10]).await.unwrap();

    node.terminate();
    until_so("no more is taken", async || TcpStream::connect(node.address()).await.is_err()).await;
    stream.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 201 "), "{said}");
    assert_eq!(node.ended().await.code(), Some(0));

    // What was answered was kept: the repeat gets the same answer.
    let node = site.node("second").await;
    let answer: serde_json::Value = serde_json::from_str(said.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let again = caller.once(&node.base, "/v1/cases", Some("1"), Some(&asked)).await.unwrap();
    assert_eq!((again.status.as_u16(), &again.body), (201, &answer));
    let log = caller.log(&node.base, answer["case"].as_str().unwrap()).await;
    assert_eq!(log.len(), 1);
    node.stop().await;
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_end_on_sqlite() {
    a_request_under_way_is_answered(Site::new(None)).await;
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_end_on_postgres() {
    let database = postgres::safe().await;
    a_request_under_way_is_answered(Site::new(Some(&database.url))).await;
}

#[tokio::test]
async fn a_postgres_of_a_newer_version_is_left_alone() {
    let database = postgres::safe().await;
    let site = Site::new(Some(&database.url));
    site.node("first").await.stop().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', true, '\\x00', 0)";
    execute(&database.url, newer.to_owned()).await;
    let output = site.serve().output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains("newer version"), "{said}");
}
