//! Who may do what: the matrix of `roles.md` for the actions that exist. Knows no record's content.

use crate::ids::SiteId;
use crate::people::{Department, Grant, Member, Role};
use serde::{Deserialize, Serialize};

/// A class of roles, a column of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// G
    Guard,
    /// E: cleaning and greening supervisor.
    Environment,
    /// T: engineer on shift, maintenance.
    Technician,
    /// C: officer, housekeeper, front desk, assistants.
    CustomerService,
    /// H: department head.
    Head,
    /// P: project manager or deputy.
    Manager,
    /// Q: company quality department.
    Quality,
    /// O
    Office,
    /// A
    Administrator,
}

/// How far a right reaches, a mark of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// F: in the whole project.
    Full,
    /// D: in the own department.
    Department,
    /// Z: own zone or posts.
    Zone,
    /// S: own records only.
    Own,
    /// R
    Read,
    /// –
    None,
}

/// A row of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    StartRound,
    SeePlan,
    CreateIssue,
    RouteIssue,
    AssignHandler,
    HandleIssue,
    VerifyIssue,
    ReopenIssue,
    ReviewRound,
    SampleRound,
    /// Not in the matrix: whoever reviews may also void what was opened by mistake.
    VoidRound,
    OrderCovertRound,
    ArchiveRounds,
    /// Not in the matrix: a plan in force at once, drafted and published by one hand. Heads for
    /// their department; the month's plan, with two hands, comes on top of it.
    KeepPlans,
    /// Not in the matrix: derived items of the checklists off or optional ones on at one site.
    SwitchItems,
    /// Templates, checkpoints, devices.
    KeepTemplates,
    /// Users, roles, delegation.
    KeepMembers,
}

/// What the action is done to, as far as rights ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// Whose it is; `None` when it belongs to no department.
    pub department: Option<Department>,
    /// The person's own: their round or post, their record, assigned to them.
    pub own: bool,
}

/// The columns a role stands in. A supervisor who also does the class's daily work stands in two;
/// people without a login (cleaner, resident, contractor) stand in none.
pub const fn classes_of(role: Role) -> &'static [Class] {
    match role {
        Role::Guard => &[Class::Guard],
        Role::EnvSupervisor => &[Class::Environment, Class::Head],
        Role::EngineerShift | Role::Maintenance => &[Class::Technician],
        Role::CsOfficer
        | Role::Housekeeper
        | Role::FrontDesk
        | Role::CsAssistant
        | Role::PropertyAssistant
        | Role::Cashier
        | Role::FileClerk => &[Class::CustomerService],
        Role::CsSupervisor => &[Class::CustomerService, Class::Head],
        Role::GuardCaptain | Role::EngHead | Role::SiteManager | Role::SiteSupervisor => {
            &[Class::Head]
        }
        Role::Pm | Role::Deputy | Role::Gm => &[Class::Manager],
        Role::Quality => &[Class::Quality],
        Role::OfficeClerk => &[Class::Office],
        Role::Admin => &[Class::Administrator],
        Role::Cleaner
        | Role::DeviceOwner
        | Role::Resident
        | Role::Representative
        | Role::ContractorStaff => &[],
    }
}

/// A row as it is printed, one letter a column, G E T C H P Q O A.
const fn row(action: Action) -> &'static [u8; 9] {
    match action {
        Action::StartRound => b"ZZZZDFF--",
        Action::SeePlan => b"ZDDDDFFRR",
        Action::CreateIssue => b"FFFFFFFF-",
        Action::RouteIssue => b"---FDF---",
        Action::AssignHandler => b"-D--DF---",
        Action::HandleIssue => b"ZDSZD----",
        Action::VerifyIssue => b"-D-FDFF--",
        Action::ReopenIssue => b"---FDFF--",
        Action::ReviewRound => b"-D--DFR--",
        Action::SampleRound => b"----DFF--",
        Action::VoidRound => b"-D--DF---",
        Action::OrderCovertRound => b"-----FF--",
        Action::ArchiveRounds => b"---FDFR--",
        Action::KeepPlans => b"----DF---",
        Action::SwitchItems => b"----DF---",
        Action::KeepTemplates => b"------R-F",
        Action::KeepMembers => b"--------F",
    }
}

/// The mark of the matrix.
pub const fn reach(class: Class, action: Action) -> Reach {
    match row(action)[class as usize] {
        b'F' => Reach::Full,
        b'D' => Reach::Department,
        b'Z' => Reach::Zone,
        b'S' => Reach::Own,
        b'R' => Reach::Read,
        _ => Reach::None,
    }
}

/// Whether one of the person's roles at the site allows it. Separation of duties (not the
/// handler, not the author) is decided where the record is known, not here.
pub fn may(member: &Member, site: SiteId, action: Action, context: Context) -> bool {
    let here = |grant: &&Grant| grant.site == site;
    !member.suspended
        && member.grants.iter().filter(here).any(|grant| grant_allows(grant, action, context))
}

/// Whether this one role allows it.
pub fn grant_allows(grant: &Grant, action: Action, context: Context) -> bool {
    // R08: the leader of the inspection group samples in every department.
    if grant.role == Role::CsSupervisor && action == Action::SampleRound {
        return true;
    }
    classes_of(grant.role).iter().any(|class| match reach(*class, action) {
        Reach::Full => true,
        Reach::Department => context.department.is_none_or(|of| of == grant.department),
        Reach::Zone | Reach::Own => context.own,
        Reach::Read => action == Action::SeePlan,
        Reach::None => false,
    })
}
