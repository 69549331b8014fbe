//! What the server says of itself holds nothing about people and nothing that opens a door.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::Mutation;
use patrol_protocol::{OFFSET_HEADER, TOTAL_HEADER};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;

const NAME: &str = "李建国";
const LOGIN: &str = "lijianguo";
const PASSWORD: &str = "correct-horse";
const WRONG: &str = "battery-staple";
const PHONE: &str = "13812345678";
const WORDS: &str = "业主张女士说厨房漏水";

/// Everything that was logged on this thread, each line as it would stand in the log.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub fn listening() -> (Log, DefaultGuard) {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_env_filter(EnvFilter::new("trace"))
            .with_writer(move || writer.clone())
            .finish();
        // Without one for all threads, a line that another test logs first is never listened to.
        let for_all = tracing_subscriber::fmt().with_writer(std::io::sink).finish();
        let _ = tracing::subscriber::set_global_default(for_all);
        (log, tracing::subscriber::set_default(subscriber))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

async fn sign_in(house: &House, login: &str, password: &str) -> Reply {
    let body = json!({ "login": login, "password": password }).to_string();
    house.send(request(Method::POST, "/api/sign-in").body(Body::from(body)).unwrap()).await
}

/// A day's requests, good and bad; returns the cookie's token.
async fn a_day(house: &House) -> String {
    house.app.put_account(LOGIN, PASSWORD, LI).await.unwrap();
    sign_in(house, LOGIN, WRONG).await;
    let reply = sign_in(house, LOGIN, PASSWORD).await;
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    let token = cookie.split([';', '=']).nth(1).unwrap().to_owned();
    let mut li = house.phone(LI).await;
    li.cookie = cookie.split(';').next().unwrap().to_owned();
    let (photo, _) = photo(1);
    let (_, filed) = file_issue(&format!("{WORDS} {PHONE}"), vec![photo.clone()]);
    let good = li.write(SITE, filed);
    li.pushed(std::slice::from_ref(&good)).await;
    let refused = Mutation::ResumeRound { round: patrol_domain::RoundId(uuid::Uuid::now_v7()) };
    let refused = li.write(SITE, refused);
    li.pushed(&[refused]).await;
    li.push(&[patrol_domain::Op { seq: 3, ..good }]).await;
    li.call(Method::POST, "/api/push", format!("{{{WORDS} {PHONE}")).await;
    li.pulled(SITE, None).await;
    li.pull(OTHER_SITE, Some(PHONE)).await;
    let part = request(Method::PATCH, &format!("/api/photos/{}?site={SITE}", photo.id))
        .header(header::COOKIE, &li.cookie)
        .header(OFFSET_HEADER, 0)
        .header(TOTAL_HEADER, photo.bytes);
    house.send(part.body(Body::from(WORDS.repeat(9))).unwrap()).await;
    li.call(Method::GET, &format!("/api/nothing/{PHONE}?name={LOGIN}"), Body::empty()).await;
    token
}

/// A record that cannot be read: what the parser says of it quotes what it found.
async fn spoil_member(house: &House) {
    let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
    let spoilt = json!({ "record": "member", "id": LI, "name": NAME, "grants": NAME });
    let text = "UPDATE records SET body = $1 WHERE kind = 'member' AND name = $2";
    let query = sqlx::query(text).bind(spoilt.to_string()).bind(LI.to_string());
    query.execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test]
async fn nothing_personal_and_no_secret_is_logged() {
    let house = House::on_sqlite().await;
    let (log, _listening) = Log::listening();
    let token = a_day(&house).await;
    spoil_member(&house).await;
    let mut li = house.phone(LI).await;
    let op = li.write(SITE, file_issue(WORDS, Vec::new()).1);
    assert_eq!(li.push(&[op]).await.status.as_u16(), 500);
    let text = log.text();
    assert!(
        text.contains("\"route\":\"/api/push\"") && text.contains("unreadable record"),
        "{text}"
    );
    for secret in [NAME, LOGIN, PASSWORD, WRONG, PHONE, WORDS, &token] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
