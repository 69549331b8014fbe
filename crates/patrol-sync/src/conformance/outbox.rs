//! Facts about numbers, operations, receipts and refused work.

use super::sample::*;
use super::{Bench, MANY_STEPS, killed_after};
use crate::ports::{KEPT_RECEIPTS, PhotoState};
use patrol_domain::{At, Rejection};

pub async fn a_device_keeps_its_name_over_restarts(bench: &dyn Bench) {
    let first = bench.open("device name").await.device().await.expect("device");
    let again = bench.open("device name").await.device().await.expect("device");
    assert_eq!(first, again);
    let other = bench.open("another device").await.device().await.expect("device");
    assert_ne!(first, other);
}

pub async fn sequence_numbers_are_one_two_three(bench: &dyn Bench) {
    let store = bench.open("numbers").await;
    let device = store.device().await.expect("device");
    for n in 1..=3 {
        let op = keep(store.as_ref(), draft(n, &[]), &[]).await;
        assert_eq!((op.seq, op.device), (n as u64, device));
    }
    let outbox = store.outbox(site(0)).await.expect("outbox");
    assert_eq!(outbox.iter().map(|queued| queued.op.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(outbox.iter().all(|queued| queued.receipt.is_none()));
}

pub async fn a_phone_that_restarts_never_reuses_a_sequence_number(bench: &dyn Bench) {
    let store = bench.open("restart").await;
    let first = keep(store.as_ref(), draft(1, &[]), &[]).await;
    let second = keep(store.as_ref(), draft(2, &[]), &[]).await;
    store.settle(&[accepted(&first), rejected(&second)], At(0)).await.expect("settle");
    store.confirm(&page("1", &[]), &[first.id]).await.expect("confirm");
    store.unpark(second.id).await.expect("unpark");
    assert_eq!(outbox_ids(store.as_ref()).await, []);
    drop(store);
    let store = bench.open("restart").await;
    assert_eq!(keep(store.as_ref(), draft(3, &[]), &[]).await.seq, 3);
}

pub async fn each_site_counts_for_itself(bench: &dyn Bench) {
    let store = bench.open("two counters").await;
    for (n, (place, seq)) in [(0, 1), (1, 1), (0, 2), (1, 2), (1, 3)].into_iter().enumerate() {
        let op = keep(store.as_ref(), draft_at(site(place), n as u128), &[]).await;
        assert_eq!(op.seq, seq, "site {place}");
    }
    assert_eq!(store.outbox(site(0)).await.expect("outbox").len(), 2);
    assert_eq!(store.outbox(site(1)).await.expect("outbox").len(), 3);
}

pub async fn enqueue_twice_with_one_id_is_one_operation(bench: &dyn Bench) {
    let store = bench.open("twice").await;
    let first = keep(store.as_ref(), draft(1, &[]), &[]).await;
    assert_eq!(keep(store.as_ref(), draft(1, &[]), &[]).await, first);
    drop(store);
    let store = bench.open("twice").await;
    assert_eq!(keep(store.as_ref(), draft(1, &[]), &[]).await, first);
    store.settle(&[accepted(&first)], At(0)).await.expect("settle");
    assert_eq!(keep(store.as_ref(), draft(1, &[]), &[]).await, first);
    assert_eq!(outbox_ids(store.as_ref()).await, [first.id]);
    assert_eq!(keep(store.as_ref(), draft(2, &[]), &[]).await.seq, 2);
}

pub async fn two_tabs_number_in_one_order(bench: &dyn Bench) {
    let (one, two) = (bench.open("tabs").await, bench.open("tabs").await);
    for n in 0..6 {
        let tab = if n % 2 == 0 { &one } else { &two };
        assert_eq!(keep(tab.as_ref(), draft(n, &[]), &[]).await.seq, n as u64 + 1);
    }
    assert_eq!(outbox_ids(one.as_ref()).await, outbox_ids(two.as_ref()).await);
}

pub async fn a_killed_enqueue_leaves_all_or_nothing_and_no_gap(bench: &dyn Bench) {
    let mut kept = 0;
    for steps in 0..MANY_STEPS {
        let store = bench.open("killed").await;
        let n = u128::from(steps);
        let told = killed_after(steps, store.enqueue(draft(n, &[]), Vec::new(), None)).await;
        drop(store);
        let store = bench.open("killed").await;
        let outbox = store.outbox(site(0)).await.expect("outbox");
        let there = outbox.iter().any(|queued| queued.op.id == op_id(n));
        assert!(there || told.is_none(), "it was told and is not there");
        kept += u64::from(there);
        let numbers: Vec<u64> = outbox.iter().map(|queued| queued.op.seq).collect();
        assert_eq!(numbers, (1..=kept).collect::<Vec<_>>());
        if told.is_some() {
            return;
        }
    }
    panic!("enqueue never ended");
}

pub async fn an_accepted_operation_stays_until_a_pull_shows_it(bench: &dyn Bench) {
    let store = bench.open("accepted").await;
    let op = keep(store.as_ref(), draft(1, &[]), &[]).await;
    let later = keep(store.as_ref(), draft(2, &[]), &[]).await;
    store.settle(&[accepted(&op)], At(0)).await.expect("settle");
    let outbox = store.outbox(site(0)).await.expect("outbox");
    assert_eq!(outbox[0].receipt, Some(accepted(&op)));
    assert_eq!(outbox[1].receipt, None);
    store.confirm(&page("1", &[]), &[]).await.expect("confirm");
    assert_eq!(outbox_ids(store.as_ref()).await, [op.id, later.id]);
    store.confirm(&page("2", &[]), &[op.id]).await.expect("confirm");
    assert_eq!(outbox_ids(store.as_ref()).await, [later.id]);
}

pub async fn a_rejected_operation_is_parked_with_its_reason(bench: &dyn Bench) {
    let store = bench.open("rejected").await;
    let op = keep(store.as_ref(), draft(1, &[]), &[]).await;
    store.settle(&[rejected(&op)], At(77)).await.expect("settle");
    drop(store);
    let store = bench.open("rejected").await;
    assert_eq!(outbox_ids(store.as_ref()).await, []);
    let parked = store.parked(site(0)).await.expect("parked");
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].op, op);
    assert_eq!((&parked[0].rejection, parked[0].parked_at), (&Rejection::NotAllowed, At(77)));
}

