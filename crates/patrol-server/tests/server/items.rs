//! Items that a site switches off or on: who may, what is refused, what reaches the phones, and
//! what a round in hand keeps.

use crate::fixture::*;
use crate::planning::with_checklist;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::asked::is_asked;
use patrol_domain::checklist::{Basis, Checklist, Item};
use patrol_domain::operation::Unplanned;
use patrol_domain::people::{Department, Role};
use patrol_domain::place::Site;
use patrol_domain::round::{Mode, Round, RoundKind};
use patrol_domain::switches::{ItemSwitch, SwitchAnswer, SwitchFault};
use patrol_domain::{MemberId, Mutation, Record, RoundId};
use patrol_protocol::ErrorCode;
use sqlx::Row;
use uuid::Uuid;

async fn switch(house: &House, who: MemberId, item: &str, asked: bool) -> Reply {
    let phone = house.phone(who).await;
    let request = request(Method::PUT, &format!("/api/items?site={SITE}"));
    let wanted = ItemSwitch { item: item.to_owned(), asked };
    let body = Body::from(serde_json::to_vec(&wanted).unwrap());
    house.send(request.header(header::COOKIE, &phone.cookie).body(body).unwrap()).await
}

/// What stands on a phone that pulls everything.
async fn records(house: &House) -> Vec<Record> {
    let pull = house.phone(LI).await.pulled(SITE, None).await;
    pull.rows.into_iter().filter_map(|row| row.record).collect()
}

async fn site(house: &House) -> Site {
    let site = records(house).await.into_iter().rev().find_map(|record| match record {
        Record::Site(site) => Some(site),
        _ => None,
    });
    site.unwrap()
}

async fn pump_list(house: &House) -> Checklist {
    let lists = records(house).await.into_iter().filter_map(|record| match record {
        Record::Checklist(list) if list.id == "C37" => Some(list),
        _ => None,
    });
    lists.max_by_key(|list| list.version).unwrap()
}

fn of(list: &Checklist, basis: Basis) -> &Item {
    list.items.iter().find(|item| item.basis == basis).unwrap()
}

async fn deeds(house: &House) -> Vec<(String, serde_json::Value)> {
    let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
    let text = "SELECT author, body FROM deeds WHERE site = $1 ORDER BY at, id";
    let rows = sqlx::query(text).bind(SITE.to_string()).fetch_all(&pool).await.unwrap();
    rows.iter().map(|row| (row.get(0), serde_json::from_str(row.get(1)).unwrap())).collect()
}

on_both! {
async fn what_a_head_switches_reaches_the_phones_and_the_log(house) {
    with_checklist(&house).await;
    let list = pump_list(&house).await;
    let item = of(&list, Basis::Derived);
    let kept: SwitchAnswer = switch(&house, ZHOU, &item.id, false).await.ok();
    assert_eq!(kept, SwitchAnswer::Kept);
    assert!(!site(&house).await.switches.asks(item));
    let said: Vec<_> = deeds(&house).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].0, ZHOU.to_string());
    let word = serde_json::json!({ "deed": "switch_item", "item": item.id, "asked": false });
    assert_eq!(said[0].1, word);
    assert_eq!(house.app.store.verify_audit(SITE).await.unwrap().fault, None);
    // The manager switches it on again.
    switch(&house, HE, &item.id, true).await.ok::<SwitchAnswer>();
    assert!(site(&house).await.switches.is_default());
}

async fn what_the_sources_name_stays_on_and_nothing_is_written_down(house) {
    with_checklist(&house).await;
    let list = pump_list(&house).await;
    for (item, why) in [
        (of(&list, Basis::Stated).id.as_str(), SwitchFault::Mandatory),
        ("C37-99", SwitchFault::Unknown),
    ] {
        let said: SwitchAnswer = switch(&house, ZHOU, item, false).await.ok();
        assert_eq!(said, SwitchAnswer::Refused { why });
    }
    assert!(site(&house).await.switches.is_default());
    assert!(deeds(&house).await.is_empty());
}

async fn nobody_else_switches_items(house) {
    with_checklist(&house).await;
    let item = of(&pump_list(&house).await, Basis::Derived).id.clone();
    for who in [LI, CHEN, WANG, ZHENG, ADMIN] {
        switch(&house, who, &item, false).await.refused(403, ErrorCode::NotYours);
    }
    assert!(site(&house).await.switches.is_default());
}

async fn two_desks_at_once_lose_neither_word(house) {
    with_checklist(&house).await;
    let list = pump_list(&house).await;
    let derived = list.items.iter().filter(|item| item.basis == Basis::Derived);
    let two: Vec<&Item> = derived.take(2).collect();
    let (first, second) = tokio::join!(
        switch(&house, ZHOU, &two[0].id, false),
        switch(&house, HE, &two[1].id, false),
    );
    assert_eq!(first.ok::<SwitchAnswer>(), SwitchAnswer::Kept);
    assert_eq!(second.ok::<SwitchAnswer>(), SwitchAnswer::Kept);
    assert_eq!(site(&house).await.switches.off.len(), 2);
}

// A round in hand keeps what it began with: on the phone that begins with what it knew, and on
// the server, whatever the office switches meanwhile.
async fn a_round_in_hand_keeps_the_items_it_began_with(house) {
    with_checklist(&house).await;
    let list = pump_list(&house).await;
    let derived: Vec<&Item> = list.items.iter().filter(|i| i.basis == Basis::Derived).collect();
    let (left, kept) = (derived[0], derived[1]);
    switch(&house, ZHOU, &left.id, false).await.ok::<SwitchAnswer>();
    let zhang = person(LI, "李建国", SITE, &[(Role::Maintenance, Department::Eng)]);
    house.app.store.put(SITE, vec![Record::Member(zhang)]).await.unwrap();
    let mut li = house.phone(LI).await;
    let round = RoundId(Uuid::now_v7());
    let (checklist, version) = (list.id.clone(), list.version);
    let kind = RoundKind::Special;
    let begun = li.write(SITE, Mutation::StartRound {
        round,
        mode: Mode::Foot,
        self_check: true,
        unplanned: Some(Unplanned { kind, checklist, version, place: PUMPS }),
        left_out: [left.id.clone()].into(),
    });
    // On its way the office thinks again, of both.
    switch(&house, ZHOU, &left.id, true).await.ok::<SwitchAnswer>();
    switch(&house, ZHOU, &kept.id, false).await.ok::<SwitchAnswer>();
    li.pushed(&[begun]).await;
    let found = records(&house).await.into_iter().rev().find_map(|record| match record {
        Record::Round(one) if one.id == round => Some(one),
        _ => None,
    });
    let round: Round = found.unwrap();
    assert!(!is_asked(&list, left, &round) && is_asked(&list, kept, &round));
}
}
