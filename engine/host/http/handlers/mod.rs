//! What is done for each operation.

pub mod about;
pub mod admin;
pub mod boards;
pub mod cases;
pub mod documents;
pub mod duty;
pub mod entries;
pub mod events;
pub mod incidents;
pub mod lists;
pub mod registers;
pub mod schedules;
pub mod tasks;

use super::body::Conditions;
use super::caller::Caller;
use super::problem::{Code, Problem};
use super::server::Server;
use super::views::Receipt;
use crate::runtime::{Failure, Reply, Request, Shown, View};
use crate::tokens::Verb;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_core::instance::{Actor, CaseId, Cause};
use docket_core::source::Lang;
use docket_core::step::{Refusal, RefusalCode};
use jiff::Timestamp;

/// The longest id of a case that is looked for, in bytes.
const MAX_ID: usize = 300;

/// What stands alone needs nothing from anywhere, does nothing, and stands in nobody's frame.
const ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Text, or a page or picture that stands alone.
fn alone(media: &'static str, language: Lang, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_LANGUAGE, language.tag()),
        (header::CONTENT_SECURITY_POLICY, ALONE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, text).into_response()
}

/// The id of a case, as a path names it.
fn case_id(text: &str) -> Result<CaseId, Problem> {
    if text.len() > MAX_ID || text.contains('\0') {
        return Err(Problem::new(Code::BadQuery, "id"));
    }
    Ok(CaseId::stored(text))
}

fn unknown(case: &CaseId) -> Problem {
    Problem::refused(Refusal::new(RefusalCode::UnknownCase).with("case", case.to_string()))
}

/// A case that the caller may see.
async fn seen(server: &Server, caller: &Caller, case: &CaseId) -> Result<View, Problem> {
    let shown = if caller.may(Verb::Private) { Shown::Open } else { Shown::Marked };
    let view = server.runtime().case(case, shown).await?.ok_or_else(|| unknown(case))?;
    caller.need_unit(view.unit.as_deref(), &server.world().organisation)?;
    Ok(view)
}

/// Refuses a case that the caller may not touch. One that does not exist is left to the runtime.
async fn reached(server: &Server, caller: &Caller, case: &CaseId) -> Result<(), Problem> {
    if caller.sees_everything() { Ok(()) } else { seen(server, caller, case).await.map(|_| ()) }
}

/// A request to the runtime.
fn request(
    caller: &Caller,
    id: Option<String>,
    actor: Option<Actor>,
    occurred_at: Option<Timestamp>,
    expected_version: Option<u64>,
) -> Request {
    Request { source: caller.name().to_owned(), id, actor, occurred_at, expected_version }
}

/// What a write to a case says of itself, in its body.
#[derive(Default)]
struct Said {
    by: Option<String>,
    expected_version: Option<u64>,
    happened: Option<Timestamp>,
}

/// What somebody does to a case: the verb that it needs, the name under which it is counted, and the input itself.
struct Deed {
    verb: Verb,
    what: &'static str,
    cause: Cause,
}

/// One input of one case, from the token to the receipt.
async fn done(
    server: &Server,
    caller: &Caller,
    case: &str,
    conditions: Conditions,
    said: Said,
    deed: Deed,
) -> Result<Response, Problem> {
    caller.need(deed.verb)?;
    let case = case_id(case)?;
    let actor = caller.actor(said.by)?;
    reached(server, caller, &case).await?;
    let expected = said.expected_version.or(conditions.expected_version);
    let request = request(caller, conditions.id, actor, said.happened, expected);
    let done = server.runtime().act(request, &case, deed.cause).await;
    Ok(receipt(counted(deed.what, done)?))
}

/// What waits for somebody is taken, not done: 202.
fn receipt(reply: Reply) -> Response {
    let status = if waits(&reply) { StatusCode::ACCEPTED } else { StatusCode::OK };
    let tag = format!("\"{}\"", reply.decided_version);
    (status, [(header::ETAG, tag)], Json(Receipt::of(reply))).into_response()
}

fn waits(reply: &Reply) -> bool {
    matches!(reply.verdict.as_str(), "awaiting_approval" | "deferred")
}

/// Counts what became of a write.
fn counted(what: &'static str, done: Result<Reply, Failure>) -> Result<Reply, Problem> {
    let outcome = match &done {
        Ok(reply) if reply.repeated => "repeated".to_owned(),
        Ok(reply) => reply.verdict.clone(),
        Err(Failure::Refused(refusal)) => refusal.code.word().to_owned(),
        Err(Failure::Fault(_)) => "fault".to_owned(),
        Err(Failure::Unavailable(_)) => "unavailable".to_owned(),
        Err(Failure::Broken(_) | Failure::OtherKey) => "broken".to_owned(),
    };
    metrics::counter!("docket_inputs_total", "what" => what, "outcome" => outcome).increment(1);
    done.map_err(Problem::from)
}
