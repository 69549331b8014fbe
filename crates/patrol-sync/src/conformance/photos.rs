//! Facts about photo bytes: never without their operation, never gone before the server shows them.

use super::sample::*;
use super::{Bench, MANY_STEPS, killed_after};
use crate::ports::{PhotoState, StoreError};
use patrol_domain::At;

pub async fn a_photo_and_its_operation_are_kept_together_or_not_at_all(bench: &dyn Bench) {
    for steps in 0..MANY_STEPS {
        let store = bench.open("together").await;
        let n = u128::from(steps);
        let shot = photo(steps as u8, 5_000);
        let write = store.enqueue(draft(n, &[&shot]), vec![shot.clone()], None);
        let told = killed_after(steps, write).await;
        drop(store);
        let store = bench.open("together").await;
        let op_there = outbox_ids(store.as_ref()).await.contains(&op_id(n));
        let bytes = store.photo(shot.id).await.expect("photo");
        assert_eq!(bytes.is_some(), op_there, "one without the other after {steps} steps");
        assert!(bytes.is_none_or(|bytes| bytes == shot.bytes));
        let state = state_of(store.as_ref(), shot.id).await;
        assert_eq!(state.is_some_and(|state| state.queued), op_there);
        if let Some(told) = told {
            told.expect("enqueue");
            assert!(op_there);
            return;
        }
    }
    panic!("enqueue never ended");
}

pub async fn a_photo_of_a_draft_is_queued_when_an_operation_names_it(bench: &dyn Bench) {
    let store = bench.open("draft photo").await;
    let shot = photo(1, 2_000);
    store.keep_photo(site(0), shot.clone()).await.expect("keep");
    store.keep_photo(site(0), shot.clone()).await.expect("keep again");
    let state = state_of(store.as_ref(), shot.id).await.expect("state");
    let fresh = PhotoState {
        id: shot.id,
        site: site(0),
        bytes: 2_000,
        queued: false,
        sent: false,
        confirmed: false,
        failures: 0,
    };
    assert_eq!(state, fresh);
    keep(store.as_ref(), draft(1, &[&shot]), &[]).await;
    let state = state_of(store.as_ref(), shot.id).await.expect("state");
    assert_eq!(state, PhotoState { queued: true, ..fresh });
}

pub async fn photo_bytes_come_back_as_they_went_in(bench: &dyn Bench) {
    let store = bench.open("bytes").await;
    let (small, large) = (photo(1, 0), photo(2, 3 * 1024 * 1024));
    let draft = draft(1, &[&small, &large]);
    keep(store.as_ref(), draft, &[&small, &large]).await;
    drop(store);
    let store = bench.open("bytes").await;
    for shot in [small, large] {
        assert!(store.photo(shot.id).await.expect("photo") == Some(shot.bytes));
    }
    assert_eq!(store.photo(photo(3, 9).id).await.expect("photo"), None);
    assert_eq!(store.photos(site(1)).await.expect("photos"), []);
}

pub async fn a_pull_that_shows_a_photo_confirms_it(bench: &dyn Bench) {
    let store = bench.open("shown").await;
    let (shown, other) = (photo(1, 10), photo(2, 10));
    keep(store.as_ref(), draft(1, &[&shown, &other]), &[&shown, &other]).await;
    let rows = [photo_row(shown.id), photo_row(photo(9, 9).id)];
    store.confirm(&page("1", &rows), &[]).await.expect("confirm");
    let state = state_of(store.as_ref(), shown.id).await.expect("state");
    assert!(state.sent && state.confirmed);
    let state = state_of(store.as_ref(), other.id).await.expect("state");
    assert!(!state.sent && !state.confirmed);
    assert_eq!(store.photos(site(0)).await.expect("photos").len(), 2);
}

pub async fn what_is_known_of_a_photo_is_not_unlearnt(bench: &dyn Bench) {
    let store = bench.open("unlearn").await;
    let shot = photo(1, 10);
    keep(store.as_ref(), draft(1, &[&shot]), &[&shot]).await;
    let before = state_of(store.as_ref(), shot.id).await.expect("state");
    store.confirm(&page("1", &[photo_row(shot.id)]), &[]).await.expect("confirm");
    let stale = PhotoState { failures: 2, queued: false, ..before };
    store.mark_photo(stale).await.expect("mark");
    let state = state_of(store.as_ref(), shot.id).await.expect("state");
    assert!(state.queued && state.sent && state.confirmed);
    assert_eq!(state.failures, 2);
    let unknown = PhotoState { id: photo(9, 9).id, ..before };
    store.mark_photo(unknown).await.expect("mark");
    assert_eq!(store.photos(site(0)).await.expect("photos").len(), 1);
}

pub async fn a_photo_that_the_server_lost_is_sent_again_and_one_given_up_goes(bench: &dyn Bench) {
    let store = bench.open("lost photo").await;
    let (lost, kept) = (photo(1, 10), photo(2, 10));
    keep(store.as_ref(), draft(1, &[&lost, &kept]), &[&lost, &kept]).await;
    let rows = [photo_row(lost.id), photo_row(kept.id)];
    store.confirm(&page("1", &rows), &[]).await.expect("confirm");
    store.unsend_photos(&[lost.id, photo(9, 9).id]).await.expect("unsend");
    let state = state_of(store.as_ref(), lost.id).await.expect("state");
    assert!(state.queued && !state.sent && !state.confirmed);
    assert!(state_of(store.as_ref(), kept.id).await.expect("state").confirmed);
    assert_eq!(store.sites_with_work().await.expect("sites"), [site(0)]);
    store.drop_photos(&[lost.id, photo(9, 9).id]).await.expect("drop");
    assert_eq!(store.photo(lost.id).await.expect("photo"), None);
    assert_eq!(store.photos(site(0)).await.expect("photos").len(), 1);
}

