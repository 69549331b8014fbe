//! Cases of other flows than the issue: what time does to them, their numbers, who reads what.

use crate::fixture::*;
use patrol_domain::case::{Brought, Case, FieldValue};
use patrol_domain::checklist::Severity;
use patrol_domain::flow::Flow;
use patrol_domain::ids::CaseId;
use patrol_domain::operation::Mutation;
use patrol_domain::people::{Department, Role};
use patrol_domain::{MemberId, Record};
use patrol_protocol::{Outcome, Pull};
use uuid::Uuid;

const FLOWS: [&str; 3] = [
    include_str!("../../../../library/flows/work_order.json"),
    include_str!("../../../../library/flows/concealment.json"),
    include_str!("../../../../library/flows/resident_violation.json"),
];

async fn with_flows(house: &House) {
    let flows = FLOWS.iter().map(|text| serde_json::from_str::<Flow>(text).unwrap());
    house.app.store.put(SITE, flows.map(Record::Flow).collect()).await.unwrap();
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text { text: text.into() }
}

fn choice(option: &str) -> FieldValue {
    FieldValue::Choice { option: option.into() }
}

fn open(flow: &str, brings: Brought) -> (CaseId, Mutation) {
    let case = CaseId(Uuid::now_v7());
    let opened = Mutation::OpenCase {
        case,
        flow: flow.into(),
        version: 1,
        title: "厨房漏水".into(),
        place: Some(PUMPS),
        spot: String::new(),
        category: String::new(),
        photos: Vec::new(),
        sound: None,
        brings: Box::new(brings),
    };
    (case, opened)
}

fn repair() -> (CaseId, Mutation) {
    let fields = [
        ("fault", text("龙头漏水")),
        ("channel", choice("phone")),
        ("caller", text("CANARY-RESIDENT 林小姐")),
        ("phone", text("CANARY-PHONE 13800001234")),
        ("order_type", choice("paid")),
        ("priority", choice("emergency")),
    ];
    let fields = fields.map(|(key, value)| (key.to_owned(), value)).into();
    open("work_order", Brought { fields, ..Brought::default() })
}

fn case_of(pull: &Pull, id: CaseId) -> Option<Case> {
    pull.rows.iter().find_map(|row| match &row.record {
        Some(Record::Case(case)) if case.id == id => Some(case.clone()),
        _ => None,
    })
}

/// One operation that must be taken.
async fn write(phone: &mut Phone<'_>, mutation: Mutation) {
    let op = phone.write(SITE, mutation);
    assert_eq!(phone.pushed(&[op]).await.receipts[0].outcome, Outcome::Accepted);
}

