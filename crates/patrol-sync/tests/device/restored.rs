//! A server that came out of an older backup gets back what it lost, whatever happens on the way.

use super::desk::{Bench, SITE, photo};
use super::{killed_after, offline};
use patrol_domain::{Op, Rejection};
use patrol_protocol::{Outcome, Push};
use patrol_sync::device::waiting::Waiting;
use patrol_sync::ports::{KEPT_RECEIPTS, LocalStore, Transport, TransportError};
use pollster::block_on;

/// A phone whose server lost the last two of four settled operations, and every cursor.
async fn restored() -> Bench {
    let bench = Bench::new().await;
    for n in 1..=4 {
        bench.file(n, &[]).await;
    }
    bench.sync().await.expect("the bench works");
    bench.server.restore_backup_of(2);
    bench.server.begin_anew();
    bench
}

fn on_server(bench: &Bench) -> Vec<u64> {
    bench.server.log().iter().map(|op| op.seq).collect()
}

/// What the phone calls received.
fn accepted(waiting: &Waiting) -> Vec<u64> {
    let taken = waiting.receipts.iter().filter(|(_, given)| given.outcome == Outcome::Accepted);
    let mut numbers: Vec<u64> = taken.map(|(op, _)| op.seq).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn what_a_restored_server_lost_is_offered_until_it_has_it() {
    block_on(async {
        let bench = restored().await;
        bench.server.fail_pushes.set(Some(TransportError::Offline));
        for _ in 0..2 {
            assert_eq!(bench.sync().await, offline());
        }
        assert_eq!(on_server(&bench), [1, 2]);
        bench.server.fail_pushes.set(None);
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2, 3, 4]);
        assert!(bench.shows(4).await);
        let pushes = bench.server.pushes.borrow().len();
        bench.sync().await.unwrap();
        assert_eq!(bench.server.pushes.borrow().len(), pushes, "and not again");
    });
}

#[test]
fn it_is_offered_when_the_fresh_base_came_only_in_part() {
    block_on(async {
        let bench = restored().await;
        bench.server.torn.set(true);
        assert_eq!(bench.sync().await, offline());
        bench.server.fail_pulls.set(None);
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2, 3, 4]);
    });
}

#[test]
fn it_is_offered_by_a_phone_that_was_killed_at_any_step() {
    block_on(async {
        let mut steps = 0;
        loop {
            let bench = restored().await;
            let ended = killed_after(steps, bench.sync());
            let phone = bench.restart().await;
            phone.sync(SITE, &|_| ()).await.unwrap();
            assert_eq!(on_server(&bench), [1, 2, 3, 4], "killed after {steps} steps");
            if ended {
                break;
            }
            steps += 1;
        }
        assert!(steps > 10, "{steps}");
    });
}

#[test]
fn a_withdrawn_operation_does_not_hide_that_earlier_ones_are_missing() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=3 {
            bench.file(n, &[]).await;
        }
        bench.sync().await.unwrap();
        bench.server.restore_backup_of(1);
        bench.server.choke_on.set(Some(4));
        bench.file(4, &[]).await;
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2, 3, 4]);
        assert_eq!(bench.device.waiting(SITE).await.unwrap().parked.len(), 1);
    });
}

#[test]
fn what_it_refuses_now_is_parked_and_called_accepted_no_more() {
    block_on(async {
        for shown in [true, false] {
            let bench = Bench::new().await;
            for n in 1..=4 {
                bench.file(n, &[]).await;
            }
            bench.server.fail_pulls.set((!shown).then_some(TransportError::Offline));
            assert_eq!(bench.sync().await.is_ok(), shown);
            bench.server.fail_pulls.set(None);
            for lost in [2, 3] {
                bench.server.restore_backup_of(lost);
                bench.server.begin_anew();
                bench.server.reject.set(Some(4));
                bench.sync().await.unwrap();
                let waiting = bench.device.waiting(SITE).await.unwrap();
                let parked: Vec<u64> = waiting.parked.iter().map(|one| one.op.seq).collect();
                assert_eq!(parked, [4], "shown {shown}, {lost} left");
                assert_eq!(waiting.parked[0].rejection, Rejection::NotAllowed);
                assert_eq!(accepted(&waiting), [1, 2, 3]);
                assert!(bench.shows(3).await && !bench.shows(4).await);
            }
            bench.server.reject.set(None);
            bench.server.restore_backup_of(2);
            bench.server.begin_anew();
            bench.sync().await.unwrap();
            let waiting = bench.device.waiting(SITE).await.unwrap();
            assert!(waiting.parked.is_empty() && accepted(&waiting).len() == 4, "taken after all");
            assert!(bench.shows(4).await);
        }
    });
}

