//! What another person, or time, does to a round: review, return, sample, void, miss, explain,
//! archive (W01). Every step leaves a remark; nothing is edited or deleted.

use crate::apply::deed::{Deed, blank, fits, if_there, needs_text};
use crate::apply::{Halt, Outcome, submit};
use crate::findings;
use crate::ids::RoundId;
use crate::permissions::{Action, Context};
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::{Round, RoundKind, RoundState};

/// R19: the department's head reads the round; never one's own. R27: a covert one is open from
/// now on, and its answers go into the place's history.
pub(super) fn review(deed: &Deed, id: RoundId, note: &str) -> Outcome {
    let round = by_another(deed, id, Action::ReviewRound, &[RoundState::Submitted])?;
    fits(&[note])?;
    findings_settled(deed, &round, note)?;
    let released = match round.kind {
        RoundKind::Covert => Some(submit::remembered(deed, &round)?),
        _ => None,
    };
    let mut changed = settle(deed, round, RoundState::Reviewed, note)?;
    changed.extend(released);
    Ok(changed)
}

/// W01: each finding has gone its way as an issue, or the head says what is to be.
fn findings_settled(deed: &Deed, round: &Round, note: &str) -> Result<(), Halt> {
    let mut open = Vec::new();
    for id in findings::filed(round) {
        // An issue that this phone may not see is the server's to look at.
        let Some(case) = if_there(deed.view.case(id))? else { continue };
        if findings::is_waiting(case, deed.view.flow(&case.flow, case.flow_version)?) {
            open.push(id);
        }
    }
    if !open.is_empty() {
        return Err(Rejection::FindingsOpen { cases: open }.into());
    }
    let checklist = deed.view.checklist(&round.checklist, round.version)?;
    let place = deed.place(round.place)?;
    let unsaid: Vec<_> = findings::unfiled(round, checklist, place).map(str::to_owned).collect();
    if blank(note) && !unsaid.is_empty() {
        return Err(Rejection::FindingsUnsaid { items: unsaid }.into());
    }
    Ok(())
}

/// Asks for additions: the answers given stay as they are.
pub(super) fn send_back(deed: &Deed, id: RoundId, note: &str) -> Outcome {
    let round = by_another(deed, id, Action::ReviewRound, &[RoundState::Submitted])?;
    needs_text(note)?;
    settle(deed, round, RoundState::Returned, note)
}

/// R08, R21: the second line compares a reviewed round with the site; neither inspector nor reviewer.
pub(super) fn sample(deed: &Deed, id: RoundId, note: &str) -> Outcome {
    let round = by_another(deed, id, Action::SampleRound, &[RoundState::Reviewed])?;
    let judged = [RoundState::Reviewed, RoundState::Returned];
    if round.remarks.iter().any(|r| r.by == deed.op.author && judged.contains(&r.state)) {
        return Err(Rejection::NeedsAnotherPerson.into());
    }
    needs_text(note)?;
    settle(deed, round, RoundState::Sampled, note)
}

/// Opened by mistake: by the one who opened it or a head, with a reason.
pub(super) fn void(deed: &Deed, id: RoundId, note: &str) -> Outcome {
    let round = deed.round(id)?;
    let mine = round.inspector == Some(deed.person()?.id);
    if !mine && !deed.may(Action::VoidRound, of(&round)) {
        return Err(Rejection::NotAllowed.into());
    }
    in_state(&round, &[RoundState::Started, RoundState::Paused])?;
    needs_text(note)?;
    settle(deed, round, RoundState::Void, note)
}

/// By the server alone, once window and grace have passed without a start.
pub(super) fn miss(deed: &Deed, id: RoundId) -> Outcome {
    if !deed.is_system() {
        return Err(Rejection::NotAllowed.into());
    }
    let round = deed.round(id)?;
    in_state(&round, &[RoundState::Planned])?;
    let at = deed.op.made_at;
    let over = round.window.is_some_and(|window| at > window.closes && !window.holds(at));
    if !over {
        return Err(Rejection::RoundIs { state: round.state }.into());
    }
    settle(deed, round, RoundState::Missed, "")
}

/// By the server alone: a round is walked as it was made, and says that its plan is another now.
pub(super) fn plan_changed(deed: &Deed, id: RoundId) -> Outcome {
    if !deed.is_system() {
        return Err(Rejection::NotAllowed.into());
    }
    let mut round = deed.round(id)?;
    in_state(&round, &[RoundState::Planned, RoundState::Started, RoundState::Paused])?;
    round.plan_changed_at = Some(deed.op.made_at);
    Ok(vec![Record::Round(round)])
}

/// The person's own words beside a judgement; the state stays.
pub(super) fn explain(deed: &Deed, id: RoundId, note: &str) -> Outcome {
    let round = deed.round(id)?;
    let me = deed.person()?;
    let walker = match (round.inspector, round.assignee) {
        (None, None) => {
            me.grants.iter().any(|g| g.site == round.site && round.roles.contains(&g.role))
        }
        (inspector, assignee) => inspector == Some(me.id) || assignee == Some(me.id),
    };
    if !walker && !deed.may(Action::ReviewRound, of(&round)) {
        return Err(Rejection::NotAllowed.into());
    }
    if matches!(round.state, RoundState::Planned | RoundState::Void | RoundState::Archived) {
        return Err(Rejection::RoundIs { state: round.state }.into());
    }
    needs_text(note)?;
    let state = round.state;
    settle(deed, round, state, note)
}

/// R112: into the month's bundle, named in `note`.
pub(super) fn archive(deed: &Deed, id: RoundId, note: &str) -> Outcome {
    let round = deed.round(id)?;
    if !deed.is_system() && !deed.may(Action::ArchiveRounds, of(&round)) {
        return Err(Rejection::NotAllowed.into());
    }
    in_state(&round, &[RoundState::Reviewed, RoundState::Sampled])?;
    needs_text(note)?;
    settle(deed, round, RoundState::Archived, note)
}

/// The round, when the author may do `action` to it and did not walk it (four eyes).
fn by_another(
    deed: &Deed,
    id: RoundId,
    action: Action,
    states: &[RoundState],
) -> Result<Round, Halt> {
    let round = deed.round(id)?;
    if round.walked_by(deed.person()?.id) {
        return Err(Rejection::NeedsAnotherPerson.into());
    }
    if !deed.may(action, of(&round)) {
        return Err(Rejection::NotAllowed.into());
    }
    in_state(&round, states)?;
    Ok(round)
}

fn of(round: &Round) -> Context {
    Context { department: Some(round.department), own: false }
}

fn in_state(round: &Round, states: &[RoundState]) -> Result<(), Halt> {
    if states.contains(&round.state) {
        return Ok(());
    }
    Err(Rejection::RoundIs { state: round.state }.into())
}

fn settle(deed: &Deed, mut round: Round, state: RoundState, note: &str) -> Outcome {
    deed.remark(&mut round, state, note);
    Ok(vec![Record::Round(round)])
}
