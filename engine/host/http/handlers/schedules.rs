//! Schedules: when they happen next and why, and what became of what came due.

use super::super::body::Asking;
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::Problem;
use super::super::server::Server;
use super::super::views::{OccurrenceView, RunList, RunView, ScheduleList, ScheduleView};
use crate::runtime::Scheduled;
use crate::store::{RunFilter, RunRow};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use docket_core::source::Lang;
use docket_core::step::{Refusal, RefusalCode};
use jiff::Timestamp;
use serde::Deserialize;

/// `GET /v1/schedules`
pub async fn all(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<ScheduleList>, Problem> {
    caller.need(Verb::Read)?;
    let (language, now) = (lang::of(&headers), server.runtime().now().await?);
    let mut items = Vec::new();
    for (name, scheduled) in &server.runtime().rules().schedules {
        let filter = RunFilter { schedule: name.clone(), before: None, limit: 1 };
        let last = server.store().runs(&filter).await?.pop();
        items.push(view(name, scheduled, now, last.map(run), language));
    }
    Ok(Json(ScheduleList { items }))
}

fn view(
    name: &str,
    scheduled: &Scheduled,
    now: Timestamp,
    last: Option<RunView>,
    language: Lang,
) -> ScheduleView {
    let schedule = &scheduled.compiled;
    let title = schedule.document().title.as_ref();
    // A year that nobody knows yet is told by `docket schedule preview`.
    let next = schedule.next_after(now).ok().flatten();
    ScheduleView {
        schedule: name.to_owned(),
        title: title.map_or_else(|| name.to_owned(), |title| lang::text(title, language)),
        next: next.map(|next| OccurrenceView { why: schedule.why(&next).words(language), at: next.at }),
        last,
    }
}

fn run(row: RunRow) -> RunView {
    RunView {
        number: row.number,
        unit: row.unit,
        of: row.of,
        due_at: row.due_at,
        status: row.status.word().to_owned(),
        why: row.why,
        reached: row.reached,
        refused: row.refused,
        at: row.at,
    }
}

/// Which occurrences.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    before: Option<u64>,
    limit: Option<u32>,
}

/// `GET /v1/schedules/{schedule}/runs`
pub async fn runs(
    State(server): State<Server>,
    caller: Caller,
    Path(schedule): Path<String>,
    Asking(asked): Asking<Page>,
) -> Result<Json<RunList>, Problem> {
    caller.need(Verb::Read)?;
    let limit = super::lists::limit(&server, asked.limit);
    let filter = RunFilter { schedule: schedule.clone(), before: asked.before, limit };
    let rows = server.store().runs(&filter).await?;
    let rules = server.runtime().rules();
    if rows.is_empty() && !rules.schedules.contains_key(&schedule) {
        let known: Vec<&str> = rules.schedules.keys().map(String::as_str).collect();
        let meant = docket_core::source::did_you_mean(&schedule, known.iter().copied()).unwrap_or_default();
        let refusal = Refusal::new(RefusalCode::UnknownSchedule).with("schedule", schedule);
        return Err(Problem::refused(refusal.with("known", known.join(", ")).with("meant", meant)));
    }
    let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.number);
    Ok(Json(RunList { items: rows.into_iter().map(run).collect(), next }))
}
