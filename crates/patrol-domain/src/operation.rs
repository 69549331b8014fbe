//! What a person can write. One variant a verb; released variants never change their shape.

use crate::case::Brought;
use crate::checklist::Severity;
use crate::ids::{
    CaseId, CheckpointId, DeviceId, MemberId, OpId, PhotoId, PlaceId, RoundId, SiteId,
};
use crate::people::Department;
use crate::photo::PhotoRef;
use crate::position::Fix;
use crate::record::Key;
use crate::round::{AnswerValue, EarlyEnd, Evidence, Mode, Presence, PresenceHow, RoundKind};
use crate::sound::SoundRef;
use crate::time::At;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One operation: a verb, who wrote it, when, and its place in the device's own order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    pub id: OpId,
    pub device: DeviceId,
    /// 1, 2, 3, … per device and site, allotted inside the store's transaction. Each site has its
    /// own order, so that a site which lost its rights or its server never holds up another.
    pub seq: u64,
    pub author: MemberId,
    pub site: SiteId,
    /// The phone's best estimate of the server's time when the tap happened.
    pub made_at: At,
    /// What the phone's own clock said.
    pub device_at: At,
    pub mutation: Mutation,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Mutation {
    /// Opens a planned round, or a new one when `unplanned` is given.
    StartRound {
        round: RoundId,
        #[serde(default)]
        mode: Mode,
        /// R35: uniform, badge, form, battery looked at.
        #[serde(default)]
        self_check: bool,
        #[serde(default)]
        unplanned: Option<Unplanned>,
        /// Items that this round leaves out, by season, rhythm and short list.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        left_out: BTreeSet<String>,
    },
    ConfirmPresence {
        round: RoundId,
        checkpoint: CheckpointId,
        how: PresenceHow,
        /// With `Position` only; beside any other proof it is not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fix: Option<Fix>,
        /// The camera is still on: `KeepFrame` follows.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        live: bool,
    },
    /// What the camera saw a moment after the scan of this checkpoint.
    KeepFrame {
        round: RoundId,
        checkpoint: CheckpointId,
        photo: PhotoRef,
    },
    RecordAnswer {
        round: RoundId,
        item: String,
        value: AnswerValue,
        #[serde(default)]
        note: String,
        #[serde(default)]
        photos: Vec<PhotoRef>,
        #[serde(default)]
        severity: Option<Severity>,
        #[serde(default, skip_serializing_if = "Evidence::is_empty")]
        evidence: Evidence,
    },
    /// 撤回: the item is unanswered again.
    ClearAnswer {
        round: RoundId,
        item: String,
    },
    PauseRound {
        round: RoundId,
        reason: String,
    },
    ResumeRound {
        round: RoundId,
    },
    /// 流转: to a colleague, who goes on from here.
    HandRoundOver {
        round: RoundId,
        to: MemberId,
        #[serde(default)]
        note: String,
    },
    SubmitRound {
        round: RoundId,
        #[serde(default)]
        overall: String,
        #[serde(default)]
        early_end: Option<EarlyEnd>,
    },
    ReturnRound {
        round: RoundId,
        note: String,
    },
    ReviewRound {
        round: RoundId,
        #[serde(default)]
        note: String,
    },
    SampleRound {
        round: RoundId,
        note: String,
    },
    VoidRound {
        round: RoundId,
        note: String,
    },
    /// By the server only, when window and grace have passed without a start.
    MissRound {
        round: RoundId,
    },
    /// By the server only: the plan it was made from has been changed since.
    NotePlanChange {
        round: RoundId,
    },
    /// 说明: the person's reason, kept beside the judgement.
    ExplainRound {
        round: RoundId,
        note: String,
    },
    ArchiveRound {
        round: RoundId,
        /// Bundle number, for example `2026-11`.
        note: String,
    },
    FileIssue {
        case: CaseId,
        #[serde(default)]
        place: Option<PlaceId>,
        #[serde(default)]
        spot: String,
        title: String,
        category: String,
        severity: Severity,
        #[serde(default)]
        photos: Vec<PhotoRef>,
        /// Where it was found in a round: the answer then points to this case.
        #[serde(default)]
        found_in: Option<FoundIn>,
        #[serde(default)]
        department: Option<Department>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sound: Option<SoundRef>,
    },
    /// A move of a case's flow: `assign`, `finish`, `verify`, `reject`.
    MoveCase {
        case: CaseId,
        #[serde(rename = "move")]
        mv: String,
        #[serde(default)]
        note: String,
        #[serde(default)]
        photos: Vec<PhotoRef>,
        #[serde(default)]
        handler: Option<MemberId>,
        #[serde(default)]
        presence: Option<Presence>,
        #[serde(default)]
        sealed: bool,
        #[serde(default, skip_serializing_if = "no_more")]
        brings: Box<Brought>,
    },
    /// Begins a case of any flow that people may open.
    OpenCase {
        case: CaseId,
        flow: String,
        version: u32,
        title: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<PlaceId>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        spot: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        category: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<PhotoRef>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sound: Option<SoundRef>,
        /// Severity and department, where the flow asks for them, stand in here too.
        #[serde(default, skip_serializing_if = "no_more")]
        brings: Box<Brought>,
    },
    /// Answers which of several values of a field holds (W28).
    SettleField {
        case: CaseId,
        field: String,
        /// The entry whose value holds.
        holds: OpId,
        #[serde(default)]
        note: String,
    },
    /// By the server only: a timed step of the case's flow.
    TickCase {
        case: CaseId,
        /// The key of the step.
        rule: String,
        /// The instant that its span was counted from.
        since: At,
    },
}

