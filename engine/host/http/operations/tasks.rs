//! Tasks and what waits for approval.

use super::super::handlers::{lists, tasks};
use super::super::{ask, views};
use super::{Answers, DONE, DONE_OR_WAITING, Operation, PAGE, Shape, UNIT, answer, read, shape, write};
use axum::routing::{get, post};

pub(super) fn all() -> Vec<Operation> {
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
