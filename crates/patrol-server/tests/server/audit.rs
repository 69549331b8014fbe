//! The chain of what was decided: whole after a day's work, broken wherever somebody changed it.

use crate::fixture::*;
use crate::planning::{daily, put, with_checklist};
use patrol_domain::people::{Department, Grant, Role};
use patrol_domain::{Mutation, RoundId};
use patrol_protocol::plan::PlanAnswer;
use patrol_server::admin;
use patrol_server::store::AuditFault;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use uuid::Uuid;

async fn database(house: &House) -> AnyPool {
    sqlx::AnyPool::connect(&house.config.database_url).await.unwrap()
}

async fn run(pool: &AnyPool, text: &str) {
    sqlx::query(AssertSqlSafe(text.replace("{site}", &format!("'{SITE}'"))))
        .execute(pool)
        .await
        .unwrap_or_else(|why| panic!("{text}: {why}"));
}

/// Taken and refused operations, a plan, an account and moves of time.
async fn a_days_work(house: &House) {
    let mut li = house.phone(LI).await;
    let filed = li.write(SITE, file_issue("漏水", Vec::new()).1);
    let refused = li.write(SITE, Mutation::ResumeRound { round: RoundId(Uuid::now_v7()) });
    li.pushed(&[filed, refused]).await;
    with_checklist(house).await;
    put(house, ZHOU, &daily()).await.ok::<PlanAnswer>();
    let guard = [Grant { site: SITE, role: Role::Guard, department: Department::Sec }];
    admin::add_account(&house.app, "wugang", "吴刚", "long enough", &guard).await.unwrap();
    house.pass(2);
    assert!(house.app.do_jobs().await.unwrap().missed > 0);
    let last = li.write(SITE, file_issue("漏水", Vec::new()).1);
    li.pushed(&[last]).await;
}

async fn what_is_found(house: &House) -> Option<AuditFault> {
    house.app.store.verify_audit(SITE).await.unwrap().fault
}

on_both! {
async fn a_days_work_is_one_unbroken_chain_that_plans_and_accounts_enter(house) {
    a_days_work(&house).await;
    let audit = house.app.store.verify_audit(SITE).await.unwrap();
    assert_eq!(audit.fault, None);
    let pool = database(&house).await;
    let text = "SELECT author, body FROM deeds WHERE site = $1 ORDER BY at, id";
    let rows = sqlx::query(text).bind(SITE.to_string()).fetch_all(&pool).await.unwrap();
    let deeds: Vec<(String, serde_json::Value)> = rows
        .iter()
        .map(|row| (row.get(0), serde_json::from_str(row.get(1)).unwrap()))
        .collect();
    let named: Vec<&str> = deeds.iter().map(|(_, body)| body["deed"].as_str().unwrap()).collect();
    assert_eq!(named, ["keep_plan", "keep_member", "set_password"]);
    assert_eq!(deeds[0].0, ZHOU.to_string());
    assert_eq!(deeds[0].1["plan"]["id"], serde_json::to_value(daily().id).unwrap());
    let all: String = deeds.iter().map(|(_, body)| body.to_string()).collect();
    assert!(!all.contains("argon2") && !all.contains("long enough"), "{all}");
    // The rows themselves name nobody: they can be shown and kept when people are forgotten.
    let text = "SELECT op_id, digest, hash FROM audit WHERE site = $1";
    for row in sqlx::query(text).bind(SITE.to_string()).fetch_all(&pool).await.unwrap() {
        let (id, digest, hash): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        assert!(id.parse::<Uuid>().is_ok() && digest.len() == 64 && hash.len() == 64);
    }
}

async fn every_way_to_change_the_log_is_found(house) {
    a_days_work(&house).await;
    let rows = house.app.store.verify_audit(SITE).await.unwrap().rows;
    assert!(rows > 6);
    let pool = database(&house).await;
    for table in ["audit", "ops", "deeds", "site_counters"] {
        run(&pool, &format!("CREATE TABLE {table}_kept AS SELECT * FROM {table}")).await;
    }
    let here = "site = {site} AND n";
    let renumbered = "UPDATE audit SET n = -n WHERE site = {site} AND n > 2";
    let ways: Vec<(Vec<String>, AuditFault)> = vec![
        (vec![format!("UPDATE audit SET at = at + 1 WHERE {here} = 2")], AuditFault::Changed(2)),
        (vec![format!("UPDATE audit SET digest = 'x' WHERE {here} = 2")], AuditFault::Changed(2)),
        (vec![format!("UPDATE audit SET hash = 'x' WHERE {here} = 2")], AuditFault::Changed(2)),
        (vec![format!("UPDATE audit SET op_id = 'x' WHERE {here} = 3")], AuditFault::Changed(3)),
        (vec![format!("DELETE FROM audit WHERE {here} = 1")], AuditFault::Removed(1)),
        (vec![format!("DELETE FROM audit WHERE {here} = 2")], AuditFault::Removed(2)),
        (
            vec![
                format!("DELETE FROM audit WHERE {here} = 2"),
                renumbered.to_owned(),
                format!("UPDATE audit SET n = -n - 1 WHERE {here} < 0"),
            ],
            AuditFault::Changed(2),
        ),
        (
            vec![
                format!("UPDATE audit SET n = -2 WHERE {here} = 3"),
                format!("UPDATE audit SET n = 3 WHERE {here} = 2"),
                format!("UPDATE audit SET n = 2 WHERE {here} = -2"),
            ],
            AuditFault::Changed(2),
        ),
        (vec![format!("DELETE FROM audit WHERE {here} = {rows}")], AuditFault::WrongEnd(rows - 1)),
        (
            vec![format!(
                "INSERT INTO audit SELECT site, n + 1, op_id, at, digest, hash FROM audit \
                 WHERE {here} = {rows}"
            )],
            AuditFault::Changed(rows + 1),
        ),
        (
            vec!["UPDATE ops SET body = REPLACE(body, '漏水', '没事') WHERE site = {site}".into()],
            AuditFault::ContentChanged(1),
        ),
        (
            vec![
                "UPDATE ops SET receipt = REPLACE(receipt, 'rejected', 'accepted') \
                 WHERE site = {site}"
                    .into(),
            ],
            AuditFault::ContentChanged(2),
        ),
        (
            vec!["UPDATE deeds SET body = REPLACE(body, 'FREQ', 'freq')".into()],
            AuditFault::ContentChanged(3),
        ),
        (vec!["DELETE FROM deeds WHERE site = {site}".into()], AuditFault::ContentRemoved(3)),
        (vec!["DELETE FROM ops WHERE site = {site}".into()], AuditFault::ContentRemoved(1)),
        (
            vec!["UPDATE site_counters SET audit_n = audit_n - 1".into()],
            AuditFault::WrongEnd(rows),
        ),
        (
            vec![
                "INSERT INTO deeds (site, id, author, at, body) VALUES ({site}, 'x', '', 0, '')"
                    .into(),
            ],
            AuditFault::Unchained { id: "x".into() },
        ),
    ];
    for (texts, fault) in ways {
        for text in &texts {
            run(&pool, text).await;
        }
        assert_eq!(what_is_found(&house).await, Some(fault), "{texts:?}");
        for table in ["audit", "ops", "deeds", "site_counters"] {
            run(&pool, &format!("DELETE FROM {table}")).await;
            run(&pool, &format!("INSERT INTO {table} SELECT * FROM {table}_kept")).await;
        }
        assert_eq!(what_is_found(&house).await, None);
    }
}
}
