//! Reading one case.

use super::super::body::Asking;
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{CaseView, Explanation, LogEntry, LogList, WhyList};
use super::{case_id, seen};
use crate::seal;
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

/// `GET /v1/cases/{id}`
pub async fn one(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    caller.need(Verb::Read)?;
    let case = case_id(&id)?;
    let view = seen(&server, &caller, &case).await?;
    let possible = server.runtime().possible(&case).await?.unwrap_or_default();
    let tag = format!("\"{}\"", view.decided_version);
    Ok(([(header::ETAG, tag)], Json(CaseView::of(view, &possible, lang::of(&headers)))).into_response())
}

/// Which entries of the log.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    after: Option<u64>,
    limit: Option<u32>,
}

/// `GET /v1/cases/{id}/log`
pub async fn log(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Asking(page): Asking<Page>,
) -> Result<Json<LogList>, Problem> {
    caller.need(Verb::Read)?;
    let case = case_id(&id)?;
    seen(&server, &caller, &case).await?;
    let limit = page.limit.unwrap_or(server.limits().page).clamp(1, server.limits().page);
    let from = page.after.unwrap_or(0).saturating_add(1);
    let entries = server.store().log(&case, from, limit).await?;
    let full = entries.len() >= limit as usize;
    let next = entries.last().filter(|_| full).map(|entry| entry.version.to_string());
    let item = |entry: crate::store::Entry| LogEntry {
        version: entry.version,
        at: entry.at,
        hash: entry.hash.to_string(),
        previous: entry.previous.map(|hash| hash.to_string()),
        entry: seal::shown(serde_json::from_slice(&entry.bytes).unwrap_or(Value::Null)),
    };
    Ok(Json(LogList { items: entries.into_iter().map(item).collect(), next }))
}

/// Which version.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    version: Option<u64>,
}

/// `GET /v1/cases/{id}/explain`
pub async fn explain(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Asking(which): Asking<Which>,
    headers: HeaderMap,
) -> Result<Json<Explanation>, Problem> {
    caller.need(Verb::Read)?;
    let case = case_id(&id)?;
    let view = seen(&server, &caller, &case).await?;
    let version = which.version.unwrap_or(view.version);
    let explained = server.runtime().explain(&case, version).await?;
    let explained = explained.ok_or_else(|| Problem::new(Code::NotFound, format!("version {version}")))?;
    Ok(Json(Explanation::of(&case, explained, lang::of(&headers))))
}

/// Which clock.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    clock: Option<String>,
}

/// `GET /v1/cases/{id}/why`
pub async fn why(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    Asking(which): Asking<Clock>,
    headers: HeaderMap,
) -> Result<Json<WhyList>, Problem> {
    caller.need(Verb::Read)?;
    let case = case_id(&id)?;
    let view = seen(&server, &caller, &case).await?;
    let reasons = server.runtime().why(&case, which.clock.as_deref()).await?.unwrap_or_default();
    if let (Some(clock), true) = (&which.clock, reasons.clocks.is_empty() && reasons.obligations.is_empty()) {
        let known = view.deadlines.into_iter().map(|deadline| deadline.name);
        let known: Vec<String> = known.chain(view.obligations.into_iter().map(|one| one.name)).collect();
        return Err(Problem::new(Code::NotFound, format!("clocks/{clock}: {}", known.join(", "))));
    }
    Ok(Json(WhyList::of(&case, &reasons, lang::of(&headers))))
}
