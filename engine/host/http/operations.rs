//! The table of operations: what is routed is what is described.

use super::handlers::{about, admin, cases, duty, events, incidents, lists, tasks};
use super::server::Server;
use super::{ask, views};
use axum::routing::{MethodRouter, delete, get, post};
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

macro_rules! receipts {
    ($($status:literal),*) => { &[$(($status, Content::Json(shape::<views::Receipt>))),*] };
}

macro_rules! answer {
    ($type:ty) => {
        &[(200, Content::Json(shape::<$type>))]
    };
}

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
    [of_cases(), of_tasks(), of_duty(), of_operators(), of_the_server()].into_iter().flatten().collect()
}

fn of_cases() -> Vec<Operation> {
    vec![
        write(
            "/v1/cases",
            "start_case",
            "Opens a case.",
            "start",
            shape::<ask::Start>,
            receipts!(201, 200, 202),
            post(events::start),
        ),
        read(
            "/v1/cases",
            "list_cases",
            "Lists cases.",
            &[
                ("workflow", "string", "Only of this workflow."),
                ("state", "string", "Only those in this state."),
                UNIT,
                ("ended", "boolean", "Only ended ones, or only others."),
                ("after", "string", "The `next` of the page before."),
                PAGE,
            ],
            answer!(views::CaseList),
            get(lists::cases),
        ),
        read(
            "/v1/cases/{id}",
            "read_case",
            "Shows a case: its state, data, tasks, clocks, and what is possible now.",
            &[],
            answer!(views::CaseView),
            get(cases::one),
        ),
        Operation {
            cloud: true,
            matched: true,
            ..write(
                "/v1/cases/{id}/events",
                "send_event",
                "Sends an event to a case.",
                "send",
                shape::<ask::Send>,
                DONE_OR_WAITING,
                post(events::send),
            )
        },
        read(
            "/v1/cases/{id}/log",
            "read_log",
            "Shows the log of a case, each entry chained to the one before. Private values are marked.",
            &[("after", "integer", "Only versions after this one."), PAGE],
            answer!(views::LogList),
            get(cases::log),
        ),
        read(
            "/v1/cases/{id}/explain",
            "explain_case",
            "Says in words why a version of a case came about.",
            &[("version", "integer", "Which version; the latest if absent.")],
            answer!(views::Explanation),
            get(cases::explain),
        ),
        read(
            "/v1/cases/{id}/why",
            "explain_clocks",
            "Says why the deadlines of a case fall due when they do: the law, the days one by one, pauses, extensions, rungs.",
            &[("clock", "string", "Only this deadline.")],
            answer!(views::WhyList),
            get(cases::why),
        ),
        read(
            "/v1/cases/{id}/documents/{n}",
            "read_document",
            "Shows a document that was issued.",
            &[],
            answer!(views::DocumentView),
            get(cases::document),
        ),
    ]
}

fn of_tasks() -> Vec<Operation> {
    let act = |path, id, summary, body: Shape, answers: Answers, route| Operation {
        matched: true,
        ..write(path, id, summary, "tasks", body, answers, route)
    };
    vec![
        read(
            "/v1/tasks",
            "list_tasks",
            "Lists open tasks.",
            &[
                ("person", "string", "Only those of this person, or inviting them."),
                ("case", "string", "Only of this case."),
                UNIT,
                ("after", "string", "The `next` of the page before."),
                PAGE,
            ],
            answer!(views::TaskList),
            get(lists::tasks),
        ),
        act(
            "/v1/tasks/{case}/{task}/claim",
            "claim_task",
            "Takes a task.",
            shape::<ask::Act>,
            DONE,
            post(tasks::claim),
        ),
        act(
            "/v1/tasks/{case}/{task}/release",
            "release_task",
            "Gives a task back.",
            shape::<ask::Act>,
            DONE,
            post(tasks::release),
        ),
        act(
            "/v1/tasks/{case}/{task}/acknowledge",
            "acknowledge_rung",
            "Acknowledges what a rung of an escalation asked.",
            shape::<ask::Act>,
            DONE,
            post(tasks::acknowledge),
        ),
        act(
            "/v1/tasks/{case}/{task}/complete",
            "complete_task",
            "Sends an event that completes a task.",
            shape::<ask::Complete>,
            DONE_OR_WAITING,
            post(tasks::complete),
        ),
        act(
            "/v1/tasks/{case}/{task}/approve",
            "approve_request",
            "Says yes to a request.",
            shape::<ask::Decide>,
            DONE_OR_WAITING,
            post(tasks::approve),
        ),
        act(
            "/v1/tasks/{case}/{task}/refuse",
            "refuse_request",
            "Says no to a request.",
            shape::<ask::Decide>,
            DONE,
            post(tasks::refuse),
        ),
        read(
            "/v1/notifications",
            "list_notices",
            "Lists notices, the newest first.",
            &[
                ("person", "string", "Only to this person."),
                ("case", "string", "Only of this case."),
                UNIT,
                ("before", "string", "Only before this instant: the `next` of the page before."),
                PAGE,
            ],
            answer!(views::NoticeList),
            get(lists::notices),
        ),
    ]
}

