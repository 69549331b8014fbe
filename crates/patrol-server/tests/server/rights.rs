//! The router's table against people: signed out, other site, wrong role.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::checklist::{
    AnswerKind, Basis, Checklist, Item, Method as How, PhotoRule, Severity,
};
use patrol_domain::operation::Unplanned;
use patrol_domain::people::Role;
use patrol_domain::round::{AnswerValue, Evidence, Mode, RoundKind};
use patrol_domain::{Key, MemberId, Mutation, Op, Record, RoundId, SiteId, Text};
use patrol_protocol::{ErrorCode, Outcome, Pull, Push};
use patrol_server::router::{Access, Route, routes};
use uuid::Uuid;

/// A request to the route about `site`, well formed, as `who`.
async fn ask(house: &House, route: &Route, site: SiteId, who: Option<MemberId>) -> Reply {
    let mut uri = route.path.replace("{id}", &"ab".repeat(32));
    if route.access == Access::Site && route.path != "/api/push" {
        uri.push_str(&format!("?site={site}"));
    }
    let mut request = request(route.method.clone(), &uri);
    let mut body = Body::empty();
    if let Some(member) = who {
        let mut phone = house.phone(member).await;
        request = request.header(header::COOKIE, &phone.cookie);
        if route.path == "/api/push" {
            let (_, filed) = file_issue("x", Vec::new());
            let push = Push::of(phone.device, vec![phone.write(site, filed)]);
            body = Body::from(serde_json::to_vec(&push).unwrap());
        }
    }
    house.send(request.body(body).unwrap()).await
}

fn refused(route: &Route, reply: &Reply, status: u16, code: ErrorCode) {
    assert_eq!(reply.status.as_u16(), status, "{} {}", route.method, route.path);
    if route.method != Method::HEAD {
        reply.refused(status, code);
    }
}

#[tokio::test]
async fn nobody_who_is_signed_out_gets_past_an_open_route() {
    let house = House::on_sqlite().await;
    for route in routes().iter().filter(|route| route.access != Access::Open) {
        let reply = ask(&house, route, SITE, None).await;
        refused(route, &reply, 401, ErrorCode::SignedOut);
        let mut made_up = request(route.method.clone(), route.path);
        made_up = made_up.header(header::COOKIE, "patrol=made-up");
        let reply = house.send(made_up.body(Body::empty()).unwrap()).await;
        refused(route, &reply, 401, ErrorCode::SignedOut);
    }
}

#[tokio::test]
async fn every_route_about_a_site_is_shut_to_strangers_and_to_those_who_left() {
    let house = House::on_sqlite().await;
    let left = person(ZHANG, "张磊", SITE, &[]);
    house.app.store.put(SITE, vec![patrol_domain::Record::Member(left)]).await.unwrap();
    let unknown = SiteId(Uuid::from_u128(0xFF));
    for route in routes().iter().filter(|route| route.access == Access::Site) {
        for (site, who) in [(SITE, QIAN), (OTHER_SITE, LI), (unknown, LI), (OTHER_SITE, ADMIN)] {
            let reply = ask(&house, route, site, Some(who)).await;
            refused(route, &reply, 404, ErrorCode::NotFound);
        }
        if route.path != "/api/push" {
            refused(route, &ask(&house, route, SITE, Some(ZHANG)).await, 404, ErrorCode::NotFound);
        }
    }
}

#[tokio::test]
async fn an_administrator_receives_no_work() {
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let (_, filed) = file_issue("SECRET", Vec::new());
    let op = li.write(SITE, filed);
    li.pushed(&[op]).await;
    let reply = house.phone(ADMIN).await.pull(SITE, None).await;
    assert_eq!(reply.status.as_u16(), 200);
    assert!(!String::from_utf8_lossy(&reply.body).contains("SECRET"));
}

fn audit() -> Checklist {
    let word = |word: &str| Text { zh_hans: word.into(), zh_hant: word.into(), en: word.into() };
    let item = Item {
        id: "C44-01".into(),
        title: word("着装"),
        guide: None,
        methods: vec![How::Look],
        answer: AnswerKind::Check,
        photo: PhotoRule::None,
        category: "WTR".into(),
        severity: Severity::General,
        basis: Basis::Stated,
        tags: Vec::new(),
        show_if: None,
    };
    Checklist {
        id: "C44".into(),
        version: 1,
        key: "covert_patrol".into(),
        group: "C".into(),
        name: word("暗岗巡查"),
        subject: "pump_room".into(),
        roles: vec![Role::Quality],
        frequency: word("不定时"),
        trigger: "random".into(),
        rules: vec!["R27".into()],
        note: None,
        items: vec![item],
    }
}

/// A covert round from its start to its end.
fn covert(round: RoundId) -> [Mutation; 3] {
    let unplanned = Some(Unplanned {
        kind: RoundKind::Covert,
        checklist: "C44".into(),
        version: 1,
        place: PUMPS,
    });
    [
        Mutation::StartRound {
            round,
            mode: Mode::Foot,
            self_check: true,
            unplanned,
            left_out: Default::default(),
        },
        Mutation::RecordAnswer {
            round,
            item: "C44-01".into(),
            value: AnswerValue::Problem,
            note: "SECRET".into(),
            photos: Vec::new(),
            severity: None,
            evidence: Evidence::default(),
        },
        Mutation::SubmitRound { round, overall: "SECRET".into(), early_end: None },
    ]
}

/// R27: a covert round is invisible to the inspected until it is reviewed, its traces in what
/// everybody reads included.
#[tokio::test]
async fn a_covert_round_leaves_no_byte_on_other_phones_until_it_is_reviewed() {
    let house = House::on_sqlite().await;
    house.app.store.put(SITE, vec![Record::Checklist(audit())]).await.unwrap();
    let round = RoundId(Uuid::now_v7());
    let mut zheng = house.phone(ZHENG).await;
    let ops: Vec<Op> = covert(round).map(|mutation| zheng.write(SITE, mutation)).into();
    let answer = zheng.pushed(&ops).await;
    assert!(answer.receipts.iter().all(|it| it.outcome == Outcome::Accepted), "{answer:?}");
    let history = Key::History { place: PUMPS, checklist: "C44".into() };
    for member in [LI, ZHANG, ZHOU, CHEN, WANG, ADMIN] {
        let reply = house.phone(member).await.pull(SITE, None).await;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        assert!(!text.contains("SECRET") && !text.contains(&round.to_string()), "{member}");
        assert!(reply.ok::<Pull>().rows.iter().all(|row| row.key != history), "{member}");
    }
    let mut he = house.phone(HE).await;
    let op = he.write(SITE, Mutation::ReviewRound { round, note: String::new() });
    assert_eq!(he.pushed(&[op]).await.receipts[0].outcome, Outcome::Accepted);
    let pull = house.phone(LI).await.pulled(SITE, None).await;
    assert!(pull.rows.iter().any(|row| row.key == history));
}
