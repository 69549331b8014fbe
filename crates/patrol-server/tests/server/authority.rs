//! Every operation of a push by itself: whose it is, whether it was allowed when it was made, and
//! whether it is now. What is forged gets a typed answer and changes nothing.

use crate::fixture::*;
use patrol_domain::people::{Department, Member, Role};
use patrol_domain::{At, Mutation, Op, OpId, Record, Rejection, RoundId};
use patrol_protocol::{ErrorCode, Outcome, PushAnswer};
use uuid::Uuid;

fn filed(title: &str) -> Mutation {
    file_issue(title, Vec::new()).1
}

async fn now_is(house: &House, member: Member) {
    house.app.store.put(SITE, vec![Record::Member(member)]).await.unwrap();
}

/// The words on a push, in order.
fn words(answer: &PushAnswer) -> Vec<&Outcome> {
    answer.receipts.iter().map(|receipt| &receipt.outcome).collect()
}

fn refused(rejection: Rejection) -> Outcome {
    Outcome::Rejected { rejection }
}

async fn titles(house: &House) -> Vec<String> {
    let pull = house.phone(HE).await.pulled(SITE, None).await;
    let titles = pull.rows.into_iter().filter_map(|row| match row.record {
        Some(Record::Case(case)) => Some(case.title),
        _ => None,
    });
    titles.collect()
}

