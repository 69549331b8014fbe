//! The permissions matrix of the domain notes, row by row, against the rights that the program grants.

use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::permissions::{Action, Class, Context, Reach, classes_of, may, reach};
use patrol_domain::{MemberId, SiteId};
use uuid::Uuid;

/// G E T C H P Q O A.
const COLUMNS: [Class; 9] = [
    Class::Guard,
    Class::Environment,
    Class::Technician,
    Class::CustomerService,
    Class::Head,
    Class::Manager,
    Class::Quality,
    Class::Office,
    Class::Administrator,
];

/// The rows as they are printed.
const ROWS: [(Action, &str); 12] = [
    (Action::StartRound, "Z Z Z Z D F F – –"),
    (Action::SeePlan, "Z D D D D F F R R"),
    (Action::CreateIssue, "F F F F F F F F –"),
    (Action::RouteIssue, "– – – F D F – – –"),
    (Action::AssignHandler, "– D – – D F – – –"),
    (Action::HandleIssue, "Z D S Z D – – – –"),
    (Action::VerifyIssue, "– D – F D F F – –"),
    (Action::ReopenIssue, "– – – F D F F – –"),
    (Action::ReviewRound, "– D – – D F R – –"),
    (Action::SampleRound, "– – – – D F F – –"),
    (Action::OrderCovertRound, "– – – – – F F – –"),
    (Action::ArchiveRounds, "– – – F D F R – –"),
];

fn mark(reach: Reach) -> &'static str {
    match reach {
        Reach::Full => "F",
        Reach::Department => "D",
        Reach::Zone => "Z",
        Reach::Own => "S",
        Reach::Read => "R",
        Reach::None => "–",
    }
}

#[test]
fn the_rights_are_the_printed_matrix() {
    for (action, printed) in ROWS {
        let granted: Vec<&str> = COLUMNS.iter().map(|class| mark(reach(*class, action))).collect();
        assert_eq!(granted.join(" "), printed, "{action:?}");
    }
}

const SITE: SiteId = SiteId(Uuid::from_u128(1));

fn person(role: Role, department: Department) -> Member {
    Member {
        id: MemberId(Uuid::from_u128(7)),
        name: String::new(),
        grants: vec![Grant { site: SITE, role, department }],
        suspended: false,
    }
}

fn own(department: Department) -> Context {
    Context { department: Some(department), own: true }
}

fn others(department: Department) -> Context {
    Context { department: Some(department), own: false }
}

#[test]
fn a_zone_is_what_is_the_persons_own() {
    let guard = person(Role::Guard, Department::Sec);
    assert!(may(&guard, SITE, Action::StartRound, own(Department::Sec)));
    assert!(!may(&guard, SITE, Action::StartRound, others(Department::Sec)));
}

#[test]
fn a_head_reaches_the_own_department_only() {
    let head = person(Role::EngHead, Department::Eng);
    assert!(may(&head, SITE, Action::ReviewRound, others(Department::Eng)));
    assert!(!may(&head, SITE, Action::ReviewRound, others(Department::Sec)));
}

#[test]
fn a_manager_reaches_the_whole_project() {
    let pm = person(Role::Pm, Department::Mgmt);
    assert!(may(&pm, SITE, Action::ReviewRound, others(Department::Sec)));
    assert!(!may(&pm, SITE, Action::HandleIssue, own(Department::Mgmt)));
}

#[test]
fn reading_rounds_is_no_right_to_review_them() {
    let quality = person(Role::Quality, Department::Quality);
    assert!(!may(&quality, SITE, Action::ReviewRound, others(Department::Eng)));
    assert!(may(
        &person(Role::Admin, Department::Mgmt),
        SITE,
        Action::SeePlan,
        others(Department::Eng)
    ));
}

#[test]
fn the_environment_supervisor_is_a_head_too() {
    let env = person(Role::EnvSupervisor, Department::Env);
    assert!(may(&env, SITE, Action::ReviewRound, others(Department::Env)));
    assert!(may(&env, SITE, Action::SampleRound, others(Department::Env)));
    assert!(!may(&env, SITE, Action::ReviewRound, others(Department::Eng)));
}

/// R08
#[test]
fn the_cs_supervisor_samples_in_every_department() {
    let cs = person(Role::CsSupervisor, Department::Cs);
    assert!(may(&cs, SITE, Action::SampleRound, others(Department::Eng)));
    assert!(!may(&cs, SITE, Action::ReviewRound, others(Department::Eng)));
}

#[test]
fn a_grant_counts_at_its_own_site_only() {
    let pm = person(Role::Pm, Department::Mgmt);
    assert!(!may(&pm, SiteId(Uuid::from_u128(2)), Action::ReviewRound, others(Department::Eng)));
}

#[test]
fn a_suspended_person_may_nothing() {
    let mut pm = person(Role::Pm, Department::Mgmt);
    pm.suspended = true;
    assert!(!may(&pm, SITE, Action::CreateIssue, own(Department::Mgmt)));
}

#[test]
fn who_has_no_login_stands_in_no_column() {
    use Role::*;
    for role in [Cleaner, DeviceOwner, Resident, Representative, ContractorStaff] {
        assert!(classes_of(role).is_empty(), "{role:?}");
    }
}

#[test]
fn an_administrator_takes_no_business_decision() {
    for (action, _) in ROWS {
        let admin = person(Role::Admin, Department::Mgmt);
        let allowed = may(&admin, SITE, action, own(Department::Mgmt));
        assert_eq!(allowed, action == Action::SeePlan, "{action:?}");
    }
}
