//! What the runtime promises, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

mod support;

#[path = "runtime/editions.rs"]
mod editions;
#[path = "runtime/given.rs"]
mod given;

#[path = "runtime/calls.rs"]
mod calls;
#[path = "runtime/children.rs"]
mod children;
#[path = "runtime/crowd.rs"]
mod crowd;
#[path = "runtime/duty.rs"]
mod duty;
#[path = "runtime/incidents.rs"]
mod incidents;
#[path = "runtime/keys.rs"]
mod keys;
#[path = "runtime/lists.rs"]
mod lists;
#[path = "runtime/private.rs"]
mod private;
#[path = "runtime/recount.rs"]
mod recount;
#[path = "runtime/repeats.rs"]
mod repeats;
#[path = "runtime/schedules.rs"]
mod schedules;
#[path = "runtime/time.rs"]
mod time;

macro_rules! suite {
    ($($room:ident: $($case:ident),+ $(,)?;)+) => {
        mod sqlite {
            $($(#[tokio::test] async fn $case() { super::$room::$case(super::given::sqlite()).await; })+)+
        }
        mod postgres {
            $($(#[tokio::test] async fn $case() { super::$room::$case(super::given::postgres().await).await; })+)+
        }
    };
}

suite! {
    duty:
        a_change_committed_at_one_node_is_seen_at_the_other,
        changes_stay_when_rules_are_loaded_again,
        many_changes_are_read_in_pages,
        a_case_that_watches_is_woken_by_a_change_of_another_node,
        a_spreading_that_broke_off_is_begun_again,
        an_input_after_a_change_leaves_the_new_shift_in_place;
    editions:
        an_edit_changes_only_what_comes_after_it,
        an_edit_that_is_undone_on_command_is_another_edition,
        a_node_with_older_files_answers_by_the_newer_edition,
        only_so_many_editions_are_kept,
        turns_count_by_the_calendar_that_another_node_published,
        a_year_that_is_gone_stops_no_node,
        a_case_that_watches_is_due_by_the_new_edition,
        a_shift_that_is_handled_late_ends_by_the_edition_of_its_time;
    schedules:
        each_working_day_once_and_no_day_of_rest,
        an_event_reaches_those_who_are_meant,
        what_was_missed_runs_or_is_skipped_as_declared,
        nothing_is_lost_or_doubled_when_nodes_break_off;
    lists:
        a_second_sync_changes_nothing,
        those_above_open_first,
        a_case_is_told_what_changed,
        without_an_event_a_change_is_reported_until_it_is_taken_back,
        what_is_refused_is_tried_again,
        what_vanishes_is_flagged_and_told_once,
        what_vanishes_without_an_event_is_flagged,
        a_cursor_belongs_to_an_edition,
        nothing_is_doubled_when_a_sync_breaks_off,
        two_nodes_share_a_sync,
        a_long_list_is_synced_in_pages;
    repeats:
        the_same_request_gets_the_same_answer,
        the_same_id_with_another_body_is_refused,
        a_stale_version_is_refused_with_both_versions,
        a_refusal_is_not_kept,
        no_order_of_arrival_loses_an_event;
    keys:
        a_taken_key_refuses,
        a_taken_key_answers_with_its_holder,
        a_taken_key_becomes_an_event,
        a_free_key_makes_another_case,
        a_start_by_a_case_meets_the_key,
        nobody_finds_a_key_by_hashing,
        another_master_key_is_refused;
    time:
        what_falls_due_fires_after_a_restart,
        an_event_cannot_overtake_what_was_due,
        an_open_case_finishes_on_its_old_definition,
        a_superseded_version_does_not_come_back;
    recount:
        a_corrected_calendar_moves_open_deadlines_once,
        every_node_counts_by_the_calendar_that_was_published_last,
        a_year_that_becomes_known_arms_what_could_not_be_counted,
        an_event_that_comes_first_finds_the_deadline_moved,
        counting_again_goes_on_where_it_broke_off,
        two_nodes_count_again_once;
    children:
        a_child_runs_and_its_end_comes_back,
        a_child_dies_with_the_state_that_invoked_it,
        a_start_that_fails_is_told_to_the_parent;
    calls:
        a_call_is_carried_until_it_is_answered,
        a_refused_call_comes_back_as_an_error,
        an_answer_with_a_reserved_name_is_an_error_once,
        a_dead_receiver_holds_up_nobody,
        a_receiver_gets_every_call_under_one_id;
    incidents:
        what_failed_is_taken_again_once,
        a_message_that_was_refused_is_taken_again,
        a_senders_own_request_can_only_be_skipped,
        a_start_that_failed_is_skipped,
        what_sends_to_itself_for_ever_is_stopped;
    private:
        private_fields_are_sealed_from_the_first_entry,
        what_leaves_is_sealed_under_every_name,
        every_version_can_be_explained;
    crowd:
        concurrent_requests_all_count,
        two_runtimes_share_one_database_when_it_can;
}

#[tokio::test]
async fn a_database_that_goes_away_loses_nothing() {
    crowd::a_database_that_goes_away_loses_nothing().await;
}

#[tokio::test]
async fn a_runtime_that_is_killed_loses_and_doubles_nothing() {
    crowd::a_runtime_that_is_killed_loses_and_doubles_nothing().await;
}

#[tokio::test]
async fn nodes_that_share_a_clock_get_along() {
    time::nodes_that_share_a_clock_get_along().await;
}
