//! Whether every state has a way in and a way out, and whether flows lead into each other for ever.

use crate::flow::check::{FlowFault, FlowReason, fault};
use crate::flow::{AtLimit, Effect, Flow, Move, StateKind};
use std::collections::BTreeSet;

pub(super) fn check_ways(flow: &Flow) -> Result<(), FlowFault> {
    let forth = spread(BTreeSet::from([flow.initial.as_str()]), |reached| {
        let out =
            flow.moves.iter().filter(|mv| mv.from.iter().any(|f| reached.contains(f.as_str())));
        let timed =
            flow.timed.iter().filter(|one| one.from.iter().any(|f| reached.contains(f.as_str())));
        let timed = timed.filter_map(|one| one.to.as_deref());
        out.flat_map(|mv| leads(flow, mv)).chain(timed).collect()
    });
    let closed = flow.states.iter().filter(|state| state.kind == StateKind::Closed);
    let back = spread(closed.map(|state| state.key.as_str()).collect(), |reached| {
        let into =
            flow.moves.iter().filter(|mv| leads(flow, mv).iter().any(|to| reached.contains(to)));
        into.flat_map(|mv| mv.from.iter().map(String::as_str)).collect()
    });
    for (n, state) in flow.states.iter().enumerate() {
        let place = || format!("states[{n}]");
        if !forth.contains(state.key.as_str()) {
            return Err(fault(place(), FlowReason::Unreachable(state.key.clone())));
        }
        if !back.contains(state.key.as_str()) {
            return Err(fault(place(), FlowReason::DeadEnd(state.key.clone())));
        }
    }
    Ok(())
}

/// Every state that a move may lead to.
fn leads<'a>(flow: &'a Flow, mv: &'a Move) -> Vec<&'a str> {
    let limits = mv.sets.iter().filter_map(|effect| match effect {
        Effect::Count(key) => Some(key.as_str()),
        Effect::Attempt => Some("attempts"),
        _ => None,
    });
    let limits = limits.filter_map(|key| match flow.counter(key)?.at_limit.as_ref()? {
        AtLimit::Go { to, .. } => Some(to),
        _ => None,
    });
    let branches = mv.branches.iter().map(|branch| &branch.to);
    mv.to.iter().chain(branches).chain(limits).map(String::as_str).collect()
}

/// Adds what `next` finds until nothing new comes.
fn spread<'a>(
    mut reached: BTreeSet<&'a str>,
    next: impl Fn(&BTreeSet<&'a str>) -> BTreeSet<&'a str>,
) -> BTreeSet<&'a str> {
    loop {
        let before = reached.len();
        reached.extend(next(&reached));
        if reached.len() == before {
            return reached;
        }
    }
}

/// Refuses flows of one library that cannot stand together: two of one name and version, a link
/// to a flow that is not there, sub-flows that lead back to where they began. With the flow's key.
pub fn check_together(flows: &[Flow]) -> Result<(), (String, FlowFault)> {
    let mut known = BTreeSet::new();
    for flow in flows {
        if !known.insert((&flow.key, flow.version)) {
            return Err((flow.key.clone(), fault("version", FlowReason::DuplicateFlow)));
        }
    }
    let keys: BTreeSet<&str> = flows.iter().map(|flow| flow.key.as_str()).collect();
    for flow in flows {
        for (n, link) in flow.links.iter().enumerate() {
            let missing = link.flow.as_deref().filter(|key| !keys.contains(key));
            if let Some(key) = missing {
                let reason = FlowReason::UnknownFlow(key.to_owned());
                return Err((flow.key.clone(), fault(format!("links[{n}].flow"), reason)));
            }
        }
        let below = spread(subs(flows, &flow.key), |reached| {
            reached.iter().flat_map(|key| subs(flows, key)).collect()
        });
        if below.contains(flow.key.as_str()) {
            let reason = FlowReason::SubflowLoop(flow.key.clone());
            return Err((flow.key.clone(), fault("links", reason)));
        }
    }
    Ok(())
}

fn subs<'a>(flows: &'a [Flow], key: &str) -> BTreeSet<&'a str> {
    let own = flows.iter().filter(|flow| flow.key == key).flat_map(|flow| &flow.links);
    own.filter(|link| link.sub).filter_map(|link| link.flow.as_deref()).collect()
}
