//! A round 巡查: one walk of one checklist at one place, with its answers and proofs.

use crate::checklist::{Method, Severity};
use crate::decimal::Decimal;
use crate::ids::{CaseId, MemberId, OpId, PhotoId, PlaceId, PlanId, RoundId, SiteId};
use crate::people::{Department, Role};
use crate::photo::PhotoRef;
pub use crate::presence::{Frame, Presence, PresenceHow};
use crate::route::Route;
use crate::sound::SoundRef;
use crate::time::{At, Window};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A due or walked round. Planned ones come from the server; others begin with `StartRound`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub id: RoundId,
    pub site: SiteId,
    pub plan: Option<PlanId>,
    pub kind: RoundKind,
    /// Checklist id and the version this round keeps, for example `C37` 1.
    pub checklist: String,
    pub version: u32,
    pub place: PlaceId,
    pub department: Department,
    /// Who may walk it: anybody with one of these roles, or only `assignee` when set.
    pub roles: Vec<Role>,
    pub assignee: Option<MemberId>,
    pub window: Option<Window>,
    /// Minutes east of UTC for the wall clock of this round.
    pub offset_min: i16,
    pub state: RoundState,
    #[serde(default)]
    pub mode: Mode,
    /// R35: uniform, badge, form and battery were looked at before the start.
    #[serde(default)]
    pub self_check: bool,
    /// Items of the checklist that this round does not ask, fixed at its start (see `asked`).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub left_out: BTreeSet<String>,
    /// The points to come by, as the plan had them when this round was made.
    #[serde(default, skip_serializing_if = "Route::is_empty")]
    pub route: Route,
    /// Who walks it.
    pub inspector: Option<MemberId>,
    pub started_at: Option<At>,
    pub submitted_at: Option<At>,
    #[serde(default)]
    pub presence: Vec<Presence>,
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// 流转: who had it before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relays: Vec<Relay>,
    /// Why it ended with unanswered items.
    #[serde(default)]
    pub early_end: Option<EarlyEnd>,
    /// Overall remark at submission.
    #[serde(default)]
    pub overall: String,
    /// Reviews, returns, samples, voids, explanations: newest last, never edited.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    #[serde(default)]
    pub flags: BTreeSet<Flag>,
    /// Pictures that stood in an earlier round of this checklist here already, found when it was
    /// handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reused: Vec<Reused>,
    /// W17: every reading is the one of the round before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied: Option<Copied>,
    /// Its plan was changed after it was made: it is walked under the old one, and says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_changed_at: Option<At>,
}

/// Readings that are those of an earlier round, all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub readings: u16,
    pub round: RoundId,
    /// When the last of them was read then.
    pub at: At,
}

/// A picture of an earlier round under an answer of this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reused {
    pub item: String,
    pub photo: PhotoId,
    pub round: RoundId,
    /// When that round was answered with it.
    pub at: At,
}

impl Round {
    /// Whether any of it is this person's work: they never judge it (four eyes).
    pub fn walked_by(&self, member: MemberId) -> bool {
        self.inspector == Some(member) || self.answers.values().any(|answer| answer.by == member)
    }

    /// Who had it in hand at that time; `None` while it waited for anybody of its roles.
    pub fn walker_at(&self, at: At) -> Option<MemberId> {
        let handed = self.relays.iter().find(|relay| at < relay.at);
        handed.map_or(self.inspector, |relay| relay.from)
    }
}

/// R27: 定期 / 专项 / 投诉 / 随机 / 暗访.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    Periodic,
    Special,
    Complaint,
    Random,
    Covert,
}

/// States of W01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundState {
    Planned,
    Started,
    Paused,
    Submitted,
    Returned,
    Reviewed,
    Sampled,
    Missed,
    Void,
    Archived,
}

/// R33.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    Foot,
    Bicycle,
    Vehicle,
}

/// One answered item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub value: AnswerValue,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub photos: Vec<PhotoRef>,
    /// Severity the person gave; the item's own when absent.
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default, skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
    /// The issue that this answer became.
    #[serde(default)]
    pub case: Option<CaseId>,
    pub by: MemberId,
    pub at: At,
}

/// What an answer rests on besides words and photos, by the ways its item was examined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// 摸: how it felt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feel: Option<Feel>,
    /// 问: who was asked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub asked: String,
    /// 听: what it sounded like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<SoundRef>,
    /// Inside a home: the resident agreed to photos.
    #[serde(skip_serializing_if = "is_false")]
    pub consent: bool,
    /// Methods of the item that could not be used this time.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub skipped: BTreeSet<Method>,
}

impl Evidence {
    pub fn is_empty(&self) -> bool {
        *self == Evidence::default()
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// 凉 · 温 · 烫, by the back of the hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feel {
    Cool,
    Warm,
    Hot,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerValue {
    Ok,
    Problem,
    NotApplicable {
        reason: String,
    },
    Number {
        reading: Decimal,
    },
    /// Index into the item's options.
    Choice {
        option: u16,
    },
    Text {
        text: String,
    },
    Photo,
    Signature {
        signature: Signature,
    },
    /// How many problems were counted.
    Score {
        problems: u16,
    },
}

/// A drawn signature over a text. Strokes are points in a 1000 × 400 box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub name: String,
    pub role: String,
    pub strokes: Vec<Vec<(u16, u16)>>,
    /// Whose it is, where a member of staff signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// SHA-256 of the signed text, hex.
    pub text_sha256: String,
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Ok,
    Problem,
    NotApplicable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: At,
    pub to: Option<At>,
    pub reason: String,
}

/// A round changed hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// Who had it in hand; `None` when it waited for anybody of its roles.
    pub from: Option<MemberId>,
    pub to: MemberId,
    /// The one who had it, or a head.
    pub by: MemberId,
    pub at: At,
    #[serde(default)]
    pub note: String,
}

/// A round cut short (设备停用 / 进不去 / 有急事 / 交给他人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlyEnd {
    pub reason: EarlyReason,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EarlyReason {
    OutOfService,
    NoAccess,
    Urgent,
    HandedOver,
}

/// What another person, or time, did to a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub op: OpId,
    /// The state it led to.
    pub state: RoundState,
    pub by: MemberId,
    pub at: At,
    pub note: String,
}

/// A fact that people should see beside a round, never a penalty by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Started or submitted outside window ± grace (R01).
    OffWindow,
    /// Walked after it had been counted as missed 补巡.
    MakeUp,
    /// No checkpoint of the place was scanned.
    NoPresence,
    /// A damaged code was replaced by a photo or a position.
    NoScan,
    /// Answered all items in under five seconds each.
    TooFast,
    /// One photo stands under two items.
    SamePhoto,
    /// Not every item was answered.
    Incomplete,
    /// A pause was longer than the limit (R31).
    LongPause,
    /// The phone's clock was off by more than five minutes; the times are its best guess.
    ClockSkew,
    /// Walked by another person than the assigned one.
    Substituted,
}

/// Earlier answers of one checklist at one place, newest first, for 上次 and the trend line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub site: SiteId,
    pub place: PlaceId,
    pub checklist: String,
    /// By item id; at most 30 each.
    pub items: BTreeMap<String, Vec<Past>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    pub round: RoundId,
    pub at: At,
    pub by: MemberId,
    pub verdict: Verdict,
    #[serde(default)]
    pub reading: Option<Decimal>,
    /// The files its photos were made of, by hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<PhotoId>,
}
