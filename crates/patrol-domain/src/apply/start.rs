//! Opening a round: a planned one, a missed one as make-up, or one nobody planned (W01).

use crate::apply::deed::Deed;
use crate::apply::{Halt, Outcome};
use crate::asked::permitted;
use crate::checklist::Checklist;
use crate::ids::RoundId;
use crate::operation::Unplanned;
use crate::people::{Grant, Member};
use crate::permissions::{Action, Context, grant_allows};
use crate::record::{Key, Record};
use crate::reject::Rejection;
use crate::round::{Flag, Mode, Round, RoundKind, RoundState};
use crate::task::Task;
use std::collections::BTreeSet;

pub(super) fn start(
    deed: &Deed,
    id: RoundId,
    mode: Mode,
    self_check: bool,
    unplanned: Option<&Unplanned>,
    left_out: &BTreeSet<String>,
) -> Outcome {
    let mut round = match unplanned {
        None => planned(deed, id)?,
        Some(_) if deed.view.exists(&Key::Round { id })? => return Err(Rejection::IdTaken.into()),
        Some(wanted) => new(deed, id, wanted)?,
    };
    // The person's own second device opened it already: nothing to change, nothing to refuse.
    if matches!(round.state, RoundState::Started | RoundState::Paused) {
        return Ok(Vec::new());
    }
    let checklist = deed.view.checklist(&round.checklist, round.version)?;
    if mode != Mode::Foot && checklist.on_foot_only() {
        return Err(Rejection::OnFootOnly.into());
    }
    mark_time(deed, &mut round);
    round.state = RoundState::Started;
    round.mode = mode;
    round.self_check = self_check;
    round.left_out = permitted(checklist, left_out);
    round.inspector = Some(deed.op.author);
    round.started_at = Some(deed.op.made_at);
    Ok(vec![Record::Round(round)])
}

/// R04: a start outside the window is flagged. A missed round started inside its window was only
/// offline: it is no make-up, and the remark of the miss stays.
fn mark_time(deed: &Deed, round: &mut Round) {
    deed.mark_skew(round);
    if round.window.is_some_and(|window| !window.holds(deed.op.made_at)) {
        round.flags.insert(Flag::OffWindow);
        if round.state == RoundState::Missed {
            round.flags.insert(Flag::MakeUp);
        }
    }
}

fn planned(deed: &Deed, id: RoundId) -> Result<Round, Halt> {
    let me = deed.person()?;
    let mut round = deed.round(id)?;
    match round.state {
        RoundState::Planned | RoundState::Missed => {}
        RoundState::Started | RoundState::Paused if round.inspector == Some(me.id) => {
            return Ok(round);
        }
        RoundState::Started | RoundState::Paused => return Err(Rejection::StartedByOther.into()),
        state => return Err(Rejection::RoundIs { state }.into()),
    }
    if !planned_for(me, &round) {
        let department = Some(round.department);
        if !deed.may(Action::StartRound, Context { department, own: false }) {
            return Err(match round.assignee {
                Some(_) => Rejection::AssignedToOther.into(),
                None => Rejection::NotAllowed.into(),
            });
        }
        round.flags.insert(Flag::Substituted);
    }
    Ok(round)
}

/// The assigned person, or anybody with one of the round's roles when nobody is named.
pub(super) fn planned_for(member: &Member, round: &Round) -> bool {
    match round.assignee {
        Some(assignee) => assignee == member.id,
        None => member
            .grants
            .iter()
            .any(|grant| grant.site == round.site && round.roles.contains(&grant.role)),
    }
}

/// A round nobody planned (R27, R36, R37), of the department in whose role the person walks.
fn new(deed: &Deed, id: RoundId, wanted: &Unplanned) -> Result<Round, Halt> {
    let me = deed.person()?;
    let own = Context { department: None, own: true };
    let ordered = wanted.kind != RoundKind::Covert || deed.may(Action::OrderCovertRound, own);
    if !ordered || !deed.may(Action::StartRound, own) {
        return Err(Rejection::NotAllowed.into());
    }
    let site = deed.view.site(deed.op.site)?;
    let checklist = deed.view.checklist(&wanted.checklist, wanted.version)?;
    if deed.view.place(wanted.place)?.site != deed.op.site {
        return Err(Rejection::OtherSite.into());
    }
    let grant = grant_for(deed, me, checklist).ok_or(Rejection::NotAllowed)?;
    let task = Task {
        kind: wanted.kind,
        checklist: wanted.checklist.clone(),
        version: wanted.version,
        place: wanted.place,
        department: grant.department,
        roles: vec![grant.role],
    };
    Ok(Round::planned(id, deed.op.site, site.offset_min, task))
}

/// The role that the checklist is written for, else any that walks rounds.
fn grant_for<'a>(deed: &Deed, member: &'a Member, checklist: &Checklist) -> Option<&'a Grant> {
    let own = Context { department: None, own: true };
    let walks =
        |grant: &&Grant| grant.site == deed.op.site && grant_allows(grant, Action::StartRound, own);
    let mut grants = member.grants.iter().filter(walks);
    let named = grants.clone().find(|grant| checklist.roles.contains(&grant.role));
    named.or_else(|| grants.next())
}
