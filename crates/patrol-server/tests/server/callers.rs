//! Who calls at the front desk: told masked, to those who deal with residents, and each look is
//! written down.

use crate::fixture::*;
use axum::http::Method;
use patrol_domain::case::{Case, Entry, FieldValue, Held};
use patrol_domain::intake::{CallerAsk, Callers};
use patrol_domain::{CaseId, OpId, Record};
use patrol_protocol::ErrorCode;
use sqlx::Row;
use uuid::Uuid;

const CALL: CaseId = CaseId(Uuid::from_u128(0xCA11));

fn call() -> Record {
    let mut case = Case::blank(CALL, SITE, ("work_order", 1), WANG);
    case.title = "水管漏水".into();
    for (key, text) in [("unit", "3栋2单元602"), ("caller", "赵秀英"), ("phone", "13800138867")]
    {
        let value = FieldValue::Text { text: text.into() };
        let entry = Entry { op: OpId(Uuid::now_v7()), by: WANG, at: case.found_at, value };
        case.fields.insert(key.into(), Held { entries: vec![entry], ..Held::default() });
    }
    Record::Case(case)
}

async fn asked(house: &House, who: patrol_domain::MemberId, words: &str) -> Reply {
    let body = serde_json::to_vec(&CallerAsk { words: words.into() }).unwrap();
    let phone = house.phone(who).await;
    phone.call(Method::POST, &format!("/api/callers?site={SITE}"), body).await
}

async fn deeds(house: &House) -> Vec<String> {
    let pool = sqlx::AnyPool::connect(&house.config.database_url).await.unwrap();
    let text = "SELECT body FROM deeds WHERE body LIKE '%look_up_caller%'";
    let rows = sqlx::query(text).fetch_all(&pool).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

on_both! {
async fn a_caller_is_told_masked_and_the_look_is_written_down_without_the_words(house) {
    house.app.store.put(SITE, vec![call()]).await.unwrap();
    for words in ["赵秀英", "602", "8867"] {
        let found: Callers = asked(&house, WANG, words).await.ok();
        let [caller] = found.found.as_slice() else { panic!("{words}: {found:?}") };
        assert_eq!((&*caller.unit, &*caller.name, &*caller.phone), ("3栋2单元602", "赵**", "8867"));
    }
    let nobody: Callers = asked(&house, WANG, "没有这个人").await.ok();
    assert_eq!(nobody, Callers::default());
    let deeds = deeds(&house).await;
    assert_eq!(deeds.len(), 4);
    assert_eq!(deeds.iter().filter(|deed| deed.contains(&CALL.to_string())).count(), 3);
    assert!(deeds.iter().all(|deed| !deed.contains("秀英") && !deed.contains("8867")));
    assert_eq!(house.app.store.verify_audit(SITE).await.unwrap().fault, None);
}

async fn what_says_too_little_is_neither_looked_for_nor_written_down(house) {
    house.app.store.put(SITE, vec![call()]).await.unwrap();
    let found: Callers = asked(&house, WANG, "赵").await.ok();
    assert_eq!(found, Callers::default());
    assert_eq!(deeds(&house).await.len(), 0);
}

async fn an_engineer_is_told_nothing(house) {
    house.app.store.put(SITE, vec![call()]).await.unwrap();
    asked(&house, LI, "602").await.refused(403, ErrorCode::NotYours);
    assert_eq!(deeds(&house).await.len(), 0);
}
}
