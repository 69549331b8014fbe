//! Sites that the person left: where they stand, and the way out for work that nobody takes.

use super::desk::{Bench, SITE, case, file, photo, session};
use patrol_domain::ids::SiteId;
use patrol_domain::place::Site;
use patrol_sync::ports::TransportError;
use pollster::block_on;
use uuid::Uuid;

fn other() -> Site {
    Site {
        id: SiteId(Uuid::from_u128(77)),
        name: "翠湖雅苑".to_owned(),
        ..session().sites.remove(0)
    }
}

#[test]
fn who_left_a_site_in_the_middle_of_work_stays_there_until_it_is_done() {
    block_on(async {
        let bench = Bench::new().await;
        let stands = async |sites: &[Site], last| {
            bench.device.stands_at(sites, last).await.unwrap().map(|site| site.name)
        };
        let both = [other(), session().sites.remove(0)];
        assert_eq!(stands(&both, Some(SITE)).await.as_deref(), Some("锦绣花园"));
        assert_eq!(stands(&both, None).await.as_deref(), Some("翠湖雅苑"));
        assert_eq!(stands(&[], None).await, None);
        assert_eq!(stands(&[other()], Some(SITE)).await.as_deref(), Some("翠湖雅苑"));
        bench.file(1, &[]).await;
        assert_eq!(stands(&[other()], Some(SITE)).await.as_deref(), Some("锦绣花园"));
        assert_eq!(stands(&[], Some(SITE)).await.as_deref(), Some("锦绣花园"));
        bench.sync().await.unwrap();
        assert_eq!(stands(&[other()], Some(SITE)).await.as_deref(), Some("翠湖雅苑"));
    });
}

#[test]
fn a_photo_that_no_server_takes_can_be_given_up() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 90);
        bench.file(1, &[&shot]).await;
        let told = bench.device.sync_all(&[], &|_| ()).await;
        assert_eq!(told.left, Err(TransportError::NotFound.into()));
        let waiting = bench.device.waiting_at_all(&[]).await.unwrap();
        let group = &waiting.groups[0];
        assert_eq!((group.ops, group.unsent.as_slice()), (0, [shot.id].as_slice()));
        bench.device.give_up_waiting(SITE, group.key.as_ref()).await.unwrap();
        assert_eq!(bench.device.with_work(&[]).await.unwrap(), []);
        assert_eq!(bench.device.sync_all(&[], &|_| ()).await.left, Ok(()));
    });
}

#[test]
fn a_suspended_persons_photos_go_with_the_work_that_is_held_for_a_word() {
    block_on(async {
        let bench = Bench::new().await;
        let shot = photo(1, 90);
        bench.file(1, &[&shot]).await;
        let mut told = session();
        told.member.suspended = true;
        told.sites.clear();
        bench.device.keep_session(&told).await.unwrap();
        assert_eq!(bench.device.sync_all(&[], &|_| ()).await.left, Ok(()));
        assert!(bench.server.photo(shot.id).is_some());
    });
}

#[test]
fn work_given_up_at_a_left_site_holds_up_nothing_when_the_person_comes_back() {
    block_on(async {
        let bench = Bench::new().await;
        let (own, shared) = (photo(1, 90), photo(2, 80));
        for n in 1..=5 {
            let photos: &[_] = if n == 2 { &[&own, &shared] } else { &[] };
            bench.file(n, photos).await;
        }
        bench.device.perform(SITE, file(6, &[&shared]), Vec::new(), None).await.unwrap();
        bench.server.fail_pushes.set(Some(TransportError::NotFound));
        assert!(bench.device.sync_all(&[], &|_| ()).await.left.is_err());
        for n in [2, 4] {
            bench.device.give_up_waiting(SITE, Some(&case(n))).await.unwrap();
        }
        let waiting = bench.device.waiting_at_all(&[]).await.unwrap();
        assert_eq!((waiting.ops, waiting.parked.len(), waiting.photos), (4, 0, 1));
        assert!(!bench.shows(2).await && bench.shows(5).await);
        bench.server.fail_pushes.set(None);
        bench.sync().await.unwrap();
        let settled: Vec<u64> = bench.server.log().iter().map(|op| op.seq).collect();
        assert_eq!(settled, [1, 2, 3, 4, 5, 6]);
        assert!(!bench.shows(4).await && bench.shows(6).await);
        assert_eq!(bench.server.photo(shared.id), Some(shared.bytes));
        assert_eq!(bench.server.photo(own.id), None);
    });
}
