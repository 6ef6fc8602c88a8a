//! Definitions, the clock, tokens.

use super::super::ask::{self};
use super::super::body::Asked;
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::{Code, Problem, Wrong};
use super::super::server::Server;
use super::super::views::{
    ClockAnswer, DefinitionList, DefinitionView, NewTokenView, PublicationView, TokenList, TokenView,
};
use crate::runtime;
use crate::tokens::{self, Refused, Verb, Wanted};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use docket_core::definition::Definition;
use docket_core::instance::Words;
use std::collections::BTreeMap;

/// `GET /v1/definitions`
pub async fn definitions(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<DefinitionList>, Problem> {
    caller.need(Verb::Read)?;
    let language = lang::of(&headers);
    let rules = server.runtime().rules();
    let known: BTreeMap<(&String, &str), &Definition> = rules
        .versions
        .iter()
        .flat_map(|(name, versions)| {
            versions.iter().map(move |one| ((name, one.definition.hash.as_str()), one.definition.as_ref()))
        })
        .collect();
    // Calendars and rotations are published as well, but are no definitions.
    let published = server.store().publications().await?.into_iter();
    let published = published.filter(runtime::is_workflow).map(|row| PublicationView {
        workflow: row.workflow,
        effective: row.effective,
        hash: row.hash.to_string(),
        at: row.at,
    });
    Ok(Json(DefinitionList {
        items: known.values().map(|definition| DefinitionView::of(definition, language)).collect(),
        published: published.collect(),
    }))
}

/// `GET /v1/clock`
pub async fn clock(State(server): State<Server>, caller: Caller) -> Result<Json<ClockAnswer>, Problem> {
    caller.need(Verb::Read)?;
    Ok(Json(ClockAnswer { now: server.runtime().now().await?, is_virtual: server.runtime().is_virtual() }))
}

/// `POST /v1/clock`
pub async fn set_clock(
    State(server): State<Server>,
    caller: Caller,
    Asked(asked): Asked<ask::SetClock>,
) -> Result<Json<ClockAnswer>, Problem> {
    caller.need(Verb::Admin)?;
    caller.need_everything()?;
    if !server.runtime().is_virtual() {
        return Err(Problem::said(
            Code::Clock,
            words("本服务按真实时间运行", "this server runs by a wall clock"),
        ));
    }
    let now = server.runtime().now().await?;
    if asked.to < now {
        return Err(Problem::new(Code::Clock, format!("{} < {now}", asked.to)));
    }
    server.runtime().settle_until(asked.to).await?;
    Ok(Json(ClockAnswer { now: server.runtime().now().await?, is_virtual: true }))
}

/// `GET /v1/tokens`
pub async fn tokens(State(server): State<Server>, caller: Caller) -> Result<Json<TokenList>, Problem> {
    caller.need(Verb::Admin)?;
    caller.need_everything()?;
    let rows = server.store().tokens().await?;
    Ok(Json(TokenList { items: rows.into_iter().map(TokenView::of).collect(), next: None }))
}

/// `POST /v1/tokens`
pub async fn new_token(
    State(server): State<Server>,
    caller: Caller,
    Asked(asked): Asked<ask::NewToken>,
) -> Result<(StatusCode, Json<NewTokenView>), Problem> {
    caller.need(Verb::Admin)?;
    caller.need_everything()?;
    let organisation = server.world().organisation;
    if let Some(unit) = asked.unit.as_deref().filter(|unit| organisation.unit(unit).is_none()) {
        return Err(wrong("unit", words("组织里的单位", "a unit of the organisation"), unit));
    }
    let name = asked.name.clone();
    let wanted = Wanted {
        name: asked.name,
        person: asked.person,
        verbs: asked.verbs,
        unit: asked.unit,
        expires_at: asked.expires_at,
    };
    let secret = tokens::create(server.store().as_ref(), wanted).await.map_err(|refused| match refused {
        Refused::Taken(name) => Problem::new(Code::Taken, name),
        Refused::Store(fault) => Problem::from(fault),
        Refused::Random(_) => Problem::new(Code::Internal, ""),
        Refused::Name(ref got) => wrong("name", refused.words(), got),
        Refused::Verb(ref got) => wrong("verbs", refused.words(), got),
        Refused::NoVerb | Refused::PersonActsFor => wrong("verbs", refused.words(), ""),
    })?;
    Ok((StatusCode::CREATED, Json(NewTokenView { name, secret })))
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

fn wrong(field: &str, expected: Words, got: &str) -> Problem {
    let got = Some(got).filter(|got| !got.is_empty()).map(Words::same);
    let field = Wrong { field: field.to_owned(), expected, got, did_you_mean: None };
    Problem::of_fields(Code::BadRequest, vec![field])
}

/// `DELETE /v1/tokens/{name}`
pub async fn revoke_token(
    State(server): State<Server>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.need(Verb::Admin)?;
    caller.need_everything()?;
    if name.contains('\0') || !server.store().revoke_token(&name).await? {
        return Err(Problem::new(Code::NotFound, name.replace('\0', "")));
    }
    Ok(StatusCode::NO_CONTENT)
}
