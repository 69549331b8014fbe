//! Flows as data: states, moves, who may, what they require, what they set (`library/flows/`).

pub mod check;

pub use check::{FlowFault, FlowReason, check};

use crate::case::Case;
use crate::people::{Member, Role};
use crate::permissions::{Class, classes_of};
use crate::reject::Rejection;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A flow version. A started case keeps the version it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// `issue`.
    pub key: String,
    pub version: u32,
    pub name: Text,
    pub initial: String,
    /// Days from finding to the first deadline (R91); none where the flow has no deadline.
    #[serde(default)]
    pub due_days: Option<u16>,
    pub states: Vec<FlowState>,
    pub moves: Vec<Move>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowState {
    pub key: String,
    pub name: Text,
    pub kind: StateKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    Open,
    Waiting,
    Done,
    Closed,
}

/// One way from state to state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// `assign`, `finish`, `verify`, `reject`, ….
    pub verb: String,
    pub name: Text,
    pub from: Vec<String>,
    pub to: String,
    pub who: Who,
    #[serde(default)]
    pub requires: Vec<Requirement>,
    #[serde(default)]
    pub sets: Vec<Effect>,
}

/// Allowed when any role or relation matches, and no `not` matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    #[serde(default)]
    pub roles: Vec<Role>,
    #[serde(default)]
    pub relations: Vec<Relation>,
    #[serde(default)]
    pub not: Vec<Relation>,
}

/// How a person stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Finder,
    Handler,
    /// A head of the case's department.
    DepartmentHead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    Note,
    Photo,
    Handler,
    /// A scan at the place, or a photo taken for this move (R93).
    PlaceProof,
    /// The mover's own seal.
    Seal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The handler named in the move becomes the case's handler.
    Handler,
    /// The mover becomes the case's verifier.
    Verifier,
    /// One more attempt (R95).
    Attempt,
}

/// The key of the issue flow.
pub const ISSUE: &str = "issue";
/// The version of the issue flow that new issues begin with. A view cannot know the newest
/// version, and phone and server must pick the same: a new version is released with the program
/// that raises this number.
pub const CURRENT_ISSUE_VERSION: u32 = 1;

impl Flow {
    pub fn state(&self, key: &str) -> Option<&FlowState> {
        self.states.iter().find(|state| state.key == key)
    }

    /// The move called `verb` out of `state`.
    pub fn find(&self, state: &str, verb: &str) -> Option<&Move> {
        self.moves.iter().find(|mv| mv.verb == verb && mv.from.iter().any(|from| from == state))
    }

    /// The moves that `member` may make on `case` now: the buttons of its page.
    pub fn moves_open_to<'a>(
        &'a self,
        member: &'a Member,
        case: &'a Case,
    ) -> impl Iterator<Item = &'a Move> {
        self.moves
            .iter()
            .filter(move |mv| mv.from.contains(&case.state) && mv.who.allows(member, case).is_ok())
    }
}

impl Who {
    /// R94: `NeedsAnotherPerson` where the person's own relation forbids it, else `NotAllowed`.
    pub fn allows(&self, member: &Member, case: &Case) -> Result<(), Rejection> {
        if self.not.iter().any(|relation| relation.holds(member, case)) {
            return Err(Rejection::NeedsAnotherPerson);
        }
        let by_role = member
            .grants
            .iter()
            .any(|grant| grant.site == case.site && self.roles.contains(&grant.role));
        if by_role || self.relations.iter().any(|relation| relation.holds(member, case)) {
            return Ok(());
        }
        Err(Rejection::NotAllowed)
    }
}

impl Relation {
    fn holds(self, member: &Member, case: &Case) -> bool {
        match self {
            Relation::Finder => case.finder == member.id,
            Relation::Handler => case.handler == Some(member.id),
            Relation::DepartmentHead => member.grants.iter().any(|grant| {
                grant.site == case.site
                    && grant.department == case.department
                    && classes_of(grant.role).contains(&Class::Head)
            }),
        }
    }
}
