//! What the server does not read, and work at a site that the person left: kept, listed, no plug.

use super::desk::{Bench, SITE, photo};
use patrol_domain::Rejection;
use patrol_sync::ports::{Refused, TransportError};
use pollster::block_on;

#[test]
fn an_operation_that_the_server_cannot_read_is_parked_and_all_others_go_on() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=5 {
            bench.file(n, &[]).await;
        }
        bench.server.choke_on.set(Some(4));
        bench.sync().await.unwrap();
        assert!(bench.outbox().await.is_empty());
        let settled: Vec<u64> = bench.server.log().iter().map(|op| op.seq).collect();
        assert_eq!(settled, [1, 2, 3, 4, 5]);
        let waiting = bench.device.waiting(SITE).await.unwrap();
        assert_eq!(waiting.parked.len(), 1);
        assert_eq!(
            (waiting.parked[0].op.seq, &waiting.parked[0].rejection),
            (4, &Rejection::Unreadable)
        );
        assert!(!bench.shows(4).await && bench.shows(5).await);
        bench.server.choke_on.set(None);
        bench.device.retry(SITE, waiting.parked[0].op.id).await.unwrap();
        bench.sync().await.unwrap();
        assert!(bench.shows(4).await);
        assert_eq!(bench.device.waiting(SITE).await.unwrap().parked, []);
    });
}

#[test]
fn a_server_that_takes_no_word_for_it_is_told_and_the_pull_goes_on() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=5 {
            bench.file(n, &[]).await;
        }
        bench.server.choke_on.set(Some(4));
        bench.server.old.set(true);
        assert_eq!(bench.sync().await, Err(TransportError::Refused(Refused::Malformed).into()));
        assert_eq!(bench.server.log().len(), 3);
        let left: Vec<u64> = bench.outbox().await.iter().map(|queued| queued.op.seq).collect();
        assert_eq!(left, [4, 5], "the first three were shown by the pull");
    });
}

#[test]
fn what_could_not_be_read_stays_so_for_a_server_that_was_restored() {
    block_on(async {
        let bench = Bench::new().await;
        for n in 1..=4 {
            bench.file(n, &[]).await;
        }
        bench.server.choke_on.set(Some(3));
        bench.sync().await.unwrap();
        bench.server.restore_backup_of(1);
        bench.file(5, &[]).await;
        bench.sync().await.unwrap();
        let settled: Vec<u64> = bench.server.log().iter().map(|op| op.seq).collect();
        assert_eq!(settled, [1, 2, 3, 4, 5]);
        assert!(!bench.shows(3).await && bench.shows(5).await);
    });
}

#[test]
fn work_that_is_not_this_persons_is_never_withdrawn() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        let refused = TransportError::Refused(Refused::NotYours);
        bench.server.fail_pushes.set(Some(refused.clone()));
        assert_eq!(bench.sync().await, Err(refused.into()));
        assert_eq!(bench.outbox().await.len(), 1);
    });
}

#[test]
fn work_at_a_site_that_the_person_left_is_listed_sent_and_in_the_backup() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[]).await;
        bench.server.fail_pulls.set(Some(TransportError::NotFound));
        let waiting = bench.device.waiting_at_all(&[]).await.unwrap();
        assert_eq!((waiting.ops, waiting.groups.len()), (1, 1));
        assert_eq!(waiting.groups[0].site, SITE);
        assert_eq!(waiting.sites[&SITE], "锦绣花园");
        assert_eq!(bench.device.backup(SITE).await.unwrap().ops.len(), 1);
        bench.server.reject.set(Some(1));
        bench.device.deliver(SITE, &|_| ()).await.unwrap();
        let waiting = bench.device.waiting_at_all(&[]).await.unwrap();
        assert_eq!((waiting.ops, waiting.parked.len()), (0, 1));
        bench.device.give_up(waiting.parked[0].op.id).await.unwrap();
        assert_eq!(bench.device.with_work(&[]).await.unwrap(), []);
    });
}

#[test]
fn what_a_left_site_does_not_take_is_told_apart_from_the_sites_where_the_person_works() {
    block_on(async {
        let bench = Bench::new().await;
        bench.file(1, &[&photo(1, 9)]).await;
        let shut = || Err(TransportError::NotFound.into());
        let left = bench.device.sync_all(&[], &|_| ()).await;
        assert_eq!((left.here, left.left), (Ok(()), shut()), "its photo is taken from nobody");
        bench.server.fail_pulls.set(Some(TransportError::NotFound));
        let here = bench.device.sync_all(&[SITE], &|_| ()).await;
        assert_eq!((here.here, here.left), (shut(), Ok(())));
        bench.file(2, &[]).await;
        for passing in [TransportError::Offline, TransportError::SignedOut] {
            bench.server.fail_pushes.set(Some(passing.clone()));
            let gone = bench.device.sync_all(&[], &|_| ()).await;
            assert_eq!(gone.here, Err(passing.into()), "is about no site");
        }
    });
}
