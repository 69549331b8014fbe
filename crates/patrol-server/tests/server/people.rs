//! The page of people: accounts as the office changes them, and posts in other hands for a time.

use crate::fixture::*;
use axum::body::Body;
use axum::http::Method;
use patrol_domain::office::{
    DelegationAnswer, DelegationChange, DelegationFault, People, PersonAnswer, PersonChange,
    PersonFault, Post,
};
use patrol_domain::people::{Department, Role};
use patrol_domain::{At, MemberId, Record};
use patrol_protocol::{ErrorCode, Session};
use serde_json::json;

const GUARD: Post = Post { role: Role::Guard, department: Department::Sec };
const ENG_HEAD: Post = Post { role: Role::EngHead, department: Department::Eng };
const PM: Post = Post { role: Role::Pm, department: Department::Mgmt };
const ADMINISTRATOR: Post = Post { role: Role::Admin, department: Department::Mgmt };

fn new(login: &str) -> PersonChange {
    let (login, name) = (login.to_owned(), "吴刚".to_owned());
    PersonChange { id: None, login, name, posts: vec![GUARD], suspended: false }
}

fn altered(id: MemberId, name: &str, posts: &[Post]) -> PersonChange {
    let (login, name) = (String::new(), name.to_owned());
    PersonChange { id: Some(id), login, name, posts: posts.to_vec(), suspended: false }
}

async fn put(house: &House, who: MemberId, change: &PersonChange) -> Reply {
    let body = serde_json::to_vec(change).unwrap();
    house.phone(who).await.call(Method::PUT, &format!("/api/people?site={SITE}"), body).await
}

async fn list(house: &House, who: MemberId) -> People {
    let phone = house.phone(who).await;
    phone.call(Method::GET, &format!("/api/people?site={SITE}"), Body::empty()).await.ok()
}

async fn reset(house: &House, who: MemberId, of: MemberId) -> Reply {
    let uri = format!("/api/people/{of}/password?site={SITE}");
    house.phone(who).await.call(Method::POST, &uri, Body::empty()).await
}

async fn delegate(house: &House, who: MemberId, change: &DelegationChange) -> DelegationAnswer {
    let body = serde_json::to_vec(change).unwrap();
    let uri = format!("/api/delegations?site={SITE}");
    house.phone(who).await.call(Method::PUT, &uri, body).await.ok()
}

async fn sign_in(house: &House, login: &str, password: &str) -> Reply {
    let body = json!({ "login": login, "password": password }).to_string();
    house.send(request(Method::POST, "/api/sign-in").body(Body::from(body)).unwrap()).await
}

async fn roles(house: &House, of: MemberId) -> Vec<Role> {
    let (member, _) = house.app.store.person(of).await.unwrap().unwrap();
    member.grants.iter().map(|grant| grant.role).collect()
}

fn lends(absent: MemberId, acting: MemberId, post: Post, from: At, days: i64) -> DelegationChange {
    let (until, approval) = (from.plus_days(days), String::new());
    DelegationChange::Begin { absent, acting, post, from, until, approval }
}

