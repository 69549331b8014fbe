//! The lane of photos: order, resume, damage.

use super::desk::{Bench, SITE, file, photo};
use super::offline;
use patrol_sync::device::waiting::Mark;
use patrol_sync::ports::{LocalStore, TransportError};
use pollster::block_on;

#[test]
fn photos_go_smallest_first_after_their_operation_and_resume() {
    block_on(async {
        let bench = Bench::new().await;
        let (large, small) = (photo(1, 700_000), photo(2, 90));
        bench.file(1, &[&large, &small]).await;
        bench.server.fail_pushes.set(Some(TransportError::Offline));
        assert_eq!(bench.sync().await, offline());
        assert!(bench.server.chunks.borrow().is_empty(), "never before the receipt");
        bench.server.fail_pushes.set(None);
        bench.server.break_after_chunks.set(Some(2));
        assert_eq!(bench.sync().await, offline());
        bench.server.break_after_chunks.set(None);
        let group = &bench.device.waiting(SITE).await.unwrap().groups[0];
        assert_eq!((group.mark, group.photos_sent, group.photos), (Mark::Sending, 1, 2));
        bench.sync().await.unwrap();
        let step = patrol_protocol::PHOTO_CHUNK as u64;
        let sent: Vec<_> = bench.server.chunks.take();
        let wanted = [(small.id, 0), (large.id, 0), (large.id, step), (large.id, 2 * step)];
        assert_eq!(sent, wanted);
        assert!(bench.store.photos(SITE).await.unwrap().iter().all(|photo| photo.confirmed));
        assert_eq!(bench.device.waiting(SITE).await.unwrap().groups, []);
    });
}

#[test]
fn new_facts_overtake_a_photo_between_two_chunks() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[&photo(1, 700_000)]).await;
        let device = bench.device.clone();
        let (store, written) = (bench.store.clone(), std::cell::Cell::new(false));
        // In the middle of the photo, another tab writes and says so.
        let other = bench.restart().await;
        bench.server.on_chunk(move || {
            if !written.replace(true) {
                block_on(other.perform(SITE, file(2, &[]), Vec::new(), None)).unwrap();
                device.forget_cache();
            }
        });
        bench.sync().await.unwrap();
        assert_eq!(bench.server.log_when_photo_ended(), 2);
        assert!(store.outbox(SITE).await.unwrap().is_empty());
    });
}

#[test]
fn a_wrong_offset_is_asked_again() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 90);
        bench.file(1, &[&shot]).await;
        bench.server.wrong_offsets.set(2);
        bench.sync().await.unwrap();
        assert_eq!(bench.server.photo(shot.id), Some(shot.bytes));
    });
}

#[test]
fn damaged_bytes_are_never_sent_and_never_silent() {
    block_on(async {
        let bench = Bench::new().await;
        let (good, bad) = (photo(1, 90), photo(2, 80));
        bench.file(1, &[&good, &bad]).await;
        bench.disk.damage_photo(bad.id, vec![0; 80]);
        for _ in 0..4 {
            bench.sync().await.unwrap();
        }
        assert_eq!(bench.server.photo(bad.id), None);
        assert_eq!(bench.server.photo(good.id), Some(good.bytes));
        let group = &bench.device.waiting(SITE).await.unwrap().groups[0];
        assert_eq!((group.mark, group.stuck.as_slice()), (Mark::Blocked, &[bad.id][..]));
    });
}

#[test]
fn a_bad_photo_stops_after_three_tries_until_a_person_asks() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 90);
        bench.file(1, &[&shot]).await;
        bench.server.bad_photo.set(true);
        for _ in 0..6 {
            bench.sync().await.unwrap();
        }
        assert_eq!(bench.server.chunks.borrow().len(), 3);
        bench.server.bad_photo.set(false);
        bench.device.retry_photo(SITE, shot.id).await.unwrap();
        bench.sync().await.unwrap();
        assert_eq!(bench.server.photo(shot.id), Some(shot.bytes));
    });
}

#[test]
fn a_photo_of_an_operation_that_cannot_be_read_waits_with_it() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 9);
        bench.file(1, &[&shot]).await;
        bench.server.choke_on.set(Some(1));
        for _ in 0..4 {
            bench.sync().await.unwrap();
        }
        let state = bench.store.photos(SITE).await.unwrap()[0];
        assert_eq!((state.failures, state.sent), (0, false));
        bench.server.choke_on.set(None);
        let refused = bench.device.waiting(SITE).await.unwrap().parked[0].op.id;
        bench.device.retry(SITE, refused).await.unwrap();
        bench.sync().await.unwrap();
        assert_eq!(bench.server.photo(shot.id), Some(shot.bytes));
    });
}

/// Nine small photos of one operation, and how many chunks were ever on their way at once.
async fn most_abreast(chunk_takes: u64) -> usize {
    let bench = Bench::new().await;
    let photos: Vec<_> = (1..=9).map(|n| photo(n, 90 + usize::from(n))).collect();
    bench.file(1, &photos.iter().collect::<Vec<_>>()).await;
    bench.server.chunk_takes.set(chunk_takes);
    bench.sync().await.expect("the bench works");
    for one in photos {
        assert_eq!(bench.server.photo(one.id), Some(one.bytes));
    }
    assert!(
        bench
            .store
            .photos(SITE)
            .await
            .expect("the bench works")
            .iter()
            .all(|photo| photo.confirmed)
    );
    bench.server.abreast.get()
}

#[test]
fn photos_travel_four_abreast_on_a_quick_line_and_alone_on_a_weak_one() {
    block_on(async {
        assert_eq!(most_abreast(20).await, 4);
        assert_eq!(most_abreast(3_000).await, 1);
    });
}

#[test]
fn what_arrived_beside_a_photo_that_broke_off_is_not_sent_again() {
    block_on(async {
        let bench = Bench::new().await;
        let photos: Vec<_> = (1..=7).map(|n| photo(n, 90 + usize::from(n))).collect();
        bench.file(1, &photos.iter().collect::<Vec<_>>()).await;
        bench.server.break_after_chunks.set(Some(5));
        assert_eq!(bench.sync().await, offline());
        bench.server.break_after_chunks.set(None);
        bench.sync().await.unwrap();
        assert_eq!(bench.server.chunks.borrow().len(), 7);
    });
}
