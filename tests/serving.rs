//! `docket serve` as those who run it meet it: a service that is called, incidents that are settled, another master key.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use docket::outbox::{Secret, sign};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PATIENCE: Duration = Duration::from_secs(60);

/// A call as it came in.
struct Heard {
    headers: HeaderMap,
    body: String,
}

/// Says what it heard; answers with a number.
async fn receive(
    State(heard): State<mpsc::UnboundedSender<Heard>>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, Json<Value>) {
    let _ = heard.send(Heard { headers, body });
    (StatusCode::OK, Json(json!({ "number": 7 })))
}

fn docket(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["DOCKET_TOKEN", "DOCKET_SERVER", "DOCKET_DATABASE", "DOCKET_SERVICES", "DOCKET_MASTER_KEY"] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1").env("LC_ALL", "C");
    command
}

/// A server, killed when the test is over.
struct Serving {
    child: Child,
    token: String,
    address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(database: &Path, more: &[&str]) -> Serving {
    let mut child = docket(&["serve", "rules/calendar", "tests/runtime/rules", "--listen", "127.0.0.1:0"])
        .args(["--database", database.to_str().unwrap()])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut token = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut token).unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let address = said
        .by_ref()
        .find_map(|line| {
            line.split_once("http://").map(|(_, rest)| rest.split(',').next().unwrap().to_owned())
        })
        .unwrap();
    // What else it says is read, so that it never waits for a reader.
    std::thread::spawn(move || said.for_each(drop));
    Serving { child, token: token.trim().to_owned(), address }
}

#[tokio::test]
async fn a_service_of_the_file_is_called_signed_and_its_answer_comes_back() {
    let (heard, mut calls) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().route("/hook", post(receive)).with_state(heard);
    tokio::spawn(async move { axum::serve(listener, app).await });

    let folder = tempfile::tempdir().unwrap();
    let services = folder.path().join("services.yaml");
    let file = format!("services: {{ registry: {{ url: 'http://{address}/hook', secret: {SECRET} }} }}\n");
    std::fs::write(&services, file).unwrap();
    let database = folder.path().join("docket.db");
    let serving =
        tokio::task::spawn_blocking(move || serve(&database, &["--services", services.to_str().unwrap()]));
    let serving = serving.await.unwrap();

    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let cases = format!("http://{}/v1/cases", serving.address);
    let open = async |workflow: &str| -> String {
        let body = json!({ "workflow": workflow, "by": "clerk", "data": { "subject": "noise" } });
        let said = client.post(&cases).bearer_auth(&serving.token).json(&body).send().await.unwrap();
        assert_eq!(said.status(), 201);
        said.json::<Value>().await.unwrap()["case"].as_str().unwrap().to_owned()
    };
    let case = open("caller").await;
    let call = tokio::time::timeout(PATIENCE, calls.recv()).await.unwrap().unwrap();
    let header = |name: &str| call.headers[name].to_str().unwrap().to_owned();
    let (id, at) = (header("webhook-id"), header("webhook-timestamp").parse().unwrap());
    let signed = sign(&Secret::parse(SECRET).unwrap(), &id, at, call.body.as_bytes());
    assert_eq!(header("webhook-signature"), signed);
    let body: Value = serde_json::from_str(&call.body).unwrap();
    assert_eq!((&body["type"], &body["case"]), (&json!("call.registry"), &json!(case)));
    assert_eq!(body["data"], json!({ "subject": "noise" }));

    // One that the file does not name is refused at once.
    let other = open("archiver").await;
    let ended = async |case: &str| -> Value {
        loop {
            let read = client.get(format!("{cases}/{case}")).bearer_auth(&serving.token).send();
            let state = read.await.unwrap().json::<Value>().await.unwrap()["state"].clone();
            if state != "asking" {
                return state;
            }
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(tokio::time::timeout(PATIENCE, ended(&case)).await.unwrap(), "registered");
    assert_eq!(tokio::time::timeout(PATIENCE, ended(&other)).await.unwrap(), "refused");
    assert!(calls.try_recv().is_err(), "it was called once");
}

#[test]
fn a_file_of_services_that_cannot_be_used_is_told_and_nothing_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let (file, database) = (folder.path().join("services.yaml"), folder.path().join("docket.db"));
    for (text, why) in [
        ("services: { registry: { url: 'http://x', secret: short } }", "secret"),
        ("services: { registry: { url: 'no url', secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw } }", "url"),
        ("services: { registry: { url: 'http://x' } }", "secret"),
        ("servces: {}", "servces"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = docket(&["serve", "tests/runtime/rules", "rules/calendar", "--listen", "127.0.0.1:0"])
            .args(["--database", database.to_str().unwrap(), "--services", file.to_str().unwrap()])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{text}: {said}");
        assert!(said.contains("services.yaml") && said.contains(why), "{text}: {said}");
    }
}

#[test]
fn organisations_that_do_not_fit_together_are_chosen_from_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("docket.db");
    for (more, why) in [
        // The packs bring organisations of their own, for their scenarios.
        (&[][..], "--org"),
        (&["--org", "distrct"][..], "distrct: "),
    ] {
        let output = docket(&["serve", "rules", "--listen", "127.0.0.1:0"])
            .args(["--database", database.to_str().unwrap()])
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{more:?}: {said}");
        assert!(said.contains(why), "{more:?}: {said}");
        assert!(!database.exists(), "nothing was made");
    }
}

#[test]
fn incidents_are_settled_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("docket.db");
    let serving = serve(&database, &[]);
    let server = format!("http://{}", serving.address);
    let run = |args: &[&str]| -> (Option<i32>, Value, String) {
        let output = docket(args).args(["--server", &server, "--token", &serving.token]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default(), said)
    };
    let (_, started, said) = run(&["start", "box", "--by", "clerk"]);
    let case = started["case"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned();
    let (code, _, said) = run(&["send", &case, "spoil", "--by", "clerk"]);
    assert!(code == Some(1) && said.contains("fault"), "{said}");
    let (code, open, _) = run(&["incident", "list", "--case", &case]);
    assert_eq!((code, &open[0]["case"], &open[0]["key"]), (Some(0), &json!(case), &json!("v2")), "{open}");
    let (code, _, said) = run(&["incident", "retry", &case, "v2", "--by", "boss"]);
    assert!(code == Some(1) && said.contains("not_retryable"), "{said}");
    let (code, done, _) = run(&["incident", "skip", &case, "v2", "--by", "boss", "--reason", "作废"]);
    assert_eq!((code, &done["verdict"]), (Some(0), &json!("accepted")), "{done}");
    assert_eq!(run(&["incident", "list"]).1, json!([]));
    drop(serving);

    // Whoever has another master key is told, and opens nothing a second time.
    let other = folder.path().join("other.key");
    let output = docket(&["serve", "rules/calendar", "tests/runtime/rules", "--listen", "127.0.0.1:0"])
        .args(["--database", database.to_str().unwrap(), "--master-key", other.to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains("--master-key"), "{said}");
}
