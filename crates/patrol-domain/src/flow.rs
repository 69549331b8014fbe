//! Flows as data: states, moves, who may, what they require, what they set (`library/flows/`).

use crate::people::Role;
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
