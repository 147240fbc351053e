//! The conformance suite of storage: what every database must do, as functions over the contract, and what
//! SQLite promises beyond it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod accounts;
mod closing;
mod customers;
#[path = "../database.rs"]
mod database;
mod deep;
mod durability;
mod harness;
mod lists;
mod searches;
mod servers;
mod sessions;
mod side_by_side;
mod sqlite;
mod texts;
mod transfer;

/// Makes a test of each behaviour on each database.
macro_rules! conformance {
    ($($module:ident { $($behaviour:ident,)+ })*) => {
        conformance!(on_sqlite, sqlite: $($module { $($behaviour,)+ })*);
        conformance!(on_postgres, postgres: $($module { $($behaviour,)+ })*);
        conformance!(on_mariadb, mysql: $($module { $($behaviour,)+ })*);
    };
    ($database:ident, $open:ident: $($module:ident { $($behaviour:ident,)+ })*) => {
        mod $database {$(
            mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    let world = crate::harness::open(crate::database::Database::$open()).await;
                    crate::$module::$behaviour(&world).await;
                }
            )+}
        )*}
    };
}

conformance! {
    accounts {
        an_account_registers_with_an_organization_of_its_own,
        an_address_is_registered_once_whatever_its_case,
        credentials_are_found_by_address_in_any_case_and_by_account,
        a_password_changes_only_from_the_one_it_was,
        a_changed_password_ends_the_other_sessions_and_keeps_this_one,
        a_hash_with_newer_parameters_replaces_only_the_one_it_was_made_from,
    }
    sessions {
        a_refresh_token_is_exchanged_for_another_of_the_same_session,
        a_refresh_token_used_twice_ends_the_session_with_all_its_tokens,
        a_refresh_token_is_refused_when_unknown_or_expired_or_its_session_has_ended,
        a_refresh_moves_the_end_of_the_session,
        logging_out_ends_one_session_and_only_once,
        ended_sessions_are_told_from_a_moment_on,
        sessions_that_ended_long_ago_are_forgotten,
        two_refreshes_with_one_token_at_once_are_a_reuse,
        no_session_begins_without_an_account,
        the_newest_signing_key_comes_first_and_old_ones_are_forgotten,
        the_first_signing_key_is_made_once,
    }
    customers {
        what_is_created_is_found_with_every_member,
        a_customer_of_another_organization_is_like_one_that_does_not_exist,
        an_address_is_unique_in_an_organization_whatever_its_case,
        an_address_is_free_again_after_a_change_and_after_a_deletion,
        any_number_of_customers_have_no_address,
        a_change_keeps_removes_and_sets_and_counts_versions,
        a_change_of_nothing_changes_neither_version_nor_time,
        a_change_that_is_invalid_says_all_that_is_wrong_and_changes_nothing,
        a_national_number_is_of_the_stored_country_or_the_default,
        times_never_go_back,
        a_customer_is_deleted_once,
        of_two_that_race_for_an_address_one_wins,
        of_a_change_and_creates_that_race_for_an_address_one_wins,
        many_writers_at_once_lose_nothing,
        ids_have_the_order_of_creation,
        many_are_created_as_each_alone_would_be,
        of_a_thousand_that_race_for_an_address_one_wins,
    }
    texts {
        texts_come_back_as_they_were_and_in_the_order_of_their_code_points,
        the_longest_texts_are_kept_whole_and_found,
    }
    lists {
        every_order_and_direction_by_page_and_by_cursor,
        searches_and_filters_in_every_order,
        words_are_found_by_their_beginnings_without_case_and_accents,
        organizations_find_nothing_of_each_other,
        filters_compare_whole_fields_and_all_must_hold,
        what_is_found_follows_changes_and_deletions,
        totals_are_exact_or_left_out,
        a_page_after_the_last_is_empty,
        a_page_far_inside_holds_what_the_pages_before_leave,
        a_cursor_skips_and_repeats_nothing_while_others_write,
        a_cursor_holds_when_its_customer_is_gone,
        names_that_begin_alike_for_long_are_ordered_by_id,
        a_cursor_with_a_foreign_key_finds_some_page,
        an_unknown_organization_has_no_customers,
    }
    searches {
        a_phone_number_is_found_by_any_part_of_it,
        several_words_are_found_together_after_each_change,
        beginnings_of_many_words_are_found,
        numbers_of_one_token_are_counted_on_every_page,
        a_hundred_words_are_all_looked_for,
        many_that_are_found_are_counted_up_to_a_bound_and_listed_in_every_order,
        few_of_two_common_words_are_listed_wherever_they_stand,
    }
    deep {
        every_page_is_what_a_walk_finds_whatever_happened_before,
        pages_are_right_after_many_wrote_at_once,
        a_page_is_found_beyond_the_first_node,
        a_copy_has_the_same_pages_deep_inside,
    }
    closing {
        everything_is_there_when_it_is_opened_again_and_ids_go_on,
        a_closed_database_refuses_and_closes_again,
        closing_finishes_what_is_queued,
    }
}
