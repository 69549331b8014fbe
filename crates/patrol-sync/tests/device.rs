//! What a device promises, against a server that can be told to misbehave.

#![allow(clippy::expect_used)]

#[path = "device/desk.rs"]
mod desk;
#[path = "device/estate.rs"]
mod estate;
#[path = "device/import.rs"]
mod import;
#[path = "device/left.rs"]
mod left;
#[path = "device/photos.rs"]
mod photos;
#[path = "device/refused.rs"]
mod refused;
#[path = "device/restored.rs"]
mod restored;

use desk::{Bench, SITE, case, file, photo};
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::{Key, Kind, Mutation, Rejection};
use patrol_protocol::{MAX_PUSH_OPS, Outcome, PushAnswer};
use patrol_sync::device::waiting::Mark;
use patrol_sync::ports::{LocalStore, StoreError, TransportError};
use patrol_sync::{PerformError, Progress, SyncError};
use pollster::block_on;
use std::future::Future;
use std::task::{Context, Waker};

fn offline() -> Result<(), SyncError> {
    Err(TransportError::Offline.into())
}

#[test]
fn a_write_is_seen_at_once_and_after_a_restart() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        for device in [bench.device.clone(), bench.restart().await] {
            let view = device.view(SITE, &[case(1)]).await.unwrap();
            assert!(view.records[&case(1)].is_some());
            let listed = device.list(SITE, Kind::Case, Slice::all(Shelf::Live)).await.unwrap();
            assert_eq!(listed.len(), 1);
        }
    });
}

#[test]
fn what_is_remembered_equals_what_is_folded_anew() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=5 {
            bench.file(n, &[]).await;
            bench.assign(n).await;
            let fresh = bench.restart().await;
            for n in 1..=n {
                let remembered = bench.device.view(SITE, &[case(n)]).await.unwrap();
                assert_eq!(remembered, fresh.view(SITE, &[case(n)]).await.unwrap());
            }
        }
    });
}

#[test]
fn a_refused_write_stores_nothing() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        let again = bench.device.perform(SITE, file(1, &[]), vec![photo(1, 9)], None).await;
        assert_eq!(again, Err(PerformError::Rejected(Rejection::IdTaken)));
        assert_eq!(bench.outbox().await.len(), 1);
        assert_eq!(bench.store.photo(photo(1, 9).id).await.unwrap(), None);
    });
}

#[test]
fn a_full_store_is_told_and_keeps_what_it_had() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.disk.fail_next_write(StoreError::Full);
        let full = bench.device.perform(SITE, file(2, &[]), Vec::new(), None).await;
        assert_eq!(full, Err(PerformError::Store(StoreError::Full)));
        bench.file(3, &[]).await;
        let numbers: Vec<u64> = bench.outbox().await.iter().map(|queued| queued.op.seq).collect();
        assert_eq!(numbers, [1, 2]);
        let view = bench.device.view(SITE, &[case(2), case(3)]).await.unwrap();
        assert_eq!(view.records[&case(2)], None);
        assert!(view.records[&case(3)].is_some());
    });
}

#[test]
fn another_tabs_write_is_seen() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        let other = bench.restart().await;
        other.perform(SITE, file(2, &[]), Vec::new(), None).await.unwrap();
        // The number that the store hands out tells that somebody else wrote.
        bench.file(3, &[]).await;
        let view = bench.device.view(SITE, &[case(2)]).await.unwrap();
        assert!(view.records[&case(2)].is_some());
        bench.file(4, &[]).await;
        other.forget_cache();
        let view = other.view(SITE, &[case(4)]).await.unwrap();
        assert!(view.records[&case(4)].is_some());
    });
}

#[test]
fn settled_work_stays_visible_until_a_pull_shows_it() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.server.fail_pulls.set(Some(TransportError::Offline));
        assert_eq!(bench.sync().await, offline());
        let outbox = bench.outbox().await;
        assert!(outbox[0].receipt.is_some());
        assert!(bench.shows(1).await);
        bench.server.fail_pulls.set(None);
        bench.sync().await.unwrap();
        assert!(bench.outbox().await.is_empty());
        assert!(bench.shows(1).await, "now the base shows it");
    });
}

#[test]
fn a_lost_answer_is_asked_for_again_and_counts_once() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.server.lose_answers.set(1);
        assert_eq!(bench.sync().await, offline());
        bench.sync().await.unwrap();
        assert!(bench.outbox().await.is_empty());
        assert_eq!(bench.server.log().len(), 1);
    });
}

