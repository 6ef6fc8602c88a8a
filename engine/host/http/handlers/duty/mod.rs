//! Duty: who, when, why; and what a change would do.

mod look;
mod preview;
mod show;

use self::look::{Look, now_or};
use super::super::body::Asking;
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{
    DutyCoverage, DutyFairness, DutyReasons, DutySchedule, OnDuty, RotationList, RotationView, SlotSchedule,
    SlotView,
};
use crate::ics;
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use docket_core::rotation::Segment;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

pub use preview::preview;

/// The longest span whose coverage is proven at once, in days: all units are looked at.
const COVERED_DAYS: i64 = 400;

/// `GET /v1/duty`
pub async fn list(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<RotationList>, Problem> {
    caller.need(Verb::Read)?;
    let world = server.runtime().world().await?;
    let language = lang::of(&headers);
    let mut items = Vec::new();
    for rotation in world.duty.newest().iter() {
        let seen = |unit: &&str| caller.need_unit(Some(*unit), &world.organisation).is_ok();
        let units: Vec<String> =
            rotation.units().filter(|unit| !unit.is_empty()).filter(seen).map(str::to_owned).collect();
        if units.is_empty() && !caller.sees_everything() {
            continue;
        }
        let titled = |title: Option<&docket_core::model::Text>, name: &str| {
            title.map_or_else(|| name.to_owned(), |title| lang::text(title, language))
        };
        let slots = rotation.slots().iter().map(|(name, slot)| SlotView {
            name: name.clone(),
            title: titled(slot.title.as_ref(), name),
            count: slot.count,
        });
        items.push(RotationView {
            name: rotation.name().to_owned(),
            title: titled(rotation.document().title.as_ref(), rotation.name()),
            zone: rotation.zone().iana_name().map(str::to_owned),
            units,
            slots: slots.collect(),
        });
    }
    Ok(Json(RotationList { items }))
}

/// About which moment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    unit: Option<String>,
    slot: Option<String>,
    at: Option<String>,
}

/// `GET /v1/duty/{rotation}/who`
pub async fn who(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asking(asked): Asking<Moment>,
) -> Result<Json<OnDuty>, Problem> {
    let look = Look::at(&server, &caller, &rotation, asked.unit).await?;
    let at = now_or(&server, &look, asked.at.as_deref()).await?;
    let mut slots = Vec::new();
    for slot in look.slots(asked.slot.as_deref(), (at, at))? {
        let duty = look.duty().who_in(&look.rotation, look.unit(), Some(&slot), at);
        slots.push(look.on_duty(duty.map_err(|error| look.problem(&error))?, at));
    }
    Ok(Json(OnDuty { unit: look.named(), rotation: look.rotation, at, slots }))
}

/// `GET /v1/duty/{rotation}/why`
pub async fn why(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asking(asked): Asking<Moment>,
    headers: HeaderMap,
) -> Result<Json<DutyReasons>, Problem> {
    let look = Look::at(&server, &caller, &rotation, asked.unit).await?;
    let at = now_or(&server, &look, asked.at.as_deref()).await?;
    let mut items = Vec::new();
    for slot in look.slots(asked.slot.as_deref(), (at, at))? {
        let why = look.duty().why(&look.rotation, look.unit(), Some(&slot), at);
        items.push(look.reason(why.map_err(|error| look.problem(&error))?, lang::of(&headers)));
    }
    Ok(Json(DutyReasons { items }))
}

/// About which span.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spanned {
    unit: Option<String>,
    slot: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

type Laid = (Look, (Timestamp, Timestamp), Vec<(String, Vec<Segment>)>);

async fn laid(server: &Server, caller: &Caller, rotation: &str, asked: Spanned) -> Result<Laid, Problem> {
    let look = Look::at(server, caller, rotation, asked.unit).await?;
    let (from, to) = look.span(asked.from.as_deref(), asked.to.as_deref())?;
    let slots = look.slots(asked.slot.as_deref(), (from, to))?;
    // Ten years of a rotation take their time.
    apart(move || {
        let mut all = Vec::new();
        for slot in slots {
            let segments = look.duty().slot(&look.rotation, look.unit(), &slot, (from, to));
            all.push((slot, segments.map_err(|error| look.problem(&error))?));
        }
        Ok((look, (from, to), all))
    })
    .await
}

/// `GET /v1/duty/{rotation}/schedule`
pub async fn schedule(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asking(asked): Asking<Spanned>,
) -> Result<Json<DutySchedule>, Problem> {
    let (look, (from, to), all) = laid(&server, &caller, &rotation, asked).await?;
    let slots = all.into_iter().map(|(slot, segments)| SlotSchedule {
        slot,
        shifts: segments.into_iter().map(|segment| look.shift(segment)).collect(),
    });
    let slots = slots.collect();
    Ok(Json(DutySchedule { unit: look.named(), rotation: look.rotation, from, to, slots }))
}

/// `GET /v1/duty/{rotation}/schedule.ics`
pub async fn calendar(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asking(asked): Asking<Spanned>,
) -> Result<Response, Problem> {
    let (look, _, all) = laid(&server, &caller, &rotation, asked).await?;
    let text = ics::whole(look.duty().newest(), &look.rotation, look.named().as_deref(), &all);
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// About which year.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yearly {
    unit: Option<String>,
    year: Option<i16>,
}

/// `GET /v1/duty/{rotation}/fairness`
pub async fn fairness(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asking(asked): Asking<Yearly>,
) -> Result<Json<DutyFairness>, Problem> {
    let look = Look::at(&server, &caller, &rotation, asked.unit).await?;
    let year = match asked.year {
        Some(year) => year,
        None => look.zone()?.to_datetime(server.runtime().now().await?).year(),
    };
    let first = |year: i16| {
        let date = Date::new(year, 1, 1).ok()?;
        docket_core::calendar::first_instant(
            look.zone().ok()?,
            date.to_datetime(jiff::civil::Time::midnight()),
        )
        .ok()
    };
    let span = first(year).zip(year.checked_add(1).and_then(first));
    let (from, to) = span.ok_or_else(|| Problem::new(Code::BadQuery, format!("year = {year}")))?;
    apart(move || {
        let ledgers = look.duty().fairness(&look.rotation, look.unit(), from, to);
        let ledgers = ledgers.map_err(|error| look.problem(&error))?;
        let ledgers = ledgers.into_iter().map(|ledger| look.ledger(ledger)).collect();
        Ok(Json(DutyFairness { unit: look.named(), rotation: look.rotation, year, ledgers }))
    })
    .await
}

/// About which units.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covering {
    unit: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// `GET /v1/duty/{rotation}/coverage`
pub async fn coverage(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asking(asked): Asking<Covering>,
) -> Result<Json<DutyCoverage>, Problem> {
    let look = Look::over(&server, &caller, &rotation, asked.unit).await?;
    let (from, to) = look.span(asked.from.as_deref(), asked.to.as_deref())?;
    look.within(from, to, COVERED_DAYS)?;
    apart(move || {
        let coverage = look.duty().coverage(&look.rotation, look.unit(), from, to);
        Ok(Json(look.covered(coverage.map_err(|error| look.problem(&error))?, from, to)))
    })
    .await
}

/// Works something out beside the requests that only wait.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "a question about duty broke off");
        Err(Problem::new(Code::Internal, ""))
    })
}
