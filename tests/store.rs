//! One suite over both databases: what is true of one store is true of the other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

#[path = "store/given.rs"]
mod given;

#[path = "store/boards.rs"]
mod boards;
#[path = "store/books.rs"]
mod books;
#[path = "store/clock.rs"]
mod clock;
#[path = "store/commits.rs"]
mod commits;
#[path = "store/crowd.rs"]
mod crowd;
#[path = "store/duty.rs"]
mod duty;
#[path = "store/entries.rs"]
mod entries;
#[path = "store/lists.rs"]
mod lists;
#[path = "store/opening.rs"]
mod opening;
#[path = "store/outbox.rs"]
mod outbox;
#[path = "store/runs.rs"]
mod runs;

macro_rules! suite {
    ($($room:ident: $($case:ident),+ $(,)?;)+) => {
        mod sqlite {
            $($(#[tokio::test] async fn $case() { super::$room::$case(super::given::sqlite().await).await; })+)+
        }
        mod postgres {
            $($(#[tokio::test] async fn $case() { super::$room::$case(super::given::postgres().await).await; })+)+
        }
    };
}

suite! {
    commits:
        a_new_case_is_made_once,
        a_case_is_read_back_as_it_was_written,
        a_stale_head_is_a_conflict,
        an_event_id_is_taken_once,
        a_conflict_leaves_its_neighbours_alone,
        two_commits_of_a_case_follow_each_other,
        two_commits_on_one_head_are_one_conflict,
        what_cannot_be_stored_leaves_its_neighbours_alone,
        a_row_that_the_database_refuses_leaves_its_neighbours_alone,
        a_loser_writes_nothing,
        the_log_comes_in_pages;
    lists:
        what_is_due_comes_earliest_first,
        tasks_are_replaced_and_filtered,
        cases_are_found_page_by_page,
        notices_come_newest_first,
        pages_are_limited,
        incidents_are_settled_once,
        incidents_are_found_page_by_page;
    duty:
        changes_come_in_the_order_of_commits,
        a_change_that_is_altered_comes_again,
        a_change_is_spread_until_it_is_altered,
        only_what_is_committed_is_a_change;
    boards:
        what_a_case_publishes_is_what_its_last_commit_said,
        only_what_is_committed_is_published,
        published_boards_are_numbered_and_stay,
        a_board_is_published_once_for_an_occasion;
    runs:
        an_occurrence_is_recorded_once,
        occurrences_of_a_unit_are_done_one_after_the_other;
    entries:
        an_entry_is_kept_with_the_input_of_its_case,
        only_what_is_committed_is_kept,
        entries_come_in_the_order_of_their_keys,
        an_entry_is_flagged_once;
    outbox:
        a_row_is_claimed_once_for_a_lease,
        messages_wait_for_earlier_ones,
        calls_wait_for_nobody,
        what_failed_is_tried_again_then_given_up,
        a_commit_settles_what_it_received,
        channels_are_claimed_apart;
    books:
        a_definition_is_kept_as_it_was_first,
        a_superseded_version_does_not_come_back_by_itself,
        a_token_loses_its_power,
        the_first_key_of_a_case_stays,
        the_first_secret_stays,
        a_nul_never_reaches_the_database;
    clock:
        a_wall_clock_runs_and_is_not_set,
        a_virtual_clock_stands_and_goes_forward,
        the_mode_of_a_clock_is_fixed;
    crowd:
        whoever_reads_on_misses_no_change,
        numbers_are_drawn_once,
        each_publication_has_a_number_of_its_own,
        no_update_is_lost,
        one_of_many_makes_a_case,
        crossing_batches_do_not_block_each_other;
    opening:
        a_database_of_a_newer_program_is_refused,
        what_was_committed_is_there_after_opening_again;
}
