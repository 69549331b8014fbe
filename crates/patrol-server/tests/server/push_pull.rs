//! Operations in, receipts out, changes back.

use crate::fixture::*;
use patrol_domain::Key;
use patrol_domain::ids::{CaseId, RoundId};
use patrol_domain::operation::{Mutation, Op};
use patrol_protocol::{ErrorCode, Pull};
use uuid::Uuid;

fn resume() -> Mutation {
    Mutation::ResumeRound { round: RoundId(Uuid::now_v7()) }
}

#[tokio::test]
async fn what_is_sent_twice_is_stored_once_and_answered_alike() {
    let mut house = House::on_sqlite().await;
    let mut phone = house.phone(LI).await;
    let ops: Vec<Op> = (0..3).map(|_| phone.write(SITE, resume())).collect();
    let first = phone.pushed(&ops).await;
    let second = phone.pushed(&ops).await;
    assert_eq!(first.receipts.len(), 3);
    assert_eq!(first.receipts, second.receipts);
    let (device, cookie) = (phone.device, phone.cookie.clone());
    house.restart().await;
    let mut phone = house.phone(LI).await;
    (phone.device, phone.cookie, phone.seq) = (device, cookie, 3);
    assert_eq!(phone.pushed(&ops).await.receipts, first.receipts);
}

#[tokio::test]
async fn a_gap_is_named_and_nothing_after_it_is_taken() {
    let house = House::on_sqlite().await;
    let mut phone = house.phone(LI).await;
    let ops: Vec<Op> = (0..4).map(|_| phone.write(SITE, resume())).collect();
    let answer = phone.pushed(&[ops[0].clone(), ops[2].clone()]).await;
    assert_eq!((answer.receipts.len(), answer.gap), (1, Some(2)));
    let answer = phone.pushed(&ops).await;
    assert_eq!((answer.receipts.len(), answer.gap), (4, None));
}

#[tokio::test]
async fn a_number_used_again_for_another_operation_is_refused() {
    let house = House::on_sqlite().await;
    let mut phone = house.phone(LI).await;
    let op = phone.write(SITE, resume());
    phone.pushed(std::slice::from_ref(&op)).await;
    phone.seq = 0;
    let other = phone.write(SITE, resume());
    phone.push(&[other]).await.refused(409, ErrorCode::SequenceReused);
    let again = Op { seq: 2, ..op };
    phone.push(&[again]).await.refused(409, ErrorCode::SequenceReused);
}

#[tokio::test]
async fn a_device_and_an_author_belong_to_the_person_who_is_signed_in() {
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let first = li.write(SITE, resume());
    li.pushed(&[first]).await;
    let mut zhang = house.phone(ZHANG).await;
    zhang.device = li.device;
    let op = Op { seq: 2, ..zhang.write(SITE, resume()) };
    zhang.push(&[op]).await.refused(403, ErrorCode::NotYours);
    let mut forged = house.phone(ZHANG).await;
    let op = Op { author: LI, ..forged.write(SITE, resume()) };
    forged.push(&[op]).await.refused(403, ErrorCode::NotYours);
}

#[tokio::test]
async fn a_foreign_site_and_an_unknown_site_answer_alike() {
    let house = House::on_sqlite().await;
    let mut phone = house.phone(LI).await;
    let unknown = patrol_domain::SiteId(Uuid::now_v7());
    for site in [OTHER_SITE, unknown] {
        phone.seq = 0;
        let op = phone.write(site, resume());
        phone.push(&[op]).await.refused(404, ErrorCode::NotFound);
        phone.pull(site, None).await.refused(404, ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn a_pull_continues_where_the_cursor_stands() {
    let house = House::on_sqlite().await;
    let phone = house.phone(LI).await;
    let base = phone.pulled(SITE, None).await;
    assert!(base.fresh && !base.more);
    assert!(base.rows.iter().any(|row| row.key == Key::Place { id: PUMPS }));
    let next: Pull = phone.pull(SITE, Some(&base.cursor)).await.ok();
    assert_eq!((next.fresh, next.rows.len()), (false, 0));
}

#[tokio::test]
async fn a_cursor_of_another_person_or_a_made_up_one_starts_anew() {
    let house = House::on_sqlite().await;
    let li = house.phone(LI).await;
    let he = house.phone(HE).await;
    let cursor = he.pulled(SITE, None).await.cursor;
    for cursor in [cursor.as_str(), "n999999.00000000000000000000000000000000", "x", "%00", "."] {
        let pull: Pull = li.pull(SITE, Some(cursor)).await.ok();
        assert!(pull.fresh, "{cursor}");
        assert!(!pull.rows.is_empty());
    }
}

#[tokio::test]
async fn nobody_receives_a_byte_of_another_site() {
    let house = House::on_sqlite().await;
    for member in [LI, ZHANG, ZHOU, CHEN, WANG, HE, ZHENG, ADMIN] {
        let phone = house.phone(member).await;
        let reply = phone.pull(SITE, None).await;
        assert!(!String::from_utf8_lossy(&reply.body).contains("CANARY"));
    }
    let qian = house.phone(QIAN).await;
    assert!(String::from_utf8_lossy(&qian.pull(OTHER_SITE, None).await.body).contains("CANARY"));
}

#[tokio::test]
async fn a_case_that_nobody_knows_is_refused_with_a_receipt() {
    let house = House::on_sqlite().await;
    let mut phone = house.phone(LI).await;
    let op = phone.write(
        SITE,
        Mutation::MoveCase {
            case: CaseId(Uuid::now_v7()),
            mv: "finish".into(),
            note: String::new(),
            photos: Vec::new(),
            handler: None,
            presence: None,
            sealed: false,
        },
    );
    assert_eq!(phone.pushed(&[op]).await.receipts.len(), 1);
}
