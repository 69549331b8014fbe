//! Links between cases and rounds: made on both sides, never in a loop.

use crate::apply::Halt;
use crate::apply::deed::{Deed, if_there};
use crate::apply::moves::Step;
use crate::case::{Case, Event, Link, LinkTo};
use crate::flow::{Effect, Flow, Secrecy, StateKind};
use crate::ids::CaseId;
use crate::reject::Rejection;
use std::collections::BTreeSet;

/// Most links of one case.
const LINK_LIMIT: usize = 50;
/// So many cases are looked at for a loop.
const FURTHEST: usize = 200;

/// Adds the links; returns the cases on the other side, which now point back.
pub(super) fn add(
    deed: &Deed,
    flow: &Flow,
    case: &mut Case,
    links: &[Link],
) -> Result<Vec<Case>, Halt> {
    let mut touched = Vec::new();
    for link in links {
        let bad = || Rejection::BadLink { link: link.kind.clone() };
        let kind = flow.link(&link.kind).filter(|_| !link.back).ok_or_else(bad)?;
        if case.links.len() >= LINK_LIMIT {
            return Err(bad().into());
        }
        match link.to {
            LinkTo::Case { id } if id == case.id => return Err(Rejection::LinkLoop.into()),
            LinkTo::Case { id } => {
                let mut other = deed.case(id)?;
                let fits = kind.checklist.is_none()
                    && kind.flow.as_ref().is_none_or(|flow| *flow == other.flow);
                if !fits {
                    return Err(bad().into());
                }
                if leads_to(deed, &other, case.id)? {
                    return Err(Rejection::LinkLoop.into());
                }
                let to = LinkTo::Case { id: case.id };
                let back = Link { kind: case.flow.clone(), to, back: true };
                // What is kept from others leaves no trace where others read.
                let open = matches!(case.visibility.kind, Secrecy::Open | Secrecy::Restricted);
                if open && !other.links.contains(&back) && other.links.len() < LINK_LIMIT {
                    other.links.push(back);
                    touched.push(other);
                }
            }
            LinkTo::Round { id } => {
                let round = deed.round(id)?;
                let fits = kind.flow.is_none()
                    && kind.checklist.as_ref().is_none_or(|list| *list == round.checklist);
                if !fits {
                    return Err(bad().into());
                }
            }
        }
        if !case.links.contains(link) {
            case.links.push(link.clone());
        }
    }
    Ok(touched)
}

/// Whether the links of `from`, followed forward, come to the case. A case that is not at hand
/// ends its way: the server, which has them all, decides.
fn leads_to(deed: &Deed, from: &Case, goal: CaseId) -> Result<bool, Halt> {
    let mut seen = BTreeSet::new();
    let mut ahead = forward(from);
    while let Some(next) = ahead.pop() {
        if next == goal {
            return Ok(true);
        }
        if seen.len() >= FURTHEST || !seen.insert(next) {
            continue;
        }
        if let Some(case) = if_there(deed.view.case(next))?.filter(|one| one.site == from.site) {
            ahead.extend(forward(case));
        }
    }
    Ok(false)
}

fn forward(case: &Case) -> Vec<CaseId> {
    let ahead = case.links.iter().filter(|link| !link.back);
    ahead
        .filter_map(|link| match link.to {
            LinkTo::Case { id } => Some(id),
            LinkTo::Round { .. } => None,
        })
        .collect()
}

/// Makes the moves that this one carries to linked cases; returns every changed case but this.
pub(super) fn carry(
    deed: &Deed,
    sets: &[Effect],
    case: &Case,
    step: &Step,
    mut touched: Vec<Case>,
) -> Result<Vec<Case>, Halt> {
    for effect in sets {
        let Effect::Carry { link: kind, verb } = effect else { continue };
        for link in case.links.iter().filter(|link| link.kind == *kind) {
            let LinkTo::Case { id } = link.to else { continue };
            let place = touched.iter().position(|one| one.id == id);
            let other = match place {
                Some(place) => Some(touched.swap_remove(place)),
                None => if_there(deed.view.case(id))?.cloned(),
            };
            let Some(mut other) = other.filter(|one| one.site == case.site) else { continue };
            let moved = move_along(deed, &mut other, verb, step)?;
            if moved || place.is_some() {
                touched.push(other);
            }
        }
    }
    Ok(touched)
}

/// Whether the other case's flow has the move from where it stands.
fn move_along(deed: &Deed, other: &mut Case, verb: &str, step: &Step) -> Result<bool, Halt> {
    let flow = if_there(deed.view.flow(&other.flow, other.flow_version))?;
    let Some(flow) = flow else { return Ok(false) };
    let Some(mv) = flow.find(&other.state, verb) else { return Ok(false) };
    let to = mv.to.clone().unwrap_or_else(|| other.state.clone());
    let closed = flow.state(&to).is_some_and(|state| state.kind == StateKind::Closed);
    let (op, at) = (deed.op.id, deed.op.made_at);
    other.closed_at = closed.then_some(at);
    other.state.clone_from(&to);
    other.timeline.push(Event {
        note: step.note.to_owned(),
        photos: step.photos.to_vec(),
        ..Event::bare(op, verb, to, deed.op.author, at)
    });
    Ok(true)
}
