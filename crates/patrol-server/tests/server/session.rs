//! Signing in and out.

use crate::fixture::*;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use patrol_protocol::{ErrorCode, MEMBER_HEADER, Push, Session};
use std::net::SocketAddr;

/// Failures that one address has in a quarter of an hour.
const TRIES: usize = 100;

async fn sign_in(house: &House, login: &str, password: &str) -> Reply {
    let body = format!(r#"{{"login":"{login}","password":"{password}"}}"#);
    house.send(request(Method::POST, "/api/sign-in").body(Body::from(body)).unwrap()).await
}

async fn ask_session(house: &House, cookie: &str) -> Reply {
    let request = request(Method::GET, "/api/session").header(header::COOKIE, cookie);
    house.send(request.body(Body::empty()).unwrap()).await
}

fn cookie(reply: &Reply) -> String {
    let text = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(text.contains("HttpOnly") && text.contains("SameSite=Strict"), "{text}");
    text.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_right_password_opens_a_session_that_ends_with_sign_out() {
    let house = House::on_sqlite().await;
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    let reply = sign_in(&house, " LiJianguo ", "xunchaben").await;
    let session: Session = reply.ok();
    assert_eq!(session.member.id, LI);
    assert_eq!(session.sites.len(), 1);
    let cookie = cookie(&reply);
    ask_session(&house, &cookie).await.ok::<Session>();
    let out = request(Method::POST, "/api/sign-out").header(header::COOKIE, &cookie);
    house.send(out.body(Body::empty()).unwrap()).await.ok::<serde_json::Value>();
    ask_session(&house, &cookie).await.refused(401, ErrorCode::SignedOut);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_answer_alike() {
    let house = House::on_sqlite().await;
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    for (login, password) in
        [("lijianguo", "x"), ("nobody", "xunchaben"), ("", ""), ("a\\u0000b", "x")]
    {
        sign_in(&house, login, password).await.refused(401, ErrorCode::WrongPassword);
    }
}

/// Another window of the browser signed somebody else in: the first one's store gets nothing of it.
#[tokio::test]
async fn a_store_is_filled_only_by_the_cookie_of_its_own_person() {
    let house = House::on_sqlite().await;
    let zhou = house.phone(ZHOU).await;
    for (meant, ours) in [(ZHOU, true), (LI, false)] {
        for (method, uri) in [(Method::GET, "/api/pull"), (Method::POST, "/api/push")] {
            let asked = request(method.clone(), &format!("{uri}?site={SITE}"))
                .header(header::COOKIE, &zhou.cookie)
                .header(MEMBER_HEADER, meant.to_string());
            let body = serde_json::to_vec(&Push::of(zhou.device, Vec::new())).unwrap();
            let reply = house.send(asked.body(Body::from(body)).unwrap()).await;
            match ours {
                true => assert_ne!(reply.status, 401, "{uri}"),
                false => reply.refused(401, ErrorCode::SignedOut),
            }
        }
    }
}

/// A company behind one address: who gets in costs the others no try, and guessing still ends.
#[tokio::test]
async fn only_failures_of_an_address_are_counted() {
    let house = House::on_sqlite().await;
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    let from = |login: &str, password: &str| {
        let body = format!(r#"{{"login":"{login}","password":"{password}"}}"#);
        // The proxy on this machine names the caller.
        let proxy = ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9)));
        let asked = request(Method::POST, "/api/sign-in").header("x-forwarded-for", "203.0.113.7");
        house.send(asked.extension(proxy).body(Body::from(body)).unwrap())
    };
    for _ in 0..=TRIES {
        from("lijianguo", "xunchaben").await.ok::<Session>();
    }
    for number in 0..TRIES {
        let login = format!("guess{number}");
        from(&login, "wrong").await.refused(401, ErrorCode::WrongPassword);
    }
    from("lijianguo", "xunchaben").await.refused(429, ErrorCode::TooManyTries);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_wait_is_named() {
    let house = House::on_sqlite().await;
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    for _ in 0..10 {
        sign_in(&house, "lijianguo", "wrong").await.refused(401, ErrorCode::WrongPassword);
    }
    let reply = sign_in(&house, "lijianguo", "xunchaben").await;
    reply.refused(429, ErrorCode::TooManyTries);
    let wait: i64 = reply.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait));
    house.pass(1);
    sign_in(&house, "lijianguo", "xunchaben").await.ok::<Session>();
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_unused() {
    let house = House::on_sqlite().await;
    let cookie = house.app.session_cookie(LI).await.unwrap();
    house.pass(29);
    ask_session(&house, &cookie).await.ok::<Session>();
    house.pass(29);
    ask_session(&house, &cookie).await.ok::<Session>();
    house.pass(31);
    ask_session(&house, &cookie).await.refused(401, ErrorCode::SignedOut);
}

#[tokio::test]
async fn a_session_in_use_lasts() {
    let house = House::on_sqlite().await;
    let cookie = house.app.session_cookie(LI).await.unwrap();
    for month in 0..14 {
        house.pass(29);
        house.app.do_jobs().await.unwrap();
        assert_eq!(ask_session(&house, &cookie).await.status.as_u16(), 200, "month {month}");
    }
}

#[tokio::test]
async fn a_change_without_our_header_or_from_another_page_is_refused() {
    let house = House::on_sqlite().await;
    let body = || Body::from(r#"{"login":"a","password":"b"}"#);
    let bare = Request::post("/api/sign-in").body(body()).unwrap();
    house.send(bare).await.refused(403, ErrorCode::Malformed);
    let foreign = request(Method::POST, "/api/sign-in")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::HOST, "patrol.example");
    house.send(foreign.body(body()).unwrap()).await.refused(403, ErrorCode::Malformed);
    let newer = Request::post("/api/sign-in").header("x-patrolbook", "99").body(body()).unwrap();
    house.send(newer).await.refused(426, ErrorCode::TooOld);
}

#[tokio::test]
async fn every_released_version_may_push_and_pull_and_any_other_is_told_to_update() {
    let house = House::on_sqlite().await;
    let li = house.phone(LI).await;
    let ask = async |method: Method, path: &str, version: &str| {
        let body = if method == Method::POST { r#"{"login":"a","password":"b"}"# } else { "" };
        let asked = Request::builder().method(method).uri(path).header("x-patrolbook", version);
        house.send(asked.header(header::COOKIE, &li.cookie).body(Body::from(body)).unwrap()).await
    };
    let pull = format!("/api/pull?site={SITE}");
    for version in 1..=patrol_protocol::PROTOCOL {
        assert_eq!(ask(Method::GET, &pull, &version.to_string()).await.status.as_u16(), 200);
        let reply = ask(Method::POST, "/api/sign-in", &version.to_string()).await;
        reply.refused(401, ErrorCode::WrongPassword);
    }
    for version in ["0", "2", "99", "-1", "x", ""] {
        ask(Method::GET, &pull, version).await.refused(426, ErrorCode::TooOld);
        ask(Method::GET, "/api/session", version).await.refused(426, ErrorCode::TooOld);
        ask(Method::POST, "/api/sign-in", version).await.refused(426, ErrorCode::TooOld);
    }
}

#[tokio::test]
async fn a_session_in_use_gets_its_cookie_anew_at_most_once_a_day() {
    let house = House::on_sqlite().await;
    let cookie = house.app.session_cookie(LI).await.unwrap();
    let renewed = async || {
        let reply = ask_session(&house, &cookie).await;
        reply.ok::<Session>();
        reply.headers.get(header::SET_COOKIE).map(|text| text.to_str().unwrap().to_owned())
    };
    assert_eq!(renewed().await, None);
    house.pass(2);
    let anew = renewed().await.unwrap();
    assert!(anew.starts_with(&format!("{cookie};")), "{anew}");
    assert!(anew.contains("Max-Age=2592000") && anew.contains("HttpOnly"), "{anew}");
    assert_eq!(renewed().await, None);
    house.pass(2);
    assert!(renewed().await.is_some());
    house.pass(2);
    let out = request(Method::POST, "/api/sign-out").header(header::COOKIE, &cookie);
    let reply = house.send(out.body(Body::empty()).unwrap()).await;
    let cookies: Vec<_> = reply.headers.get_all(header::SET_COOKIE).iter().collect();
    assert_eq!(cookies.len(), 1, "signing out is the last word");
    assert!(cookies[0].to_str().unwrap().contains("Max-Age=0"));
}
