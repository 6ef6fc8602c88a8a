//! What is done for each operation.

pub mod about;
pub mod admin;
pub mod cases;
pub mod events;
pub mod lists;
pub mod tasks;

use super::caller::Caller;
use super::problem::{Code, Problem};
use super::server::Server;
use crate::runtime::{Failure, Reply, Request, Shown, View};
use crate::tokens::Verb;
use docket_core::instance::{Actor, CaseId};
use docket_core::step::{Refusal, RefusalCode};
use jiff::Timestamp;

/// The longest id of a case that is looked for, in bytes.
const MAX_ID: usize = 300;

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

/// Counts what became of a write.
fn counted(what: &'static str, done: Result<Reply, Failure>) -> Result<Reply, Problem> {
    let outcome = match &done {
        Ok(reply) if reply.repeated => "repeated".to_owned(),
        Ok(reply) => reply.verdict.clone(),
        Err(Failure::Refused(refusal)) => refusal.code.word().to_owned(),
        Err(Failure::Fault(_)) => "fault".to_owned(),
        Err(Failure::Unavailable(_)) => "unavailable".to_owned(),
        Err(Failure::Broken(_)) => "broken".to_owned(),
    };
    metrics::counter!("docket_inputs_total", "what" => what, "outcome" => outcome).increment(1);
    done.map_err(Problem::from)
}
