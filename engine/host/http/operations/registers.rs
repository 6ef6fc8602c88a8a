//! Registers.

use super::super::handlers::registers;
use super::super::views;
use super::{Operation, PAGE, answer, read};
use axum::routing::get;

pub(super) fn all() -> Vec<Operation> {
    vec![
        read(
            "/v1/registers",
            "list_registers",
            "Lists the registers, each with the hash of what it says now.",
            &[],
            answer!(views::RegisterList),
            get(registers::all),
        ),
        read(
            "/v1/registers/{register}",
            "read_register",
            "Shows a register as it is in force: its columns, and its rows page by page, each with its line in the file.",
            &[
                ("key", "string", "Only the row of this key."),
                ("after", "string", "Only rows behind this key: the `next` of the page before."),
                PAGE,
            ],
            answer!(views::RegisterView),
            get(registers::one),
        ),
    ]
}
