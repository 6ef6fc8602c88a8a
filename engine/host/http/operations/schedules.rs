//! Schedules.

use super::super::handlers::schedules;
use super::super::views;
use super::{Operation, PAGE, answer, read};
use axum::routing::get;

pub(super) fn all() -> Vec<Operation> {
    vec![
        read(
            "/v1/schedules",
            "list_schedules",
            "Lists the schedules: when each happens next and why, and what came due last.",
            &[],
            answer!(views::ScheduleList),
            get(schedules::all),
        ),
        read(
            "/v1/schedules/{schedule}/runs",
            "list_runs",
            "Lists what came due of a schedule and what became of it, newest first.",
            &[("before", "integer", "Only those below this number: the `next` of the page before."), PAGE],
            answer!(views::RunList),
            get(schedules::runs),
        ),
    ]
}
