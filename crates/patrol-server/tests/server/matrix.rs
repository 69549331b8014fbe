//! The rights matrix, made from the router's own table: every route × the nine classes of people ×
//! their own site, another site, no role any more, suspended, signed out. A route that nobody wrote
//! a row for fails here.

use crate::fixture::*;
use crate::planning::{daily, with_checklist};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use patrol_domain::office::Sessions;
use patrol_domain::people::{Department, Role};
use patrol_domain::{MemberId, PhotoId, Record, SiteId};
use patrol_protocol::{OFFSET_HEADER, Push, TOTAL_HEADER};
use patrol_server::router::{Access, Route, routes};
use serde_json::json;
use std::collections::BTreeSet;
use tower::ServiceExt;
use uuid::Uuid;

/// One row. `own` says for G E T C H P Q O A at their own site: `+` answered, `-` not theirs (403),
/// `.` as if nothing were there (404). The other marks hold for every class; `x` is signed out (401).
struct Row {
    route: (&'static str, &'static str),
    own: &'static str,
    other: char,
    left: char,
    suspended: char,
    out: char,
}

const fn row(
    method: &'static str,
    path: &'static str,
    own: &'static str,
    [other, left, suspended, out]: [char; 4],
) -> Row {
    Row { route: (method, path), own, other, left, suspended, out }
}

const ALL: &str = "+++++++++";
/// About oneself, or open: the site plays no part.
const OPEN: [char; 4] = ['+', '+', '+', '+'];
const SELF: [char; 4] = ['+', '+', 'x', 'x'];
const SITE_ONLY: [char; 4] = ['.', '.', 'x', 'x'];

const ROWS: &[Row] = &[
    row("POST", "/api/sign-in", ALL, ['+', '+', 'x', '+']),
    row("POST", "/api/sign-out", ALL, SELF),
    // Whose work a phone may still bring: without roles, without sites.
    row("GET", "/api/session", ALL, ['+', '+', '+', 'x']),
    row("POST", "/api/password", ALL, SELF),
    row("GET", "/api/sessions", ALL, SELF),
    row("DELETE", "/api/sessions/{id}", ALL, SELF),
    row("GET", "/api/notice-settings", ALL, SELF),
    row("PUT", "/api/notice-settings", ALL, SELF),
    // Whose role was taken still delivers what was done before, and is told no by receipt; what a
    // suspended person did not send yet goes to a head.
    row("POST", "/api/push", ALL, ['.', '+', '+', 'x']),
    row("GET", "/api/pull", ALL, SITE_ONLY),
    // An upload is the affair of whoever named the photo, whatever became of their role.
    row("HEAD", "/api/photos/{id}", ALL, ['.', '+', '+', 'x']),
    row("PATCH", "/api/photos/{id}", ALL, ['.', '+', '+', 'x']),
    row("GET", "/api/photos/{id}", ALL, SITE_ONLY),
    row("GET", "/api/events", ALL, SITE_ONLY),
    row("GET", "/api/plans", ALL, SITE_ONLY),
    row("PUT", "/api/plans", "----++---", SITE_ONLY),
    row("PUT", "/api/items", "-+--++---", SITE_ONLY),
    row("GET", "/api/people", "-+--++--+", SITE_ONLY),
    row("PUT", "/api/people", "--------+", SITE_ONLY),
    row("POST", "/api/people/{id}/password", "--------+", SITE_ONLY),
    row("PUT", "/api/delegations", "-----+--+", SITE_ONLY),
    row("GET", "/api/quarantine", "-+--++--+", SITE_ONLY),
    row("POST", "/api/quarantine", "-+--++--+", SITE_ONLY),
    row("POST", "/api/callers", "---+-+---", SITE_ONLY),
    row("GET", "/api/checkpoint-sheet", ALL, SITE_ONLY),
    row("GET", "/api/openapi.json", ALL, OPEN),
    row("GET", "/healthz", ALL, OPEN),
];

fn row_of(route: &Route) -> &'static Row {
    let named = (route.method.as_str(), route.path);
    let found = ROWS.iter().find(|row| row.route == named);
    found.unwrap_or_else(|| panic!("{named:?} has no row in the rights matrix: write one"))
}

const ENV: MemberId = MemberId(Uuid::from_u128(0xD1));
const CLERK: MemberId = MemberId(Uuid::from_u128(0xD2));

/// Somebody for others to change.
const SPARE: MemberId = MemberId(Uuid::from_u128(0xD3));

fn login(who: MemberId) -> String {
    format!("login-{who}")
}

/// G E T C H P Q O A.
const PEOPLE: [MemberId; 9] = [CHEN, ENV, LI, WANG, ZHOU, HE, ZHENG, CLERK, ADMIN];

