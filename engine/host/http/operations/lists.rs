//! Lists.

use super::super::handlers::entries;
use super::super::{ask, views};
use super::{Operation, PAGE, answer, read, shape, write};
use axum::routing::{get, post};

pub(super) fn all() -> Vec<Operation> {
    vec![
        read(
            "/v1/lists",
            "list_lists",
            "Lists the lists, each with how many of its entries are declared and have opened a case.",
            &[],
            answer!(views::Lists),
            get(entries::all),
        ),
        read(
            "/v1/lists/{list}",
            "list_entries",
            "Lists the entries of a list that have opened a case, by key.",
            &[
                ("gone", "boolean", "Only those that are declared no more, or only the others."),
                ("after", "string", "Only those after this key: the `next` of the page before."),
                PAGE,
            ],
            answer!(views::EntryList),
            get(entries::one),
        ),
        Operation {
            // A page that comes again does nothing twice.
            keyed: false,
            ..write(
                "/v1/lists/{list}/sync",
                "sync_list",
                "Holds one page of a list against what its cases were told: opens cases, tells them what changed, notes which entries are gone.",
                "sync",
                shape::<ask::Sync>,
                answer!(views::SyncView),
                post(entries::sync),
            )
        },
    ]
}
