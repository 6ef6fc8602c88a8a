//! What the server says of itself.

use super::super::handlers::about;
use super::super::views;
use super::{Content, Operation, answer, read};
use axum::routing::get;

pub(super) fn all() -> Vec<Operation> {
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
