//! Boards.

use super::super::handlers::boards;
use super::super::{ask, views};
use super::{Answers, Content, Operation, PAGE, answer, read, shape, write};
use axum::routing::{get, post};

/// A publication as JSON, or in the form that was asked for.
const SHOWN: Answers = &[(
    200,
    Content::Forms(shape::<views::PublishedBoard>, &["text/csv", "text/plain", "text/html", "image/svg+xml"]),
)];
const PUBLISHED: Answers = &[
    (201, Content::Json(shape::<views::PublishedBoard>)),
    (200, Content::Json(shape::<views::PublishedBoard>)),
];

pub(super) fn all() -> Vec<Operation> {
    vec![
        read(
            "/v1/boards",
            "list_boards",
            "Lists the boards, each with its last publication.",
            &[],
            answer!(views::BoardList),
            get(boards::all),
        ),
        write(
            "/v1/boards/{board}/publications",
            "publish_board",
            "Publishes a board: reads what cases publish as of one instant, and keeps it for ever.",
            "publish",
            shape::<ask::Publish>,
            PUBLISHED,
            post(boards::publish),
        ),
        read(
            "/v1/boards/{board}/publications",
            "list_publications",
            "Lists the publications of a board, newest first.",
            &[("before", "integer", "Only those below this number: the `next` of the page before."), PAGE],
            answer!(views::PublicationHeads),
            get(boards::publications),
        ),
        read(
            "/v1/boards/{board}/publications/{number}",
            "read_publication",
            "Shows a publication by its number, or the `latest`.",
            &[("format", "string", "`json` (the default), `csv`, `text`, `html` or `svg`.")],
            SHOWN,
            get(boards::one),
        ),
    ]
}