on_both! {
async fn an_author_a_device_or_a_site_that_is_not_ones_own_changes_nothing(house) {
    let mut li = house.phone(LI).await;
    let mut zhang = house.phone(ZHANG).await;
    let of_zhang = zhang.write(SITE, filed("x"));
    zhang.pushed(&[of_zhang]).await;
    let mine = li.write(SITE, filed("mine"));
    // One forged author among honest operations: the whole push, for it is no honest phone's.
    let forged = Op { author: HE, ..li.write(SITE, filed("forged")) };
    li.push(&[mine.clone(), forged.clone()]).await.refused(403, ErrorCode::NotYours);
    li.push(&[Op { seq: 1, ..forged }]).await.refused(403, ErrorCode::NotYours);
    let by_the_server = Op { author: patrol_domain::MemberId::SYSTEM, ..mine.clone() };
    li.push(&[by_the_server]).await.refused(403, ErrorCode::NotYours);
    let foreign = Op { site: OTHER_SITE, ..mine.clone() };
    li.push(&[foreign]).await.refused(404, ErrorCode::NotFound);
    let device = zhang.device;
    li.device = device;
    li.push(&[Op { device, ..mine.clone() }]).await.refused(403, ErrorCode::NotYours);
    assert_eq!(titles(&house).await, ["x"]);
}

async fn a_forged_number_or_name_is_told_and_changes_nothing(house) {
    let mut li = house.phone(LI).await;
    let first = li.write(SITE, filed("first"));
    li.pushed(std::slice::from_ref(&first)).await;
    let ahead = Op { seq: 9, ..li.write(SITE, filed("ahead")) };
    let answer = li.pushed(&[ahead]).await;
    assert_eq!((words(&answer).len(), answer.gap), (0, Some(2)));
    let over = Op { seq: 1, ..li.write(SITE, filed("over the first")) };
    li.push(&[over]).await.refused(409, ErrorCode::SequenceReused);
    // The name of somebody else's operation is not taken over with other words.
    let mut zhang = house.phone(ZHANG).await;
    let taken = Op { id: first.id, ..zhang.write(SITE, filed("taken over")) };
    zhang.push(&[taken]).await.refused(409, ErrorCode::SequenceReused);
    assert_eq!(titles(&house).await, ["first"]);
}

async fn a_verb_of_the_server_and_a_role_that_one_does_not_have_are_refused_by_receipt(house) {
    let mut chen = house.phone(CHEN).await;
    let round = RoundId(Uuid::now_v7());
    let missed = chen.write(SITE, Mutation::MissRound { round });
    let archived = chen.write(SITE, Mutation::ArchiveRound { round, note: "x".into() });
    let answer = chen.pushed(&[missed, archived]).await;
    assert!(words(&answer).iter().all(|word| matches!(word, Outcome::Rejected { .. })), "{answer:?}");
    let mut admin = house.phone(ADMIN).await;
    let op = admin.write(SITE, filed("an administrator takes no decisions"));
    assert_eq!(words(&admin.pushed(&[op]).await), [&refused(Rejection::NotAllowed)]);
    assert_eq!(titles(&house).await, Vec::<String>::new());
}

async fn a_time_of_any_kind_is_settled_and_told(house) {
    let mut li = house.phone(LI).await;
    let times = [i64::MIN, -1, 0, MORNING.0 + 86_400_000 * 400, i64::MAX];
    let ops: Vec<Op> = times
        .map(|at| Op { made_at: At(at), device_at: At(at), ..li.write(SITE, filed("x")) })
        .into();
    assert_eq!(li.pushed(&ops).await.receipts.len(), times.len());
}

async fn what_was_not_allowed_when_it_was_made_is_not_allowed_by_a_later_role(house) {
    let at_night = MORNING.plus_minutes(60);
    let nobody = person(CHEN, "陈志强", SITE, &[(Role::Admin, Department::Mgmt)]);
    now_is(&house, nobody).await;
    house.clock_at(at_night);
    let guard = person(CHEN, "陈志强", SITE, &[(Role::Guard, Department::Sec)]);
    now_is(&house, guard).await;
    house.clock_at(at_night.plus_minutes(60));
    let mut chen = house.phone(CHEN).await;
    let too_early = Op { made_at: MORNING.plus_minutes(30), ..chen.write(SITE, filed("early")) };
    // So close to the change a phone's clock may be off: no honest hand is refused for it.
    let close = Op { made_at: at_night.plus_minutes(-4), ..chen.write(SITE, filed("close")) };
    let after = Op { made_at: at_night.plus_minutes(1), ..chen.write(SITE, filed("after")) };
    let ahead = Op { made_at: at_night.plus_days(3), ..chen.write(SITE, filed("ahead")) };
    let answer = chen.pushed(&[too_early, close, after, ahead]).await;
    let no = refused(Rejection::NotAllowed);
    let yes = Outcome::Accepted;
    assert_eq!(words(&answer), [&no, &yes, &yes, &yes]);
    assert_eq!(titles(&house).await, ["close", "after", "ahead"]);
}

async fn what_was_made_while_suspended_stays_refused_after_the_return(house) {
    let chen = person(CHEN, "陈志强", SITE, &[(Role::Guard, Department::Sec)]);
    house.clock_at(MORNING.plus_minutes(60));
    now_is(&house, Member { suspended: true, ..chen.clone() }).await;
    house.clock_at(MORNING.plus_minutes(180));
    now_is(&house, chen).await;
    let mut chen = house.phone(CHEN).await;
    let before = Op { made_at: MORNING, ..chen.write(SITE, filed("before")) };
    let within = Op { made_at: MORNING.plus_minutes(120), ..chen.write(SITE, filed("within")) };
    let after = Op { made_at: MORNING.plus_minutes(181), ..chen.write(SITE, filed("after")) };
    let answer = chen.pushed(&[before, within, after]).await;
    let (no, yes) = (refused(Rejection::Suspended), Outcome::Accepted);
    assert_eq!(words(&answer), [&yes, &no, &yes]);
}

async fn what_was_allowed_when_it_was_made_is_refused_by_receipt_when_it_is_not_any_more(house) {
    let mut chen = house.phone(CHEN).await;
    let before = chen.write(SITE, filed("before"));
    house.clock_at(MORNING.plus_minutes(60));
    now_is(&house, person(CHEN, "陈志强", SITE, &[(Role::Admin, Department::Mgmt)])).await;
    let answer = chen.pushed(&[before]).await;
    assert_eq!(words(&answer), [&refused(Rejection::NotAllowed)]);
}

async fn a_record_put_in_again_with_the_same_words_makes_no_past(house) {
    let chen = person(CHEN, "陈志强", SITE, &[(Role::Guard, Department::Sec)]);
    for minutes in [10, 20, 30] {
        house.clock_at(MORNING.plus_minutes(minutes));
        now_is(&house, chen.clone()).await;
    }
    let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
    let rows = sqlx::query("SELECT 1 FROM rights_past").fetch_all(&pool).await.unwrap();
    assert_eq!(rows.len(), 0);
    let mut phone = house.phone(CHEN).await;
    let op = Op { id: OpId(Uuid::now_v7()), ..phone.write(SITE, filed("x")) };
    assert_eq!(words(&phone.pushed(&[op]).await), [&Outcome::Accepted]);
}
}
