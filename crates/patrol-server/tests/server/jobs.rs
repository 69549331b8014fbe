//! What time asks for.

use crate::fixture::*;
use patrol_domain::people::{Department, Role};
use patrol_domain::place::Site;
use patrol_domain::round::{RoundKind, RoundState};
use patrol_domain::{At, Kind, MemberId, PlanId, Record};
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

async fn a_site_goes_by_the_summer_time_of_its_zone(house) {
    let offset = async |house: &House| {
        let standing = house.app.store.standing(SITE, &[Kind::Site]).await.unwrap();
        match &standing[..] {
            [Record::Site(site)] => (site.clone(), site.offset_min),
            other => panic!("{other:?}"),
        }
    };
    let (site, _) = offset(&house).await;
    let berlin = Site { zone: "Europe/Berlin".into(), offset_min: 60, ..site };
    house.app.store.put(SITE, vec![Record::Site(berlin)]).await.unwrap();
    for (day, minutes) in [("2027-03-28T00:59:00Z", 60), ("2027-03-28T01:00:00Z", 120), ("2027-10-31T01:00:00Z", 60)] {
        let at = chrono::DateTime::parse_from_rfc3339(day).unwrap();
        house.clock_at(At(at.timestamp_millis()));
        house.app.do_jobs().await.unwrap();
        assert_eq!(offset(&house).await.1, minutes, "{day}");
    }
}

async fn sessions_that_ran_out_are_forgotten(house) {
    house.app.session_cookie(LI).await.unwrap();
    assert_eq!(house.app.do_jobs().await.unwrap().sessions, 0);
    house.pass(31);
    assert_eq!(house.app.do_jobs().await.unwrap().sessions, 1);
}
}
