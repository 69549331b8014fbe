//! On the way: proof of presence, pause, resume (W01).

use crate::apply::deed::{Deed, needs_text};
use crate::apply::{Outcome, PAUSE_LIMIT_MIN};
use crate::ids::{CheckpointId, RoundId};
use crate::record::Record;
use crate::round::{Flag, Pause, Presence, PresenceHow, RoundState};

/// Keeps every scan of this site's checkpoints, the odd ones too; submission judges them.
pub(super) fn confirm_presence(
    deed: &Deed,
    id: RoundId,
    checkpoint: CheckpointId,
    how: PresenceHow,
) -> Outcome {
    let mut round = deed.own_round(id, &[RoundState::Started, RoundState::Returned])?;
    deed.checkpoint(checkpoint)?;
    let presence = Presence { checkpoint, how, at: deed.op.made_at };
    if !round.presence.contains(&presence) {
        round.presence.push(presence);
    }
    if how == PresenceHow::Photo {
        round.flags.insert(Flag::NoScan);
    }
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
