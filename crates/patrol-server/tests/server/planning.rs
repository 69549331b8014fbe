//! Plans kept from the office: who may, what is refused, and what becomes of the rounds.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::people::{Department, Role};
use patrol_domain::place::Checkpoint;
use patrol_domain::round::{Round, RoundKind, RoundState};
use patrol_domain::route::{Route, Stop};
use patrol_domain::{CheckpointId, MemberId, PlanId, Record};
use patrol_protocol::ErrorCode;
use patrol_protocol::plan::{Plan, PlanAnswer, PlanFault, Plans};
use patrol_server::library::Library;
use std::path::Path;
use uuid::Uuid;

pub fn daily() -> Plan {
    Plan {
        id: PlanId(Uuid::from_u128(0xD1)),
        site: SITE,
        kind: RoundKind::Periodic,
        checklist: "C37".into(),
        version: 3,
        place: PUMPS,
        department: Department::Eng,
        roles: vec![Role::Maintenance],
        assignee: None,
        first: "2026-11-01T09:00:00".parse().unwrap(),
        rule: "FREQ=DAILY".into(),
        minutes: 60,
        grace_min: 30,
        route: Default::default(),
        stopped: false,
    }
}

pub async fn put(house: &House, who: MemberId, plan: &Plan) -> Reply {
    let phone = house.phone(who).await;
    let asked = request(Method::PUT, &format!("/api/plans?site={}", plan.site));
    let asked = asked.header(header::COOKIE, &phone.cookie);
    house.send(asked.body(Body::from(serde_json::to_vec(plan).unwrap())).unwrap()).await
}

async fn list(house: &House, who: MemberId) -> Plans {
    let phone = house.phone(who).await;
    let asked = request(Method::GET, &format!("/api/plans?site={SITE}"));
    let reply =
        house.send(asked.header(header::COOKIE, &phone.cookie).body(Body::empty()).unwrap());
    reply.await.ok()
}

async fn rounds(house: &House) -> Vec<Round> {
    let pull = house.phone(ZHOU).await.pulled(SITE, None).await;
    let rounds = pull.rows.into_iter().filter_map(|row| match row.record {
        Some(Record::Round(round)) => Some(round),
        _ => None,
    });
    rounds.collect()
}

/// The site with the checklist of the library that the plan names.
pub async fn with_checklist(house: &House) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let library = Library::load(&folder).unwrap();
    let list = library.checklists.into_iter().find(|list| list.id == "C37").unwrap();
    house.app.store.put(SITE, vec![Record::Checklist(list)]).await.unwrap();
}

fn unknown_stop() -> Route {
    let checkpoint = CheckpointId(Uuid::from_u128(9));
    Route { fixed: false, stops: vec![Stop { checkpoint, stay_s: 0 }] }
}

/// At a point that is there, see `with_point`.
fn too_long_a_stay() -> Route {
    Route { fixed: true, stops: vec![Stop { checkpoint: POINT, stay_s: 3601 }] }
}

const POINT: CheckpointId = CheckpointId(Uuid::from_u128(0xC7));

async fn with_point(house: &House) {
    let point = Checkpoint {
        id: POINT,
        site: SITE,
        place: PUMPS,
        number: "01".into(),
        name: "泵房门口".into(),
        code: "7K4Q2N".into(),
        area: None,
    };
    house.app.store.put(SITE, vec![Record::Checkpoint(point)]).await.unwrap();
}

