//! On the way: proof of presence, pause, resume (W01).

use crate::apply::deed::{Deed, few_photos, if_there, needs_text};
use crate::apply::{Halt, Outcome, PAUSE_LIMIT_MIN};
use crate::ids::{CheckpointId, RoundId};
use crate::photo::PhotoRef;
use crate::place::Checkpoint;
use crate::position::{Fix, Nearness};
use crate::presence::{FRAME_BYTES, FRAME_WITHIN_MS};
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::{Flag, Frame, Pause, Presence, PresenceHow, RoundState};

/// What stands for a presence.
pub(super) struct Shown {
    pub checkpoint: CheckpointId,
    pub how: PresenceHow,
    pub fix: Option<Fix>,
    pub live: bool,
}

/// Keeps every scan of this site's checkpoints, the odd ones too; submission judges them. A
/// position is judged at once: the person can still walk nearer, or take a photo.
pub(super) fn confirm_presence(deed: &Deed, id: RoundId, shown: Shown) -> Outcome {
    let Shown { checkpoint, how, fix, live } = shown;
    let mut round = deed.own_round(id, &[RoundState::Started, RoundState::Returned])?;
    let point = deed.checkpoint(checkpoint)?;
    let mut presence = Presence::new(checkpoint, how, deed.op.made_at);
    match how {
        PresenceHow::Position => presence.fix = Some(near(deed, point, fix)?),
        PresenceHow::Qr if live => presence.frame = Frame::Awaited,
        _ => {}
    }
    let same =
        |kept: &Presence| (kept.checkpoint, kept.how, kept.at) == (checkpoint, how, presence.at);
    if !round.presence.iter().any(same) {
        round.presence.push(presence);
    }
    if matches!(how, PresenceHow::Photo | PresenceHow::Position) {
        round.flags.insert(Flag::NoScan);
    }
    Ok(vec![Record::Round(round)])
}

/// The reading, when the site takes positions and it lies around the checkpoint.
fn near(deed: &Deed, point: &Checkpoint, fix: Option<Fix>) -> Result<Fix, Halt> {
    let taken = if_there(deed.view.site(deed.op.site))?.is_some_and(|site| site.positions);
    let Some(area) = point.area.filter(|_| taken) else {
        return Err(Rejection::PositionNotTaken.into());
    };
    let fix = fix.filter(Fix::is_sound).ok_or(Rejection::PositionNeeded)?;
    match area.judge(&fix) {
        Nearness::Here => Ok(fix),
        Nearness::TooFar { metres, limit } => Err(Rejection::TooFar { metres, limit }.into()),
        Nearness::TooInexact { metres, limit } => {
            Err(Rejection::TooInexact { metres, limit }.into())
        }
    }
}

/// Puts the frame beside the newest scan of the checkpoint that waits for one. A round that was
/// handed in a second after its last scan takes it too.
pub(super) fn keep_frame(
    deed: &Deed,
    id: RoundId,
    checkpoint: CheckpointId,
    photo: &PhotoRef,
) -> Outcome {
    use RoundState::{Paused, Returned, Started, Submitted};
    let mut round = deed.own_round(id, &[Started, Paused, Returned, Submitted])?;
    if photo.bytes > FRAME_BYTES {
        return Err(Rejection::FrameTooLarge { limit: FRAME_BYTES }.into());
    }
    few_photos(std::slice::from_ref(photo))?;
    let waits = |presence: &&mut Presence| {
        let late = photo.taken_at.0.saturating_sub(presence.at.0);
        presence.checkpoint == checkpoint
            && presence.frame == Frame::Awaited
            && (0..=FRAME_WITHIN_MS).contains(&late)
    };
    let scan = round.presence.iter_mut().rev().find(waits).ok_or(Rejection::NoScanForFrame)?;
    scan.frame = Frame::Kept { photo: photo.clone() };
    Ok(vec![Record::Round(round)])
}

pub(super) fn pause(deed: &Deed, id: RoundId, reason: &str) -> Outcome {
    let mut round = deed.own_round(id, &[RoundState::Started])?;
    needs_text(reason)?;
    round.pauses.push(Pause { from: deed.op.made_at, to: None, reason: reason.to_owned() });
    round.state = RoundState::Paused;
    Ok(vec![Record::Round(round)])
}

/// R31: a pause over the limit is flagged.
pub(super) fn resume(deed: &Deed, id: RoundId) -> Outcome {
    let mut round = deed.own_round(id, &[RoundState::Paused])?;
    if let Some(pause) = round.pauses.last_mut() {
        pause.to = Some(deed.op.made_at);
        if deed.op.made_at.minutes_since(pause.from) > PAUSE_LIMIT_MIN {
            round.flags.insert(Flag::LongPause);
        }
    }
    round.state = RoundState::Started;
    Ok(vec![Record::Round(round)])
}
