//! A broken phone's backup, taken over by another phone of the same person.

use super::desk::{Bench, SITE, photo};
use patrol_domain::MemberId;
use patrol_domain::ids::SiteId;
use patrol_sync::device::import::{ImportError, Imported};
use pollster::block_on;
use uuid::Uuid;

async fn broken_phone() -> (Bench, String) {
    let bench = Bench::new().await;
    bench.file(1, &[]).await;
    bench.file(2, &[]).await;
    bench.server.reject.set(Some(1));
    bench.sync().await.expect("the bench works");
    bench.server.reject.set(None);
    bench.file(3, &[&photo(2, 70_000)]).await;
    let file = bench.device.export(&[SITE]).await.expect("the bench works");
    (bench, file)
}

#[test]
fn another_phone_of_the_same_person_brings_what_the_broken_one_kept() {
    block_on(async {
        let (_, file) = broken_phone().await;
        let other = Bench::new().await;
        let taken = other.device.import(&file, &[SITE]).await.unwrap();
        assert_eq!(taken, Imported { ops: 2, known: 0, elsewhere: 0 });
        assert!(other.shows(3).await, "shown before it is sent");
        other.sync().await.unwrap();
        assert!(other.shows(1).await && other.shows(3).await && !other.shows(2).await);
        let shot = photo(2, 70_000);
        assert!(other.server.photo(shot.id) == Some(shot.bytes));
        let again = other.device.import(&file, &[SITE]).await.unwrap();
        assert_eq!(again, Imported { ops: 0, known: 2, elsewhere: 0 });
        assert_eq!(other.server.log().len(), 2);
    });
}

#[test]
fn it_keeps_names_times_and_words() {
    block_on(async {
        let (broken, file) = broken_phone().await;
        let other = Bench::new().await;
        other.device.import(&file, &[SITE]).await.unwrap();
        let was = broken.outbox().await.remove(0).op;
        let is = other.outbox().await.remove(0).op;
        assert_eq!((was.id, was.made_at, was.mutation), (is.id, is.made_at, is.mutation));
    });
}

#[test]
fn the_phone_that_wrote_it_knows_it_all() {
    block_on(async {
        let (broken, file) = broken_phone().await;
        let taken = broken.device.import(&file, &[SITE]).await.unwrap();
        assert_eq!(taken, Imported { ops: 0, known: 2, elsewhere: 0 });
        let waiting = broken.device.waiting(SITE).await.unwrap();
        assert_eq!((waiting.ops, waiting.parked.len()), (1, 1));
    });
}

#[test]
fn work_of_a_site_at_which_the_person_does_not_work_is_counted_and_left() {
    block_on(async {
        let (_, file) = broken_phone().await;
        let other = Bench::new().await;
        let elsewhere = SiteId(Uuid::from_u128(9));
        let taken = other.device.import(&file, &[elsewhere]).await.unwrap();
        assert_eq!(taken, Imported { ops: 0, known: 0, elsewhere: 2 });
        assert!(other.outbox().await.is_empty());
    });
}

#[test]
fn a_wrong_file_is_refused_by_its_reason_and_nothing_is_kept() {
    block_on(async {
        let (_, file) = broken_phone().await;
        let other = Bench::new().await;
        let me = other.device.author().to_string();
        let stranger = MemberId(Uuid::from_u128(0xBAD));
        let foreign = file.replace(&me, &stranger.to_string());
        let cut = &file[..file.len() - 30];
        let whole_lines = file.lines().next().unwrap();
        let swapped = file.replacen("\"base64\":\"Ag", "\"base64\":\"Aw", 1);
        let faults = [
            ("", ImportError::NotABackup),
            ("{\"name\":\"patrolbook\"}", ImportError::NotABackup),
            ("\u{0}\u{1}\u{2}", ImportError::NotABackup),
            (cut, ImportError::Damaged),
            (whole_lines, ImportError::Damaged),
            (swapped.as_str(), ImportError::Damaged),
            (foreign.as_str(), ImportError::OtherPerson(stranger)),
        ];
        for (file, fault) in faults {
            assert_eq!(other.device.import(file, &[SITE]).await, Err(fault));
        }
        assert!(other.outbox().await.is_empty());
    });
}
