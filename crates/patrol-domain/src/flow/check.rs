//! Whether a flow can be used: every state reachable, every state with a way to the end, every
//! name known, every word in three languages. Reads no file: who loads it adds the file's name.

mod names;
mod ways;

use crate::flow::{
    AtLimit, Counter, Effect, Field, FieldType, Flow, Move, Requirement, Timed, Who,
};
use crate::text::Text;
use names::Names;
use std::collections::BTreeSet;
pub use ways::check_together;

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
    #[error("sets the department without requiring one")]
    DepartmentNotRequired,
    #[error("sets the severity without requiring one")]
    SeverityNotRequired,
    #[error("there is no field `{0}`")]
    UnknownField(String),
    #[error("field `{0}` is of another type")]
    WrongField(String),
    #[error("field `{0}` has no option `{1}`")]
    UnknownOption(String, String),
    #[error("there is no link `{0}`")]
    UnknownLink(String),
    #[error("there is no counter `{0}`")]
    UnknownCounter(String),
    #[error("there is no reason `{0}`")]
    UnknownReason(String),
    #[error("there is no move `{0}`")]
    UnknownVerb(String),
    #[error("there is no flow `{0}`")]
    UnknownFlow(String),
    #[error("`{0}` stands here twice")]
    Duplicate(String),
    #[error("`{0}` is allowed and forbidden at once")]
    Contradiction(String),
    #[error("`{0}` is the program's own word")]
    Reserved(String),
    #[error("a choice needs two options or more")]
    TooFewOptions,
    #[error("only a choice has options")]
    OptionsOfNoChoice,
    #[error("the lower limit is above the upper limit")]
    LimitsCrossed,
    #[error("a limit without what happens at it")]
    LimitWithoutWay,
    #[error("what happens at a limit, without the limit")]
    WayWithoutLimit,
    #[error("a span is given in exactly one way")]
    BadSpan,
    #[error("`{0}` is no time of day")]
    BadClock(String),
    #[error("does nothing")]
    DoesNothing,
    #[error("the sub-flows lead back to `{0}`")]
    SubflowLoop(String),
    #[error("two flows of this name and version")]
    DuplicateFlow,
}

/// Refuses a flow that would trap a case or speak to somebody in no language; the first fault found.
pub fn check(flow: &Flow) -> Result<(), FlowFault> {
    named(&flow.key, || "key".to_owned())?;
    worded(&flow.name, || "name".to_owned())?;
    check_states(flow)?;
    check_words(flow)?;
    let names = Names::of(flow);
    for (n, counter) in flow.counters.iter().enumerate() {
        check_counter(&names, counter, &format!("counters[{n}]"))?;
    }
    check_moves(flow, &names)?;
    for (n, timed) in flow.timed.iter().enumerate() {
        check_timed(flow, &names, timed, &format!("timed[{n}]"))?;
    }
    ways::check_ways(flow)
}

