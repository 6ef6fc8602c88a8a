//! What people do with tasks.

use super::super::ask;
use super::super::body::{Asked, Conditions};
use super::super::caller::Caller;
use super::super::problem::Problem;
use super::super::server::Server;
use super::{Deed, Said, done};
use crate::tokens::Verb;
use axum::extract::{Path, State};
use axum::response::Response;
use docket_core::instance::Cause;

/// `POST /v1/tasks/{case}/{task}/claim`
pub async fn claim(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Act>,
) -> Result<Response, Problem> {
    let deed = Deed { verb: Verb::Tasks, what: "claim", cause: Cause::Claim { task } };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}

/// `POST /v1/tasks/{case}/{task}/release`
pub async fn release(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Act>,
) -> Result<Response, Problem> {
    let deed = Deed { verb: Verb::Tasks, what: "release", cause: Cause::Release { task } };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}

/// `POST /v1/tasks/{case}/{task}/acknowledge`
pub async fn acknowledge(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Act>,
) -> Result<Response, Problem> {
    let deed = Deed { verb: Verb::Tasks, what: "acknowledge", cause: Cause::Acknowledge { task } };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}

/// `POST /v1/tasks/{case}/{task}/complete`
pub async fn complete(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Complete>,
) -> Result<Response, Problem> {
    let cause = Cause::Event { name: asked.event, data: asked.data, task: Some(task), region: None };
    let said = Said { by: asked.by, expected_version: asked.expected_version, happened: asked.happened };
    let deed = Deed { verb: Verb::Tasks, what: "complete", cause };
    done(&server, &caller, &case, conditions, said, deed).await
}

/// `POST /v1/tasks/{case}/{task}/approve`
pub async fn approve(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(mut asked): Asked<ask::Decide>,
) -> Result<Response, Problem> {
    let cause = Cause::Decide { task, approve: true, reason: asked.reason.take() };
    let deed = Deed { verb: Verb::Tasks, what: "approve", cause };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}

/// `POST /v1/tasks/{case}/{task}/refuse`
pub async fn refuse(
    State(server): State<Server>,
    caller: Caller,
    Path((case, task)): Path<(String, String)>,
    conditions: Conditions,
    Asked(mut asked): Asked<ask::Decide>,
) -> Result<Response, Problem> {
    let cause = Cause::Decide { task, approve: false, reason: asked.reason.take() };
    let deed = Deed { verb: Verb::Tasks, what: "refuse", cause };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}

impl From<ask::Act> for Said {
    fn from(asked: ask::Act) -> Self {
        Self { by: asked.by, expected_version: asked.expected_version, happened: None }
    }
}

impl From<ask::Decide> for Said {
    fn from(asked: ask::Decide) -> Self {
        Self { by: asked.by, expected_version: asked.expected_version, happened: None }
    }
}
