//! The only door for writes. Each method ends after the phone's strict transaction, never after
//! the network.

mod backup;
mod begin;
mod calling;
mod drafts;
pub mod mend;
mod office;
mod opening;
mod person;
mod photos;
mod planning;
mod sight;
mod sounds;

pub use drafts::Shot;
pub use opening::NewCase;
pub use sounds::Recording;

use super::PerformError;
use super::phone::Phone;
use crate::platform::touch::vibrate;
use leptos::prelude::*;
use patrol_domain::case::Brought;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CaseId, MemberId, PlaceId, RoundId};
use patrol_domain::operation::FoundIn;
use patrol_domain::people::Department;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{AnswerValue, EarlyEnd, Evidence, Presence};
use patrol_domain::sound::SoundRef;
use patrol_domain::{At, Mutation};
use patrol_sync::ports::StoreError;
use std::rc::Rc;

/// Copy; every method may be called from any page.
#[derive(Clone, Copy)]
pub struct Actions {
    phone: StoredValue<Rc<Phone>, LocalStorage>,
}

/// An answer as the page gives it.
#[derive(Clone, Debug)]
pub struct Given {
    pub value: AnswerValue,
    pub note: String,
    pub photos: Vec<PhotoRef>,
    pub severity: Option<Severity>,
    pub evidence: Evidence,
}

/// An issue as the page gives it; the phone makes the id.
#[derive(Clone, Debug)]
pub struct NewIssue {
    pub place: Option<PlaceId>,
    pub spot: String,
    pub title: String,
    pub category: String,
    pub severity: Severity,
    pub photos: Vec<PhotoRef>,
    pub found_in: Option<FoundIn>,
    pub department: Option<Department>,
    /// The clip of the answer that it comes from.
    pub sound: Option<SoundRef>,
}

/// A move of a case's flow as the page gives it.
#[derive(Clone, Debug, Default)]
pub struct CaseMove {
    /// `assign`, `finish`, `verify`, `reject`.
    pub verb: String,
    pub note: String,
    pub photos: Vec<PhotoRef>,
    pub handler: Option<MemberId>,
    pub presence: Option<Presence>,
    pub sealed: bool,
    /// Fields, signatures, links and the like.
    pub brings: Brought,
}

/// Why signing in did not work; each has its own sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInError {
    WrongPassword,
    TooManyTries,
    /// Signing in needs the network; working does not.
    Offline,
    /// The server asks to wait, in seconds.
    Busy(u32),
    TooOld,
    /// The password is a one-time one: a password of one's own comes first.
    MustChange,
    /// Another person has unsent work on this phone, or storage is refused.
    Store(StoreError),
}

/// Signing out is refused while work is unsent (C21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignOutError {
    Unsent { records: u32 },
    Store(StoreError),
}

/// A photo as the page shows it: named, stored, and previewed from memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub photo: PhotoRef,
    /// `blob:` address of the stored JPEG.
    pub preview: String,
}

/// Why a chosen file did not become a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoProblem {
    /// 0 bytes: the camera was interrupted.
    Empty,
    NotAPicture,
    /// HEIC in a browser that does not read it.
    Unreadable,
    /// It breaks off, or is damaged.
    Broken,
    /// 60 megapixels or more, or more than 25 MB.
    TooLarge,
    Store(StoreError),
}

/// Why nothing was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoundProblem {
    /// The microphone gave nothing.
    Empty,
    Store(StoreError),
}

/// The words of the evidence strip, already in the person's language (design.md §5, Colophon).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhotoContext {
    pub time_line: String,
    pub place_line: String,
    pub person_line: String,
}

/// What a scanned or typed code turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeProblem {
    /// Not one of ours.
    NotACheckpoint,
    /// A checkpoint of another site.
    OtherSite,
    /// Ours in form, and not on this phone.
    Unknown,
}

impl Actions {
    pub(super) fn new(phone: Rc<Phone>) -> Actions {
        Actions { phone: StoredValue::new_local(phone) }
    }

    pub(super) fn phone(self) -> Rc<Phone> {
        self.phone.get_value()
    }

