//! A person's own sessions and password: seen, ended, changed, and forced at the first sign-in.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::office::{PasswordAnswer, PasswordFault, Sessions};
use patrol_protocol::{ErrorCode, Session};
use patrol_server::admin;
use serde_json::json;

async fn sign_in(house: &House, password: &str, agent: &str) -> Reply {
    let body = json!({ "login": "lijianguo", "password": password }).to_string();
    let asked = request(Method::POST, "/api/sign-in").header(header::USER_AGENT, agent);
    house.send(asked.body(Body::from(body)).unwrap()).await
}

async fn ask(house: &House, cookie: &str, method: Method, path: &str, body: String) -> Reply {
    let asked = request(method, path).header(header::COOKIE, cookie);
    house.send(asked.body(Body::from(body)).unwrap()).await
}

async fn get(house: &House, cookie: &str, path: &str) -> Reply {
    ask(house, cookie, Method::GET, path, String::new()).await
}

async fn change(house: &House, cookie: &str, old: &str, new: &str) -> Reply {
    let body = json!({ "old": old, "new": new }).to_string();
    ask(house, cookie, Method::POST, "/api/password", body).await
}

fn cookie(reply: &Reply) -> String {
    let text = reply.headers[header::SET_COOKIE].to_str().unwrap();
    text.split(';').next().unwrap().to_owned()
}

on_both! {
async fn a_person_sees_where_they_are_signed_in_and_ends_one(house) {
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    let lost = cookie(&sign_in(&house, "xunchaben", "(Linux; Android 13) MicroMessenger/8").await);
    house.pass(2);
    let here = cookie(&sign_in(&house, "xunchaben", "(iPhone; CPU iPhone OS 17_0) Safari/6").await);
    house.phone(ZHANG).await;
    let mine: Sessions = get(&house, &here, "/api/sessions").await.ok();
    let told: Vec<(&str, bool)> =
        mine.sessions.iter().map(|one| (one.label.as_str(), one.here)).collect();
    assert_eq!(told, [("iPhone · Safari", true), ("Android · WeChat", false)]);
    assert_eq!(mine.sessions[1].began_at, MORNING);
    let path = format!("/api/sessions/{}", mine.sessions[1].id);
    // Somebody else's session is as unknown as one that never was.
    let zhang = house.phone(ZHANG).await;
    zhang.call(Method::DELETE, &path, Body::empty()).await.refused(404, ErrorCode::NotFound);
    for odd in ["%25", "_", "x", &"0".repeat(32)] {
        let reply = ask(&house, &here, Method::DELETE, &format!("/api/sessions/{odd}"), String::new()).await;
        reply.refused(404, ErrorCode::NotFound);
    }
    ask(&house, &here, Method::DELETE, &path, String::new()).await.ok::<serde_json::Value>();
    get(&house, &lost, "/api/session").await.refused(401, ErrorCode::SignedOut);
    assert_eq!(get(&house, &here, "/api/sessions").await.ok::<Sessions>().sessions.len(), 1);
}

async fn a_one_time_password_is_changed_before_anything_else(house) {
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    let once = admin::reset_password(&house.app, "lijianguo").await.unwrap();
    assert_eq!(once.chars().count(), 10);
    sign_in(&house, "xunchaben", "").await.refused(401, ErrorCode::WrongPassword);
    let reply = sign_in(&house, &once, "").await;
    assert!(reply.ok::<Session>().must_change_password);
    let here = cookie(&reply);
    let pull = format!("/api/pull?site={SITE}");
    get(&house, &here, &pull).await.refused(401, ErrorCode::SignedOut);
    get(&house, &here, "/api/sessions").await.refused(401, ErrorCode::SignedOut);
    assert!(get(&house, &here, "/api/session").await.ok::<Session>().must_change_password);
    for (old, new, why) in [
        ("wrong", "long enough", PasswordFault::WrongOld),
        (&once, "short", PasswordFault::TooShort),
        (&once, &"长".repeat(86), PasswordFault::TooLong),
        (&once, &once, PasswordFault::Same),
        (&once, "LiJianGuo", PasswordFault::Same),
    ] {
        let answer: PasswordAnswer = change(&house, &here, old, new).await.ok();
        assert_eq!(answer, PasswordAnswer::Refused { why });
    }
    let other = cookie(&sign_in(&house, &once, "").await);
    assert_eq!(change(&house, &here, &once, "long enough").await.ok::<PasswordAnswer>(), PasswordAnswer::Kept);
    get(&house, &here, &pull).await.ok::<patrol_protocol::Pull>();
    get(&house, &other, "/api/session").await.refused(401, ErrorCode::SignedOut);
    let again: Session = sign_in(&house, "long enough", "").await.ok();
    assert!(!again.must_change_password);
    assert_eq!(house.app.store.verify_audit(SITE).await.unwrap().fault, None);
}

async fn guessing_the_old_password_is_slowed_down(house) {
    house.app.put_account("lijianguo", "xunchaben", LI).await.unwrap();
    let here = cookie(&sign_in(&house, "xunchaben", "").await);
    for _ in 0..10 {
        change(&house, &here, "guess", "long enough").await.ok::<PasswordAnswer>();
    }
    change(&house, &here, "xunchaben", "long enough").await.refused(429, ErrorCode::TooManyTries);
}
}