/// A house with somebody of every class, and something to ask each route for.
async fn house() -> House {
    let house = House::on_sqlite().await;
    let env = person(ENV, "林秀", SITE, &[(Role::EnvSupervisor, Department::Env)]);
    let clerk = person(CLERK, "吴倩", SITE, &[(Role::OfficeClerk, Department::Office)]);
    let point = patrol_domain::place::Checkpoint {
        id: patrol_domain::CheckpointId(Uuid::from_u128(0xA3)),
        site: SITE,
        place: PUMPS,
        number: "01".into(),
        name: "门口".into(),
        code: "7K4Q2N".into(),
        area: None,
    };
    let spare = person(SPARE, "孙悦", SITE, &[(Role::Guard, Department::Sec)]);
    let people = [env, clerk, spare].map(Record::Member);
    let records = people.into_iter().chain([Record::Checkpoint(point)]).collect();
    house.app.store.put(SITE, records).await.unwrap();
    with_checklist(&house).await;
    for who in PEOPLE.into_iter().chain([SPARE]) {
        house.app.put_account(&login(who), "xunchaben", who).await.unwrap();
    }
    house
}

/// A photo that this person named and sent.
async fn own_photo(phone: &mut Phone<'_>, shade: u8) -> (PhotoId, Vec<u8>) {
    let (named, jpeg) = photo(shade);
    let op = phone.write(SITE, file_issue("有照片", vec![named.clone()]).1);
    phone.pushed(&[op]).await;
    let part = request(Method::PATCH, &format!("/api/photos/{}?site={SITE}", named.id))
        .header(header::COOKIE, &phone.cookie)
        .header(OFFSET_HEADER, 0)
        .header(TOTAL_HEADER, jpeg.len());
    let reply = phone.house().send(part.body(Body::from(jpeg.clone())).unwrap()).await;
    assert_eq!(reply.status, StatusCode::OK);
    (named.id, jpeg)
}

/// What a well-formed request of this person to the route says about `site`.
fn body_of(route: &Route, site: SiteId, phone: &mut Phone<'_>, jpeg: &[u8]) -> Vec<u8> {
    match (route.method.as_str(), route.path) {
        ("POST", "/api/sign-in") => {
            json!({ "login": login(phone.member), "password": "xunchaben" }).to_string().into()
        }
        ("POST", "/api/password") => json!({ "old": "x", "new": "xunchaben2" }).to_string().into(),
        ("PUT", "/api/people") => {
            let (login, posts) =
                (Uuid::now_v7(), [json!({ "role": "guard", "department": "sec" })]);
            json!({ "login": login, "name": "新人", "posts": posts }).to_string().into()
        }
        ("PUT", "/api/notice-settings") => json!({}).to_string().into(),
        ("PUT", "/api/delegations") => json!({ "do": "end", "id": SPARE }).to_string().into(),
        ("PUT", "/api/items") => json!({ "item": "C37-99", "asked": false }).to_string().into(),
        ("POST", "/api/quarantine") => json!({ "ops": [], "accept": true }).to_string().into(),
        ("POST", "/api/callers") => json!({ "words": "602" }).to_string().into(),
        ("POST", "/api/push") => {
            let op = phone.write(site, file_issue("x", Vec::new()).1);
            serde_json::to_vec(&Push::of(phone.device, vec![op])).unwrap()
        }
        ("PATCH", "/api/photos/{id}") => jpeg.to_vec(),
        ("PUT", "/api/plans") => {
            let plan = patrol_protocol::plan::Plan { site, ..daily() };
            serde_json::to_vec(&plan).unwrap()
        }
        _ => Vec::new(),
    }
}

/// The name of another session of this person, as `GET /api/sessions` tells it.
async fn an_own_session(house: &House, phone: &Phone<'_>) -> String {
    let other = house.phone(phone.member).await;
    let reply = other.call(Method::GET, "/api/sessions", Body::empty()).await;
    if reply.status != StatusCode::OK {
        return "0".repeat(32);
    }
    let sessions: Sessions = reply.json();
    sessions.sessions.into_iter().find(|session| session.here).unwrap().id
}

/// The mark of the answer; its body is not waited for, a line of events has no end.
async fn ask(
    house: &House,
    route: &Route,
    site: SiteId,
    phone: &mut Phone<'_>,
    (photo, jpeg): &(PhotoId, Vec<u8>),
) -> char {
    let id = match route.path {
        "/api/sessions/{id}" => an_own_session(house, phone).await,
        "/api/people/{id}/password" => SPARE.to_string(),
        _ => photo.to_string(),
    };
    let path = route.path.replace("{id}", &id);
    let uri = if route.access == Access::Site { format!("{path}?site={site}") } else { path };
    let body = body_of(route, site, phone, jpeg);
    let request = request(route.method.clone(), &uri)
        .header(header::COOKIE, &phone.cookie)
        .header(OFFSET_HEADER, 0)
        .header(TOTAL_HEADER, jpeg.len())
        .body(Body::from(body))
        .unwrap();
    let reply = house.app.router.clone().oneshot(request).await.unwrap();
    match reply.status().as_u16() {
        200 => '+',
        401 => 'x',
        403 => '-',
        404 => '.',
        status => panic!("{} {uri}: {status}", route.method),
    }
}

