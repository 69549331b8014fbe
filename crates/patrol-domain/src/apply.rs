//! The one function that decides. The same on the phone and on the server.

mod answer;
mod deed;
mod effects;
mod fields;
mod issue;
mod judge;
mod links;
mod moves;
mod opening;
mod relay;
mod requires;
mod start;
mod submit;
mod tick;
mod walk;

use crate::operation::{Mutation, Op};
use crate::record::{Key, Record, View};
use crate::reject::Rejection;
use deed::Deed;
pub use relay::{may_take_over, may_walk};

/// Longest text of one field, in characters.
pub const TEXT_LIMIT: u32 = 10_000;
/// Most photos under one answer, issue or move.
pub const PHOTO_LIMIT: u32 = 9;
/// A phone's clock further off than this is flagged, in minutes.
pub const SKEW_LIMIT_MIN: u64 = 5;
/// A longer pause is flagged, in minutes (R31).
pub const PAUSE_LIMIT_MIN: i64 = 20;

/// Why `apply` stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// This record decides and has not been loaded: load it (or note its absence) and ask again.
    Need(Key),
    Rejected(Rejection),
}

impl From<Rejection> for Halt {
    fn from(rejection: Rejection) -> Self {
        Halt::Rejected(rejection)
    }
}

/// What one verb leads to.
type Outcome = Result<Vec<Record>, Halt>;

/// Decides one operation: the changed records, whole, or why not. Pure, total, deterministic.
/// The caller puts the changed records into the view before the next operation.
pub fn apply(view: &View, op: &Op) -> Result<Vec<Record>, Halt> {
    let deed = Deed::new(view, op)?;
    match &op.mutation {
        Mutation::StartRound { round, mode, self_check, unplanned, left_out } => {
            start::start(&deed, *round, *mode, *self_check, unplanned.as_ref(), left_out)
        }
        Mutation::ConfirmPresence { round, checkpoint, how, fix, live } => {
            let shown = walk::Shown { checkpoint: *checkpoint, how: *how, fix: *fix, live: *live };
            walk::confirm_presence(&deed, *round, shown)
        }
        Mutation::KeepFrame { round, checkpoint, photo } => {
            walk::keep_frame(&deed, *round, *checkpoint, photo)
        }
        Mutation::RecordAnswer { round, item, value, note, photos, severity, evidence } => {
            let severity = *severity;
            let given = answer::Given { item, value, note, photos, severity, evidence };
            answer::record(&deed, *round, given)
        }
        Mutation::ClearAnswer { round, item } => answer::clear(&deed, *round, item),
        Mutation::PauseRound { round, reason } => walk::pause(&deed, *round, reason),
        Mutation::HandRoundOver { round, to, note } => relay::hand_over(&deed, *round, *to, note),
        Mutation::ResumeRound { round } => walk::resume(&deed, *round),
        Mutation::SubmitRound { round, overall, early_end } => {
            submit::submit(&deed, *round, overall, early_end.as_ref())
        }
        Mutation::ReturnRound { round, note } => judge::send_back(&deed, *round, note),
        Mutation::ReviewRound { round, note } => judge::review(&deed, *round, note),
        Mutation::SampleRound { round, note } => judge::sample(&deed, *round, note),
        Mutation::VoidRound { round, note } => judge::void(&deed, *round, note),
        Mutation::MissRound { round } => judge::miss(&deed, *round),
        Mutation::NotePlanChange { round } => judge::plan_changed(&deed, *round),
        Mutation::ExplainRound { round, note } => judge::explain(&deed, *round, note),
        Mutation::ArchiveRound { round, note } => judge::archive(&deed, *round, note),
        Mutation::FileIssue {
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
        } => issue::file(
            &deed,
            issue::Finding {
                case: *case,
                place: *place,
                spot,
                title,
                category,
                severity: *severity,
                photos,
                found_in: found_in.as_ref(),
                department: *department,
                sound: sound.as_ref(),
            },
        ),
        Mutation::MoveCase { case, mv, note, photos, handler, presence, sealed, brings } => {
            moves::step(
                &deed,
                *case,
                moves::Step {
                    verb: mv,
                    note,
                    photos,
                    sound: None,
                    handler: *handler,
                    presence: presence.as_ref(),
                    sealed: *sealed,
                    brings,
                },
            )
        }
        Mutation::OpenCase {
            case,
            flow,
            version,
            title,
            place,
            spot,
            category,
            photos,
            sound,
            brings,
        } => opening::open(
            &deed,
            &opening::Opened {
                case: *case,
                flow,
                version: *version,
                title,
                place: *place,
                spot,
                category,
                photos,
                sound: sound.as_ref(),
                brings,
            },
        ),
        Mutation::SettleField { case, field, holds, note } => {
            fields::settle(&deed, *case, field, *holds, note)
        }
        Mutation::TickCase { case, rule, since } => tick::tick(&deed, *case, rule, *since),
    }
}
