//! Who may.

use super::given::{petition, place};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn without_a_known_token_nothing_is_shown() {
    let place = place().await;
    for token in ["", "docket_wrong", "x y"] {
        let said = place.ask(Method::GET, "/v1/cases", token, &[], None).await;
        assert_eq!((said.status.as_u16(), said.code()), (401, "unauthorized"));
    }
    let secret = place.token("gone", None, &["read"], None).await;
    let read = || place.ask(Method::GET, "/v1/cases", &secret, &[], None);
    assert_eq!(read().await.status, 200);
    let revoked = place.ask(Method::DELETE, "/v1/tokens/gone", &place.token, &[], None).await;
    assert_eq!(revoked.status, 204);
    assert_eq!(read().await.status, 401);
    place.stop().await;
}

#[tokio::test]
async fn a_token_sees_its_own_part_of_the_organisation() {
    let place = place().await;
    let (here, there) = (place.petition("p-zhang", "c-1").await, place.petition("p-li", "c-2").await);
    let verbs = ["read", "send", "start", "act_for"];
    let token = place.token("jia", None, &verbs, Some("jia")).await;
    let get = |path: String| {
        let (place, token) = (&place, &token);
        async move { place.ask(Method::GET, &path, token, &[], None).await }
    };
    let items = get("/v1/cases".to_owned()).await.body["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!(items[0]["id"], here.as_str());
    assert_eq!(get(format!("/v1/cases/{here}")).await.status, 200);
    assert_eq!(get(format!("/v1/cases/{there}")).await.code(), "out_of_scope");
    assert_eq!(get("/v1/cases?unit=yi".to_owned()).await.code(), "out_of_scope");
    assert_eq!(get("/v1/incidents".to_owned()).await.code(), "forbidden");
    let body = json!({ "event": "forward", "by": "li", "data": { "organ": "housing" } });
    let path = format!("/v1/cases/{there}/events");
    let sent = place.ask(Method::POST, &path, &token, &[], Some(body)).await;
    assert_eq!((sent.status.as_u16(), sent.code()), (403, "out_of_scope"));
    let opened = place.ask(Method::POST, "/v1/cases", &token, &[], Some(petition("p-sun", "c-2"))).await;
    assert_eq!(opened.code(), "out_of_scope");
    assert_eq!(place.count().await, 2);
    place.stop().await;
}

#[tokio::test]
async fn a_persons_token_acts_as_that_person_and_sees_marks_for_private_values() {
    let place = place().await;
    let case = place.petition("p-zhang", "c-1").await;
    let token = place.token("li", Some("li"), &["read", "send"], None).await;
    let path = format!("/v1/cases/{case}");
    let shown = place.ask(Method::GET, &path, &token, &[], None).await.body;
    assert_eq!(shown["data"]["petitioner"], json!({ "$private": true }));
    let body = |by: &str| json!({ "event": "forward", "by": by, "data": { "organ": "housing" } });
    let path = format!("{path}/events");
    let other = place.ask(Method::POST, &path, &token, &[], Some(body("wang"))).await;
    assert_eq!((other.status.as_u16(), other.code()), (403, "forbidden"));
    assert_eq!(place.ask(Method::POST, &path, &token, &[], Some(body("li"))).await.status, 200);
    let system = place.token("system", None, &["send"], None).await;
    assert_eq!(place.ask(Method::POST, &path, &system, &[], Some(body("li"))).await.code(), "forbidden");
    place.stop().await;
}