on_both! {
async fn time_takes_each_step_of_a_case_once_whoever_asks(house) {
    with_flows(&house).await;
    let (id, opened) = repair();
    write(&mut house.phone(WANG).await, opened).await;
    assert_eq!(house.app.do_jobs().await.unwrap().ticked, 0);
    house.pass_minutes(5);
    let (one, two) = tokio::join!(house.app.do_jobs(), house.app.do_jobs());
    assert_eq!(one.unwrap().ticked + two.unwrap().ticked, 1);
    house.restart().await;
    assert_eq!(house.app.do_jobs().await.unwrap().ticked, 0);
    let case = case_of(&house.phone(WANG).await.pulled(SITE, None).await, id).unwrap();
    let codes: Vec<&str> = case.flags.iter().map(|flag| flag.code.as_str()).collect();
    assert_eq!(codes, ["not_dispatched"]);
    assert_eq!(case.told[0].roles, [Role::CsSupervisor, Role::FrontDesk]);
    let last = case.timeline.last().unwrap();
    assert_eq!((last.verb.as_str(), last.by), ("not_dispatched", MemberId::SYSTEM));
    house.pass(7);
    assert_eq!(house.app.do_jobs().await.unwrap().ticked, 1, "overdue");
}

async fn an_issue_that_nobody_took_up_is_flagged_at_the_end_of_the_shift(house) {
    let (id, filed) = file_issue("滴漏", Vec::new());
    let Mutation::FileIssue { severity, .. } = &filed else { panic!("not an issue") };
    assert_eq!(*severity, Severity::General);
    write(&mut house.phone(LI).await, filed).await;
    house.pass_minutes(11 * 60 + 59);
    assert_eq!(house.app.do_jobs().await.unwrap().ticked, 0);
    house.pass_minutes(1);
    assert_eq!(house.app.do_jobs().await.unwrap().ticked, 1);
    let case = case_of(&house.phone(LI).await.pulled(SITE, None).await, id).unwrap();
    assert_eq!(case.flags[0].code, "no_first_action");
}

async fn the_server_gives_the_number_with_the_series_of_the_flow(house) {
    with_flows(&house).await;
    let (id, opened) = repair();
    let mut phone = house.phone(WANG).await;
    write(&mut phone, opened).await;
    let case = case_of(&phone.pulled(SITE, None).await, id).unwrap();
    assert_eq!(case.number.as_deref(), Some("WX1119-01"));
}

async fn personal_data_stays_with_those_who_deal_with_residents_and_with_the_handler(house) {
    with_flows(&house).await;
    let (id, opened) = repair();
    let mut desk = house.phone(WANG).await;
    write(&mut desk, opened).await;
    let bytes = async |member| {
        let pull = house.phone(member).await.pulled(SITE, None).await;
        (serde_json::to_string(&pull).unwrap(), case_of(&pull, id))
    };
    for sees in [WANG, HE] {
        assert!(bytes(sees).await.0.contains("CANARY-PHONE"));
    }
    for hidden in [LI, ZHANG, ZHOU, ZHENG] {
        let (all, case) = bytes(hidden).await;
        assert!(!all.contains("CANARY-"), "{hidden}");
        let case = case.unwrap();
        assert!(case.masked);
        assert_eq!(case.value("phone"), Some(&FieldValue::Masked));
        assert_eq!(case.value("fault"), Some(&text("龙头漏水")));
    }
    let triage = Mutation::MoveCase {
        case: id,
        mv: "triage".into(),
        note: String::new(),
        photos: Vec::new(),
        handler: None,
        presence: None,
        sealed: false,
        brings: Box::default(),
    };
    write(&mut desk, triage.clone()).await;
    let Mutation::MoveCase { case, note, photos, presence, sealed, .. } = triage else { panic!() };
    let fields = [("worker_fit".to_owned(), FieldValue::YesNo { yes: true })].into();
    let brings = Box::new(Brought { fields, ..Brought::default() });
    let (mv, handler) = ("dispatch".to_owned(), Some(ZHANG));
    write(&mut desk, Mutation::MoveCase { case, mv, note, photos, handler, presence, sealed, brings })
        .await;
    assert!(bytes(ZHANG).await.0.contains("CANARY-PHONE"), "the handler needs it");
    assert!(!bytes(LI).await.0.contains("CANARY-"));
}

async fn nobody_learns_who_reported_a_concealment(house) {
    with_flows(&house).await;
    let fields = [("facts".to_owned(), text("读数编造"))].into();
    let brings = Brought { fields, department: Some(Department::Eng), ..Brought::default() };
    let (id, opened) = open("concealment", brings);
    let mut reporter = house.phone(CHEN).await;
    write(&mut reporter, opened).await;
    let own = case_of(&reporter.pulled(SITE, None).await, id).unwrap();
    assert_eq!((own.finder, own.masked), (CHEN, false));
    let seen = house.phone(ZHENG).await.pulled(SITE, None).await;
    let case = case_of(&seen, id).unwrap();
    assert_eq!((case.finder, case.timeline[0].by, case.masked), (MemberId::SYSTEM, MemberId::SYSTEM, true));
    assert!(!serde_json::to_string(&case).unwrap().contains(&CHEN.to_string()));
    for hidden in [LI, ZHANG, ZHOU, WANG, HE] {
        let pull = house.phone(hidden).await.pulled(SITE, None).await;
        assert!(case_of(&pull, id).is_none(), "{hidden}");
    }
}
}