fn no_more(brings: &Brought) -> bool {
    brings.is_empty()
}

/// A round nobody planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplanned {
    pub kind: RoundKind,
    pub checklist: String,
    pub version: u32,
    pub place: PlaceId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundIn {
    pub round: RoundId,
    pub item: String,
}

/// Bytes that an operation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedFile {
    pub id: PhotoId,
    /// Their length.
    pub bytes: u32,
}

impl Mutation {
    /// A proof with nothing beside it: no position, and no frame to follow.
    pub fn presence(round: RoundId, checkpoint: CheckpointId, how: PresenceHow) -> Mutation {
        Mutation::ConfirmPresence { round, checkpoint, how, fix: None, live: false }
    }

    /// Every photo this operation names, in order.
    pub fn photos(&self) -> &[PhotoRef] {
        match self {
            Mutation::RecordAnswer { photos, .. }
            | Mutation::FileIssue { photos, .. }
            | Mutation::MoveCase { photos, .. }
            | Mutation::OpenCase { photos, .. } => photos,
            Mutation::KeepFrame { photo, .. } => std::slice::from_ref(photo),
            _ => &[],
        }
    }

    /// The sound clip this operation names.
    pub fn sound(&self) -> Option<&SoundRef> {
        match self {
            Mutation::RecordAnswer { evidence, .. } => evidence.sound.as_ref(),
            Mutation::FileIssue { sound, .. } | Mutation::OpenCase { sound, .. } => sound.as_ref(),
            _ => None,
        }
    }

    /// Everything whose bytes travel on their own lane: photos, then the sound clip.
    pub fn files(&self) -> impl Iterator<Item = NamedFile> + '_ {
        let photos =
            self.photos().iter().map(|photo| NamedFile { id: photo.id, bytes: photo.bytes });
        let sound = self.sound().map(|sound| NamedFile { id: sound.id, bytes: sound.bytes });
        photos.chain(sound)
    }

    /// The record it is about.
    pub fn subject(&self) -> Key {
        match self {
            Mutation::StartRound { round, .. }
            | Mutation::ConfirmPresence { round, .. }
            | Mutation::KeepFrame { round, .. }
            | Mutation::RecordAnswer { round, .. }
            | Mutation::ClearAnswer { round, .. }
            | Mutation::PauseRound { round, .. }
            | Mutation::ResumeRound { round }
            | Mutation::HandRoundOver { round, .. }
            | Mutation::SubmitRound { round, .. }
            | Mutation::ReturnRound { round, .. }
            | Mutation::ReviewRound { round, .. }
            | Mutation::SampleRound { round, .. }
            | Mutation::VoidRound { round, .. }
            | Mutation::MissRound { round }
            | Mutation::NotePlanChange { round }
            | Mutation::ExplainRound { round, .. }
            | Mutation::ArchiveRound { round, .. } => Key::Round { id: *round },
            Mutation::FileIssue { case, .. }
            | Mutation::MoveCase { case, .. }
            | Mutation::OpenCase { case, .. }
            | Mutation::SettleField { case, .. }
            | Mutation::TickCase { case, .. } => Key::Case { id: *case },
        }
    }
}
