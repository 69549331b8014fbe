//! What time does to a case, by the server: escalation, reminders, moves that wait for nobody.

use crate::apply::Outcome;
use crate::apply::deed::Deed;
use crate::case::{CaseFlag, Event, Told};
use crate::flow::{StateKind, timed_due};
use crate::ids::CaseId;
use crate::record::Record;
use crate::reject::Rejection;
use crate::time::At;

/// Idempotent: a step is taken once for each instant that it is counted from.
pub(super) fn tick(deed: &Deed, id: CaseId, rule: &str, since: At) -> Outcome {
    if !deed.is_system() {
        return Err(Rejection::NotAllowed.into());
    }
    let mut case = deed.view.case(id)?.clone();
    if case.site != deed.op.site {
        return Err(Rejection::OtherSite.into());
    }
    let flow = deed.view.flow(&case.flow, case.flow_version)?;
    let (wall, now) = (deed.wall()?, deed.op.made_at);
    let mut due = timed_due(flow, &case, &wall, now);
    let found = due.find(|(timed, base)| timed.key == rule && *base == since);
    let timed = found.map(|(timed, _)| timed.clone()).ok_or(Rejection::NotDue)?;
    drop(due);
    case.ticks.insert(timed.key.clone(), since);
    let (op, at) = (deed.op.id, now);
    case.flags.extend(timed.flag.iter().map(|code| CaseFlag { code: code.clone(), op, at }));
    if timed.tell_head || !timed.tell.is_empty() {
        let (why, roles) = (timed.key.clone(), timed.tell.clone());
        case.told.push(Told { why, at, roles, head: timed.tell_head });
    }
    let to = timed.to.unwrap_or_else(|| case.state.clone());
    let closed = flow.state(&to).is_some_and(|state| state.kind == StateKind::Closed);
    if case.state != to {
        case.closed_at = closed.then_some(at);
    }
    case.state.clone_from(&to);
    let flags = timed.flag.into_iter().collect();
    case.timeline.push(Event { flags, ..Event::bare(op, &timed.key, to, deed.op.author, at) });
    Ok(vec![Record::Case(case)])
}
