//! An issue, a flow and people for the tests of these pages.

use patrol_domain::case::Case;
use patrol_domain::checklist::Severity;
use patrol_domain::flow::Flow;
use patrol_domain::ids::{CaseId, MemberId, SiteId};
use patrol_domain::people::{Department, Grant, Member, Role};
use uuid::Uuid;

pub fn site() -> SiteId {
    SiteId(Uuid::from_u128(1))
}

pub fn person(id: u128, role: Role, department: Department) -> Member {
    let grants = vec![Grant { site: site(), role, department }];
    Member { id: MemberId(Uuid::from_u128(id)), name: format!("P{id}"), grants, suspended: false }
}

pub fn case() -> Case {
    Case {
        state: "open".into(),
        title: "2 号生活水泵进水法兰滴漏".into(),
        category: "WTR".into(),
        severity: Severity::Serious,
        department: Department::Eng,
        ..Case::blank(
            CaseId(Uuid::from_u128(9)),
            site(),
            ("issue", 1),
            MemberId(Uuid::from_u128(10)),
        )
    }
}

/// The flow that ships.
pub fn flow() -> Flow {
    serde_json::from_str(include_str!("../../../library/flows/issue.json")).expect("a flow")
}
