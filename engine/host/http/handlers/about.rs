//! What the server says of itself. Needs no token.

use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::{openapi, views::Health};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

fn ok() -> Health {
    Health { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// `GET /healthz`: the process lives.
pub async fn health() -> Json<Health> {
    Json(ok())
}

/// `GET /readyz`: the database answers.
pub async fn ready(State(server): State<Server>) -> Result<Json<Health>, Problem> {
    server.store().ping().await?;
    Ok(Json(ok()))
}

/// `GET /metrics`
pub async fn metrics(State(server): State<Server>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], server.counted()).into_response()
}

/// `GET /openapi.json`
pub async fn openapi() -> Json<Value> {
    Json(openapi::document())
}

/// Nothing at this path.
pub async fn nowhere(uri: axum::http::Uri) -> Problem {
    Problem::new(Code::UnknownRoute, uri.path())
}

/// Another method is meant.
pub async fn other_method(method: axum::http::Method, uri: axum::http::Uri) -> Problem {
    Problem::new(Code::MethodNotAllowed, format!("{method} {}", uri.path()))
}
