//! Lists of cases, tasks and notices.

use super::super::body::Asking;
use super::super::caller::Caller;
use super::super::fields::instant;
use super::super::lang;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{CaseList, CaseSummary, NoticeList, NoticeView, TaskList, TaskSummary};
use super::case_id;
use crate::store::{CaseFilter, CaseRow, NoticeFilter, NoticeRow, TaskFilter, TaskRow};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use docket_core::instance::CaseId;
use docket_core::instance::Words;
use docket_core::source::Lang;
use serde::Deserialize;
use serde_json::Value;

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    workflow: Option<String>,
    state: Option<String>,
    unit: Option<String>,
    ended: Option<bool>,
    after: Option<String>,
    limit: Option<u32>,
}

/// `GET /v1/cases`
pub async fn cases(
    State(server): State<Server>,
    caller: Caller,
    Asking(asked): Asking<Cases>,
) -> Result<Json<CaseList>, Problem> {
    caller.need(Verb::Read)?;
    let units = caller.units(asked.unit.as_deref(), &server.world().organisation)?;
    let limit = limit(&server, asked.limit);
    let filter = CaseFilter {
        workflow: asked.workflow,
        state: asked.state,
        units,
        ended: asked.ended,
        definition: None,
        ids: None,
        started_by: None,
        after: asked.after.as_deref().map(case_id).transpose()?,
        limit,
    };
    let rows = server.store().search(&filter).await?;
    let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.id.to_string());
    Ok(Json(CaseList { items: rows.into_iter().map(case).collect(), next }))
}

fn case(row: CaseRow) -> CaseSummary {
    CaseSummary {
        id: row.id.to_string(),
        workflow: row.workflow,
        unit: row.unit,
        states: row.states,
        light: row.light,
        numbers: row.numbers,
        ended: row.ended,
        version: row.version,
        started_at: row.started_at,
        at: row.at,
        due_at: row.due_at,
    }
}

/// Which tasks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tasks {
    person: Option<String>,
    case: Option<String>,
    unit: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

/// `GET /v1/tasks`
pub async fn tasks(
    State(server): State<Server>,
    caller: Caller,
    Asking(asked): Asking<Tasks>,
    headers: HeaderMap,
) -> Result<Json<TaskList>, Problem> {
    caller.need(Verb::Read)?;
    let units = caller.units(asked.unit.as_deref(), &server.world().organisation)?;
    let limit = limit(&server, asked.limit);
    let after = match asked.after.as_deref().map(|after| after.rsplit_once('/')) {
        None => None,
        Some(Some((case, task))) => Some((CaseId::stored(case), task.to_owned())),
        Some(None) => return Err(Problem::new(Code::BadQuery, "after = <case>/<task>")),
    };
    let case = asked.case.as_deref().map(case_id).transpose()?;
    let rows = server.store().tasks(&TaskFilter { person: asked.person, case, units, after, limit }).await?;
    let language = lang::of(&headers);
    let next =
        rows.last().filter(|_| rows.len() >= limit as usize).map(|row| format!("{}/{}", row.case, row.id));
    Ok(Json(TaskList { items: rows.into_iter().map(|row| task(row, language)).collect(), next }))
}

fn task(row: TaskRow, language: Lang) -> TaskSummary {
    let does = row.body.get("does").and_then(Value::as_array).into_iter().flatten();
    TaskSummary {
        does: does.filter_map(Value::as_str).map(str::to_owned).collect(),
        title: words(row.body.get("title"), language),
        case: row.case.to_string(),
        workflow: row.workflow,
        unit: row.unit,
        id: row.id,
        name: row.name,
        candidates: row.candidates,
        assignee: row.assignee,
        opened_at: row.opened_at,
        due_at: row.due_at,
    }
}

/// Which notices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    person: Option<String>,
    case: Option<String>,
    unit: Option<String>,
    before: Option<String>,
    limit: Option<u32>,
}

/// `GET /v1/notifications`
pub async fn notices(
    State(server): State<Server>,
    caller: Caller,
    Asking(asked): Asking<Notices>,
    headers: HeaderMap,
) -> Result<Json<NoticeList>, Problem> {
    caller.need(Verb::Read)?;
    let units = caller.units(asked.unit.as_deref(), &server.world().organisation)?;
    let limit = limit(&server, asked.limit);
    // A page ends at an instant and a key, since notices of one step share their instant.
    let (before, before_key) =
        match asked.before.as_deref().map(|text| text.split_once('/').unwrap_or((text, ""))) {
            None => (None, None),
            Some((at, key)) => {
                let at = instant(at).ok_or_else(|| Problem::new(Code::BadQuery, format!("before = {at}")))?;
                (Some(at), Some(key.to_owned()).filter(|key| !key.is_empty()))
            }
        };
    let case = asked.case.as_deref().map(case_id).transpose()?;
    let filter = NoticeFilter { person: asked.person, case, units, before, before_key, limit };
    let rows = server.store().notices(&filter).await?;
    let language = lang::of(&headers);
    let next =
        rows.last().filter(|_| rows.len() >= limit as usize).map(|row| format!("{}/{}", row.at, row.key));
    Ok(Json(NoticeList { items: rows.into_iter().map(|row| notice(row, language)).collect(), next }))
}

fn notice(row: NoticeRow, language: Lang) -> NoticeView {
    NoticeView {
        about: row.body.get("about").and_then(Value::as_str).unwrap_or_default().to_owned(),
        title: words(row.body.get("title"), language),
        text: words(row.body.get("text"), language),
        key: row.key,
        case: row.case.to_string(),
        to: row.to,
        at: row.at,
    }
}

fn words(value: Option<&Value>, language: Lang) -> String {
    let words = value.and_then(|value| serde_json::from_value::<Words>(value.clone()).ok());
    words.map(|words| lang::pick(&words, language)).unwrap_or_default()
}

pub(super) fn limit(server: &Server, asked: Option<u32>) -> u32 {
    asked.unwrap_or(server.limits().page).clamp(1, server.limits().page)
}