#[test]
fn only_receipts_that_name_what_was_sent_count() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        let twists: [fn(&mut PushAnswer); 2] =
            [|a| a.receipts[0].seq += 1, |a| a.receipts[0].op = desk::op(99)];
        for wrong in twists {
            bench.server.twist.set(Some(wrong));
            assert_eq!(bench.sync().await, offline());
            assert_eq!(bench.outbox().await[0].receipt, None);
        }
        bench.server.twist.set(None);
        bench.sync().await.unwrap();
        assert!(bench.outbox().await.is_empty());
    });
}

#[test]
fn pushes_are_cut_and_keep_their_order() {
    block_on(async {
        let bench = Bench::new().await;
        let many = MAX_PUSH_OPS as u128 + 50;
        for n in 1..=many {
            bench.file(n, &[]).await;
        }
        bench.sync().await.unwrap();
        assert_eq!(bench.server.pushes.take(), [MAX_PUSH_OPS, 50]);
        let numbers: Vec<u64> = bench.server.log().iter().map(|op| op.seq).collect();
        assert_eq!(numbers, (1..=many as u64).collect::<Vec<_>>());
    });
}

#[test]
fn a_signed_out_phone_keeps_everything_and_asks_nothing_more() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 9);
        bench.file(1, &[&shot]).await;
        bench.server.fail_pushes.set(Some(TransportError::SignedOut));
        let asked = bench.server.pulls.get();
        assert_eq!(bench.sync().await, Err(TransportError::SignedOut.into()));
        assert_eq!(bench.server.pulls.get(), asked);
        assert_eq!(bench.outbox().await.len(), 1);
        bench.server.fail_pushes.set(None);
        bench.sync().await.unwrap();
        assert!(bench.outbox().await.is_empty());
        assert_eq!(bench.server.photo(shot.id), Some(shot.bytes));
    });
}

#[test]
fn a_refused_operation_is_parked_and_later_ones_go_on() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.file(2, &[]).await;
        bench.server.reject.set(Some(1));
        bench.sync().await.unwrap();
        assert!(bench.outbox().await.is_empty());
        assert!(!bench.shows(1).await && bench.shows(2).await);
        let waiting = bench.device.waiting(SITE).await.unwrap();
        assert_eq!(waiting.parked.len(), 1);
        assert_eq!(waiting.parked[0].rejection, Rejection::NotAllowed);
        assert!(matches!(waiting.receipts[1].1.outcome, Outcome::Rejected { .. }));
    });
}

#[test]
fn a_mend_that_was_killed_half_way_is_neither_lost_nor_doubled() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 9);
        bench.file(1, &[&shot]).await;
        bench.server.reject.set(Some(1));
        bench.sync().await.unwrap();
        let refused = bench.device.waiting(SITE).await.unwrap().parked[0].op.id;
        bench.server.reject.set(None);
        // Killed at every step of the mend; the person tries again after each restart.
        let mut steps = 0;
        while !killed_after(steps, bench.restart().await.mend(SITE, refused, file(1, &[&shot]))) {
            let parked = bench.restart().await.waiting(SITE).await.unwrap().parked;
            assert_eq!(parked.len() + bench.outbox().await.len(), 1, "after {steps} steps");
            if parked.is_empty() {
                break;
            }
            steps += 1;
        }
        bench.restart().await.sync(SITE, &|_| ()).await.unwrap();
        assert_eq!(bench.store.parked(SITE).await.unwrap(), []);
        assert_eq!(bench.server.log().len(), 2);
        assert_eq!(bench.server.photo(shot.id), Some(shot.bytes));
    });
}

#[test]
fn what_was_refused_goes_on_as_something_else_and_takes_its_photo_along() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 9);
        bench.file(1, &[&shot]).await;
        bench.server.reject.set(Some(1));
        bench.sync().await.unwrap();
        let refused = bench.device.waiting(SITE).await.unwrap().parked[0].op.id;
        bench.device.mend(SITE, refused, file(2, &[&shot])).await.unwrap();
        bench.sync().await.unwrap();
        assert!(bench.shows(2).await && !bench.shows(1).await);
        assert_eq!(bench.device.waiting(SITE).await.unwrap().parked, []);
        assert_eq!(bench.server.photo(shot.id), Some(shot.bytes));
    });
}

/// Polls so many times and drops; whether it had ended by then.
fn killed_after<T>(steps: u32, work: impl Future<Output = T>) -> bool {
    let mut work = std::pin::pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    (0..=steps).any(|_| work.as_mut().poll(&mut context).is_ready())
}

