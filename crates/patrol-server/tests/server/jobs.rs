//! What time asks for.

use crate::fixture::*;
use patrol_domain::people::{Department, Role};
use patrol_domain::round::{RoundKind, RoundState};
use patrol_domain::{MemberId, PlanId, Record};
use patrol_server::plan::Plan;
use uuid::Uuid;

fn daily() -> Plan {
    Plan {
        id: PlanId(Uuid::from_u128(0xD1)),
        site: SITE,
        kind: RoundKind::Periodic,
        checklist: "C37".into(),
        version: 1,
        place: PUMPS,
        department: Department::Eng,
        roles: vec![Role::EngineerShift],
        assignee: None,
        first: "2026-11-01T09:00:00".parse().unwrap(),
        rule: "FREQ=DAILY".into(),
        minutes: 60,
        grace_min: 30,
        route: Default::default(),
        stopped: false,
    }
}

on_both! {
async fn plans_become_rounds_once_and_unwalked_ones_are_missed(house) {
    house.app.store.put_plan(&daily(), MemberId::SYSTEM).await.unwrap();
    let report = house.app.do_jobs().await.unwrap();
    assert_eq!((report.planned, report.missed), (3, 0));
    assert_eq!(house.app.do_jobs().await.unwrap().planned, 0);
    house.restart().await;
    assert_eq!(house.app.do_jobs().await.unwrap().planned, 0);
    house.pass(1);
    let report = house.app.do_jobs().await.unwrap();
    assert_eq!((report.planned, report.missed), (1, 1));
    assert_eq!(house.app.do_jobs().await.unwrap().missed, 0);
    let pull = house.phone(LI).await.pulled(SITE, None).await;
    let states: Vec<RoundState> = pull
        .rows
        .iter()
        .filter_map(|row| match &row.record {
            Some(Record::Round(round)) => Some(round.state),
            _ => None,
        })
        .collect();
    assert_eq!(states.iter().filter(|state| **state == RoundState::Missed).count(), 1);
    assert_eq!(states.iter().filter(|state| **state == RoundState::Planned).count(), 3);
}

async fn sessions_that_ran_out_are_forgotten(house) {
    house.app.session_cookie(LI).await.unwrap();
    assert_eq!(house.app.do_jobs().await.unwrap().sessions, 0);
    house.pass(31);
    assert_eq!(house.app.do_jobs().await.unwrap().sessions, 1);
}
}