on_both! {
async fn a_person_made_at_the_desk_signs_in_with_the_password_that_is_told_once(house) {
    let answer: PersonAnswer = put(&house, ADMIN, &new(" WuGang ")).await.ok();
    let PersonAnswer::Kept { id, password: Some(password) } = answer else { panic!("{answer:?}") };
    let told: Session = sign_in(&house, "wugang", &password).await.ok();
    assert!(told.must_change_password && told.member.id == id);
    let people = list(&house, ADMIN).await;
    let line = people.people.iter().find(|person| person.id == id).unwrap();
    assert_eq!((line.login.as_deref(), line.must_change, &*line.posts), (Some("wugang"), true, &[GUARD][..]));
    assert_eq!(line.seen_at, Some(MORNING));
    let twice: PersonAnswer = put(&house, ADMIN, &new("WUGANG")).await.ok();
    assert_eq!(twice, PersonAnswer::Refused { why: PersonFault::LoginTaken });
    let reply = reset(&house, ADMIN, id).await;
    let PersonAnswer::Kept { password: Some(again), .. } = reply.json() else { panic!() };
    assert_ne!(again, password);
    sign_in(&house, "wugang", &password).await.refused(401, ErrorCode::WrongPassword);
    sign_in(&house, "wugang", &again).await.ok::<Session>();
    let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
    let deeds = sqlx::query("SELECT body FROM deeds").fetch_all(&pool).await.unwrap();
    let all: String = deeds.iter().map(|row| sqlx::Row::get::<String, _>(row, 0)).collect();
    assert!(all.contains("make_member") && all.contains("set_password"), "{all}");
    assert!(!all.contains(&password) && !all.contains(&again) && !all.contains("argon2"));
}

async fn a_change_that_cannot_be_is_refused_by_its_field(house) {
    let wrong = [
        (new(""), PersonFault::Login),
        (new("a b"), PersonFault::Login),
        (new("a\u{0}b"), PersonFault::Login),
        (new(&"x".repeat(101)), PersonFault::Login),
        (PersonChange { name: "  ".into(), ..new("x") }, PersonFault::Name),
        (PersonChange { name: "x".repeat(100_000 / 16), ..new("x") }, PersonFault::Name),
        (PersonChange { posts: vec![], ..new("x") }, PersonFault::Posts),
        (PersonChange { posts: vec![GUARD, GUARD], ..new("x") }, PersonFault::Posts),
        (PersonChange { posts: vec![Post { role: Role::Resident, ..GUARD }], ..new("x") }, PersonFault::Posts),
        // R227: one person in charge.
        (PersonChange { posts: vec![PM], ..new("x") }, PersonFault::InCharge),
        (altered(ADMIN, "系统管理员", &[GUARD]), PersonFault::Oneself),
        (PersonChange { suspended: true, ..altered(ADMIN, "x", &[ADMINISTRATOR]) }, PersonFault::Oneself),
    ];
    for (change, why) in wrong {
        let answer: PersonAnswer = put(&house, ADMIN, &change).await.ok();
        assert_eq!(answer, PersonAnswer::Refused { why }, "{change:?}");
    }
    put(&house, ADMIN, &altered(QIAN, "别处的人", &[GUARD])).await.refused(404, ErrorCode::NotFound);
    reset(&house, ADMIN, QIAN).await.refused(404, ErrorCode::NotFound);
    let phone = house.phone(ADMIN).await;
    let odd = phone.call(Method::PUT, &format!("/api/people?site={SITE}"), "{}").await;
    odd.refused(400, ErrorCode::Malformed);
}

async fn nobody_gets_into_another_site_through_a_colleagues_password(house) {
    let of_both = person(QIAN, "钱军", SITE, &[(Role::Guard, Department::Sec)]);
    house.app.store.put(SITE, vec![Record::Member(of_both)]).await.unwrap();
    house.app.put_account("qianjun", "xunchaben", QIAN).await.unwrap();
    let answer: PersonAnswer = reset(&house, ADMIN, QIAN).await.ok();
    assert_eq!(answer, PersonAnswer::Refused { why: PersonFault::OtherSites });
    sign_in(&house, "qianjun", "xunchaben").await.ok::<Session>();
    // Suspended here, they work on there.
    let gone = PersonChange { suspended: true, ..altered(QIAN, "钱军", &[GUARD]) };
    put(&house, ADMIN, &gone).await.ok::<PersonAnswer>();
    let qian = house.phone(QIAN).await;
    qian.pull(SITE, None).await.refused(404, ErrorCode::NotFound);
    assert_eq!(qian.pull(OTHER_SITE, None).await.status.as_u16(), 200);
}

async fn a_head_sees_the_own_department_and_no_login(house) {
    let people = list(&house, ZHOU).await;
    let names: Vec<&str> = people.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["周敏", "张磊", "李建国"]);
    assert!(people.people.iter().all(|person| person.login.is_none()));
    assert!(!people.keeps && !people.delegates && people.delegations.is_empty());
    assert_eq!(people.in_charge, Some(HE));
    assert_eq!(list(&house, HE).await.people.len(), 8);
}

