//! The process dies at the worst moment.

use crate::fixture::*;
use patrol_domain::{Key, Op, Rejection};
use patrol_protocol::{ErrorCode, Outcome};
use patrol_server::store::{Fault, Faults};
use sqlx::Row;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A house whose writer dies once at `fault`, when told to.
async fn mortal(fault: Fault) -> (House, Arc<AtomicBool>) {
    let mut house = House::on_sqlite().await;
    let armed = Arc::new(AtomicBool::new(false));
    let trigger = armed.clone();
    house.config.faults =
        Faults::new(move |moment| moment == fault && trigger.swap(false, Ordering::SeqCst));
    house.restart().await;
    (house, armed)
}

async fn dies_at(fault: Fault) {
    let (mut house, armed) = mortal(fault).await;
    let mut li = house.phone(LI).await;
    let (case, filed) = file_issue("x", Vec::new());
    let op = li.write(SITE, filed);
    armed.store(true, Ordering::SeqCst);
    li.push(std::slice::from_ref(&op)).await.refused(503, ErrorCode::Busy);
    li.push(std::slice::from_ref(&op)).await.refused(503, ErrorCode::Busy);
    let (device, cookie) = (li.device, li.cookie.clone());
    house.restart().await;
    let mut li = house.phone(LI).await;
    (li.device, li.cookie) = (device, cookie);
    let answer = li.pushed(std::slice::from_ref(&op)).await;
    assert_eq!(answer.receipts.len(), 1);
    let pull = li.pulled(SITE, None).await;
    assert_eq!(pull.rows.iter().filter(|row| row.key == Key::Case { id: case }).count(), 1);
}

#[tokio::test]
async fn killed_before_the_commit_nothing_is_kept_and_the_next_try_is_taken() {
    dies_at(Fault::BeforeCommit).await;
}

#[tokio::test]
async fn killed_between_commit_and_answer_the_next_try_gets_the_receipt() {
    dies_at(Fault::AfterCommit).await;
}

#[tokio::test]
async fn an_operation_on_which_the_rules_break_off_is_refused_alone() {
    let (mut house, armed) = mortal(Fault::Deciding).await;
    let mut li = house.phone(LI).await;
    let ops: Vec<Op> = (0..3).map(|_| li.write(SITE, file_issue("x", Vec::new()).1)).collect();
    armed.store(true, Ordering::SeqCst);
    let answer = li.pushed(&ops).await;
    let unreadable = Outcome::Rejected { rejection: Rejection::Unreadable };
    let outcomes: Vec<&Outcome> = answer.receipts.iter().map(|receipt| &receipt.outcome).collect();
    assert_eq!(outcomes, [&unreadable, &Outcome::Accepted, &Outcome::Accepted]);
    let (device, cookie) = (li.device, li.cookie.clone());
    house.restart().await;
    let mut li = house.phone(LI).await;
    (li.device, li.cookie) = (device, cookie);
    assert_eq!(li.pushed(&ops).await.receipts, answer.receipts, "and stays so");
}

#[tokio::test]
async fn photos_of_an_operation_that_could_not_be_decided_are_taken_with_the_next_try() {
    let (house, armed) = mortal(Fault::Deciding).await;
    let mut li = house.phone(LI).await;
    let (named, _) = photo(7);
    let broken = li.write(SITE, file_issue("x", vec![named.clone()]).1);
    armed.store(true, Ordering::SeqCst);
    assert!(li.pushed(&[broken]).await.receipts[0].photos_wanted.is_empty());
    let again = li.write(SITE, file_issue("x", vec![named.clone()]).1);
    let receipt = li.pushed(&[again]).await.receipts.remove(0);
    assert_eq!((receipt.outcome, receipt.photos_wanted), (Outcome::Accepted, vec![named.id]));
}

/// The database as it stands, with nothing left in its log.
async fn save(house: &mut House) -> Vec<u8> {
    house.app.store.close().await;
    let bytes = std::fs::read(house.folder().join("patrol.db")).unwrap();
    house.restart().await;
    bytes
}

async fn put_back(house: &mut House, backup: &[u8]) {
    house.app.store.close().await;
    std::fs::write(house.folder().join("patrol.db"), backup).unwrap();
    house.restart().await;
}

