//! 流转: a round changes hands, before it is begun or in the middle of it (W01).

use crate::apply::deed::{Deed, fits};
use crate::apply::start::planned_for;
use crate::apply::{Halt, Outcome};
use crate::ids::{MemberId, RoundId};
use crate::people::Member;
use crate::permissions::{Action, Context, may};
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::{Relay, Round, RoundState};

/// Gives the round to a colleague who may walk it. What is answered stays, with who answered it.
/// By the one who has it in hand, or by the department's head, who so names a substitute.
pub(super) fn hand_over(deed: &Deed, id: RoundId, to: MemberId, note: &str) -> Outcome {
    let mut round = deed.round(id)?;
    fits(&[note])?;
    let me = deed.person()?;
    let holder = round.inspector.or(round.assignee);
    let mine = match round.inspector {
        Some(inspector) => inspector == me.id,
        None => planned_for(me, &round),
    };
    let department = Some(round.department);
    if !mine && !deed.may(Action::AssignHandler, Context { department, own: false }) {
        return Err(match round.inspector {
            Some(_) => Rejection::StartedByOther.into(),
            None => Rejection::NotAllowed.into(),
        });
    }
    if !is_open(round.state) {
        return Err(Rejection::RoundIs { state: round.state }.into());
    }
    if holder == Some(to) {
        return Err(Rejection::NeedsAnotherPerson.into());
    }
    takes(deed, &round, to)?;
    let (by, at) = (me.id, deed.op.made_at);
    round.relays.push(Relay { from: holder, to, by, at, note: note.to_owned() });
    round.assignee = Some(to);
    round.inspector = round.inspector.map(|_| to);
    Ok(vec![Record::Round(round)])
}

fn is_open(state: RoundState) -> bool {
    use RoundState::{Missed, Paused, Planned, Returned, Started};
    matches!(state, Planned | Missed | Started | Paused | Returned)
}

/// Refuses a colleague without the round's role, or a suspended one.
fn takes(deed: &Deed, round: &Round, to: MemberId) -> Result<(), Halt> {
    let colleague = deed.view.member(to)?;
    if colleague.suspended || !may_walk(colleague, round) {
        return Err(Rejection::CannotWalk.into());
    }
    Ok(())
}

/// Whether the person could be given this round: one of its roles, or leave to start any round of
/// its department.
pub fn may_walk(member: &Member, round: &Round) -> bool {
    let named = |grant: &crate::people::Grant| {
        grant.site == round.site && round.roles.contains(&grant.role)
    };
    let context = Context { department: Some(round.department), own: false };
    !member.suspended
        && (member.grants.iter().any(named) || may(member, round.site, Action::StartRound, context))
}

/// R190: who may take over the post of the round: somebody of its department with one of its roles,
/// or with leave to start its rounds.
pub fn may_take_over(member: &Member, round: &Round) -> bool {
    let posted = |grant: &crate::people::Grant| {
        grant.site == round.site
            && grant.department == round.department
            && round.roles.contains(&grant.role)
    };
    let context = Context { department: Some(round.department), own: false };
    !member.suspended
        && (member.grants.iter().any(posted)
            || may(member, round.site, Action::StartRound, context))
}
