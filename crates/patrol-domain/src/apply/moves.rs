//! One move of a case along its flow. Knows no verb by name: the flow is data (W02).

use crate::apply::deed::{Deed, blank, few_photos, fits, if_there};
use crate::apply::{Halt, Outcome};
use crate::case::{Case, Event};
use crate::flow::{Effect, Flow, Move, Requirement, StateKind};
use crate::ids::{CaseId, MemberId, PhotoId};
use crate::people::Department;
use crate::permissions::{Action, Context, may};
use crate::photo::PhotoRef;
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::Presence;
use std::collections::BTreeSet;

/// What the mover brings.
pub(super) struct Step<'a> {
    pub verb: &'a str,
    pub note: &'a str,
    pub photos: &'a [PhotoRef],
    pub handler: Option<MemberId>,
    pub presence: Option<&'a Presence>,
    pub sealed: bool,
}

pub(super) fn step(deed: &Deed, id: CaseId, step: Step) -> Outcome {
    let me = deed.person()?;
    let mut case = deed.case(id)?;
    let flow = deed.view.flow(&case.flow, case.flow_version)?;
    let Some(mv) = flow.find(&case.state, step.verb) else {
        let (mv, state) = (step.verb.to_owned(), case.state.clone());
        return Err(Rejection::NoSuchMove { mv, state }.into());
    };
    mv.who.allows(me, &case)?;
    fits(&[step.note])?;
    few_photos(step.photos)?;
    if let Some(presence) = step.presence {
        deed.checkpoint(presence.checkpoint)?;
    }
    for requirement in &mv.requires {
        require(deed, &case, &step, *requirement)?;
    }
    let handler = step.handler.filter(|_| mv.sets.contains(&Effect::Handler));
    if let Some(handler) = handler {
        check_handler(deed, handler, case.department)?;
    }
    set(deed, &mut case, flow, mv, handler);
    case.timeline.push(Event {
        op: deed.op.id,
        verb: mv.verb.clone(),
        to: mv.to.clone(),
        by: me.id,
        at: deed.op.made_at,
        note: step.note.to_owned(),
        photos: step.photos.to_vec(),
        sound: None,
        handler,
        presence: step.presence.cloned(),
        sealed: step.sealed,
    });
    Ok(vec![Record::Case(case)])
}

fn require(deed: &Deed, case: &Case, step: &Step, what: Requirement) -> Result<(), Halt> {
    let missing = match what {
        Requirement::Note => blank(step.note).then_some(Rejection::MoveNoteNeeded),
        Requirement::Photo => step.photos.is_empty().then_some(Rejection::MovePhotoNeeded),
        Requirement::Handler => step.handler.is_none().then_some(Rejection::HandlerNeeded),
        Requirement::Seal => (!step.sealed).then_some(Rejection::SealNeeded),
        Requirement::PlaceProof => {
            (!proven(deed, case, step)?).then_some(Rejection::PlaceProofNeeded)
        }
    };
    missing.map_or(Ok(()), |rejection| Err(rejection.into()))
}

/// R93: a scan at the case's place, or a photo that the case has not seen before.
fn proven(deed: &Deed, case: &Case, step: &Step) -> Result<bool, Halt> {
    let seen: BTreeSet<PhotoId> =
        case.timeline.iter().flat_map(|event| &event.photos).map(|photo| photo.id).collect();
    if step.photos.iter().any(|photo| !seen.contains(&photo.id)) {
        return Ok(true);
    }
    match (step.presence, case.place) {
        (None, _) => Ok(false),
        // A photo standing in for the scan was looked for above.
        (Some(presence), _) if presence.how == crate::round::PresenceHow::Photo => Ok(false),
        (Some(_), None) => Ok(true),
        (Some(presence), Some(place)) => deed.proves(presence.checkpoint, place),
    }
}

/// W02: a handler works in the case's department, in a role that handles.
fn check_handler(deed: &Deed, id: MemberId, department: Department) -> Result<(), Halt> {
    let site = deed.op.site;
    let own = Context { department: Some(department), own: true };
    let fits = if_there(deed.view.member(id))?.is_some_and(|member| {
        let inside =
            |grant: &crate::people::Grant| grant.site == site && grant.department == department;
        member.grants.iter().any(inside) && may(member, site, Action::HandleIssue, own)
    });
    if fits { Ok(()) } else { Err(Rejection::HandlerOutsideDepartment.into()) }
}

fn set(deed: &Deed, case: &mut Case, flow: &Flow, mv: &Move, handler: Option<MemberId>) {
    for effect in &mv.sets {
        match effect {
            Effect::Handler => case.handler = handler.or(case.handler),
            Effect::Verifier => case.verifier = Some(deed.op.author),
            Effect::Attempt => case.attempts = case.attempts.saturating_add(1),
        }
    }
    case.state = mv.to.clone();
    let closed = flow.state(&mv.to).is_some_and(|state| state.kind == StateKind::Closed);
    case.closed_at = closed.then_some(deed.op.made_at);
}
