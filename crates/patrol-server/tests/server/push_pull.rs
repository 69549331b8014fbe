//! Operations in, receipts out, changes back.

use crate::fixture::*;
use patrol_domain::case::Case;
use patrol_domain::ids::{CaseId, RoundId};
use patrol_domain::operation::{Mutation, Op};
use patrol_domain::people::{Department, Role};
use patrol_domain::{Key, Record};
use patrol_protocol::{ErrorCode, Outcome, Pull, PushAnswer};
use uuid::Uuid;

fn resume() -> Mutation {
    Mutation::ResumeRound { round: RoundId(Uuid::now_v7()) }
}

fn find_case(pull: &Pull, id: CaseId) -> Option<Case> {
    pull.rows.iter().find_map(|row| match &row.record {
        Some(Record::Case(case)) if case.id == id => Some(case.clone()),
        _ => None,
    })
}

/// Closes a case, by a phone's clock that is years behind.
async fn close(house: &House, open: Case) {
    let closed_at = Some(MORNING.plus_days(-3 * 365));
    let closed = Case { state: "verified".into(), closed_at, ..open };
    house.app.store.put(SITE, vec![Record::Case(closed)]).await.unwrap();
}

on_both! {
async fn what_is_sent_twice_is_stored_once_and_answered_alike(house) {
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

async fn a_gap_is_named_and_nothing_after_it_is_taken(house) {
    let mut phone = house.phone(LI).await;
    let ops: Vec<Op> = (0..4).map(|_| phone.write(SITE, resume())).collect();
    let answer = phone.pushed(&[ops[0].clone(), ops[2].clone()]).await;
    assert_eq!((answer.receipts.len(), answer.gap), (1, Some(2)));
    let answer = phone.pushed(&ops).await;
    assert_eq!((answer.receipts.len(), answer.gap), (4, None));
}

async fn a_number_used_again_for_another_operation_is_refused(house) {
    let mut phone = house.phone(LI).await;
    let op = phone.write(SITE, resume());
    phone.pushed(std::slice::from_ref(&op)).await;
    phone.seq = 0;
    let other = phone.write(SITE, resume());
    phone.push(&[other]).await.refused(409, ErrorCode::SequenceReused);
    let again = Op { seq: 2, ..op };
    phone.push(&[again]).await.refused(409, ErrorCode::SequenceReused);
}

async fn what_a_second_phone_of_the_same_person_brings_again_is_stored_once(house) {
    let mut broken = house.phone(LI).await;
    let (case, filed) = file_issue("x", Vec::new());
    let ops = [broken.write(SITE, filed), broken.write(SITE, resume())];
    let first = broken.pushed(&ops[..1]).await;
    let mut desk = house.phone(LI).await;
    desk.seq = 3;
    let next = desk.write(SITE, file_issue("y", Vec::new()).1);
    let taken = |seq: u64, op: &Op| Op { device: desk.device, seq, ..op.clone() };
    let brought = [taken(1, &ops[0]), taken(2, &ops[1]), Op { seq: 3, ..next }];
    let second = desk.pushed(&brought).await;
    assert_eq!((second.receipts.len(), second.gap), (3, None));
    assert_eq!(second.receipts[0].outcome, first.receipts[0].outcome);
    assert_eq!(desk.pushed(&brought).await.receipts, second.receipts, "and answered alike");
    let late = broken.pushed(&ops).await;
    assert_eq!(late.receipts[0], first.receipts[0]);
    assert_eq!(late.receipts[1].outcome, second.receipts[1].outcome);
    let pull = desk.pulled(SITE, None).await;
    assert_eq!(pull.rows.iter().filter(|row| row.key == Key::Case { id: case }).count(), 1);
    assert_eq!(find_case(&pull, case).unwrap().timeline.len(), 1);
    let mut zhang = house.phone(ZHANG).await;
    let stolen = Op { id: ops[0].id, ..zhang.write(SITE, resume()) };
    zhang.push(&[stolen]).await.refused(409, ErrorCode::SequenceReused);
}

async fn a_device_and_an_author_belong_to_the_person_who_is_signed_in(house) {
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

async fn a_foreign_site_and_an_unknown_site_answer_alike(house) {
    let mut phone = house.phone(LI).await;
    let unknown = patrol_domain::SiteId(Uuid::now_v7());
    for site in [OTHER_SITE, unknown] {
        phone.seq = 0;
        let op = phone.write(site, resume());
        phone.push(&[op]).await.refused(404, ErrorCode::NotFound);
        phone.pull(site, None).await.refused(404, ErrorCode::NotFound);
    }
}

async fn a_pull_continues_where_the_cursor_stands(house) {
    let phone = house.phone(LI).await;
    let base = phone.pulled(SITE, None).await;
    assert!(base.fresh && !base.more);
    assert!(base.rows.iter().any(|row| row.key == Key::Place { id: PUMPS }));
    let next: Pull = phone.pull(SITE, Some(&base.cursor)).await.ok();
    assert_eq!((next.fresh, next.rows.len()), (false, 0));
}

async fn a_cursor_of_another_person_or_a_made_up_one_starts_anew(house) {
    let li = house.phone(LI).await;
    let he = house.phone(HE).await;
    let cursor = he.pulled(SITE, None).await.cursor;
    for cursor in [cursor.as_str(), "n999999.00000000000000000000000000000000", "x", "%00", "."] {
        let pull: Pull = li.pull(SITE, Some(cursor)).await.ok();
        assert!(pull.fresh, "{cursor}");
        assert!(!pull.rows.is_empty());
    }
}

async fn nobody_receives_a_byte_of_another_site(house) {
    for member in [LI, ZHANG, ZHOU, CHEN, WANG, HE, ZHENG, ADMIN] {
        let phone = house.phone(member).await;
        let reply = phone.pull(SITE, None).await;
        assert!(!String::from_utf8_lossy(&reply.body).contains("CANARY"));
    }
    let qian = house.phone(QIAN).await;
    assert!(String::from_utf8_lossy(&qian.pull(OTHER_SITE, None).await.body).contains("CANARY"));
}

async fn an_issue_gets_its_number_from_the_server_and_reaches_those_who_may_see_it(house) {
    let mut li = house.phone(LI).await;
    let (case, filed) = file_issue("地面积水", Vec::new());
    let first = li.write(SITE, filed);
    let (other, filed) = file_issue("灯不亮", Vec::new());
    let second = li.write(SITE, filed);
    let answer = li.pushed(&[first, second]).await;
    assert!(answer.receipts.iter().all(|it| it.outcome == Outcome::Accepted), "{answer:?}");
    let number = |pull: &Pull, id: CaseId| {
        pull.rows.iter().find_map(|row| match &row.record {
            Some(Record::Case(case)) if case.id == id => case.number.clone(),
            _ => None,
        })
    };
    for member in [LI, ZHANG, ZHOU, WANG, HE, ZHENG] {
        let pull = house.phone(member).await.pulled(SITE, None).await;
        assert_eq!(number(&pull, case).as_deref(), Some("1119-01"), "{member}");
        assert_eq!(number(&pull, other).as_deref(), Some("1119-02"), "{member}");
    }
    for member in [CHEN, ADMIN] {
        let reply = house.phone(member).await.pull(SITE, None).await;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        assert!(!text.contains("地面积水") && !text.contains(&case.to_string()), "{member}");
    }
}

async fn changed_rights_start_the_base_anew(house) {
    let chen = house.phone(CHEN).await;
    let cursor = chen.pulled(SITE, None).await.cursor;
    let promoted = person(CHEN, "陈志强", SITE, &[(Role::GuardCaptain, Department::Sec)]);
    house.app.store.put(SITE, vec![Record::Member(promoted)]).await.unwrap();
    assert!(chen.pulled(SITE, Some(&cursor)).await.fresh);
    let gone = person(CHEN, "陈志强", SITE, &[]);
    house.app.store.put(SITE, vec![Record::Member(gone)]).await.unwrap();
    chen.pull(SITE, Some(&cursor)).await.refused(404, ErrorCode::NotFound);
}

async fn a_person_whose_rights_ended_still_delivers_and_is_told_no(house) {
    let mut chen = house.phone(CHEN).await;
    let gone = person(CHEN, "陈志强", SITE, &[]);
    house.app.store.put(SITE, vec![Record::Member(gone)]).await.unwrap();
    let (_, filed) = file_issue("围栏破损", Vec::new());
    let op = chen.write(SITE, filed);
    let answer = chen.pushed(&[op]).await;
    assert!(matches!(answer.receipts[0].outcome, Outcome::Rejected { .. }));
}

async fn many_phones_at_once_are_all_settled_once_and_in_order(house) {
    let members = [LI, ZHANG, ZHOU, CHEN, WANG, HE, ZHENG];
    let mut phones = Vec::new();
    for _ in 0..3 {
        for member in members {
            phones.push(house.phone(member).await);
        }
    }
    let work = phones.iter_mut().map(|phone| async move {
        let mut cases = Vec::new();
        for _ in 0..3 {
            let mut ops = Vec::new();
            for _ in 0..4 {
                let (case, filed) = file_issue("x", Vec::new());
                cases.push(case);
                ops.push(phone.write(SITE, filed));
            }
            let (once, twice) = futures_util::join!(phone.push(&ops), phone.push(&ops));
            let (once, twice): (PushAnswer, PushAnswer) = (once.ok(), twice.ok());
            assert_eq!(once.receipts, twice.receipts);
            assert_eq!(once.receipts.len(), 4);
        }
        cases
    });
    let mut cases: Vec<CaseId> =
        futures_util::future::join_all(work).await.into_iter().flatten().collect();
    let pull = house.phone(HE).await.pulled(SITE, None).await;
    let (mut seen, mut numbers): (Vec<CaseId>, Vec<String>) = pull
        .rows
        .iter()
        .filter_map(|row| match &row.record {
            Some(Record::Case(case)) => Some((case.id, case.number.clone()?)),
            _ => None,
        })
        .unzip();
    cases.sort_unstable();
    seen.sort_unstable();
    numbers.sort_unstable();
    assert_eq!(cases, seen);
    numbers.dedup();
    assert_eq!(numbers.len(), cases.len());
}

async fn pages_of_a_pull_neither_skip_nor_repeat(house) {
    let mut phone = house.phone(LI).await;
    let mut ops = Vec::new();
    for _ in 0..600 {
        let (_, filed) = file_issue(&"水".repeat(300), Vec::new());
        ops.push(phone.write(SITE, filed));
    }
    for some in ops.chunks(200) {
        phone.pushed(some).await;
    }
    let first: Pull = phone.pull(SITE, None).await.ok();
    assert!(first.more && first.rows.len() <= 500);
    let whole = phone.pulled(SITE, None).await;
    let mut keys: Vec<&Key> = whole.rows.iter().map(|row| &row.key).collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!((keys.len(), all), (all, all));
    assert_eq!(keys.iter().filter(|key| matches!(key, Key::Case { .. })).count(), 600);
}

async fn what_is_finished_while_a_base_comes_in_pages_replaces_what_was_shown_of_it(house) {
    house.config.faults.page_rows = Some(5);
    house.restart().await;
    let mut li = house.phone(LI).await;
    let (first, filed) = file_issue("地面积水", Vec::new());
    let mut ops = vec![li.write(SITE, filed)];
    ops.extend((0..9).map(|_| li.write(SITE, file_issue("灯不亮", Vec::new()).1)));
    li.pushed(&ops).await;
    let mut page: Pull = li.pull(SITE, None).await.ok();
    let mut shown = find_case(&page, first);
    while shown.is_none() {
        page = li.pull(SITE, Some(&page.cursor)).await.ok();
        shown = find_case(&page, first);
    }
    assert!(page.more);
    close(&house, shown.unwrap()).await;
    let rest = li.pulled(SITE, Some(&page.cursor)).await;
    assert!(find_case(&rest, first).is_some_and(|case| case.closed_at.is_some()));
}

async fn a_base_leaves_out_what_was_finished_long_ago_by_the_servers_clock_not_the_phones(house) {
    let mut li = house.phone(LI).await;
    let (case, filed) = file_issue("地面积水", Vec::new());
    let op = li.write(SITE, filed);
    li.pushed(&[op]).await;
    let open = find_case(&li.pulled(SITE, None).await, case).unwrap();
    close(&house, open).await;
    assert!(find_case(&li.pulled(SITE, None).await, case).is_some());
    house.pass(61);
    let later = house.phone(LI).await.pulled(SITE, None).await;
    assert!(find_case(&later, case).is_none());
    assert!(later.rows.iter().any(|row| row.key == Key::Place { id: PUMPS }));
}

async fn a_case_that_nobody_knows_is_refused_with_a_receipt(house) {
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
            brings: Box::default(),
        },
    );
    assert_eq!(phone.pushed(&[op]).await.receipts.len(), 1);
}
}
