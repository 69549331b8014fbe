//! A server without the demo: sites, accounts and roles from the console.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::people::{Department, Grant, Role};
use patrol_domain::{Key, SiteId};
use patrol_protocol::{ErrorCode, Pull, Session};
use patrol_server::admin::{self, AdminError, NewSite};
use patrol_server::library::Library;
use std::path::Path;

const GUARD: (Role, Department) = (Role::Guard, Department::Sec);

fn at(site: SiteId, (role, department): (Role, Department)) -> Grant {
    Grant { site, role, department }
}

async fn sign_in(house: &House, login: &str, password: &str) -> Reply {
    let body = format!(r#"{{"login":"{login}","password":"{password}"}}"#);
    house.send(request(Method::POST, "/api/sign-in").body(Body::from(body)).unwrap()).await
}

async fn get(house: &House, cookie: &str, path: &str) -> Reply {
    let asked = request(Method::GET, path).header(header::COOKIE, cookie);
    house.send(asked.body(Body::empty()).unwrap()).await
}

fn cookie(reply: &Reply) -> String {
    let text = reply.headers[header::SET_COOKIE].to_str().unwrap();
    text.split(';').next().unwrap().to_owned()
}

async fn new_site(house: &House) -> SiteId {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let library = Library::load(&folder).unwrap();
    let new = NewSite { name: "翠湖雅苑", zone: "Asia/Shanghai", again: false };
    admin::add_site(&house.app, &library, new, MORNING).await.unwrap()
}

#[tokio::test]
async fn a_site_and_a_person_made_at_the_console_can_work() {
    for house in [House::on_sqlite().await, House::on_postgres().await] {
        let site = new_site(&house).await;
        let roles = [at(site, GUARD), at(SITE, GUARD)];
        admin::add_account(&house.app, " WuGang ", "吴刚", "long enough", &roles).await.unwrap();
        let reply = sign_in(&house, "wugang", "long enough").await;
        let session: Session = reply.ok();
        assert_eq!((session.sites.len(), session.member.grants.len()), (2, 2));
        let base: Pull = get(&house, &cookie(&reply), &format!("/api/pull?site={site}")).await.ok();
        let has = |found: fn(&Key) -> bool| base.rows.iter().any(|row| found(&row.key));
        assert!(has(|key| matches!(key, Key::Checklist { .. })));
        assert!(has(|key| matches!(key, Key::Site { .. })));
        let named = admin::sites(&house.app).await.unwrap();
        assert!(named.contains(&(site, "翠湖雅苑".to_owned())));
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let house = House::on_sqlite().await;
    let app = &house.app;
    let guard = [at(SITE, GUARD)];
    let elsewhere = app.store.last_change(OTHER_SITE).await.unwrap();
    admin::add_account(app, "wugang", "吴刚", "long enough", &guard).await.unwrap();
    let taken = admin::add_account(app, "WUGANG", "别人", "long enough", &guard).await;
    assert_eq!(taken, Err(AdminError::LoginTaken("wugang".into())));
    let short = admin::add_account(app, "b", "b", "short", &guard).await;
    assert_eq!(short, Err(AdminError::BadPassword));
    let long = "长".repeat(86);
    let long = admin::add_account(app, "b", "b", &long, &[at(OTHER_SITE, GUARD)]).await;
    assert_eq!(long, Err(AdminError::BadPassword));
    assert_eq!(app.store.last_change(OTHER_SITE).await.unwrap(), elsewhere, "nobody was put there");
    let nowhere = SiteId(uuid::Uuid::now_v7());
    let unknown = admin::add_account(app, "b", "b", "long enough", &[at(nowhere, GUARD)]).await;
    let why = unknown.unwrap_err().to_string();
    assert!(why.contains(&SITE.to_string()) && why.contains(&OTHER_SITE.to_string()), "{why}");
    let nothing = admin::add_account(app, "b", "b", "long enough", &[]).await;
    assert_eq!(nothing, Err(AdminError::NoRole));
    let nobody = admin::suspend(app, "b", true).await;
    assert_eq!(nobody, Err(AdminError::NoSuchLogin("b".into())));
    let nameless = admin::add_account(app, "\0", "b", "long enough", &guard).await;
    assert_eq!(nameless, Err(AdminError::BadName));
}

#[tokio::test]
async fn a_suspended_person_is_out_with_the_next_request_until_let_in_again() {
    for house in [House::on_sqlite().await, House::on_postgres().await] {
        let app = &house.app;
        let roles = [at(SITE, GUARD), at(OTHER_SITE, GUARD)];
        let id = admin::add_account(app, "wugang", "吴刚", "long enough", &roles).await.unwrap();
        let before = cookie(&sign_in(&house, "wugang", "long enough").await);
        get(&house, &before, "/api/session").await.ok::<Session>();
        admin::suspend(app, "wugang", true).await.unwrap();
        let left: Session = get(&house, &before, "/api/session").await.ok();
        assert!(left.member.suspended && left.member.grants.is_empty() && left.sites.is_empty());
        let pull = format!("/api/pull?site={SITE}");
        get(&house, &before, &pull).await.refused(401, ErrorCode::SignedOut);
        sign_in(&house, "wugang", "long enough").await.refused(401, ErrorCode::WrongPassword);
        // A session that was opened at the same moment is looked at too.
        let late = app.session_cookie(id).await.unwrap();
        get(&house, &late, &pull).await.refused(401, ErrorCode::SignedOut);
        admin::suspend(app, "wugang", false).await.unwrap();
        let again = cookie(&sign_in(&house, "wugang", "long enough").await);
        assert_eq!(get(&house, &again, "/api/session").await.ok::<Session>().sites.len(), 2);
    }
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let house = House::on_sqlite().await;
    let guard = [at(SITE, GUARD)];
    admin::add_account(&house.app, "wugang", "吴刚", "long enough", &guard).await.unwrap();
    let before = cookie(&sign_in(&house, "wugang", "long enough").await);
    admin::set_password(&house.app, "wugang", "another one").await.unwrap();
    get(&house, &before, "/api/session").await.refused(401, ErrorCode::SignedOut);
    sign_in(&house, "wugang", "long enough").await.refused(401, ErrorCode::WrongPassword);
    sign_in(&house, "wugang", "another one").await.ok::<Session>();
}

#[tokio::test]
async fn roles_are_replaced_as_a_whole() {
    let house = House::on_sqlite().await;
    let guard = [at(SITE, GUARD)];
    admin::add_account(&house.app, "wugang", "吴刚", "long enough", &guard).await.unwrap();
    let cookie = cookie(&sign_in(&house, "wugang", "long enough").await);
    admin::set_roles(&house.app, "wugang", &[at(OTHER_SITE, GUARD)]).await.unwrap();
    let session: Session = get(&house, &cookie, "/api/session").await.ok();
    assert_eq!(session.member.grants, [at(OTHER_SITE, GUARD)]);
    let gone = get(&house, &cookie, &format!("/api/pull?site={SITE}")).await;
    gone.refused(404, ErrorCode::NotFound);
}