#[tokio::test]
async fn a_cursor_from_beyond_a_restored_backup_starts_the_base_anew() {
    let mut house = House::on_sqlite().await;
    let cookie = house.phone(LI).await.cookie.clone();
    let backup = save(&mut house).await;
    let mut li = house.phone(LI).await;
    let (_, filed) = file_issue("x", Vec::new());
    let op = li.write(SITE, filed);
    li.pushed(std::slice::from_ref(&op)).await;
    let cursor = li.pulled(SITE, None).await.cursor;
    let device = li.device;
    put_back(&mut house, &backup).await;
    let mut li = house.phone(LI).await;
    (li.cookie, li.device) = (cookie, device);
    assert!(li.pulled(SITE, Some(&cursor)).await.fresh);
    assert_eq!(li.pushed(&[op]).await.receipts.len(), 1, "offered again, it is taken again");
}

#[tokio::test]
async fn a_restored_backup_is_noticed_when_others_have_written_far_past_the_cursor() {
    let mut house = House::on_sqlite().await;
    let backup = save(&mut house).await;
    let mut li = house.phone(LI).await;
    for _ in 0..2 {
        let op = li.write(SITE, file_issue("x", Vec::new()).1);
        li.pushed(&[op]).await;
    }
    let cursor = li.pulled(SITE, None).await.cursor;
    put_back(&mut house, &backup).await;
    let mut he = house.phone(HE).await;
    for _ in 0..9 {
        let op = he.write(SITE, file_issue("y", Vec::new()).1);
        he.pushed(&[op]).await;
    }
    let li = house.phone(LI).await;
    assert!(li.pulled(SITE, Some(&cursor)).await.fresh);
}

#[tokio::test]
async fn a_cursor_outlives_restarts_and_ends_where_a_backup_was_put_back() {
    let mut house = House::on_sqlite().await;
    let early = house.phone(LI).await.pulled(SITE, None).await.cursor;
    let mut cursor = early.clone();
    for _ in 0..3 {
        house.restart().await;
        let mut li = house.phone(LI).await;
        let op = li.write(SITE, file_issue("x", Vec::new()).1);
        li.pushed(&[op]).await;
        let pull = li.pulled(SITE, Some(&cursor)).await;
        assert!(!pull.fresh && !pull.rows.is_empty());
        cursor = pull.cursor;
    }
    let backup = save(&mut house).await;
    put_back(&mut house, &backup).await;
    let li = house.phone(LI).await;
    assert!(!li.pulled(SITE, Some(&cursor)).await.fresh, "nothing was lost with this one");
    assert!(!li.pulled(SITE, Some(&early)).await.fresh);
}

async fn lives(house: &House) -> i64 {
    let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
    let row = sqlx::query("SELECT COUNT(*) FROM lives").fetch_one(&pool).await.unwrap();
    pool.close().await;
    row.try_get(0).unwrap()
}

#[tokio::test]
async fn only_a_server_that_serves_begins_a_life_and_it_may_begin_beside_another() {
    for house in [House::on_sqlite().await, House::on_postgres().await] {
        let before = lives(&house).await;
        let beside = patrol_server::app(house.config.clone()).await.unwrap();
        patrol_server::admin::sites(&beside).await.unwrap();
        assert_eq!(lives(&house).await, before, "a command at the console serves nobody");
        let begin = async {
            for _ in 0..20 {
                beside.begin_life().await.unwrap();
            }
        };
        let write = async {
            let mut li = house.phone(LI).await;
            for _ in 0..20 {
                let op = li.write(SITE, file_issue("x", Vec::new()).1);
                li.pushed(&[op]).await;
            }
        };
        tokio::join!(begin, write);
        assert_eq!(lives(&house).await, before + 20);
    }
}

#[tokio::test]
async fn told_that_a_backup_was_put_back_every_cursor_is_void() {
    for mut house in [House::on_sqlite().await, House::on_postgres().await] {
        let cursor = house.phone(LI).await.pulled(SITE, None).await.cursor;
        house.restart().await;
        assert!(!house.phone(LI).await.pulled(SITE, Some(&cursor)).await.fresh);
        house.config.restored = true;
        house.restart().await;
        assert!(house.phone(LI).await.pulled(SITE, Some(&cursor)).await.fresh);
    }
}