async fn a_post_in_other_hands_begins_and_ends_by_the_servers_clock(house) {
    let tomorrow = MORNING.plus_days(1);
    let change = lends(ZHOU, LI, ENG_HEAD, tomorrow, 2);
    assert_eq!(delegate(&house, HE, &change).await, DelegationAnswer::Kept);
    assert!(!roles(&house, LI).await.contains(&Role::EngHead));
    house.clock_at(tomorrow.plus_minutes(1));
    // No job has run: the next request of anybody finds it in force.
    assert!(list(&house, HE).await.delegations[0].in_force);
    assert!(roles(&house, LI).await.contains(&Role::EngHead));
    let own = list(&house, ADMIN).await;
    let li = own.people.iter().find(|person| person.id == LI).unwrap();
    assert!(!li.posts.contains(&ENG_HEAD), "lent, not owned");
    // A change of the person's own posts does not touch what is lent to them.
    let posts = [Post { role: Role::Maintenance, department: Department::Eng }];
    put(&house, ADMIN, &altered(LI, "李建国", &posts)).await.ok::<PersonAnswer>();
    assert_eq!(roles(&house, LI).await, [Role::Maintenance, Role::EngHead]);
    house.clock_at(tomorrow.plus_days(2));
    let mut phone = house.phone(LI).await;
    phone.call(Method::GET, &format!("/api/quarantine?site={SITE}"), Body::empty()).await.refused(403, ErrorCode::NotYours);
    assert_eq!(roles(&house, LI).await, [Role::Maintenance]);
    assert_eq!(list(&house, HE).await.delegations, []);
    let op = phone.write(SITE, file_issue("x", Vec::new()).1);
    phone.pushed(&[op]).await;
    assert_eq!(house.app.store.verify_audit(SITE).await.unwrap().fault, None);
}

// R222, R227
async fn whoever_acts_for_the_manager_is_the_one_in_charge(house) {
    let change = lends(HE, ZHOU, PM, MORNING, 3);
    assert_eq!(delegate(&house, HE, &change).await, DelegationAnswer::Kept);
    let people = list(&house, ADMIN).await;
    assert_eq!(people.in_charge, Some(ZHOU));
    assert_eq!(roles(&house, ZHOU).await, [Role::EngHead, Role::Deputy]);
    let refused = |why| DelegationAnswer::Refused { why };
    let second = lends(HE, WANG, PM, MORNING.plus_days(1), 3);
    assert_eq!(delegate(&house, ADMIN, &second).await, refused(DelegationFault::Overlap));
    let end = DelegationChange::End { id: people.delegations[0].id };
    assert_eq!(delegate(&house, HE, &end).await, DelegationAnswer::Kept);
    assert_eq!(roles(&house, ZHOU).await, [Role::EngHead]);
    assert_eq!(list(&house, ADMIN).await.in_charge, Some(HE));
    assert_eq!(delegate(&house, HE, &end).await, refused(DelegationFault::Gone));
    assert_eq!(delegate(&house, ADMIN, &second).await, DelegationAnswer::Kept);
}

async fn a_delegation_that_cannot_be_is_refused_by_its_field(house) {
    let long = |approval: &str| DelegationChange::Begin {
        absent: HE, acting: ZHOU, post: PM, from: MORNING,
        until: MORNING.plus_days(15), approval: approval.into(),
    };
    let wrong = [
        (lends(ZHOU, LI, PM, MORNING, 2), DelegationFault::Post),
        (lends(CHEN, LI, GUARD, MORNING, 2), DelegationFault::Post),
        (lends(QIAN, LI, ENG_HEAD, MORNING, 2), DelegationFault::Post),
        (lends(ZHOU, ZHOU, ENG_HEAD, MORNING, 2), DelegationFault::Acting),
        (lends(ZHOU, QIAN, ENG_HEAD, MORNING, 2), DelegationFault::Acting),
        (lends(ZHOU, LI, ENG_HEAD, MORNING, 0), DelegationFault::Dates),
        (lends(ZHOU, LI, ENG_HEAD, MORNING.plus_days(-5), 2), DelegationFault::Dates),
        (lends(ZHOU, LI, ENG_HEAD, MORNING, 400), DelegationFault::Dates),
        (long("  "), DelegationFault::Approval),
    ];
    for (change, why) in wrong {
        assert_eq!(delegate(&house, HE, &change).await, DelegationAnswer::Refused { why }, "{change:?}");
    }
    assert_eq!(delegate(&house, HE, &long("集团批 2026-18")).await, DelegationAnswer::Kept);
}
}
