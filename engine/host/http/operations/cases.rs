//! Cases: opened, sent to, read.

use super::super::handlers::{cases, documents, events, lists};
use super::super::{ask, views};
use super::{Answers, Content, DONE_OR_WAITING, Operation, PAGE, UNIT, answer, read, receipts, shape, write};
use axum::routing::{get, post};

/// A document as JSON, or in the form that was asked for.
const DOCUMENT: Answers =
    &[(200, Content::Forms(shape::<views::DocumentView>, &["text/plain", "text/html"]))];

pub(super) fn all() -> Vec<Operation> {
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
            "Says why the deadlines of a case fall due when they do: the law, the days one by one, pauses, extensions, rungs; and what its duties that recur stand at.",
            &[("clock", "string", "Only this deadline.")],
            answer!(views::WhyList),
            get(cases::why),
        ),
        read(
            "/v1/cases/{id}/documents",
            "list_documents",
            "Lists the documents that a case has issued.",
            &[],
            answer!(views::DocumentList),
            get(documents::all),
        ),
        read(
            "/v1/cases/{id}/documents/{n}",
            "read_document",
            "Shows a document that was issued: as JSON, as text, or as a page that stands alone and prints on A4.",
            &[("format", "string", "`json`, `text` or `html`; if absent, what `Accept` prefers, or JSON.")],
            DOCUMENT,
            get(documents::one),
        ),
    ]
}
