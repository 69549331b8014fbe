//! People, departments and roles, with one code name each (`domain/roles.md`).

use crate::ids::{MemberId, SiteId};
use crate::permissions::{Class, classes_of};
use serde::{Deserialize, Serialize};

/// A department 部门.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    Mgmt,
    Cs,
    Eng,
    Mnt,
    Sec,
    Env,
    Office,
    Quality,
    Bu,
    Sales,
    Contractor,
}

/// A role 角色. `device_owner` is an attribute of a person, residents and cleaners have no login;
/// they stand here because checklists name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Guard,
    GuardCaptain,
    Cleaner,
    EnvSupervisor,
    EngineerShift,
    Maintenance,
    DeviceOwner,
    EngHead,
    CsOfficer,
    Housekeeper,
    FrontDesk,
    CsAssistant,
    PropertyAssistant,
    CsSupervisor,
    Cashier,
    FileClerk,
    SiteManager,
    SiteSupervisor,
    Pm,
    Deputy,
    Gm,
    OfficeClerk,
    Quality,
    Admin,
    Resident,
    Representative,
    ContractorStaff,
}

/// What a person may do at one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub site: SiteId,
    pub role: Role,
    pub department: Department,
}

/// A person as colleagues see them. No phone number, no login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub grants: Vec<Grant>,
    /// A suspended person keeps their past, and can write nothing new.
    #[serde(default)]
    pub suspended: bool,
}

impl Member {
    /// Whether they stand above `other` at the site: head of a department the other works in, or
    /// manager of the site. Nobody stands above themself.
    pub fn is_above(&self, other: &Member, site: SiteId) -> bool {
        let here = |grant: &&Grant| grant.site == site;
        let manages = |grant: &Grant| matches!(grant.role, Role::Pm | Role::Deputy | Role::Gm);
        self.id != other.id
            && self.grants.iter().filter(here).any(|mine| {
                let heads = classes_of(mine.role).contains(&Class::Head);
                let inside =
                    || other.grants.iter().filter(here).any(|of| of.department == mine.department);
                (manages(mine) && !other.grants.iter().filter(here).any(manages))
                    || (heads && inside() && !other.heads(mine.department, site))
            })
    }

    fn heads(&self, department: Department, site: SiteId) -> bool {
        self.grants.iter().any(|grant| {
            grant.site == site
                && (matches!(grant.role, Role::Pm | Role::Deputy | Role::Gm)
                    || (grant.department == department
                        && classes_of(grant.role).contains(&Class::Head)))
        })
    }
}
