//! What every store owes, as facts to run: natively on memory, in a browser on IndexedDB.
//! Knows no store: it is handed a bench that opens databases by name.

#![allow(clippy::expect_used)]

mod base;
mod outbox;
mod photos;
mod sample;
mod small;

pub use base::*;
pub use outbox::*;
pub use photos::*;
pub use small::*;

use crate::ports::LocalStore;
use async_trait::async_trait;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};

/// Where stores come from. Names are used once each, so facts can run side by side.
#[async_trait(?Send)]
pub trait Bench {
    /// Opens the database of this name, made when it is not there. Opened again after the last
    /// handle was dropped, it is what a restarted app finds.
    async fn open(&self, name: &str) -> Rc<dyn LocalStore>;

    /// Opens a database with room for about this many bytes, where the surroundings can do that.
    async fn open_small(&self, name: &str, bytes: usize) -> Option<Rc<dyn LocalStore>>;
}

/// Hands every fact's name to a macro, which makes a test of each.
#[macro_export]
macro_rules! for_each_store_fact {
    ($test:ident) => {
        $test! {
            a_device_keeps_its_name_over_restarts,
            sequence_numbers_are_one_two_three,
            a_phone_that_restarts_never_reuses_a_sequence_number,
            each_site_counts_for_itself,
            enqueue_twice_with_one_id_is_one_operation,
            two_tabs_number_in_one_order,
            a_killed_enqueue_leaves_all_or_nothing_and_no_gap,
            an_accepted_operation_stays_until_a_pull_shows_it,
            a_rejected_operation_is_parked_with_its_reason,
            settling_twice_changes_nothing,
            a_restored_servers_new_word_replaces_the_old_one,
            a_receipt_for_an_unknown_operation_is_ignored,
            an_operation_without_receipt_never_leaves,
            receipts_come_newest_first_and_stay_for_long,
            unparking_takes_one_operation,
            every_site_with_unsent_work_is_named,
            a_pull_puts_rows_and_cursor_together,
            a_row_without_record_takes_it_away,
            a_fresh_pull_never_touches_the_outbox,
            a_fresh_pull_in_pages_shows_the_old_base_until_its_last_page,
            a_fresh_pull_cut_by_a_restart_still_sweeps,
            a_fresh_pull_begun_anew_starts_over,
            sites_do_not_see_each_other,
            a_list_is_sorted_by_order_then_name,
            a_list_keeps_to_shelf_stretch_and_limit,
            a_record_that_changes_shelf_stands_on_one,
            loading_answers_in_the_order_of_the_question,
            a_photo_and_its_operation_are_kept_together_or_not_at_all,
            a_photo_of_a_draft_is_queued_when_an_operation_names_it,
            photo_bytes_come_back_as_they_went_in,
            a_pull_that_shows_a_photo_confirms_it,
            what_is_known_of_a_photo_is_not_unlearnt,
            a_photo_that_the_server_lost_is_sent_again_and_one_given_up_goes,
            a_photo_that_nobody_names_any_more_is_not_sent_again,
            only_confirmed_photos_are_dropped_and_the_newest_stay,
            photos_of_a_given_up_operation_go_unless_another_names_them,
            a_photo_taken_away_goes_only_when_no_draft_and_no_operation_names_it,
            a_full_store_keeps_nothing_of_the_write,
            drafts_are_found_by_prefix,
            a_draft_goes_with_its_operation,
            a_note_is_what_was_written_last,
        }
    };
}

/// Runs a future until it has waited `steps` times and drops it there, as a killed app does.
/// `None` when it was killed.
async fn killed_after<T>(steps: u32, work: impl Future<Output = T>) -> Option<T> {
    struct Killed<'a, W> {
        work: Pin<&'a mut W>,
        left: u32,
    }
    impl<W: Future> Future for Killed<'_, W> {
        type Output = Option<W::Output>;
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
            match self.work.as_mut().poll(context) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending if self.left == 0 => Poll::Ready(None),
                Poll::Pending => {
                    self.left -= 1;
                    Poll::Pending
                }
            }
        }
    }
    let work = pin!(work);
    Killed { work, left: steps }.await
}

/// More waits than any store needs for one write.
const MANY_STEPS: u32 = 40;