pub async fn settling_twice_changes_nothing(bench: &dyn Bench) {
    let store = bench.open("settled twice").await;
    let one = keep(store.as_ref(), draft(1, &[]), &[]).await;
    let two = keep(store.as_ref(), draft(2, &[]), &[]).await;
    for now in [At(1), At(2)] {
        store.settle(&[accepted(&one), rejected(&two)], now).await.expect("settle");
    }
    // A word once given stands, whatever a muddled answer says later.
    store.settle(&[rejected(&one)], At(3)).await.expect("settle");
    assert_eq!(outbox_ids(store.as_ref()).await, [one.id]);
    let parked = store.parked(site(0)).await.expect("parked");
    assert_eq!(
        parked.iter().map(|p| (p.op.id, p.parked_at)).collect::<Vec<_>>(),
        [(two.id, At(1))]
    );
    assert_eq!(store.receipts(site(0), 10).await.expect("receipts").len(), 2);
}

pub async fn a_restored_servers_new_word_replaces_the_old_one(bench: &dyn Bench) {
    let store = bench.open("settled anew").await;
    let shot = photo(1, 90);
    let mut ops = Vec::new();
    for n in 1..=5 {
        let photos: &[_] = if n == 1 { &[&shot] } else { &[] };
        ops.push(keep(store.as_ref(), draft(n, photos), photos).await);
    }
    let [shown, hidden, parked, gone, unsent] = ops.as_slice() else { panic!("five") };
    let first = [accepted(shown), accepted(hidden), rejected(parked), rejected(gone)];
    store.settle(&first, At(1)).await.expect("settle");
    store.unpark(gone.id).await.expect("unpark");
    let rows = [photo_row(shot.id)];
    store.confirm(&page("1", &rows), &[shown.id]).await.expect("confirm");
    let wants = patrol_protocol::Receipt { photos_wanted: vec![shot.id], ..rejected(shown) };
    let anew = [wants, rejected(hidden), accepted(parked), accepted(gone), accepted(unsent)];
    for now in [At(2), At(3)] {
        store.settle_anew(&anew, now).await.expect("settle anew");
    }
    let left = store.parked(site(0)).await.expect("parked");
    let left: Vec<_> = left.into_iter().map(|one| (one.op.id, one.parked_at)).collect();
    assert_eq!(left, [(shown.id, At(2)), (hidden.id, At(2))]);
    assert_eq!(outbox_ids(store.as_ref()).await, [unsent.id]);
    let mut kept = store.receipts(site(0), 9).await.expect("receipts");
    kept.reverse();
    assert_eq!(kept.into_iter().map(|(_, receipt)| receipt).collect::<Vec<_>>(), anew);
    let state = state_of(store.as_ref(), shot.id).await.expect("the photo");
    assert!(state.queued && !state.sent && !state.confirmed);
}

