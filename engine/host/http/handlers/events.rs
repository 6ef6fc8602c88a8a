//! Starts and events.

use super::super::ask::{self, CloudEvent};
use super::super::body::{Asked, Conditions, Either};
use super::super::caller::Caller;
use super::super::problem::Problem;
use super::super::server::Server;
use super::super::views::Receipt;
use super::{case_id, counted, reached, request};
use crate::runtime::{Event, Reply};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_core::instance::Data;
use jiff::Timestamp;

/// `POST /v1/cases`
pub async fn start(
    State(server): State<Server>,
    caller: Caller,
    conditions: Conditions,
    Asked(asked): Asked<ask::Start>,
) -> Result<Response, Problem> {
    caller.need(Verb::Start)?;
    let actor = caller.actor(asked.by)?;
    let unit = unit_of(&server, &asked.workflow, &asked.data, asked.happened).await?;
    caller.need_unit(unit.as_deref(), &server.world().organisation)?;
    let request = request(&caller, conditions.id, actor, asked.happened, None);
    let done = server.runtime().start(request, &asked.workflow, asked.data).await;
    let reply = counted("start", done)?;
    let status = if matches!(reply.verdict.as_str(), "exists" | "raised") {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let place = format!("/v1/cases/{}", reply.case);
    Ok((status, [(header::LOCATION, place)], Json(Receipt::of(reply))).into_response())
}

/// The unit that a start would belong to. Absent: to none, or it will be refused anyway.
async fn unit_of(
    server: &Server,
    workflow: &str,
    data: &Data,
    happened: Option<Timestamp>,
) -> Result<Option<String>, Problem> {
    let at = match happened {
        Some(at) => at,
        None => server.runtime().now().await?,
    };
    let definition = server.runtime().version_at(workflow, at).await?;
    let unit =
        definition.and_then(|definition| data.get(definition.unit.as_deref()?)?.as_str().map(str::to_owned));
    Ok(unit)
}

/// `POST /v1/cases/{id}/events`
pub async fn send(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    conditions: Conditions,
    body: Either<ask::Send>,
) -> Result<Response, Problem> {
    caller.need(Verb::Send)?;
    let case = case_id(&id)?;
    let (id, asked) = match body {
        Either::Ours(asked) => (conditions.id, asked),
        Either::Cloud(event) => from_cloud(event),
    };
    let actor = caller.actor(asked.by)?;
    reached(&server, &caller, &case).await?;
    let expected = asked.expected_version.or(conditions.expected_version);
    let request = request(&caller, id, actor, asked.happened, expected);
    let event = Event { name: asked.event, data: asked.data, task: asked.task, region: asked.region };
    let done = server.runtime().send(request, &case, event).await;
    Ok(receipt(counted("send", done)?))
}

/// A CloudEvent's identity is its source and id together.
fn from_cloud(event: CloudEvent) -> (Option<String>, ask::Send) {
    let id = format!("{}#{}", event.source, event.id);
    let asked =
        ask::Send { event: event.type_, data: event.data, happened: event.time, ..ask::Send::default() };
    (Some(id), asked)
}

/// What waits for somebody is taken, not done: 202.
pub(super) fn receipt(reply: Reply) -> Response {
    let waits = matches!(reply.verdict.as_str(), "awaiting_approval" | "deferred");
    let status = if waits { StatusCode::ACCEPTED } else { StatusCode::OK };
    let tag = format!("\"{}\"", reply.decided_version);
    (status, [(header::ETAG, tag)], Json(Receipt::of(reply))).into_response()
}
