//! Registers, as they are in force now.

use super::super::body::Asking;
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{RegisterHead, RegisterList, RegisterView};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use docket_core::register::Register;
use docket_core::source::did_you_mean;
use serde::Deserialize;

/// `GET /v1/registers`
pub async fn all(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<RegisterList>, Problem> {
    caller.need(Verb::Read)?;
    let (world, language) = (server.world(), lang::of(&headers));
    let items = world.registers.iter().map(|one| RegisterHead::of(one, language)).collect();
    Ok(Json(RegisterList { items }))
}

/// Which rows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    key: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

/// `GET /v1/registers/{register}`
pub async fn one(
    State(server): State<Server>,
    caller: Caller,
    Path(name): Path<String>,
    headers: HeaderMap,
    Asking(asked): Asking<Rows>,
) -> Result<Json<RegisterView>, Problem> {
    caller.need(Verb::Read)?;
    let registers = server.world().registers;
    let Some(register) = registers.get(&name) else {
        let known: Vec<&str> = registers.iter().map(|one| one.name()).collect();
        return Err(unknown("registers", &name, &known));
    };
    let limit = super::lists::limit(&server, asked.limit) as usize;
    let (from, limit) = match (&asked.key, &asked.after) {
        (Some(key), _) => (place(register, key)?, 1),
        (None, Some(after)) => (place(register, after)?.saturating_add(1), limit),
        (None, None) => (0, limit),
    };
    let mut view = RegisterView::of(register, from, limit, lang::of(&headers));
    view.next = view.next.filter(|_| asked.key.is_none());
    Ok(Json(view))
}

/// The place of a row.
fn place(register: &Register, key: &str) -> Result<usize, Problem> {
    register.place_of(key).ok_or_else(|| {
        let known: Vec<&str> = register.rows().map(docket_core::script::Row::key).collect();
        unknown(register.name(), key, &known)
    })
}

/// That nothing is called so, and what was probably meant; of a few, which there are.
fn unknown(within: &str, name: &str, known: &[&str]) -> Problem {
    let meant = did_you_mean(name, known.iter().copied());
    let help = match meant {
        Some(meant) => format!(": {meant}?"),
        None if known.len() <= MAX_TOLD => format!(": {}", known.join(", ")),
        None => String::new(),
    };
    Problem::new(Code::NotFound, format!("{within}/{name}{help}"))
}

/// Names that are told where none is like the one that was asked for.
const MAX_TOLD: usize = 20;
