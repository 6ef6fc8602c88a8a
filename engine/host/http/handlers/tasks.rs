//! What people do with tasks.

use super::super::ask;
use super::super::body::{Asked, Conditions};
use super::super::caller::Caller;
use super::super::problem::Problem;
use super::super::server::Server;
use super::events::receipt;
use super::{case_id, counted, reached, request};
use crate::runtime::Event;
use crate::tokens::Verb;
use axum::extract::{Path, State};
use axum::response::Response;

/// `POST /v1/tasks/{case}/{task}/claim`
pub async fn claim(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Act>,
) -> Result<Response, Problem> {
    caller.need(Verb::Tasks)?;
    let case = case_id(&case)?;
    let actor = caller.actor(asked.by)?;
    reached(&server, &caller, &case).await?;
    let expected = asked.expected_version.or(conditions.expected_version);
    let request = request(&caller, conditions.id, actor, None, expected);
    let done = server.runtime().claim(request, &case, &task).await;
    Ok(receipt(counted("claim", done)?))
}

/// `POST /v1/tasks/{case}/{task}/release`
pub async fn release(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Act>,
) -> Result<Response, Problem> {
    caller.need(Verb::Tasks)?;
    let case = case_id(&case)?;
    let actor = caller.actor(asked.by)?;
    reached(&server, &caller, &case).await?;
    let expected = asked.expected_version.or(conditions.expected_version);
    let request = request(&caller, conditions.id, actor, None, expected);
    let done = server.runtime().release(request, &case, &task).await;
    Ok(receipt(counted("release", done)?))
}

/// `POST /v1/tasks/{case}/{task}/acknowledge`
pub async fn acknowledge(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Act>,
) -> Result<Response, Problem> {
    caller.need(Verb::Tasks)?;
    let case = case_id(&case)?;
    let actor = caller.actor(asked.by)?;
    reached(&server, &caller, &case).await?;
    let expected = asked.expected_version.or(conditions.expected_version);
    let request = request(&caller, conditions.id, actor, None, expected);
    let done = server.runtime().acknowledge(request, &case, &task).await;
    Ok(receipt(counted("acknowledge", done)?))
}

/// `POST /v1/tasks/{case}/{task}/complete`
pub async fn complete(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Complete>,
) -> Result<Response, Problem> {
    caller.need(Verb::Tasks)?;
    let case = case_id(&case)?;
    let actor = caller.actor(asked.by)?;
    reached(&server, &caller, &case).await?;
    let expected = asked.expected_version.or(conditions.expected_version);
    let request = request(&caller, conditions.id, actor, asked.happened, expected);
    let event = Event { name: asked.event, data: asked.data, task: Some(task), region: None };
    let done = server.runtime().send(request, &case, event).await;
    Ok(receipt(counted("complete", done)?))
}

/// `POST /v1/tasks/{case}/{task}/approve`
pub async fn approve(
    state: State<Server>,
    caller: Caller,
    path: Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Decide>,
) -> Result<Response, Problem> {
    decide(state, caller, path, conditions, asked, true).await
}

/// `POST /v1/tasks/{case}/{task}/refuse`
pub async fn refuse(
    state: State<Server>,
    caller: Caller,
    path: Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Decide>,
) -> Result<Response, Problem> {
    decide(state, caller, path, conditions, asked, false).await
}

async fn decide(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    asked: ask::Decide,
    approve: bool,
) -> Result<Response, Problem> {
    caller.need(Verb::Tasks)?;
    let case = case_id(&case)?;
    let actor = caller.actor(asked.by)?;
    reached(&server, &caller, &case).await?;
    let expected = asked.expected_version.or(conditions.expected_version);
    let request = request(&caller, conditions.id, actor, None, expected);
    let done = server.runtime().decide(request, &case, &task, approve, asked.reason).await;
    Ok(receipt(counted(if approve { "approve" } else { "refuse" }, done)?))
}
