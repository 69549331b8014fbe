//! A suspended person's unsent work: out at the next contact, and nothing of the work lost.

use crate::fixture::*;
use axum::body::Body;
use axum::http::Method;
use patrol_domain::office::{Judged, Judgement, Quarantine};
use patrol_domain::people::{Department, Member, Role};
use patrol_domain::{Key, MemberId, Op, OpId, Record, Rejection};
use patrol_protocol::{ErrorCode, Outcome, PhotoHeld, Receipt};

async fn suspend(house: &House, suspended: bool) {
    let roles = [(Role::EngineerShift, Department::Eng), (Role::Maintenance, Department::Eng)];
    let li = Member { suspended, ..person(LI, "李建国", SITE, &roles) };
    house.app.store.put(SITE, vec![Record::Member(li)]).await.unwrap();
}

async fn waiting(house: &House, who: MemberId) -> Vec<OpId> {
    let phone = house.phone(who).await;
    let reply =
        phone.call(Method::GET, &format!("/api/quarantine?site={SITE}"), Body::empty()).await;
    let waiting: Quarantine = reply.ok();
    waiting.waiting.iter().map(|held| held.op.id).collect()
}

async fn judge(house: &House, who: MemberId, ops: &[OpId], accept: bool) -> Judged {
    let body = Judgement { ops: ops.to_vec(), accept, note: "核实过".into() };
    let body = serde_json::to_vec(&body).unwrap();
    let phone = house.phone(who).await;
    phone.call(Method::POST, &format!("/api/quarantine?site={SITE}"), body).await.ok()
}

async fn titles(house: &House) -> Vec<String> {
    let pull = house.phone(ZHOU).await.pulled(SITE, None).await;
    let titles = pull.rows.into_iter().filter_map(|row| match row.record {
        Some(Record::Case(case)) => Some(case.title),
        _ => None,
    });
    titles.collect()
}

fn held(receipts: &[Receipt]) -> bool {
    let suspended = Outcome::Rejected { rejection: Rejection::Suspended };
    receipts.iter().all(|receipt| receipt.outcome == suspended)
}