fn of_duty() -> Vec<Operation> {
    const ROSTER: Parameter = ("unit", "string", "The unit of the roster; not needed where there is one.");
    const SLOT: Parameter = ("slot", "string", "The slot; all if absent.");
    const AT: Parameter = (
        "at",
        "string",
        "When: `2026-02-17T12:00` on the clock of the rotation, or with an offset; now if absent.",
    );
    const FROM: Parameter =
        ("from", "string", "Since when: a day, a time on the clock of the rotation, or an instant.");
    const TO: Parameter = ("to", "string", "Until when; a day is included whole.");
    vec![
        read(
            "/v1/duty",
            "list_rotations",
            "Lists rotations: what they are called, their units and slots.",
            &[],
            answer!(views::RotationList),
            get(duty::list),
        ),
        read(
            "/v1/duty/{rotation}/who",
            "who_is_on_duty",
            "Says who is on duty.",
            &[ROSTER, SLOT, AT],
            answer!(views::OnDuty),
            get(duty::who),
        ),
        read(
            "/v1/duty/{rotation}/why",
            "why_on_duty",
            "Says in words why somebody is on duty, or nobody.",
            &[ROSTER, SLOT, AT],
            answer!(views::DutyReasons),
            get(duty::why),
        ),
        read(
            "/v1/duty/{rotation}/schedule",
            "duty_schedule",
            "Shows who is on duty over a span.",
            &[ROSTER, SLOT, FROM, TO],
            answer!(views::DutySchedule),
            get(duty::schedule),
        ),
        read(
            "/v1/duty/{rotation}/schedule.ics",
            "duty_calendar",
            "The same for calendars.",
            &[ROSTER, SLOT, FROM, TO],
            &[(200, Content::Calendar)],
            get(duty::calendar),
        ),
        read(
            "/v1/duty/{rotation}/fairness",
            "duty_fairness",
            "Counts what falls on whom in a year, by kind of day.",
            &[ROSTER, ("year", "integer", "The year.")],
            answer!(views::DutyFairness),
            get(duty::fairness),
        ),
        read(
            "/v1/duty/{rotation}/coverage",
            "duty_coverage",
            "Proves that somebody is on duty in all hours of service, or names the holes.",
            &[("unit", "string", "Only of this unit and all below it."), FROM, TO],
            answer!(views::DutyCoverage),
            get(duty::coverage),
        ),
        Operation {
            keyed: false,
            ..write(
                "/v1/duty/{rotation}/preview",
                "preview_change",
                "Says what a change would do, or everything that speaks against it. Nothing is changed.",
                "read",
                shape::<docket_core::rotation::Change>,
                answer!(views::DutyPreview),
                post(duty::preview),
            )
        },
    ]
}

fn of_operators() -> Vec<Operation> {
    let operate = |path, id, summary, answers: Answers, route| {
        let shape: Shape = shape::<ask::Decide>;
        Operation { matched: true, ..write(path, id, summary, "operate", shape, answers, route) }
    };
    let admin = |operation: Operation| Operation { verb: Some("admin"), keyed: false, ..operation };
    vec![
        read(
            "/v1/definitions",
            "list_definitions",
            "Lists workflows, their events and data, and what was published.",
            &[],
            answer!(views::DefinitionList),
            get(admin::definitions),
        ),
        Operation {
            verb: Some("operate"),
            ..read(
                "/v1/incidents",
                "list_incidents",
                "Lists what failed and waits for an operator, the oldest first.",
                &[
                    ("case", "string", "Only of this case."),
                    UNIT,
                    ("after", "string", "The `next` of the page before."),
                    PAGE,
                ],
                answer!(views::IncidentList),
                get(incidents::list),
            )
        },
        operate(
            "/v1/incidents/{case}/{incident}/retry",
            "retry_incident",
            "Has what failed taken again; it is settled if that succeeds.",
            DONE_OR_WAITING,
            post(incidents::retry),
        ),
        operate(
            "/v1/incidents/{case}/{incident}/skip",
            "skip_incident",
            "Drops what failed.",
            DONE,
            post(incidents::skip),
        ),
        read(CLOCK, "read_clock", "Tells the time.", &[], answer!(views::ClockAnswer), get(admin::clock)),
        admin(write(
            CLOCK,
            "set_clock",
            "Moves a virtual clock forward, through everything that falls due on the way.",
            "admin",
            shape::<ask::SetClock>,
            answer!(views::ClockAnswer),
            post(admin::set_clock),
        )),
        admin(read(
            "/v1/tokens",
            "list_tokens",
            "Lists tokens, without their secrets.",
            &[],
            answer!(views::TokenList),
            get(admin::tokens),
        )),
        admin(write(
            "/v1/tokens",
            "create_token",
            "Makes a token and shows its secret this once.",
            "admin",
            shape::<ask::NewToken>,
            &[(201, Content::Json(shape::<views::NewTokenView>))],
            post(admin::new_token),
        )),
        admin(Operation {
            method: "delete",
            ..read(
                "/v1/tokens/{name}",
                "revoke_token",
                "Takes a token's power away.",
                &[],
                &[(204, Content::Nothing)],
                delete(admin::revoke_token),
            )
        }),
    ]
}

fn of_the_server() -> Vec<Operation> {
    let open = |operation: Operation| Operation { verb: None, ..operation };
    vec![
        open(read(
            "/healthz",
            "health",
            "Whether the process lives.",
            &[],
            answer!(views::Health),
            get(about::health),
        )),
        open(read(
            "/readyz",
            "ready",
            "Whether the database answers.",
            &[],
            answer!(views::Health),
            get(about::ready),
        )),
        open(read(
            "/metrics",
            "metrics",
            "What was counted, as Prometheus reads it.",
            &[],
            &[(200, Content::Text)],
            get(about::metrics),
        )),
        open(read(
            "/openapi.json",
            "openapi",
            "This description.",
            &[],
            &[(200, Content::Open)],
            get(about::openapi),
        )),
    ]
}