pub async fn a_photo_that_nobody_names_any_more_is_not_sent_again(bench: &dyn Bench) {
    let store = bench.open("unnamed").await;
    let shot = photo(1, 10);
    let op = keep(store.as_ref(), draft(1, &[&shot]), &[&shot]).await;
    store.settle(&[rejected(&op)], At(0)).await.expect("settle");
    store.confirm(&page("1", &[photo_row(shot.id)]), &[]).await.expect("confirm");
    store.unpark(op.id).await.expect("unpark");
    store.unsend_photos(&[shot.id]).await.expect("unsend");
    let state = state_of(store.as_ref(), shot.id).await.expect("kept to be looked at");
    assert!(state.sent && state.confirmed);
}

pub async fn only_confirmed_photos_are_dropped_and_the_newest_stay(bench: &dyn Bench) {
    let store = bench.open("drop").await;
    let shots: Vec<_> = (0..5).map(|n| photo(n, 10)).collect();
    for (n, shot) in shots.iter().enumerate() {
        keep(store.as_ref(), draft(n as u128, &[shot]), &[shot]).await;
    }
    let rows: Vec<_> = [0, 1, 3].map(|n: usize| photo_row(shots[n].id)).to_vec();
    store.confirm(&page("1", &rows), &[]).await.expect("confirm");
    assert_eq!(store.drop_confirmed_photos(1).await.expect("drop"), 2);
    for (n, stays) in [(0, false), (1, false), (2, true), (3, true), (4, true)] {
        let bytes = store.photo(shots[n].id).await.expect("photo");
        assert_eq!(bytes.is_some(), stays, "photo {n}");
    }
    assert_eq!(store.drop_confirmed_photos(1).await.expect("drop"), 0);
}

pub async fn photos_of_a_given_up_operation_go_unless_another_names_them(bench: &dyn Bench) {
    let store = bench.open("give up").await;
    let (own, waiting, settled) = (photo(1, 10), photo(2, 10), photo(3, 10));
    let all = [&own, &waiting, &settled];
    let other = keep(store.as_ref(), draft(1, &[&settled]), &all).await;
    let refused = keep(store.as_ref(), draft(2, &all), &[]).await;
    keep(store.as_ref(), draft(3, &[&waiting]), &[]).await;
    store.settle(&[accepted(&other), rejected(&refused)], At(0)).await.expect("settle");
    store.confirm(&page("1", &[]), &[other.id]).await.expect("confirm");
    assert!(store.photo(own.id).await.expect("photo").is_some(), "parked work keeps its photos");
    store.unpark(refused.id).await.expect("unpark");
    assert_eq!(store.photo(own.id).await.expect("photo"), None);
    assert!(store.photo(waiting.id).await.expect("photo").is_some());
    assert!(store.photo(settled.id).await.expect("photo").is_some(), "its bytes are not there yet");
}

pub async fn a_photo_taken_away_goes_only_when_no_draft_and_no_operation_names_it(
    bench: &dyn Bench,
) {
    let store = bench.open("taken away").await;
    let (loose, drafted, named) = (photo(1, 10), photo(2, 10), photo(3, 10));
    for shot in [&loose, &drafted, &named] {
        store.keep_photo(site(0), shot.clone()).await.expect("keep");
    }
    let words = format!("{{\"photos\":[{{\"id\":\"{}\"}}]}}", drafted.id);
    store.put_draft("answer/1", &words).await.expect("draft");
    store.put_draft("words", "no photo").await.expect("draft");
    keep(store.as_ref(), draft(1, &[&named]), &[]).await;
    for (shot, goes) in [(&loose, true), (&drafted, false), (&named, false), (&loose, false)] {
        assert_eq!(store.drop_unnamed_photo(shot.id).await.expect("drop"), goes);
    }
    assert_eq!(store.photo(loose.id).await.expect("photo"), None);
    assert_eq!(store.photos(site(0)).await.expect("photos").len(), 2);
    store.drop_draft("answer/1").await.expect("draft");
    assert!(store.drop_unnamed_photo(drafted.id).await.expect("drop"));
    assert!(store.photo(named.id).await.expect("photo").is_some());
}

pub async fn a_full_store_keeps_nothing_of_the_write(bench: &dyn Bench) {
    let Some(store) = bench.open_small("full", 300_000).await else { return };
    let small = photo(1, 1_000);
    let first = keep(store.as_ref(), draft(1, &[&small]), &[&small]).await;
    let large = photo(2, 2_000_000);
    let write = store.enqueue(draft(2, &[&large]), vec![large.clone()], None).await;
    assert_eq!(write, Err(StoreError::Full));
    assert_eq!(store.keep_photo(site(0), large.clone()).await, Err(StoreError::Full));
    assert_eq!(store.photo(large.id).await.expect("photo"), None);
    assert_eq!(outbox_ids(store.as_ref()).await, [first.id]);
    let next = keep(store.as_ref(), draft(3, &[]), &[]).await;
    assert_eq!(next.seq, 2, "the refused write took no number");
}