fn check_states(flow: &Flow) -> Result<(), FlowFault> {
    if flow.states.is_empty() {
        return Err(fault("states", FlowReason::Empty));
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

/// Keys and words of fields, links, counters, reasons and timed steps.
fn check_words(flow: &Flow) -> Result<(), FlowFault> {
    let fields = flow.fields.iter().map(|field| (&field.key, &field.name));
    keyed("fields", fields)?;
    keyed("links", flow.links.iter().map(|link| (&link.key, &link.name)))?;
    keyed("counters", flow.counters.iter().map(|counter| (&counter.key, &counter.name)))?;
    keyed("reasons", flow.reasons.iter().map(|reason| (&reason.code, &reason.text)))?;
    keyed("timed", flow.timed.iter().map(|timed| (&timed.key, &timed.name)))?;
    for (n, field) in flow.fields.iter().enumerate() {
        check_field(field).map_err(|reason| fault(format!("fields[{n}]"), reason))?;
        let options = field.options.iter().map(|option| (&option.key, &option.name));
        keyed(&format!("fields[{n}].options"), options)?;
        field.hint.as_ref().map_or(Ok(()), |hint| worded(hint, || format!("fields[{n}].hint")))?;
    }
    Ok(())
}

fn keyed<'a>(
    list: &str,
    words: impl Iterator<Item = (&'a String, &'a Text)>,
) -> Result<(), FlowFault> {
    let mut keys = BTreeSet::new();
    for (n, (key, name)) in words.enumerate() {
        named(key, || format!("{list}[{n}].key"))?;
        worded(name, || format!("{list}[{n}].name"))?;
        if !keys.insert(key) {
            return Err(fault(format!("{list}[{n}]"), FlowReason::Duplicate(key.clone())));
        }
    }
    Ok(())
}

fn check_field(field: &Field) -> Result<(), FlowReason> {
    match field.kind {
        FieldType::Choice if field.options.is_empty() => return Err(FlowReason::TooFewOptions),
        FieldType::Choice => {}
        _ if !field.options.is_empty() => return Err(FlowReason::OptionsOfNoChoice),
        _ => {}
    }
    let crossed = matches!((field.min, field.max), (Some(min), Some(max)) if min > max);
    if crossed { Err(FlowReason::LimitsCrossed) } else { Ok(()) }
}

fn check_counter(names: &Names, counter: &Counter, place: &str) -> Result<(), FlowFault> {
    match (counter.limit, &counter.at_limit) {
        (Some(_), None) => Err(fault(place, FlowReason::LimitWithoutWay)),
        (None, Some(_)) => Err(fault(place, FlowReason::WayWithoutLimit)),
        (None, None) => Ok(()),
        (Some(_), Some(AtLimit::Refuse(code) | AtLimit::Flag { code, .. })) => {
            names.reason(code, place)
        }
        (Some(_), Some(AtLimit::Go { code, to })) => {
            names.reason(code, place)?;
            names.state(to, place)
        }
    }
}

fn check_moves(flow: &Flow, names: &Names) -> Result<(), FlowFault> {
    let mut ways = BTreeSet::new();
    for (n, mv) in flow.moves.iter().enumerate() {
        named(&mv.verb, || format!("moves[{n}].verb"))?;
        worded(&mv.name, || format!("moves[{n}].name"))?;
        let own = ["file", "open", "settle"].contains(&mv.verb.as_str());
        if own || flow.timed.iter().any(|timed| timed.key == mv.verb) {
            return Err(fault(format!("moves[{n}].verb"), FlowReason::Reserved(mv.verb.clone())));
        }
        for to in mv.to.iter().chain(mv.branches.iter().map(|branch| &branch.to)) {
            known(flow, to, || format!("moves[{n}].to"))?;
        }
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
        check_who(names, &mv.who, &format!("moves[{n}].who"))?;
        needed(&mv.sets, &mv.requires, &format!("moves[{n}].sets"))?;
        check_parts(names, mv, &format!("moves[{n}]"))?;
    }
    let Some(opening) = &flow.opening else { return Ok(()) };
    check_who(names, &opening.who, "opening.who")?;
    let place = "opening";
    names.requirements(&opening.requires, place)?;
    names.fields(&opening.takes, place)?;
    names.coded(opening.refuse.iter().chain(&opening.flag), place)?;
    names.effects(&opening.sets, place)
}

fn check_parts(names: &Names, mv: &Move, place: &str) -> Result<(), FlowFault> {
    if let Some(when) = &mv.when {
        names.cond(when, &format!("{place}.when"))?;
    }
    for branch in &mv.branches {
        names.cond(&branch.when, &format!("{place}.branches"))?;
    }
    names.requirements(&mv.requires, &format!("{place}.requires"))?;
    names.fields(&mv.takes, &format!("{place}.takes"))?;
    names.coded(mv.refuse.iter(), &format!("{place}.refuse"))?;
    names.coded(mv.flag.iter(), &format!("{place}.flag"))?;
    names.effects(&mv.sets, &format!("{place}.sets"))
}

/// Somebody may, and nobody is allowed and forbidden at once.
fn check_who(names: &Names, who: &Who, place: &str) -> Result<(), FlowFault> {
    if who.is_nobody() {
        return Err(fault(place, FlowReason::Nobody));
    }
    let twice = |what: String| Err(fault(place, FlowReason::Contradiction(what)));
    if let Some(both) = who.relations.iter().find(|relation| who.not.contains(relation)) {
        return twice(format!("{both:?}").to_lowercase());
    }
    if let Some(both) = who.acted.iter().find(|verb| who.not_acted.contains(verb)) {
        return twice(both.clone());
    }
    if let Some(both) = who.named.iter().find(|field| who.not_named.contains(field)) {
        return twice(both.clone());
    }
    for field in who.named.iter().chain(&who.not_named) {
        names.field_of(field, &[FieldType::Person], place)?;
    }
    who.acted.iter().chain(&who.not_acted).try_for_each(|verb| names.verb(verb, place))
}

/// What a move sets from the mover's hand it must ask for.
fn needed(sets: &[Effect], requires: &[Requirement], place: &str) -> Result<(), FlowFault> {
    let pairs = [
        (Effect::Handler, Requirement::Handler, FlowReason::HandlerNotRequired),
        (Effect::Department, Requirement::Department, FlowReason::DepartmentNotRequired),
        (Effect::Severity, Requirement::Severity, FlowReason::SeverityNotRequired),
    ];
    for (effect, requirement, reason) in pairs {
        if sets.contains(&effect) && !requires.contains(&requirement) {
            return Err(fault(place, reason));
        }
    }
    Ok(())
}

fn check_timed(flow: &Flow, names: &Names, timed: &Timed, place: &str) -> Result<(), FlowFault> {
    if timed.from.is_empty() {
        return Err(fault(format!("{place}.from"), FlowReason::Empty));
    }
    let states = timed.from.iter().chain(&timed.to);
    states.into_iter().try_for_each(|state| known(flow, state, || format!("{place}.from")))?;
    if let Some(when) = &timed.when {
        names.cond(when, &format!("{place}.when"))?;
    }
    names.from(&timed.since, &format!("{place}.since"))?;
    names.span(&timed.after, &format!("{place}.after"))?;
    timed.flag.iter().try_for_each(|code| names.reason(code, &format!("{place}.flag")))?;
    let silent = timed.tell.is_empty() && !timed.tell_head;
    if timed.to.is_none() && timed.flag.is_none() && silent {
        return Err(fault(place, FlowReason::DoesNothing));
    }
    Ok(())
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

fn fault(place: impl Into<String>, reason: FlowReason) -> FlowFault {
    FlowFault { place: place.into(), reason }
}