#[test]
fn what_was_refused_and_given_up_stays_so() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=3 {
            bench.file(n, &[]).await;
        }
        bench.server.reject.set(Some(2));
        bench.sync().await.unwrap();
        let parked = bench.device.waiting(SITE).await.unwrap().parked.remove(0);
        bench.device.give_up(parked.op.id).await.unwrap();
        bench.server.reject.set(None);
        bench.server.restore_backup_of(1);
        bench.server.begin_anew();
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2, 3]);
        assert!(!bench.shows(2).await && bench.shows(3).await);
    });
}

#[test]
fn photos_that_it_lost_are_sent_again_with_and_without_their_operation() {
    block_on(async {
        for backup in [0, 1] {
            let bench = Bench::new().await;
            let (lost, there) = (photo(1, 700), photo(2, 90));
            bench.file(1, &[&lost, &there]).await;
            bench.sync().await.unwrap();
            bench.server.restore_backup_of(backup);
            bench.server.lose_photo(lost.id);
            bench.server.begin_anew();
            bench.sync().await.unwrap();
            assert!(bench.server.photo(lost.id) == Some(lost.bytes), "a backup of {backup}");
            let sent =
                bench.server.chunks.borrow().iter().filter(|(id, _)| *id == there.id).count();
            assert_eq!(sent, 1, "what it has is not sent again");
            assert_eq!(bench.device.waiting(SITE).await.unwrap().photos, 0);
        }
    });
}

#[test]
fn photos_are_looked_for_until_the_server_was_asked_for_all() {
    block_on(async {
        let mut steps = 0;
        loop {
            let bench = Bench::new().await;
            let lost = photo(1, 700);
            bench.file(1, &[&lost]).await;
            bench.sync().await.unwrap();
            bench.server.restore_backup_of(0);
            bench.server.lose_photo(lost.id);
            bench.server.begin_anew();
            let ended = killed_after(steps, bench.sync());
            bench.restart().await.sync(SITE, &|_| ()).await.unwrap();
            assert!(bench.server.photo(lost.id) == Some(lost.bytes), "killed after {steps} steps");
            if ended {
                break;
            }
            steps += 1;
        }
    });
}

#[test]
fn numbers_that_neither_side_knows_any_more_hold_up_nothing() {
    block_on(async {
        let bench = Bench::new().await;
        let last = KEPT_RECEIPTS as u128 + 30;
        for n in 1..=last {
            bench.file(n, &[]).await;
        }
        bench.sync().await.unwrap();
        bench.server.restore_backup_of(3);
        bench.server.begin_anew();
        bench.server.lose_answers.set(1);
        assert_eq!(bench.sync().await, offline());
        bench.sync().await.unwrap();
        let all: Vec<u64> = (1..=last as u64).collect();
        assert_eq!(on_server(&bench), all);
        let unreadable = Some(Outcome::Rejected { rejection: Rejection::Unreadable });
        assert_eq!(bench.server.outcome(4), unreadable);
        assert_eq!(bench.server.outcome(last as u64), Some(Outcome::Accepted));
        let pushes = bench.server.pushes.borrow().len();
        bench.sync().await.unwrap();
        assert_eq!(bench.server.pushes.borrow().len(), pushes, "nothing is due any more");
        bench.file(last + 1, &[]).await;
        bench.sync().await.unwrap();
        assert!(bench.shows(last + 1).await && bench.store.outbox(SITE).await.unwrap().is_empty());
    });
}

