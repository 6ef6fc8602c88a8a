//! Starts and events.

use super::super::ask::{self, CloudEvent};
use super::super::body::{Asked, Conditions, Either};
use super::super::caller::Caller;
use super::super::problem::Problem;
use super::super::server::Server;
use super::super::views::Receipt;
use super::{Deed, Said, counted, done, request, waits};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_core::instance::{Cause, Data};
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
    // A start that became an event of the case that holds its key opened none, and may have to wait there.
    let status = match reply.verdict.as_str() {
        "accepted" => StatusCode::CREATED,
        _ if waits(&reply) => StatusCode::ACCEPTED,
        _ => StatusCode::OK,
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
    let (key, asked) = match body {
        Either::Ours(asked) => (conditions.id, asked),
        Either::Cloud(event) => from_cloud(event),
    };
    let said = Said { by: asked.by, expected_version: asked.expected_version, happened: asked.happened };
    let cause = Cause::Event { name: asked.event, data: asked.data, task: asked.task, region: asked.region };
    let deed = Deed { verb: Verb::Send, what: "send", cause };
    done(&server, &caller, &id, Conditions { id: key, ..conditions }, said, deed).await
}

/// A CloudEvent's identity is its source and id together.
fn from_cloud(event: CloudEvent) -> (Option<String>, ask::Send) {
    let id = format!("{}#{}", event.source, event.id);
    let asked =
        ask::Send { event: event.type_, data: event.data, happened: event.time, ..ask::Send::default() };
    (Some(id), asked)
}
