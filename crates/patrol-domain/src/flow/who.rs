//! Who may make a move: roles, classes, how a person stands to the case, and who did what before.

use crate::case::Case;
use crate::people::{Member, Role};
use crate::permissions::{Class, classes_of};
use crate::reject::Rejection;
use serde::{Deserialize, Serialize};

/// Allowed when any role, class, relation, earlier act or name matches, and no `not…` matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Classes of `roles.md`, in the whole project (mark F).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<Class>,
    /// Classes in the case's department only (mark D).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of_department: Vec<Class>,
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// Verbs: who made one of these moves on the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acted: Vec<String>,
    /// Person fields: who is named in one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
    #[serde(default)]
    pub not: Vec<Relation>,
    /// Verbs: nobody who ever made one of these moves on the case (four eyes).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_acted: Vec<String>,
    /// Person fields: nobody who is named in one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_named: Vec<String>,
}

/// How a person stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Finder,
    Handler,
    /// A head of the case's department.
    DepartmentHead,
    Verifier,
    Owner,
    /// Works in the case's department.
    Department,
    /// Sees the case.
    Anyone,
}

impl Who {
    /// R94: `NeedsAnotherPerson` where the person's own part forbids it, else `NotAllowed`.
    pub fn allows(&self, member: &Member, case: &Case) -> Result<(), Rejection> {
        let barred = self.not.iter().any(|relation| relation.holds(member, case))
            || self.not_acted.iter().any(|verb| case.acted(member.id, verb))
            || self.not_named.iter().any(|field| case.person(field) == Some(member.id));
        if barred {
            return Err(Rejection::NeedsAnotherPerson);
        }
        let here = || member.grants.iter().filter(|grant| grant.site == case.site);
        let allowed = here().any(|grant| {
            let classes = classes_of(grant.role);
            let inside = grant.department == case.department;
            self.roles.contains(&grant.role)
                || classes.iter().any(|class| self.classes.contains(class))
                || (inside && classes.iter().any(|class| self.of_department.contains(class)))
        });
        if allowed
            || self.relations.iter().any(|relation| relation.holds(member, case))
            || self.acted.iter().any(|verb| case.acted(member.id, verb))
            || self.named.iter().any(|field| case.person(field) == Some(member.id))
        {
            return Ok(());
        }
        Err(Rejection::NotAllowed)
    }

    /// Whether nobody at all could match.
    pub fn is_nobody(&self) -> bool {
        self.roles.is_empty()
            && self.classes.is_empty()
            && self.of_department.is_empty()
            && self.relations.is_empty()
            && self.acted.is_empty()
            && self.named.is_empty()
    }
}

impl Relation {
    pub fn holds(self, member: &Member, case: &Case) -> bool {
        match self {
            Relation::Finder => case.finder == member.id,
            Relation::Handler => case.handler == Some(member.id),
            Relation::Verifier => case.verifier == Some(member.id),
            Relation::Owner => case.owner == Some(member.id),
            Relation::Anyone => member.grants.iter().any(|grant| grant.site == case.site),
            Relation::Department => member
                .grants
                .iter()
                .any(|grant| grant.site == case.site && grant.department == case.department),
            Relation::DepartmentHead => member.grants.iter().any(|grant| {
                grant.site == case.site
                    && grant.department == case.department
                    && classes_of(grant.role).contains(&Class::Head)
            }),
        }
    }
}
