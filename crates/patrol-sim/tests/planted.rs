//! Every planted bug is caught within two hundred small worlds, and a sound system passes them.

#![allow(clippy::expect_used)]

use patrol_sim::{Size, Skew, check, plant, run};
use patrol_sync::planted::Bug;

const SMALL: Size = Size { phones: 4, ops: 24 };
const MOST_SEEDS: u64 = 200;

fn caught(bug: Bug) {
    plant(Some(bug.name())).expect("bugs can be planted in tests");
    let seed = (1..=MOST_SEEDS).find(|&seed| !run(seed, SMALL, Skew::None).faults.is_empty());
    plant(None).expect("bugs can be planted in tests");
    let seed = seed.unwrap_or_else(|| panic!("{} went unnoticed", bug.name()));
    let sound = run(seed, SMALL, Skew::None);
    assert_eq!(sound.faults, Vec::<String>::new(), "seed {seed} fails without the bug too");
}

macro_rules! each_is_caught {
    ($($test:ident: $bug:ident,)*) => {
        $(
            #[test]
            fn $test() {
                caught(Bug::$bug);
            }
        )*

        #[test]
        fn no_planted_bug_is_left_out() {
            let tested = [$(Bug::$bug,)*];
            assert_eq!(tested.as_slice(), Bug::ALL);
        }
    };
}

each_is_caught! {
    a_counter_in_memory_is_caught: CounterInMemory,
    saved_before_commit_is_caught: SavedBeforeCommit,
    ack_before_commit_is_caught: AckBeforeCommit,
    drop_before_receipt_is_caught: DropBeforeReceipt,
    drop_at_receipt_is_caught: DropAtReceipt,
    a_cursor_gap_is_caught: CursorGap,
    a_batch_key_is_caught: BatchKey,
    double_apply_is_caught: DoubleApply,
    a_photo_dropped_at_the_receipt_is_caught: PhotoDroppedAtReceipt,
    a_photo_called_sent_after_one_chunk_is_caught: PhotoSentAtFirstChunk,
    a_receipt_not_matched_is_caught: ReceiptNotMatched,
    an_outbox_dropped_on_sign_out_is_caught: OutboxDroppedOnSignOut,
    parked_work_dropped_is_caught: ParkedDropped,
    a_portal_taken_for_success_is_caught: PortalIsSuccess,
    a_fresh_base_that_wipes_the_outbox_is_caught: FreshWipesOutbox,
    a_base_swept_at_its_first_page_is_caught: SweptAtFirstPage,
    a_clock_that_decides_order_is_caught: ClockDecidesOrder,
    refused_work_that_blocks_is_caught: RefusedBlocks,
}

#[test]
fn a_sound_system_passes_and_goes_the_same_way_twice_and_with_other_clocks() {
    let mut all = patrol_sim::Checked::default();
    for seed in 1..=20 {
        all.add(check(seed, SMALL));
    }
    assert_eq!(all.failed, []);
    assert_eq!((all.runs, all.repeated, all.skewed), (20, 1, 1));
    assert!(all.totals.app_kills > 0 && all.totals.server_kills > 0 && all.totals.lost_acks > 0);
    assert!(all.totals.rejected > 0 && all.totals.photos > 0);
}