#[test]
fn what_was_settled_after_the_last_pull_is_missed_without_a_base_that_begins_anew() {
    block_on(async {
        for left in 0..=3 {
            let bench = Bench::new().await;
            bench.file(1, &[]).await;
            bench.sync().await.unwrap();
            bench.server.fail_pulls.set(Some(TransportError::Offline));
            bench.file(2, &[]).await;
            bench.file(3, &[]).await;
            assert_eq!(bench.sync().await, offline());
            bench.server.restore_backup_of(left);
            bench.server.fail_pulls.set(None);
            bench.sync().await.unwrap();
            assert_eq!(on_server(&bench), [1, 2, 3], "{left} were left");
            assert!(bench.shows(3).await && bench.outbox().await.is_empty());
        }
    });
}

/// What was on its way to a server that went down may reach the one that was restored.
async fn arrives_late(bench: &Bench, ops: Vec<Op>) {
    let device = bench.store.device().await.expect("the bench works");
    bench
        .server
        .push(SITE, &Push { device, ops, withdrawn: Vec::new() })
        .await
        .expect("the bench works");
}

#[test]
fn its_new_word_on_what_reached_it_late_is_asked_for() {
    block_on(async {
        for written_meanwhile in [false, true] {
            let bench = Bench::new().await;
            for n in 1..=4 {
                bench.file(n, &[]).await;
            }
            bench.sync().await.unwrap();
            let late = bench.server.log().split_off(1);
            bench.server.restore_backup_of(1);
            bench.server.reject.set(Some(3));
            arrives_late(&bench, late).await;
            if written_meanwhile {
                bench.file(5, &[]).await;
            }
            bench.sync().await.unwrap();
            let parked = bench.device.waiting(SITE).await.unwrap().parked;
            let parked: Vec<u64> = parked.iter().map(|one| one.op.seq).collect();
            assert_eq!(parked, [3], "and a fifth written: {written_meanwhile}");
        }
    });
}

#[test]
fn refused_work_that_it_forgot_is_brought_again_without_a_base_that_begins_anew() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.server.reject.set(Some(2));
        bench.file(2, &[]).await;
        bench.sync().await.unwrap();
        bench.server.restore_backup_of(1);
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2]);
        assert_eq!(bench.device.waiting(SITE).await.unwrap().parked.len(), 1);
    });
}

#[test]
fn a_photo_that_came_after_the_backup_and_before_any_pull_is_sent_again() {
    block_on(async {
        let bench = Bench::new().await;
        let lost = photo(1, 700);
        bench.file(1, &[&lost]).await;
        bench.server.fail_pulls.set(Some(TransportError::Offline));
        assert_eq!(bench.sync().await, offline());
        assert!(bench.server.photo(lost.id).is_some());
        bench.server.restore_backup_of(1);
        bench.server.lose_photo(lost.id);
        bench.server.fail_pulls.set(None);
        bench.sync().await.unwrap();
        assert!(bench.server.photo(lost.id) == Some(lost.bytes));
        let open = bench.store.photos(SITE).await.unwrap();
        assert!(open.iter().all(|photo| photo.confirmed), "{open:?}");
    });
}

#[test]
fn what_a_server_settled_in_a_life_that_passed_before_the_offer_is_not_forgotten() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.sync().await.unwrap();
        bench.server.restore_backup_of(1);
        bench.server.fail_pulls.set(Some(TransportError::Offline));
        bench.file(2, &[]).await;
        assert_eq!(bench.sync().await, offline());
        bench.server.restore_backup_of(1);
        bench.server.fail_pulls.set(None);
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2]);
    });
}

#[test]
fn an_answer_that_says_nothing_of_what_was_shown_ends_no_debt() {
    block_on(async {
        let bench = restored().await;
        bench.server.twist.set(Some(|answer| {
            answer.receipts.clear();
            answer.gap = None;
        }));
        assert_eq!(bench.sync().await, offline());
        bench.server.twist.set(None);
        bench.sync().await.unwrap();
        assert_eq!(on_server(&bench), [1, 2, 3, 4]);
    });
}