    /// The path of every write: decided and kept on the phone, then shown, then sent.
    async fn perform(
        self,
        mutation: Mutation,
        done_draft: Option<&str>,
    ) -> Result<(), PerformError> {
        let phone = self.phone();
        let (seat, site) = phone.place()?;
        let write =
            async || seat.device.perform(site, mutation.clone(), Vec::new(), done_draft).await;
        let performed = phone.make_room_for(&seat, write).await?;
        phone.wrote(&performed.changed);
        Ok(())
    }

    /// Stores an answer. `draft` names the half-typed words that this answer replaces.
    pub async fn record_answer(
        self,
        round: RoundId,
        item: &str,
        given: Given,
        draft: Option<&str>,
    ) -> Result<(), PerformError> {
        let Given { value, note, photos, severity, evidence } = given;
        let item = item.to_owned();
        let mutation =
            Mutation::RecordAnswer { round, item, value, note, photos, severity, evidence };
        self.perform(mutation, draft).await
    }

    /// 撤回.
    pub async fn clear_answer(self, round: RoundId, item: &str) -> Result<(), PerformError> {
        self.perform(Mutation::ClearAnswer { round, item: item.to_owned() }, None).await
    }

    pub async fn pause_round(self, round: RoundId, reason: String) -> Result<(), PerformError> {
        self.perform(Mutation::PauseRound { round, reason }, None).await
    }

    /// 流转.
    pub async fn hand_round_over(
        self,
        round: RoundId,
        to: MemberId,
        note: String,
    ) -> Result<(), PerformError> {
        self.perform(Mutation::HandRoundOver { round, to, note }, None).await
    }

    pub async fn resume_round(self, round: RoundId) -> Result<(), PerformError> {
        self.perform(Mutation::ResumeRound { round }, None).await
    }

    pub async fn submit_round(
        self,
        round: RoundId,
        overall: String,
        early_end: Option<EarlyEnd>,
    ) -> Result<(), PerformError> {
        self.perform(Mutation::SubmitRound { round, overall, early_end }, None).await
    }

    pub async fn review_round(self, round: RoundId, note: String) -> Result<(), PerformError> {
        self.perform(Mutation::ReviewRound { round, note }, None).await
    }

    pub async fn return_round(self, round: RoundId, note: String) -> Result<(), PerformError> {
        self.perform(Mutation::ReturnRound { round, note }, None).await
    }

    pub async fn sample_round(self, round: RoundId, note: String) -> Result<(), PerformError> {
        self.perform(Mutation::SampleRound { round, note }, None).await
    }

    pub async fn void_round(self, round: RoundId, note: String) -> Result<(), PerformError> {
        self.perform(Mutation::VoidRound { round, note }, None).await
    }

    pub async fn explain_round(self, round: RoundId, note: String) -> Result<(), PerformError> {
        self.perform(Mutation::ExplainRound { round, note }, None).await
    }

    /// Files an issue; `draft` names the half-typed words that it replaces.
    pub async fn file_issue(
        self,
        issue: NewIssue,
        draft: Option<&str>,
    ) -> Result<CaseId, PerformError> {
        let NewIssue {
            place,
            spot,
            title,
            category,
            severity,
            photos,
            found_in,
            department,
            sound,
        } = issue;
        let case = CaseId(uuid::Uuid::now_v7());
        let mutation = Mutation::FileIssue {
            case,
            place,
            spot,
            title,
            category,
            severity,
            photos,
            found_in,
            department,
            sound,
        };
        self.perform(mutation, draft).await?;
        Ok(case)
    }

    pub async fn move_case(
        self,
        case: CaseId,
        step: CaseMove,
        draft: Option<&str>,
    ) -> Result<(), PerformError> {
        let CaseMove { verb, note, photos, handler, presence, sealed, brings } = step;
        let brings = Box::new(brings);
        self.perform(
            Mutation::MoveCase { case, mv: verb, note, photos, handler, presence, sealed, brings },
            draft,
        )
        .await
    }

    /// Vibrates, where the phone can.
    pub fn feel(self, touch: Touch) {
        vibrate(match touch {
            Touch::Ok => &[10],
            Touch::Problem => &[20, 40, 20],
            Touch::Scan => &[15],
            Touch::Seal => &[30],
            Touch::Refused => &[40, 60, 40],
        });
    }

    /// The best estimate of the server's time, for a page that needs it at a tap.
    pub fn now(self) -> At {
        self.phone().now()
    }
}

/// design.md §8, haptics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    Ok,
    Problem,
    Scan,
    Seal,
    Refused,
}
