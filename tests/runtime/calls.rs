//! Calls of services.

use crate::given::*;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use docket::outbox::{Http, Secret, Service, sign};
use docket::runtime::{Call, Called, Courier, Limits, Runtime};
use docket::seal::Sealer;
use docket_core::instance::Data;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::oneshot;

pub async fn a_call_is_carried_until_it_is_answered(place: Place) {
    let courier = Arc::new(Told::default());
    *courier.answers.lock().unwrap() = vec![
        Called::Answered(data(json!({"number": 7}))),
        Called::Failed("away".to_owned()),
        Called::Failed("away".to_owned()),
    ];
    let runtime = runtime_with(wall_store(&place).await, courier.clone(), rules()).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let running = {
        let runtime = runtime.clone();
        tokio::spawn(async move { runtime.run(async { drop(stopped.await) }).await })
    };
    let case = start(&runtime, "1", "caller", json!({"subject": "noise"})).await.unwrap().case;
    until(&runtime, &case, "registered").await;
    let calls = courier.calls.lock().unwrap().clone();
    assert_eq!(calls.iter().map(|call| call.attempt).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(calls.iter().all(|call| call.id == calls[0].id && call.case == case && call.seq == 1));
    assert_eq!(calls[0].data, data(json!({"subject": "noise"})));
    let log = runtime.log(&case, 2, 10).await.unwrap();
    assert_eq!(log[0].input["cause"]["data"]["number"], json!(7));
    drop(stop);
    running.await.unwrap();
}

pub async fn a_refused_call_comes_back_as_an_error(place: Place) {
    let courier = Arc::new(Told::default());
    *courier.answers.lock().unwrap() = vec![Called::Refused("no".to_owned(), Data::new())];
    let runtime = runtime_with(virtual_store(&place).await, courier, rules()).await;
    let case = start(&runtime, "1", "caller", json!({"subject": "noise"})).await.unwrap().case;
    runtime.settle().await.unwrap();
    assert_eq!(states(&runtime, &case).await, ["refused"]);
    // The engine's own inputs do not make the sender's version stale.
    let view = runtime.case(&case, Default::default()).await.unwrap().unwrap();
    assert_eq!((view.version, view.decided_version), (2, 1));
}

pub async fn an_answer_with_a_reserved_name_is_an_error_once(place: Place) {
    let courier = Arc::new(Told::default());
    *courier.answers.lock().unwrap() = vec![Called::Answered(data(json!({"rows": [{"$sealed": "x"}]})))];
    let runtime = runtime_with(virtual_store(&place).await, courier.clone(), rules()).await;
    let case = start(&runtime, "1", "teller", json!({"secret": "肝炎"})).await.unwrap().case;
    runtime.settle().await.unwrap();
    assert_eq!(states(&runtime, &case).await, ["refused"]);
    let calls = courier.calls.lock().unwrap().clone();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].data, data(json!({"subject": "肝炎"})));
}

/// Answers every service but one, which never says anything.
#[derive(Default)]
struct Silent {
    waiting: Mutex<usize>,
    heard: tokio::sync::Notify,
}

#[async_trait::async_trait]
impl Courier for Silent {
    async fn call(&self, call: &Call) -> Called {
        if call.service == "registry" {
            *self.waiting.lock().unwrap() += 1;
            self.heard.notify_one();
            std::future::pending::<()>().await;
        }
        Called::Answered(Data::new())
    }
}

/// More calls wait for the dead service than there are places; messages and other services go on.
pub async fn a_dead_receiver_holds_up_nobody(place: Place) {
    let courier = Arc::new(Silent::default());
    let limits = Limits { calls: 3, calls_of_one: 2, call: Duration::from_secs(3_600), ..limits() };
    let store = wall_store(&place).await;
    let runtime =
        Runtime::open(store, Sealer::new(&[7; 32]), courier.clone(), rules(), limits).await.unwrap();
    let running = {
        let runtime = runtime.clone();
        tokio::spawn(async move { runtime.run(std::future::pending()).await })
    };
    let fields = json!({"subject": "noise"});
    for number in 0..5 {
        start(&runtime, &format!("dead-{number}"), "caller", fields.clone()).await.unwrap();
    }
    let both = async {
        while *courier.waiting.lock().unwrap() < 2 {
            courier.heard.notified().await;
        }
    };
    tokio::time::timeout(DEADLINE, both).await.unwrap();
    let (archiver, outer) = (
        start(&runtime, "archive", "archiver", fields.clone()).await.unwrap().case,
        start(&runtime, "outer", "outer", fields).await.unwrap().case,
    );
    until(&runtime, &archiver, "registered").await;
    let view = runtime.case(&outer, Default::default()).await.unwrap().unwrap();
    let inner = view.children.values().next().unwrap().clone();
    let mut changes = runtime.changes();
    let begun = async {
        while runtime.case(&inner, Default::default()).await.unwrap().is_none() {
            let _ = tokio::time::timeout(Duration::from_millis(200), changes.recv()).await;
        }
    };
    tokio::time::timeout(DEADLINE, begun).await.unwrap();
    send(&runtime, &inner, "finish", "finish").await.unwrap();
    until(&runtime, &outer, "done").await;
    assert_eq!(*courier.waiting.lock().unwrap(), 2);
    running.abort();
}

type Seen = Arc<Mutex<BTreeMap<String, u32>>>;

/// Fails every first delivery; checks each signature.
async fn receive(
    State((seen, secret)): State<(Seen, Secret)>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let id = header("webhook-id");
    let signature = sign(&secret, &id, header("webhook-timestamp").parse().unwrap(), body.as_bytes());
    if signature != header("webhook-signature") {
        return StatusCode::UNAUTHORIZED;
    }
    let mut seen = seen.lock().unwrap();
    let times = seen.entry(id).or_default();
    *times += 1;
    if *times == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
}

pub async fn a_receiver_gets_every_call_under_one_id(place: Place) {
    let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let seen: Seen = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = Router::new().route("/hook", post(receive)).with_state((seen.clone(), secret.clone()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let service = Service { url: url.parse().unwrap(), secret };
    let http = Http::new([("registry".to_owned(), service)].into(), Duration::from_secs(5)).unwrap();
    let runtime = runtime_with(wall_store(&place).await, Arc::new(http), rules()).await;
    let running = {
        let runtime = runtime.clone();
        tokio::spawn(async move { runtime.run(std::future::pending()).await })
    };
    let mut cases = Vec::new();
    for number in 0..5 {
        let fields = json!({"subject": "noise"});
        cases.push(start(&runtime, &number.to_string(), "caller", fields).await.unwrap().case);
    }
    for case in &cases {
        until(&runtime, case, "registered").await;
    }
    running.abort();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 5, "{seen:?}");
    assert!(seen.values().all(|times| *times >= 2), "{seen:?}");
}
