//! Flows as data: states, moves, who may, what they require, what they set (`library/flows/`).

pub mod check;
mod field;
mod guard;
mod time;
mod who;

pub use check::{FlowFault, FlowReason, check, check_together};
pub use field::{Choice, Field, FieldType};
pub use guard::{Base, Cond, QUIET, Scene};
pub use time::{From, Span, Timed, Wall, timed_due};
pub use who::{Relation, Who};

use crate::case::Case;
use crate::people::{Department, Member, Role};
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
    /// The workflow and the rules behind it, for example `W02` and `R91`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    pub initial: String,
    /// Days from finding to the first deadline (R91); none where the flow has no deadline.
    #[serde(default)]
    pub due_days: Option<u16>,
    /// No new case begins with it; those that did go on.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
    /// Goes before the server's number, for example `WX` for `WX1119-03`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub series: String,
    #[serde(default, skip_serializing_if = "Visibility::is_open")]
    pub visibility: Visibility,
    /// Who begins a case with `OpenCase`, and with what. Without it only `FileIssue` does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Opening>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkKind>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<Counter>,
    /// Every code that a refusal or a flag of this flow names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    pub states: Vec<FlowState>,
    pub moves: Vec<Move>,
    /// What time does, by the server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timed: Vec<Timed>,
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

/// One way from state to state, or a step within one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// `assign`, `finish`, `verify`, `reject`, …; unique among the ways out of a state.
    pub verb: String,
    pub name: Text,
    pub from: Vec<String>,
    /// Without it the case stays in its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The first branch whose condition holds leads elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Without it holding there is no such move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    pub who: Who,
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// Fields that may come along unasked; those required need not stand here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuse: Vec<Coded>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flag: Vec<Coded>,
    #[serde(default)]
    pub sets: Vec<Effect>,
}

/// The beginning of a case: a move from nowhere to the initial state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Relations are those that hold before a handler or a department is known.
    pub who: Who,
    /// Whose case it is, where the opener names none; else the opener's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    #[serde(default)]
    pub requires: Vec<Requirement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuse: Vec<Coded>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flag: Vec<Coded>,
    #[serde(default)]
    pub sets: Vec<Effect>,
}

/// Where a move leads instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub when: Cond,
    pub to: String,
}

/// A condition with the reason that is given when it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coded {
    #[serde(rename = "if")]
    pub when: Cond,
    /// A code of `Flow::reasons`.
    pub code: String,
}

/// What is said to people when a case is refused or flagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: String,
    pub text: Text,
}

/// What a move asks for. A field is given with the move, or `known` from an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    Note,
    Photo,
    Handler,
    /// A scan at the place, or a photo taken for this move (R93).
    PlaceProof,
    /// The mover's own seal.
    Seal,
    /// A photo that the case has not seen yet.
    AfterPhoto,
    Place,
    Department,
    Severity,
    Category,
    /// The code of the case itself, scanned from its paper.
    CaseCode,
    /// The field comes with this move.
    Field(String),
    /// The field stands on the case, from now or earlier.
    Known(String),
    /// A drawn signature of this signer: `handler`, `resident`, `witness`, ….
    Signature(String),
    /// A link of this kind, from now or earlier; also one that points here from a case of the flow
    /// of this name.
    Link(String),
    /// A round linked under this kind has been submitted.
    RoundDone(String),
    /// Asked for only while the condition holds.
    When {
        #[serde(rename = "if")]
        when: Cond,
        need: Box<Requirement>,
    },
}

/// What a move changes besides the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The handler named in the move becomes the case's handler.
    Handler,
    /// The mover becomes the case's verifier.
    Verifier,
    /// One more attempt (R95).
    Attempt,
    /// The mover becomes the case's handler.
    HandlerSelf,
    /// Nobody handles it any more.
    NoHandler,
    /// The department named in the move.
    Department,
    /// The severity named in the move.
    Severity,
    /// The mover answers for it from now on.
    Owner,
    /// One more of a counter of `Flow::counters`.
    Count(String),
    /// A counter begins anew.
    Reset(String),
    /// Gives a choice field this option.
    Choose { field: String, option: String },
    /// Sets the deadline (`due_at`) or, with a name, another one.
    Deadline {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
        #[serde(default)]
        from: From,
        span: Span,
    },
    /// The deadline is the date in this field.
    DeadlineFrom {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
        field: String,
    },
    /// No deadline of this name, or no `due_at`, any more.
    NoDeadline {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
    },
    /// A further number by the server, by the name under which the case keeps it.
    Number { name: String, series: String },
    /// Makes this move on every case linked under `link` whose flow has it from where it stands.
    Carry { link: String, verb: String },
}

/// A counted thing with its limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// `attempts` is the case's own count of attempts.
    pub key: String,
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// What the move that reaches the limit does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_limit: Option<AtLimit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// One more than the limit is refused with this code.
    Refuse(String),
    /// Reaching the limit flags the case and tells these roles.
    Flag {
        code: String,
        #[serde(default)]
        tell: Vec<Role>,
    },
    /// Reaching the limit flags the case and leads to this state.
    Go { code: String, to: String },
}

/// A way in which a case of this flow may point to a case or a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkKind {
    pub key: String,
    pub name: Text,
    /// Only cases of this flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// Only rounds of this checklist, for example `C60`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<String>,
    /// The linked case goes on as part of this one: it may be begun from here.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sub: bool,
}

/// Who sees a case besides its own people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visibility {
    #[serde(default)]
    pub kind: Secrecy,
    /// Further roles that see it; with `restricted` and `protected` the only ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// The department and everybody who sees all cases.
    #[default]
    Open,
    /// Its own people, the persons named in its fields, heads of the department, and the roles.
    Restricted,
    /// As a covert round until it is closed, then open.
    Covert,
    /// The roles and the finder; nobody but the finder learns who found it.
    Protected,
}

/// The key of the issue flow.
pub const ISSUE: &str = "issue";
/// The version of the issue flow that new issues begin with. A view cannot know the newest
/// version, and phone and server must pick the same: a new version is released with the program
/// that raises this number.
pub const CURRENT_ISSUE_VERSION: u32 = 2;

impl Flow {
    pub fn state(&self, key: &str) -> Option<&FlowState> {
        self.states.iter().find(|state| state.key == key)
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    pub fn counter(&self, key: &str) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.key == key)
    }

    pub fn link(&self, key: &str) -> Option<&LinkKind> {
        self.links.iter().find(|link| link.key == key)
    }

    /// The words behind a code of a refusal or a flag.
    pub fn reason(&self, code: &str) -> Option<&Text> {
        self.reasons.iter().find(|reason| reason.code == code).map(|reason| &reason.text)
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
        self.moves.iter().filter(move |mv| {
            mv.from.contains(&case.state)
                && mv.when.as_ref().is_none_or(|when| when.holds_now(member, case))
                && mv.who.allows(member, case).is_ok()
        })
    }
}

impl Visibility {
    pub fn is_open(&self) -> bool {
        *self == Visibility::default()
    }
}

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}
