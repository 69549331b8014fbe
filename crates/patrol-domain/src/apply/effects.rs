//! What a move changes on a case besides its state.

use crate::apply::Halt;
use crate::apply::deed::Deed;
use crate::apply::moves::{Step, refusal};
use crate::case::{Asked, Case, Entry, FieldValue, Told};
use crate::flow::{AtLimit, Effect, Flow, From, Span};
use crate::time::At;

/// Where the move leads, and under which reservations.
pub(super) struct Changes {
    pub to: String,
    pub flags: Vec<String>,
    pub told: Vec<Told>,
}

pub(super) fn set(
    deed: &Deed,
    flow: &Flow,
    sets: &[Effect],
    case: &mut Case,
    step: &Step,
    changes: &mut Changes,
) -> Result<(), Halt> {
    let me = deed.op.author;
    for effect in sets {
        match effect {
            Effect::Handler => case.handler = step.handler.or(case.handler),
            Effect::HandlerSelf => case.handler = Some(me),
            Effect::NoHandler => case.handler = None,
            Effect::Verifier => case.verifier = Some(me),
            Effect::Owner => case.owner = Some(me),
            Effect::Department => {
                case.department = step.brings.department.unwrap_or(case.department);
            }
            Effect::Severity => case.severity = step.brings.severity.unwrap_or(case.severity),
            Effect::Attempt => count(deed, flow, "attempts", case, changes)?,
            Effect::Count(key) => count(deed, flow, key, case, changes)?,
            Effect::Reset(key) => reset(key, case),
            Effect::Choose { field, option } => choose(deed, field, option, case),
            Effect::Deadline { name, from, span } => {
                let at = deadline(deed, case, from, span)?;
                put_deadline(case, name, at);
            }
            Effect::DeadlineFrom { name, field } => {
                let at = case.moment(field);
                put_deadline(case, name, at);
            }
            Effect::NoDeadline { name } => put_deadline(case, name, None),
            Effect::Number { name, series } => {
                let asked = Asked { series: series.clone(), number: None };
                case.numbers.entry(name.clone()).or_insert(asked);
            }
            // Done where the linked cases are at hand.
            Effect::Carry { .. } => {}
        }
    }
    Ok(())
}

fn count(
    deed: &Deed,
    flow: &Flow,
    key: &str,
    case: &mut Case,
    changes: &mut Changes,
) -> Result<(), Halt> {
    let counter = flow.counter(key);
    let limit = counter.and_then(|counter| counter.limit).unwrap_or(u16::MAX);
    let way = counter.and_then(|counter| counter.at_limit.as_ref());
    let before = case.counted(key);
    if let Some(AtLimit::Refuse(code)) = way
        && before >= limit
    {
        return Err(refusal(flow, code).into());
    }
    let after = before.saturating_add(1);
    match key {
        "attempts" => case.attempts = after,
        _ => {
            case.counters.insert(key.to_owned(), after);
        }
    }
    if after < limit {
        return Ok(());
    }
    match way {
        Some(AtLimit::Flag { code, tell }) => {
            changes.flags.push(code.clone());
            let at = deed.op.made_at;
            changes.told.push(Told { why: code.clone(), at, roles: tell.clone(), head: true });
        }
        Some(AtLimit::Go { code, to }) => {
            changes.flags.push(code.clone());
            changes.to.clone_from(to);
        }
        _ => {}
    }
    Ok(())
}

fn reset(key: &str, case: &mut Case) {
    match key {
        "attempts" => case.attempts = 0,
        _ => {
            case.counters.remove(key);
        }
    }
}

fn choose(deed: &Deed, field: &str, option: &str, case: &mut Case) {
    let held = case.fields.entry(field.to_owned()).or_default();
    let value = FieldValue::Choice { option: option.to_owned() };
    let (op, by, at) = (deed.op.id, deed.op.author, deed.op.made_at);
    // Chosen by the flow and not by a hand: there is nothing to ask a person about.
    held.entries.push(Entry { op, by, at, value });
    held.rivals.clear();
}

fn deadline(deed: &Deed, case: &Case, from: &From, span: &Span) -> Result<Option<At>, Halt> {
    let base = match from {
        From::Now => Some(deed.op.made_at),
        From::Found => Some(case.found_at),
        From::State => Some(case.in_state_since()),
        From::Due => case.due_at,
        From::Deadline(name) => case.deadline(name),
        From::Field(field) => case.moment(field),
    };
    let wall = deed.wall()?;
    Ok(base.and_then(|base| span.after(base, &wall)))
}

fn put_deadline(case: &mut Case, name: &str, at: Option<At>) {
    match (name, at) {
        ("" | "due", at) => case.due_at = at,
        (name, Some(at)) => {
            case.deadlines.insert(name.to_owned(), at);
        }
        (name, None) => {
            case.deadlines.remove(name);
        }
    }
}
