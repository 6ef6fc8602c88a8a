//! The table of operations: what is routed is what is described.

mod about;
mod boards;
mod cases;
mod duty;
mod lists;
mod operators;
mod registers;
mod schedules;
mod tasks;

use super::server::Server;
use axum::routing::MethodRouter;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// What every path that does work begins with; the others only say how the server is.
pub const API: &str = "/v1/";
/// The path of the clock, whose moving may take longer than another request.
pub const CLOCK: &str = "/v1/clock";

/// The schema of a type.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// A parameter of a query: its name, its type, what it does.
pub type Parameter = (&'static str, &'static str, &'static str);

/// What an answer holds.
#[derive(Clone, Copy)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// JSON of this shape.
    Json(Shape),
    /// JSON that says itself what it is.
    Open,
    /// Text.
    Text,
    /// A calendar (RFC 5545).
    Calendar,
    /// JSON of this shape; or the same in one of these media types.
    Forms(Shape, &'static [&'static str]),
}

/// Statuses with what they answer.
pub type Answers = &'static [(u16, Content)];

/// One operation.
pub struct Operation {
    /// The method, in lower case.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Its name.
    pub id: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// The verb that a token needs. Absent: no token is needed.
    pub verb: Option<&'static str>,
    /// The body. Absent: it has none.
    pub body: Option<Shape>,
    /// Whether the body may be a CloudEvent instead.
    pub cloud: bool,
    /// Parameters of the query.
    pub query: &'static [Parameter],
    /// Whether it writes under an `Idempotency-Key`.
    pub keyed: bool,
    /// Whether it may be bound to a version by `If-Match`.
    pub matched: bool,
    /// Statuses of success with what they answer.
    pub answers: Answers,
    /// Who serves it.
    pub route: MethodRouter<Server>,
}

fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const PAGE: Parameter = ("limit", "integer", "Items of a page, at most 100.");
const UNIT: Parameter = ("unit", "string", "Only of this unit and all below it.");

/// Receipts under these statuses.
macro_rules! receipts {
    ($($status:literal),*) => {{
        use $crate::http::{operations, views};
        &[$(($status, operations::Content::Json(operations::shape::<views::Receipt>))),*]
    }};
}

/// One answer of a type.
macro_rules! answer {
    ($type:ty) => {{
        use $crate::http::operations;
        &[(200, operations::Content::Json(operations::shape::<$type>))]
    }};
}

use {answer, receipts};

/// Done at once, or refused.
const DONE: Answers = receipts!(200);
/// Done at once, or waiting for somebody: for an approval, or for the state that takes it.
const DONE_OR_WAITING: Answers = receipts!(200, 202);

fn read(
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    query: &'static [Parameter],
    answers: Answers,
    route: MethodRouter<Server>,
) -> Operation {
    let verb = Some("read");
    Operation {
        method: "get",
        path,
        id,
        summary,
        verb,
        body: None,
        cloud: false,
        query,
        keyed: false,
        matched: false,
        answers,
        route,
    }
}

fn write(
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    verb: &'static str,
    body: Shape,
    answers: Answers,
    route: MethodRouter<Server>,
) -> Operation {
    Operation {
        method: "post",
        path,
        id,
        summary,
        verb: Some(verb),
        body: Some(body),
        cloud: false,
        query: &[],
        keyed: true,
        matched: false,
        answers,
        route,
    }
}

/// Every operation.
#[must_use]
pub fn all() -> Vec<Operation> {
    [
        cases::all(),
        tasks::all(),
        duty::all(),
        boards::all(),
        lists::all(),
        registers::all(),
        schedules::all(),
        operators::all(),
        about::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
