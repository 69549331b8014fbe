//! A server that came out of an older backup gets back what it lost, whatever happens on the way.

use super::desk::{Bench, SITE};
use super::{killed_after, offline};
use patrol_sync::ports::TransportError;
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
