//! One operation beside the records it is judged by: who writes, what they may see. Decides no verb.

use crate::apply::{Halt, PHOTO_LIMIT, SKEW_LIMIT_MIN, TEXT_LIMIT};
use crate::case::Case;
use crate::flow::Wall;
use crate::ids::{CaseId, CheckpointId, MemberId, PlaceId, RoundId};
use crate::operation::Op;
use crate::people::Member;
use crate::permissions::{Action, Context, may};
use crate::photo::{MARK_LIMIT, MARK_TEXT_LIMIT, Mark, PhotoRef};
use crate::place::{Checkpoint, Place};
use crate::record::{Key, View};
use crate::reject::Rejection;
use crate::round::{Flag, Remark, Round, RoundState};
use crate::sight::{visible_case, visible_round};
use crate::sound::{SOUND_LIMIT_MS, SoundRef};

/// Places are looked for at most this far up the tree, so that a loop in it ends.
const DEEPEST_PLACE: usize = 16;

pub(super) struct Deed<'a> {
    pub view: &'a View,
    pub op: &'a Op,
    /// `None`: the server itself.
    author: Option<&'a Member>,
}

impl<'a> Deed<'a> {
    /// Checks that the author works at the operation's site and is not suspended.
    pub fn new(view: &'a View, op: &'a Op) -> Result<Deed<'a>, Halt> {
        if op.author == MemberId::SYSTEM {
            return Ok(Deed { view, op, author: None });
        }
        let author = view.member(op.author)?;
        if author.suspended {
            return Err(Rejection::Suspended.into());
        }
        if !author.grants.iter().any(|grant| grant.site == op.site) {
            return Err(Rejection::NotAllowed.into());
        }
        Ok(Deed { view, op, author: Some(author) })
    }

    /// The person who writes; the server itself may not do what people do.
    pub fn person(&self) -> Result<&'a Member, Halt> {
        self.author.ok_or(Halt::Rejected(Rejection::NotAllowed))
    }

    pub fn is_system(&self) -> bool {
        self.author.is_none()
    }

    pub fn may(&self, action: Action, context: Context) -> bool {
        self.author.is_some_and(|author| may(author, self.op.site, action, context))
    }

    /// A copy of the round, when it belongs to this site and the author may see it.
    pub fn round(&self, id: RoundId) -> Result<Round, Halt> {
        let round = self.view.round(id)?;
        if round.site != self.op.site {
            return Err(Rejection::OtherSite.into());
        }
        if self.author.is_some_and(|author| !visible_round(author, round)) {
            return Err(Rejection::Unknown { key: Key::Round { id } }.into());
        }
        Ok(round.clone())
    }

    /// A copy of the round that the author walks, in one of `states`, marked when the clock is off.
    pub fn own_round(&self, id: RoundId, states: &[RoundState]) -> Result<Round, Halt> {
        let me = self.person()?.id;
        let mut round = self.round(id)?;
        if round.inspector.is_some_and(|inspector| inspector != me) {
            return Err(Rejection::StartedByOther.into());
        }
        if round.inspector.is_none() || !states.contains(&round.state) {
            return Err(Rejection::RoundIs { state: round.state }.into());
        }
        self.mark_skew(&mut round);
        Ok(round)
    }

    /// A copy of the case, when it belongs to this site and the author may see it.
    pub fn case(&self, id: CaseId) -> Result<Case, Halt> {
        let case = self.view.case(id)?;
        if case.site != self.op.site {
            return Err(Rejection::OtherSite.into());
        }
        if !visible_case(self.person()?, case) {
            return Err(Rejection::Unknown { key: Key::Case { id } }.into());
        }
        Ok(case.clone())
    }

    pub fn checkpoint(&self, id: CheckpointId) -> Result<&'a Checkpoint, Halt> {
        let point = self.view.checkpoint(id)?;
        if point.site != self.op.site {
            return Err(Rejection::OtherSitesCheckpoint.into());
        }
        Ok(point)
    }

    /// The place, when it is known and of this site.
    pub fn place(&self, id: PlaceId) -> Result<Option<&'a Place>, Halt> {
        Ok(if_there(self.view.place(id))?.filter(|place| place.site == self.op.site))
    }

    /// The site's wall clock and calendar; those of UTC where its record is not at hand.
    pub fn wall(&self) -> Result<Wall, Halt> {
        let site = if_there(self.view.site(self.op.site))?;
        Ok(site.map_or_else(Wall::default, |site| Wall {
            offset_min: site.offset_min,
            calendar: site.calendar.clone(),
        }))
    }

    /// Whether a scan of `point` proves a presence at `place`: the point is of the place, of
    /// something inside it, or of the place right around it.
    pub fn proves(&self, point: CheckpointId, place: PlaceId) -> Result<bool, Halt> {
        let Some(point) = if_there(self.view.checkpoint(point))? else { return Ok(false) };
        if point.site != self.op.site {
            return Ok(false);
        }
        let mut next = Some(point.place);
        for _ in 0..DEEPEST_PLACE {
            match next {
                Some(id) if id == place => return Ok(true),
                Some(id) => next = self.place(id)?.and_then(|place| place.parent),
                None => break,
            }
        }
        let around = self.place(place)?.and_then(|place| place.parent);
        Ok(around == Some(point.place))
    }

    /// Flags a round whose phone's clock is off; never refuses for it.
    pub fn mark_skew(&self, round: &mut Round) {
        if self.op.made_at.0.abs_diff(self.op.device_at.0) > SKEW_LIMIT_MIN * 60_000 {
            round.flags.insert(Flag::ClockSkew);
        }
    }

    /// Sets the state and keeps who did it, when and why.
    pub fn remark(&self, round: &mut Round, state: RoundState, note: &str) {
        round.state = state;
        round.remarks.push(Remark {
            op: self.op.id,
            state,
            by: self.op.author,
            at: self.op.made_at,
            note: note.to_owned(),
        });
    }
}

