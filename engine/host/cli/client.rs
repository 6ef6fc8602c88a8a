//! A server, as the verbs that talk to one see it.

use super::lang::pick;
use super::{Exit, out};
use docket_core::source::Lang;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, clap::Args)]
pub struct Remote {
    /// The server.
    #[arg(long, env = "DOCKET_SERVER", default_value = "http://127.0.0.1:7700")]
    pub server: String,
    /// The token.
    #[arg(long, env = "DOCKET_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
}

/// One request; its answer, or how the command ends.
pub async fn ask(
    remote: &Remote,
    method: Method,
    path: &[&str],
    query: &[(&str, String)],
    key: Option<&str>,
    body: Option<Value>,
    lang: Lang,
) -> Result<Value, Exit> {
    let unreachable = |error: &dyn std::fmt::Display| {
        let what = pick(lang, "连不上服务器", "the server cannot be reached");
        out::complain(&format!("{what}: {}: {error}", remote.server));
        Exit::Unreachable
    };
    // Somebody else may have chosen a provider already; that one will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut url = reqwest::Url::parse(&remote.server).map_err(|error| {
        out::complain(&format!("{}: {error}", remote.server));
        Exit::Usage
    })?;
    if let Ok(mut parts) = url.path_segments_mut() {
        parts.pop_if_empty().extend(path);
    }
    for (name, value) in query {
        url.query_pairs_mut().append_pair(name, value);
    }
    let client = reqwest::Client::builder().timeout(PATIENCE).build().map_err(|error| unreachable(&error))?;
    let mut request = client.request(method, url).header("accept-language", lang.tag());
    if let Some(token) = &remote.token {
        request = request.bearer_auth(token);
    }
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.map_err(|error| unreachable(&error))?;
    let status = answer.status();
    let bytes = answer.bytes().await.map_err(|error| unreachable(&error))?;
    let value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    if status.is_success() {
        return Ok(value);
    }
    refuse(status, &value);
    let away = matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT);
    Err(if away { Exit::Unreachable } else { Exit::Faults })
}

/// A problem in lines.
fn refuse(status: StatusCode, problem: &Value) {
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    out::complain(&format!("{} {}: {}", status.as_u16(), text(problem, "code"), text(problem, "detail")));
    for field in problem.get("fields").and_then(Value::as_array).into_iter().flatten() {
        let meant = text(field, "did_you_mean");
        let meant = if meant.is_empty() { meant } else { format!(" ({meant}?)") };
        out::say(&format!("  {}: {}{meant}", text(field, "field"), text(field, "expected")));
    }
    for one in problem.get("possible").and_then(Value::as_array).into_iter().flatten() {
        out::say(&format!("  + {} ({})", text(one, "event"), text(one, "title")));
    }
}

/// An answer of a server of this version.
pub fn read<T: DeserializeOwned>(answer: Value, lang: Lang) -> Result<T, Exit> {
    serde_json::from_value(answer).map_err(|_| {
        out::complain(pick(
            lang,
            "服务器的版本与本程序不符",
            "the server is of another version than this program",
        ));
        Exit::Unreachable
    })
}

/// A JSON object from the command line, or from a file behind `@`.
pub fn data(text: Option<&str>) -> Result<Value, Exit> {
    let Some(text) = text else { return Ok(Value::Object(serde_json::Map::new())) };
    let text = match text.strip_prefix('@') {
        None => text.to_owned(),
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            out::complain(&format!("{path}: {error}"));
            Exit::Unreachable
        })?,
    };
    serde_json::from_str(&text).map_err(|error| {
        out::complain(&format!("--data: {error}"));
        Exit::Usage
    })
}
