//! What operators and administrators do.

use super::super::handlers::{admin, incidents};
use super::super::{ask, views};
use super::{
    Answers, CLOCK, Content, DONE, DONE_OR_WAITING, Operation, PAGE, Shape, UNIT, answer, read, shape, write,
};
use axum::routing::{delete, get, post};

pub(super) fn all() -> Vec<Operation> {
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