/// Reads a record that may be absent: `None` then, still halting while it was not asked for.
pub(super) fn if_there<T>(read: Result<T, Halt>) -> Result<Option<T>, Halt> {
    match read {
        Ok(record) => Ok(Some(record)),
        Err(Halt::Rejected(Rejection::Unknown { .. })) => Ok(None),
        Err(halt) => Err(halt),
    }
}

pub(super) fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Refuses texts longer than `TEXT_LIMIT` characters.
pub(super) fn fits(texts: &[&str]) -> Result<(), Halt> {
    let limit = TEXT_LIMIT as usize;
    // Bytes first: most texts are short, and counting characters walks the whole text.
    if texts.iter().any(|text| text.len() > limit && text.chars().count() > limit) {
        return Err(Rejection::TextTooLong { limit: TEXT_LIMIT }.into());
    }
    Ok(())
}

/// Refuses a blank or too long text.
pub(super) fn needs_text(text: &str) -> Result<(), Halt> {
    if blank(text) {
        return Err(Rejection::TextNeeded.into());
    }
    fits(&[text])
}

pub(super) fn few_photos(photos: &[PhotoRef]) -> Result<(), Halt> {
    if photos.len() > PHOTO_LIMIT as usize {
        return Err(Rejection::TooManyPhotos { limit: PHOTO_LIMIT }.into());
    }
    photos.iter().try_for_each(well_marked)
}

/// Refuses a drawing that is too much, or not on its photo.
fn well_marked(photo: &PhotoRef) -> Result<(), Halt> {
    let empty = |mark: &Mark| matches!(mark, Mark::Text { text, .. } if blank(text));
    let bad = |mark: &Mark| !mark.is_inside() || empty(mark);
    if photo.marks.len() > MARK_LIMIT as usize || photo.marks.iter().any(bad) {
        return Err(Rejection::BadMarks { limit: MARK_LIMIT }.into());
    }
    let long = |mark: &Mark| mark.text().chars().count() > MARK_TEXT_LIMIT as usize;
    if photo.marks.iter().any(long) {
        return Err(Rejection::TextTooLong { limit: MARK_TEXT_LIMIT }.into());
    }
    Ok(())
}

/// Refuses a clip that is too long or too large.
pub(super) fn short_sound(sound: Option<&SoundRef>) -> Result<(), Halt> {
    if sound.is_some_and(|sound| !sound.fits()) {
        return Err(Rejection::SoundTooLong { limit: SOUND_LIMIT_MS / 1000 }.into());
    }
    Ok(())
}
