//! What a move asks for, and whether it was brought.

use crate::apply::Halt;
use crate::apply::answer::is_signed;
use crate::apply::deed::{Deed, blank, if_there};
use crate::apply::moves::Step;
use crate::case::{Case, LinkTo};
use crate::flow::{Requirement, Scene};
use crate::ids::PhotoId;
use crate::reject::Rejection;
use crate::round::{PresenceHow, RoundState};
use std::collections::BTreeSet;

/// `before` is the case as it stood, `case` with the fields and links of the move written.
pub(super) fn require(
    deed: &Deed,
    before: &Case,
    case: &Case,
    step: &Step,
    what: &Requirement,
) -> Result<(), Halt> {
    let missing = |there: bool, why: Rejection| if there { Ok(()) } else { Err(why.into()) };
    let brings = step.brings;
    match what {
        Requirement::Note => missing(!blank(step.note), Rejection::MoveNoteNeeded),
        Requirement::Photo => missing(!step.photos.is_empty(), Rejection::MovePhotoNeeded),
        Requirement::AfterPhoto => missing(fresh_photo(before, step), Rejection::AfterPhotoNeeded),
        Requirement::Handler => missing(step.handler.is_some(), Rejection::HandlerNeeded),
        Requirement::Seal => missing(step.sealed, Rejection::SealNeeded),
        Requirement::PlaceProof => {
            missing(proven(deed, before, step)?, Rejection::PlaceProofNeeded)
        }
        Requirement::Place => {
            missing(case.place.is_some() || !blank(&case.spot), Rejection::PlaceNeeded)
        }
        Requirement::Department => {
            missing(brings.department.is_some(), Rejection::DepartmentNeeded)
        }
        Requirement::Severity => missing(brings.severity.is_some(), Rejection::SeverityNeeded),
        Requirement::Category => missing(!case.category.is_empty(), Rejection::NoSuchCategory),
        Requirement::CaseCode => {
            let code = brings.code.trim().to_ascii_uppercase();
            missing(code == case.slip_code(), Rejection::CaseCodeNeeded)
        }
        Requirement::Field(field) => {
            let why = Rejection::FieldNeeded { field: field.clone() };
            missing(brings.fields.contains_key(field), why)
        }
        Requirement::Known(field) => {
            let why = Rejection::FieldNeeded { field: field.clone() };
            missing(case.value(field).is_some(), why)
        }
        Requirement::Signature(signer) => {
            let mut signed = brings.signatures.iter().filter(|signed| signed.signer == *signer);
            let why = Rejection::SignatureNeeded { signer: signer.clone() };
            missing(signed.any(|signed| is_signed(&signed.signature)), why)
        }
        Requirement::Link(kind) => {
            let why = Rejection::LinkNeeded { link: kind.clone() };
            missing(case.links.iter().any(|link| link.kind == *kind), why)
        }
        Requirement::RoundDone(kind) => {
            let why = Rejection::RoundNotDone { link: kind.clone() };
            missing(round_done(deed, case, kind)?, why)
        }
        Requirement::When { when, need } => {
            let scene = Scene {
                mover: deed.person().ok(),
                offset_min: deed.wall()?.offset_min,
                severity: brings.severity,
                department: brings.department,
                has_photo: !step.photos.is_empty(),
                ..Scene::of(case, deed.op.made_at)
            };
            if when.holds(&scene) { require(deed, before, case, step, need) } else { Ok(()) }
        }
    }
}

fn fresh_photo(case: &Case, step: &Step) -> bool {
    let seen: BTreeSet<PhotoId> =
        case.timeline.iter().flat_map(|event| &event.photos).map(|photo| photo.id).collect();
    step.photos.iter().any(|photo| !seen.contains(&photo.id))
}

/// R93: a scan at the case's place, or a photo that the case has not seen before.
fn proven(deed: &Deed, case: &Case, step: &Step) -> Result<bool, Halt> {
    if fresh_photo(case, step) {
        return Ok(true);
    }
    match (step.presence, case.place) {
        (None, _) => Ok(false),
        // A photo standing in for the scan, or beside a position, was looked for above.
        (Some(presence), _)
            if matches!(presence.how, PresenceHow::Photo | PresenceHow::Position) =>
        {
            Ok(false)
        }
        (Some(_), None) => Ok(true),
        (Some(presence), Some(place)) => deed.proves(presence.checkpoint, place),
    }
}

fn round_done(deed: &Deed, case: &Case, kind: &str) -> Result<bool, Halt> {
    for link in case.links.iter().filter(|link| link.kind == kind) {
        let LinkTo::Round { id } = link.to else { continue };
        let done = if_there(deed.view.round(id))?.is_some_and(|round| {
            use RoundState::{Archived, Reviewed, Sampled, Submitted};
            matches!(round.state, Submitted | Reviewed | Sampled | Archived)
        });
        if done {
            return Ok(true);
        }
    }
    Ok(false)
}
