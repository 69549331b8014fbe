//! Signing in and out.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, Request, header};
use patrol_protocol::{ErrorCode, Session};

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
