//! What failed, and what an operator does about it.

use super::super::ask;
use super::super::body::{Asked, Asking, Conditions};
use super::super::caller::Caller;
use super::super::fields::instant;
use super::super::lang;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{IncidentList, IncidentView};
use super::lists::limit;
use super::{Deed, case_id, done};
use crate::store::IncidentFilter;
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use docket_core::instance::Cause;
use serde::Deserialize;

/// Which incidents.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    case: Option<String>,
    unit: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

/// `GET /v1/incidents`
pub async fn list(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
    Asking(asked): Asking<Which>,
) -> Result<Json<IncidentList>, Problem> {
    caller.need(Verb::Operate)?;
    let units = caller.units(asked.unit.as_deref(), &server.world().organisation)?;
    let limit = limit(&server, asked.limit);
    let after = match asked.after.as_deref().map(|after| after.splitn(3, '/').collect::<Vec<_>>()) {
        None => None,
        Some(parts) => match parts.as_slice() {
            [at, case, key] => {
                let at = instant(at).ok_or_else(|| Problem::new(Code::BadQuery, format!("after = {at}")))?;
                Some((at, case_id(case)?, (*key).to_owned()))
            }
            _ => return Err(Problem::new(Code::BadQuery, "after = <at>/<case>/<incident>")),
        },
    };
    let case = asked.case.as_deref().map(case_id).transpose()?;
    let rows = server.store().incidents(&IncidentFilter { case, units, after, limit }).await?;
    let full = rows.len() >= limit as usize;
    let next = rows.last().filter(|_| full).map(|row| format!("{}/{}/{}", row.at, row.case, row.key));
    let language = lang::of(&headers);
    let items = rows.into_iter().map(|row| IncidentView {
        case: row.case.to_string(),
        key: row.key,
        message: lang::pick(&docket_core::step::spoken(&row.message), language),
        at: row.at,
    });
    Ok(Json(IncidentList { items: items.collect(), next }))
}

/// `POST /v1/incidents/{case}/{incident}/retry`
pub async fn retry(
    State(server): State<Server>,
    caller: Caller,
    Path((case, incident)): Path<(String, String)>,
    conditions: Conditions,
    Asked(mut asked): Asked<ask::Decide>,
) -> Result<Response, Problem> {
    let cause = Cause::Retry { incident, reason: asked.reason.take() };
    let deed = Deed { verb: Verb::Operate, what: "retry", cause };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}

/// `POST /v1/incidents/{case}/{incident}/skip`
pub async fn skip(
    State(server): State<Server>,
    caller: Caller,
    Path((case, incident)): Path<(String, String)>,
    conditions: Conditions,
    Asked(mut asked): Asked<ask::Decide>,
) -> Result<Response, Problem> {
    let cause = Cause::Skip { incident, reason: asked.reason.take() };
    let deed = Deed { verb: Verb::Operate, what: "skip", cause };
    done(&server, &caller, &case, conditions, asked.into(), deed).await
}