fn column(class: usize) -> char {
    "GETCHPQOA".chars().nth(class).unwrap()
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let named: BTreeSet<(String, String)> =
        routes().iter().map(|it| (it.method.to_string(), it.path.to_owned())).collect();
    let rows = ROWS.iter().map(|row| (row.route.0.to_owned(), row.route.1.to_owned()));
    assert_eq!(rows.collect::<BTreeSet<_>>(), named);
    for route in routes() {
        let row = row_of(&route);
        assert_eq!(row.own.len(), 9, "{:?}", row.route);
        // The table of the router and this one say the same of strangers and the signed-out.
        assert_eq!(row.out == '+', route.access == Access::Open, "{:?}", row.route);
        assert_eq!(row.other == '.', route.access == Access::Site, "{:?}", row.route);
    }
}

#[tokio::test]
async fn every_class_gets_from_every_route_what_its_row_says() {
    let house = house().await;
    for (class, who) in PEOPLE.into_iter().enumerate() {
        let mut phone = house.phone(who).await;
        let photo = own_photo(&mut phone, class as u8 + 1).await;
        for route in routes() {
            let row = row_of(&route);
            let mut phone = house.phone(who).await;
            let said = ask(&house, &route, SITE, &mut phone, &photo).await;
            assert_eq!(Some(said), row.own.chars().nth(class), "{:?} {}", row.route, column(class));
            for foreign in [OTHER_SITE, SiteId(Uuid::from_u128(0xFF))] {
                let mut phone = house.phone(who).await;
                let said = ask(&house, &route, foreign, &mut phone, &photo).await;
                assert_eq!(said, row.other, "{:?} {}, {foreign}", row.route, column(class));
            }
        }
    }
}

/// Every class after `leave` has happened to each of them.
async fn after(
    leave: impl Fn(patrol_domain::people::Member) -> patrol_domain::people::Member,
) -> Vec<(String, char)> {
    let house = house().await;
    let mut said = Vec::new();
    for (class, who) in PEOPLE.into_iter().enumerate() {
        let mut phone = house.phone(who).await;
        let photo = own_photo(&mut phone, class as u8 + 1).await;
        let (member, _) = house.app.store.person(who).await.unwrap().unwrap();
        house.app.store.put(SITE, vec![Record::Member(leave(member))]).await.unwrap();
        for route in routes() {
            let mut phone = house.phone(who).await;
            let mark = ask(&house, &route, SITE, &mut phone, &photo).await;
            said.push((format!("{} {} {}", route.method, route.path, column(class)), mark));
        }
    }
    said
}

fn as_rows(mark: impl Fn(&Row) -> char) -> Vec<(String, char)> {
    let classes = (0..PEOPLE.len()).flat_map(|class| {
        routes().into_iter().map(move |route| (class, route)).collect::<Vec<_>>()
    });
    classes
        .map(|(class, route)| {
            (format!("{} {} {}", route.method, route.path, column(class)), mark(row_of(&route)))
        })
        .collect()
}

#[tokio::test]
async fn whose_roles_were_taken_gets_what_the_rows_say() {
    let said = after(|member| patrol_domain::people::Member { grants: Vec::new(), ..member }).await;
    assert_eq!(said, as_rows(|row| row.left));
}

/// A one-time password opens the way to one's own and, for the app to know, who it is.
#[tokio::test]
async fn a_one_time_password_opens_nothing_but_the_way_to_ones_own() {
    let house = house().await;
    let mut li = house.phone(LI).await;
    let photo = own_photo(&mut li, 1).await;
    for route in routes() {
        let mut phone = house.phone(LI).await;
        let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
        sqlx::query("UPDATE sessions SET must_change = 1").execute(&pool).await.unwrap();
        let on_the_way = ["/api/session", "/api/password", "/api/sign-out"].contains(&route.path);
        let open = on_the_way || route.access == Access::Open;
        let said = ask(&house, &route, SITE, &mut phone, &photo).await;
        assert_eq!(said, if open { '+' } else { 'x' }, "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn whoever_is_suspended_gets_what_the_rows_say() {
    let said = after(|member| patrol_domain::people::Member { suspended: true, ..member }).await;
    assert_eq!(said, as_rows(|row| row.suspended));
}

#[tokio::test]
async fn nobody_who_is_signed_out_or_made_a_cookie_up_gets_past_an_open_route() {
    let house = house().await;
    let mut phone = house.phone(LI).await;
    let photo = own_photo(&mut phone, 1).await;
    for route in routes() {
        for cookie in ["", "patrol=made-up"] {
            let mut phone = house.phone(LI).await;
            phone.cookie = cookie.to_owned();
            let said = ask(&house, &route, SITE, &mut phone, &photo).await;
            assert_eq!(said, row_of(&route).out, "{} {}", route.method, route.path);
        }
    }
}
