//! Whether a flow can be used: every state reachable, every state with a way to the end, every
//! word in three languages. Reads no file: who loads it adds the file's name.

use crate::flow::{Effect, Flow, Requirement, StateKind};
use crate::text::Text;
use std::collections::BTreeSet;

/// What is wrong with a flow, and where: `moves[2].to`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct FlowFault {
    pub place: String,
    pub reason: FlowReason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowReason {
    #[error("is empty")]
    Empty,
    #[error("has no text in {0}")]
    MissingLanguage(&'static str),
    #[error("there is no state `{0}`")]
    UnknownState(String),
    #[error("state `{0}` stands here twice")]
    DuplicateState(String),
    #[error("verb `{0}` already leaves state `{1}`")]
    DuplicateVerb(String, String),
    #[error("no move leads from the initial state to `{0}`")]
    Unreachable(String),
    #[error("no way leads from `{0}` to a closed state")]
    DeadEnd(String),
    #[error("nobody may make this move")]
    Nobody,
    #[error("sets the handler without requiring one")]
    HandlerNotRequired,
}

/// Refuses a flow that would trap a case or speak to somebody in no language; the first fault found.
pub fn check(flow: &Flow) -> Result<(), FlowFault> {
    named(&flow.key, || "key".to_owned())?;
    worded(&flow.name, || "name".to_owned())?;
    check_states(flow)?;
    check_moves(flow)?;
    check_ways(flow)
}

fn check_states(flow: &Flow) -> Result<(), FlowFault> {
    if flow.states.is_empty() {
        return Err(fault("states".to_owned(), FlowReason::Empty));
    }
    let mut keys = BTreeSet::new();
    for (n, state) in flow.states.iter().enumerate() {
        named(&state.key, || format!("states[{n}].key"))?;
        worded(&state.name, || format!("states[{n}].name"))?;
        if !keys.insert(state.key.as_str()) {
            let reason = FlowReason::DuplicateState(state.key.clone());
            return Err(fault(format!("states[{n}].key"), reason));
        }
    }
    known(flow, &flow.initial, || "initial".to_owned())
}

fn check_moves(flow: &Flow) -> Result<(), FlowFault> {
    let mut ways = BTreeSet::new();
    for (n, mv) in flow.moves.iter().enumerate() {
        named(&mv.verb, || format!("moves[{n}].verb"))?;
        worded(&mv.name, || format!("moves[{n}].name"))?;
        known(flow, &mv.to, || format!("moves[{n}].to"))?;
        if mv.from.is_empty() {
            return Err(fault(format!("moves[{n}].from"), FlowReason::Empty));
        }
        for (m, from) in mv.from.iter().enumerate() {
            known(flow, from, || format!("moves[{n}].from[{m}]"))?;
            if !ways.insert((mv.verb.as_str(), from.as_str())) {
                let reason = FlowReason::DuplicateVerb(mv.verb.clone(), from.clone());
                return Err(fault(format!("moves[{n}].from[{m}]"), reason));
            }
        }
        if mv.who.roles.is_empty() && mv.who.relations.is_empty() {
            return Err(fault(format!("moves[{n}].who"), FlowReason::Nobody));
        }
        let sets = mv.sets.contains(&Effect::Handler);
        if sets && !mv.requires.contains(&Requirement::Handler) {
            return Err(fault(format!("moves[{n}].sets"), FlowReason::HandlerNotRequired));
        }
    }
    Ok(())
}

fn check_ways(flow: &Flow) -> Result<(), FlowFault> {
    let forth = spread(BTreeSet::from([flow.initial.as_str()]), |reached| {
        let out =
            flow.moves.iter().filter(|mv| mv.from.iter().any(|f| reached.contains(f.as_str())));
        out.map(|mv| mv.to.as_str()).collect()
    });
    let closed = flow.states.iter().filter(|state| state.kind == StateKind::Closed);
    let back = spread(closed.map(|state| state.key.as_str()).collect(), |reached| {
        let into = flow.moves.iter().filter(|mv| reached.contains(mv.to.as_str()));
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

fn known(flow: &Flow, key: &str, place: impl Fn() -> String) -> Result<(), FlowFault> {
    match flow.state(key) {
        Some(_) => Ok(()),
        None => Err(fault(place(), FlowReason::UnknownState(key.to_owned()))),
    }
}

fn named(key: &str, place: impl Fn() -> String) -> Result<(), FlowFault> {
    if key.trim().is_empty() { Err(fault(place(), FlowReason::Empty)) } else { Ok(()) }
}

fn worded(text: &Text, place: impl Fn() -> String) -> Result<(), FlowFault> {
    let words = [("zh-Hans", &text.zh_hans), ("zh-Hant", &text.zh_hant), ("en", &text.en)];
    match words.iter().find(|(_, word)| word.trim().is_empty()) {
        Some((lang, _)) => Err(fault(place(), FlowReason::MissingLanguage(lang))),
        None => Ok(()),
    }
}

fn fault(place: String, reason: FlowReason) -> FlowFault {
    FlowFault { place, reason }
}