#[test]
fn a_server_that_was_restored_gets_what_it_lost_again() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=4 {
            bench.file(n, &[]).await;
        }
        bench.sync().await.unwrap();
        bench.server.restore_backup_of(2);
        bench.file(5, &[]).await;
        bench.sync().await.unwrap();
        let numbers: Vec<u64> = bench.server.log().iter().map(|op| op.seq).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
    });
}

#[test]
fn a_base_that_starts_anew_makes_a_phone_offer_what_the_server_lost_without_new_work() {
    block_on(async {
        for kept in 0..=4 {
            let bench = Bench::new().await;
            for n in 1..=4 {
                bench.file(n, &[]).await;
            }
            bench.sync().await.unwrap();
            bench.server.restore_backup_of(kept);
            bench.server.begin_anew();
            bench.sync().await.unwrap();
            let numbers: Vec<u64> = bench.server.log().iter().map(|op| op.seq).collect();
            assert_eq!(numbers, [1, 2, 3, 4], "a backup of {kept}");
            assert!(bench.shows(4).await, "and the phone shows it again");
        }
    });
}

#[test]
fn an_offline_start_is_still_signed_in_and_knows_the_time() {
    block_on(async {
        let bench = Bench::new().await;
        assert_eq!(bench.device.session().await.unwrap(), None);
        bench.device.keep_session(&desk::session()).await.unwrap();
        let device = bench.restart().await;
        assert_eq!(device.session().await.unwrap(), Some(desk::session()));
        assert!(device.clock_offset_known());
        assert_eq!(device.now(), desk::session().server_time);
        bench.file(1, &[]).await;
        device.forget_session().await.unwrap();
        assert_eq!(device.session().await.unwrap(), None);
        assert_eq!(bench.outbox().await.len(), 1, "signing out takes no work away");
    });
}

#[test]
fn a_backup_holds_all_that_the_server_has_not() {
    block_on(async {
        let bench = Bench::new().await;
        let (named, drafted) = (photo(1, 90), photo(2, 80));
        bench.file(1, &[&named]).await;
        bench.store.keep_photo(SITE, drafted.clone()).await.unwrap();
        let backup = bench.device.backup(SITE).await.unwrap();
        assert_eq!(backup.ops.len(), 1);
        let mut photos: Vec<_> = backup.photos.iter().map(|photo| photo.id).collect();
        photos.sort();
        let mut wanted = [named.id, drafted.id];
        wanted.sort();
        assert_eq!(photos, wanted);
        let text = serde_json::to_string(&backup).unwrap();
        assert_eq!(serde_json::from_str::<desk::Backup>(&text).unwrap(), backup);
    });
}

#[test]
fn progress_is_told_and_names_what_changed() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[&photo(1, 90)]).await;
        let told = std::cell::RefCell::new(Vec::new());
        let report = |progress: Progress| told.borrow_mut().push(progress);
        bench.device.sync(SITE, &report).await.unwrap();
        let told = told.into_inner();
        assert!(told.contains(&Progress::Facts { done: 1, of: 1 }));
        assert!(told.contains(&Progress::Photos { done: 1, of: 1, bytes: 90, of_bytes: 90 }));
        let names = |progress: &Progress| match progress {
            Progress::Changed { keys } => keys.contains(&case(1)),
            _ => false,
        };
        assert!(told.iter().any(names));
    });
}

#[test]
fn waiting_is_grouped_by_record() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 90);
        bench.file(1, &[&shot]).await;
        bench.assign(1).await;
        bench.file(2, &[]).await;
        let waiting = bench.device.waiting(SITE).await.unwrap();
        assert_eq!((waiting.ops, waiting.photos, waiting.photo_bytes), (3, 1, 90));
        let groups: Vec<_> = waiting
            .groups
            .iter()
            .map(|group| (group.key.clone(), group.mark, group.ops, group.bytes))
            .collect();
        let one = (Some(case(1)), Mark::OnPhone, 2, 90);
        let two = (Some(case(2)), Mark::OnPhone, 1, 0);
        assert_eq!(groups, [one, two]);
        let subject = patrol_sync::device::waiting::subject(&Mutation::ResumeRound {
            round: patrol_domain::RoundId(uuid::Uuid::nil()),
        });
        assert!(matches!(subject, Key::Round { .. }));
    });
}

#[test]
fn a_phone_that_is_put_away_knows_whether_something_was_written_since_it_last_sent() {
    block_on(async {
        let bench = Bench::new().await;
        assert!(!bench.device.has_unsent_facts());
        bench.file(1, &[]).await;
        assert!(bench.device.has_unsent_facts());
        bench.sync().await.unwrap();
        assert!(!bench.device.has_unsent_facts());
    });
}
