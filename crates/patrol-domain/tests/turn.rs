//! Whose turn a case is.

// A broken flow should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

use patrol_domain::case::Case;
use patrol_domain::checklist::Severity;
use patrol_domain::flow::Flow;
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::turn::Turn;
use patrol_domain::{CaseId, MemberId, SiteId};
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));

fn person(id: u128, role: Role, department: Department) -> Member {
    let grants = vec![Grant { site: SITE, role, department }];
    Member { id: MemberId(Uuid::from_u128(id)), name: format!("P{id}"), grants, suspended: false }
}

fn case() -> Case {
    let finder = MemberId(Uuid::from_u128(10));
    Case {
        state: "open".into(),
        category: "WTR".into(),
        severity: Severity::Serious,
        department: Department::Eng,
        ..Case::blank(CaseId(Uuid::from_u128(9)), SITE, ("issue", 1), finder)
    }
}

/// The flow that ships.
fn flow() -> Flow {
    serde_json::from_str(include_str!("../../../library/flows/issue.json")).unwrap()
}

#[test]
fn an_unassigned_issue_is_the_turn_of_its_department_head() {
    let (flow, case) = (flow(), case());
    let head = person(1, Role::EngHead, Department::Eng);
    let captain = person(2, Role::GuardCaptain, Department::Sec);
    assert!(Turn::of(&flow, &head, &case).mine);
    assert!(!Turn::of(&flow, &captain, &case).mine);
}

#[test]
fn an_assigned_issue_is_the_turn_of_its_handler_only() {
    let flow = flow();
    let head = person(1, Role::EngHead, Department::Eng);
    let worker = person(2, Role::Maintenance, Department::Eng);
    let mut case = case();
    case.state = "accepted".into();
    case.handler = Some(worker.id);
    let turn = Turn::of(&flow, &head, &case);
    assert!(!turn.assign && !turn.mine);
    assert!(Turn::of(&flow, &worker, &case).mine);
}

#[test]
fn nobody_verifies_their_own_work() {
    let flow = flow();
    let head = person(1, Role::EngHead, Department::Eng);
    let mut case = case();
    case.state = "done".into();
    case.handler = Some(head.id);
    let turn = Turn::of(&flow, &head, &case);
    assert!(turn.own_work && !turn.verify);
    case.handler = None;
    let turn = Turn::of(&flow, &head, &case);
    assert!(turn.verify && !turn.own_work);
}
