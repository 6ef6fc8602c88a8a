//! Bodies and queries as handlers take them.

use super::ask::{Body, CloudEvent};
use super::json;
use super::problem::{Code, Problem};
use super::server::Server;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use docket_core::instance::Words;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The media type of a CloudEvent in structured mode.
pub const CLOUD_EVENT: &str = "application/cloudevents+json";
/// The longest `Idempotency-Key`, in bytes.
pub const MAX_KEY: usize = 200;

/// A body of JSON.
pub struct Asked<T>(pub T);

impl<T: Body> FromRequest<Server> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Problem> {
        let (_, value) = read(request, server, &["application/json"]).await?;
        Ok(Self(T::read(value)?))
    }
}

/// A body that is a request of ours, or a CloudEvent.
pub enum Either<T> {
    /// Ours.
    Ours(T),
    /// A CloudEvent.
    Cloud(CloudEvent),
}

impl<T: Body> FromRequest<Server> for Either<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Problem> {
        let (media, value) = read(request, server, &["application/json", CLOUD_EVENT]).await?;
        if media == CLOUD_EVENT {
            Ok(Self::Cloud(CloudEvent::read(value)?))
        } else {
            Ok(Self::Ours(T::read(value)?))
        }
    }
}

async fn read(request: Request, server: &Server, known: &[&str]) -> Result<(String, Value), Problem> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let bytes = Bytes::from_request(request, server).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            {
                let most = server.limits().body;
                said(Code::BodyTooLarge, format!("上限 {most} 字节"), format!("at most {most} bytes"))
            }
        } else {
            said(Code::BadJson, "没有收到完整的正文".to_owned(), rejection.body_text())
        }
    })?;
    // Nothing at all stands for nothing to say.
    if bytes.is_empty() {
        return Ok((media, Value::Object(serde_json::Map::new())));
    }
    if !known.contains(&media.as_str()) {
        return Err(Problem::new(Code::MediaType, format!("`{media}`; {}", known.join(", "))));
    }
    let value = json::read(&bytes).map_err(|fault| match fault {
        json::Fault::Encoding(at) => {
            said(Code::BadEncoding, format!("第 {at} 个字节起"), format!("byte {at}"))
        }
        json::Fault::Json(why) => Problem::said(Code::BadJson, why),
    })?;
    Ok((media, value))
}

fn said(code: Code, zh: String, en: String) -> Problem {
    Problem::said(code, Words { zh, en })
}

/// Parameters of a query.
pub struct Asking<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Server> for Asking<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let Query(query) = Query::<T>::from_request_parts(parts, server).await.map_err(|rejection| {
            let why = rejection.body_text();
            // `Failed to deserialize query string: limit: invalid digit`: the parameter stands in the middle.
            let zh = match why.split(": ").collect::<Vec<_>>().as_slice() {
                [_, name, _] => format!("参数“{name}”的值不对"),
                _ => "有不认识或缺少的参数".to_owned(),
            };
            said(Code::BadQuery, zh, why)
        })?;
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::new(Code::BadQuery, "NUL"));
        }
        Ok(Self(query))
    }
}

/// What the headers of a write say: its id, and the version it expects.
pub struct Conditions {
    /// `Idempotency-Key`. Absent: the request cannot be repeated safely.
    pub id: Option<String>,
    /// `If-Match`. Absent: not compared.
    pub expected_version: Option<u64>,
}

impl FromRequestParts<Server> for Conditions {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Server) -> Result<Self, Problem> {
        Ok(Self { id: key(&parts.headers)?, expected_version: version(&parts.headers)? })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    // As it is drafted at the IETF the key is a quoted string; most senders leave the quotes out.
    let key = value.to_str().ok().map(|key| key.trim().trim_matches('"').to_owned());
    match key {
        Some(key) if !key.is_empty() && key.len() <= MAX_KEY => Ok(Some(key)),
        _ => Err(said(
            Code::BadQuery,
            format!("Idempotency-Key 应为 1 到 {MAX_KEY} 个 ASCII 字符"),
            format!("Idempotency-Key: 1..{MAX_KEY} bytes of ASCII"),
        )),
    }
}

fn version(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get("if-match") else { return Ok(None) };
    let tag = value.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    let version = tag.trim_start_matches("W/").trim_matches('"').parse().ok();
    version.map(Some).ok_or_else(|| Problem::new(Code::BadQuery, format!("If-Match: {tag}")))
}