on_both! {
async fn what_a_suspended_person_did_not_send_waits_for_the_head(house) {
    let mut li = house.phone(LI).await;
    let (picture, jpeg) = photo(9);
    let ops = [
        li.write(SITE, file_issue("漏水", vec![picture.clone()]).1),
        li.write(SITE, file_issue("灯不亮", Vec::new()).1),
    ];
    suspend(&house, true).await;
    li.pull(SITE, None).await.refused(401, ErrorCode::SignedOut);
    let told: patrol_protocol::Session =
        li.call(Method::GET, "/api/session", Body::empty()).await.ok();
    assert!(told.member.suspended && told.sites.is_empty());
    let answer = li.pushed(&ops).await;
    assert!(held(&answer.receipts), "{answer:?}");
    assert_eq!(answer.receipts[0].photos_wanted, [picture.id]);
    let part = request(Method::PATCH, &format!("/api/photos/{}?site={SITE}", picture.id))
        .header("cookie", &li.cookie)
        .header(patrol_protocol::OFFSET_HEADER, 0);
    house.send(part.body(Body::from(jpeg.clone())).unwrap()).await.ok::<PhotoHeld>();
    assert_eq!(li.pushed(&ops).await.receipts, answer.receipts, "asked again, held once");
    assert_eq!(titles(&house).await, Vec::<String>::new());
    let ids: Vec<OpId> = ops.iter().map(|op| op.id).collect();
    assert_eq!(waiting(&house, ZHOU).await, ids);
    assert_eq!(waiting(&house, HE).await, ids);
    // Administrators take no decisions of the work.
    assert_eq!(waiting(&house, ADMIN).await, []);
    assert_eq!(judge(&house, ADMIN, &ids, true).await.settled, 0);
    let judged = judge(&house, ZHOU, &ids[..1], true).await;
    assert_eq!((judged.settled, judged.refused.len()), (1, 0));
    assert_eq!(judge(&house, HE, &ids, false).await.settled, 1, "the other one");
    assert_eq!(judge(&house, HE, &ids, true).await.settled, 0, "decided once");
    assert_eq!(titles(&house).await, ["漏水"]);
    assert_eq!(waiting(&house, HE).await, []);
    let shown = house.phone(ZHOU).await;
    let shown = shown.call(Method::GET, &format!("/api/photos/{}?site={SITE}", picture.id), Body::empty()).await;
    assert_eq!(shown.body, jpeg);
    let shown = house.phone(ZHOU).await.pulled(SITE, None).await;
    let finder = shown.rows.iter().find_map(|row| match &row.record {
        Some(Record::Case(case)) => Some(case.finder),
        _ => None,
    });
    assert_eq!(finder, Some(LI), "the work stays its author's");
    assert!(shown.rows.iter().any(|row| matches!(&row.record, Some(Record::Member(m)) if m.id == LI && m.suspended)));
    assert_eq!(house.app.store.verify_audit(SITE).await.unwrap().fault, None);
}

async fn what_is_not_possible_any_more_is_told_when_it_is_taken_in(house) {
    let mut li = house.phone(LI).await;
    suspend(&house, true).await;
    let bad = li.write(SITE, file_issue("", Vec::new()).1);
    let good = li.write(SITE, file_issue("好", Vec::new()).1);
    li.pushed(&[bad.clone(), good.clone()]).await;
    let judged = judge(&house, ZHOU, &[good.id, bad.id], true).await;
    assert_eq!((judged.settled, judged.refused.len()), (2, 1));
    assert_eq!(titles(&house).await, ["好"]);
}

async fn a_head_of_another_department_and_the_person_themself_decide_nothing(house) {
    let captain = person(CHEN, "陈志强", SITE, &[(Role::GuardCaptain, Department::Sec)]);
    house.app.store.put(SITE, vec![Record::Member(captain)]).await.unwrap();
    let mut zhou = house.phone(ZHOU).await;
    let of_zhou = zhou.write(SITE, file_issue("x", Vec::new()).1);
    let gone = Member { suspended: true, ..person(ZHOU, "周敏", SITE, &[(Role::EngHead, Department::Eng)]) };
    house.app.store.put(SITE, vec![Record::Member(gone.clone())]).await.unwrap();
    assert!(held(&zhou.pushed(std::slice::from_ref(&of_zhou)).await.receipts));
    assert_eq!(waiting(&house, CHEN).await, []);
    assert_eq!(judge(&house, CHEN, &[of_zhou.id], true).await.settled, 0);
    house.app.store.put(SITE, vec![Record::Member(Member { suspended: false, ..gone })]).await.unwrap();
    assert_eq!(waiting(&house, ZHOU).await, []);
    assert_eq!(judge(&house, ZHOU, &[of_zhou.id], true).await.settled, 0);
    assert_eq!(judge(&house, HE, &[of_zhou.id], true).await.settled, 1);
}

async fn who_is_let_in_again_goes_on_with_the_next_number(house) {
    let mut li = house.phone(LI).await;
    suspend(&house, true).await;
    let before = li.write(SITE, file_issue("停用时", Vec::new()).1);
    assert!(held(&li.pushed(&[before]).await.receipts));
    house.clock_at(MORNING.plus_minutes(60));
    suspend(&house, false).await;
    let after = Op { made_at: MORNING.plus_minutes(61), ..li.write(SITE, file_issue("回来后", Vec::new()).1) };
    house.clock_at(MORNING.plus_minutes(62));
    assert_eq!(li.pushed(&[after]).await.receipts[0].outcome, Outcome::Accepted);
    let me = Key::Member { id: LI };
    assert!(li.pulled(SITE, None).await.rows.iter().any(|row| row.key == me));
}
}
