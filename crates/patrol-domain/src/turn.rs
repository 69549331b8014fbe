//! Whose turn a case is: what a person may do with it now, read from the flow. Knows no words.

use crate::case::Case;
use crate::flow::{Cond, Flow, Move, Relation, Requirement, StateKind};
use crate::people::Member;
use crate::reject::Rejection;

/// What a person may do with a case, and whether it waits for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// The case stands still until this person, or one like them, acts.
    pub mine: bool,
    /// A handler is to be named, and this person may.
    pub assign: bool,
    /// The seal is theirs to give.
    pub verify: bool,
    /// R94: it waits to be sealed, and only the person's own work keeps them from it.
    pub own_work: bool,
}

/// Whether the move asks for this now, whatever else it asks for.
pub fn asks(mv: &Move, what: &Requirement) -> bool {
    mv.requires.contains(what)
}

/// Whether the move leads out of the state it is made in.
pub fn leads_on(mv: &Move, case: &Case) -> bool {
    mv.to.as_ref().is_some_and(|to| *to != case.state) || !mv.branches.is_empty()
}

/// Whether cases are sealed out of this state.
pub fn is_sealing(flow: &Flow, state: &str) -> bool {
    let mut out = flow.moves.iter().filter(|mv| mv.from.iter().any(|from| from == state));
    out.any(|mv| asks(mv, &Requirement::Seal))
}

/// The moves open to a person, the most pressing first: the seal, a handler who is missing, the ways
/// on in the order of the flow, waiting, and last what leaves the case where it is.
pub fn by_weight<'a>(flow: &'a Flow, me: &'a Member, case: &'a Case) -> Vec<&'a Move> {
    let mut moves: Vec<_> = flow.moves_open_to(me, case).collect();
    moves.sort_by_key(|mv| {
        let kind = mv.to.as_ref().and_then(|to| flow.state(to)).map(|state| state.kind);
        match kind {
            _ if asks(mv, &Requirement::Seal) => 0,
            _ if names_first_handler(mv, case) && mv.requires.len() == 1 => 1,
            _ if names_first_handler(mv, case) => 2,
            _ if !leads_on(mv, case) => 5,
            Some(StateKind::Waiting) => 4,
            _ => 3,
        }
    });
    moves
}

fn names_first_handler(mv: &Move, case: &Case) -> bool {
    case.handler.is_none() && asks(mv, &Requirement::Handler)
}

/// The move by which the person only has to name a handler.
pub fn assigning<'a>(flow: &'a Flow, me: &'a Member, case: &'a Case) -> Option<&'a Move> {
    let mut open = flow.moves_open_to(me, case);
    open.find(|mv| names_first_handler(mv, case) && mv.requires.len() == 1)
}

impl Turn {
    pub fn of(flow: &Flow, me: &Member, case: &Case) -> Turn {
        if case.closed_at.is_some() {
            return Turn::default();
        }
        let open = by_weight(flow, me, case);
        let seal = |mv: &&Move| asks(mv, &Requirement::Seal);
        let barred = |mv: &Move| mv.who.allows(me, case) == Err(Rejection::NeedsAnotherPerson);
        let mut out = flow.moves.iter().filter(|mv| mv.from.contains(&case.state));
        let verify = open.iter().copied().any(|mv| seal(&mv));
        Turn {
            mine: verify || is_mine(flow, &open, me, case),
            assign: assigning(flow, me, case).is_some(),
            verify,
            own_work: !verify && out.any(|mv| asks(mv, &Requirement::Seal) && barred(mv)),
        }
    }
}

/// Whose turn it is: who names the missing handler, then the handler, then whoever may go the way
/// that the flow names first.
fn is_mine(flow: &Flow, open: &[&Move], me: &Member, case: &Case) -> bool {
    let way = |mv: &&Move| {
        let holds = |when: &Cond| when.holds_now(me, case);
        mv.from.contains(&case.state) && mv.when.as_ref().is_none_or(holds)
    };
    let out = || flow.moves.iter().filter(way).filter(|mv| leads_on(mv, case));
    if out().any(|mv| names_first_handler(mv, case)) {
        return open.iter().any(|mv| names_first_handler(mv, case));
    }
    let by_handler = |mv: &Move| mv.who.relations.contains(&Relation::Handler);
    if case.handler.is_some() && out().any(by_handler) {
        return case.handler == Some(me.id);
    }
    out().next().is_some_and(|first| open.iter().any(|mv| mv.verb == first.verb))
}