pub async fn a_receipt_for_an_unknown_operation_is_ignored(bench: &dyn Bench) {
    let store = bench.open("unknown receipt").await;
    let op = keep(store.as_ref(), draft(1, &[]), &[]).await;
    let mut foreign = accepted(&op);
    foreign.op = op_id(99);
    store.settle(&[foreign], At(0)).await.expect("settle");
    let outbox = store.outbox(site(0)).await.expect("outbox");
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].receipt, None);
    assert_eq!(store.receipts(site(0), 10).await.expect("receipts"), []);
}

pub async fn an_operation_without_receipt_never_leaves(bench: &dyn Bench) {
    let store = bench.open("without receipt").await;
    let op = keep(store.as_ref(), draft(1, &[]), &[]).await;
    store.confirm(&page("1", &[]), &[op.id]).await.expect("confirm");
    store.unpark(op.id).await.expect("unpark");
    assert_eq!(outbox_ids(store.as_ref()).await, [op.id]);
}

pub async fn receipts_come_newest_first_and_stay_for_long(bench: &dyn Bench) {
    let store = bench.open("receipts").await;
    let total = KEPT_RECEIPTS + 20;
    let mut receipts = Vec::new();
    for n in 0..total {
        receipts.push(accepted(&keep(store.as_ref(), draft(n as u128, &[]), &[]).await));
    }
    store.settle(&receipts, At(0)).await.expect("settle");
    let settled: Vec<_> = receipts.iter().map(|receipt| receipt.op).collect();
    store.confirm(&page("1", &[]), &settled).await.expect("confirm");
    let newest = store.receipts(site(0), 3).await.expect("receipts");
    let numbers: Vec<u64> = newest.iter().map(|(op, _)| op.seq).collect();
    let last = total as u64;
    assert_eq!(numbers, [last, last - 1, last - 2]);
    assert!(newest.iter().all(|(op, receipt)| op.id == receipt.op));
    let all = store.receipts(site(0), u32::MAX).await.expect("receipts");
    assert!(all.len() >= KEPT_RECEIPTS);
}

pub async fn unparking_takes_one_operation(bench: &dyn Bench) {
    let store = bench.open("unpark").await;
    let one = keep(store.as_ref(), draft(1, &[]), &[]).await;
    let two = keep(store.as_ref(), draft(2, &[]), &[]).await;
    store.settle(&[rejected(&one), rejected(&two)], At(0)).await.expect("settle");
    store.unpark(one.id).await.expect("unpark");
    store.unpark(one.id).await.expect("unpark again");
    let parked = store.parked(site(0)).await.expect("parked");
    assert_eq!(parked.iter().map(|parked| parked.op.id).collect::<Vec<_>>(), [two.id]);
}

pub async fn every_site_with_unsent_work_is_named(bench: &dyn Bench) {
    let store = bench.open("sites with work").await;
    let named = async || store.sites_with_work().await.expect("sites");
    assert_eq!(named().await, []);
    let waits = keep(store.as_ref(), draft_at(site(3), 1), &[]).await;
    let done = keep(store.as_ref(), draft_at(site(1), 2), &[]).await;
    let refused = keep(store.as_ref(), draft_at(site(2), 3), &[]).await;
    store.settle(&[accepted(&done), rejected(&refused)], At(0)).await.expect("settle");
    let shot = photo(1, 90);
    store.keep_photo(site(0), shot.clone()).await.expect("keep");
    assert_eq!(named().await, [site(0), site(2), site(3)]);
    store.settle(&[accepted(&waits)], At(0)).await.expect("settle");
    store.unpark(refused.id).await.expect("unpark");
    assert_eq!(named().await, [site(0)]);
    let state = state_of(store.as_ref(), shot.id).await.expect("the photo");
    store.mark_photo(PhotoState { sent: true, ..state }).await.expect("mark");
    assert_eq!(named().await, []);
}