on_both! {
async fn a_route_of_the_office_goes_with_the_rounds(house) {
    with_checklist(&house).await;
    with_point(&house).await;
    let route = Route { fixed: true, stops: vec![Stop { checkpoint: POINT, stay_s: 3600 }] };
    let answer: PlanAnswer = put(&house, ZHOU, &Plan { route: route.clone(), ..daily() }).await.ok();
    assert!(matches!(answer, PlanAnswer::Kept { .. }), "{answer:?}");
    let made = rounds(&house).await;
    assert!(!made.is_empty() && made.iter().all(|round| round.route == route));
    // Twice at one point is a slip.
    let twice = Route { stops: [&route.stops[..], &route.stops[..]].concat(), ..route };
    let answer: PlanAnswer = put(&house, ZHOU, &Plan { route: twice, ..daily() }).await.ok();
    assert_eq!(answer, PlanAnswer::Refused { why: PlanFault::Route });
}

async fn a_plan_that_the_head_keeps_is_on_the_phones_at_once(house) {
    with_checklist(&house).await;
    let kept: PlanAnswer = put(&house, ZHOU, &daily()).await.ok();
    let PlanAnswer::Kept { next } = kept else { panic!("{kept:?}") };
    assert_eq!(next.len(), 5);
    let made = rounds(&house).await;
    assert_eq!(made.len(), 3);
    assert!(made.iter().all(|round| round.plan == Some(daily().id)));
    let seen = list(&house, ZHOU).await;
    assert_eq!(seen.plans[0].plan, daily());
    assert!(seen.plans[0].made_to > MORNING);
}

async fn a_changed_plan_leaves_the_rounds_that_are_made_and_counts_from_there_on(house) {
    with_checklist(&house).await;
    put(&house, ZHOU, &daily()).await.ok::<PlanAnswer>();
    put(&house, ZHOU, &daily()).await.ok::<PlanAnswer>();
    let before = rounds(&house).await;
    assert!(before.iter().all(|round| round.plan_changed_at.is_none()));
    let stopped = Plan { stopped: true, ..daily() };
    assert_eq!(put(&house, ZHOU, &stopped).await.ok::<PlanAnswer>(), PlanAnswer::Kept { next: vec![] });
    house.pass(5);
    house.app.do_jobs().await.unwrap();
    let after = rounds(&house).await;
    assert_eq!(after.len(), before.len());
    assert!(before.iter().all(|round| round.state == RoundState::Planned));
    assert!(after.iter().all(|round| round.plan_changed_at == Some(MORNING)));
}

async fn only_those_who_lead_the_department_keep_its_plans(house) {
    put(&house, LI, &daily()).await.refused(403, ErrorCode::NotYours);
    let of_security = Plan { department: Department::Sec, ..daily() };
    put(&house, ZHOU, &of_security).await.refused(403, ErrorCode::NotYours);
    // A plan of another department is not taken over by giving it a new one.
    house.app.store.put_plan(&of_security, MemberId::SYSTEM).await.unwrap();
    put(&house, ZHOU, &daily()).await.refused(403, ErrorCode::NotYours);
    // R27: a covert plan is neither kept nor seen by the department it looks at.
    let covert = Plan { kind: RoundKind::Covert, id: PlanId(Uuid::from_u128(0xD2)), ..daily() };
    put(&house, ZHOU, &covert).await.refused(403, ErrorCode::NotYours);
    house.app.store.put_plan(&covert, MemberId::SYSTEM).await.unwrap();
    assert_eq!(list(&house, ZHOU).await.plans, []);
    assert_eq!(rounds(&house).await, []);
}

async fn a_plan_that_makes_no_sense_is_refused_by_its_field(house) {
    with_checklist(&house).await;
    with_point(&house).await;
    let wrong = [
        (Plan { checklist: "C99".into(), ..daily() }, PlanFault::Checklist),
        (Plan { version: 7, ..daily() }, PlanFault::Checklist),
        (Plan { roles: vec![], ..daily() }, PlanFault::Checklist),
        (Plan { roles: vec![Role::Cashier], ..daily() }, PlanFault::Checklist),
        (Plan { place: patrol_domain::PlaceId(Uuid::from_u128(9)), ..daily() }, PlanFault::Place),
        (Plan { assignee: Some(QIAN), ..daily() }, PlanFault::Assignee),
        (Plan { route: unknown_stop(), ..daily() }, PlanFault::Route),
        (Plan { route: too_long_a_stay(), ..daily() }, PlanFault::Route),
        (Plan { rule: "every day".into(), ..daily() }, PlanFault::Rule),
        (Plan { rule: "FREQ=DAILY;COUNT=2".into(), ..daily() }, PlanFault::Never),
        (Plan { rule: "FREQ=SECONDLY".into(), ..daily() }, PlanFault::TooOften),
        (Plan { rule: "FREQ=DAILY;BYHOUR=9;BYMINUTE=0,5".into(), ..daily() }, PlanFault::TooOften),
        (Plan { first: "0001-01-01T00:00:00".parse().unwrap(), ..daily() }, PlanFault::Never),
        (Plan { minutes: 0, ..daily() }, PlanFault::Length),
        (Plan { grace_min: 2000, ..daily() }, PlanFault::Length),
    ];
    for (plan, why) in wrong {
        let answer: PlanAnswer = put(&house, ZHOU, &plan).await.ok();
        assert_eq!(answer, PlanAnswer::Refused { why }, "{plan:?}");
    }
    assert_eq!(list(&house, ZHOU).await.plans, []);
    let phone = house.phone(ZHOU).await;
    let asked = request(Method::PUT, &format!("/api/plans?site={SITE}"));
    let asked = asked.header(header::COOKIE, &phone.cookie).body(Body::from("{}")).unwrap();
    house.send(asked).await.refused(400, ErrorCode::Malformed);
}
}
