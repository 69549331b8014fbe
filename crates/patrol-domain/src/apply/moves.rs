//! One move of a case along its flow. Knows no verb by name: the flow is data (W02).

use crate::apply::deed::{Deed, few_photos, fits, if_there};
use crate::apply::effects::{self, Changes};
use crate::apply::requires::require;
use crate::apply::{Halt, Outcome, fields, links};
use crate::case::{Brought, Case, CaseFlag, Event};
use crate::flow::{
    Branch, Coded, Cond, Effect, Flow, Move, Opening, Requirement, Scene, StateKind,
};
use crate::ids::{CaseId, MemberId};
use crate::people::{Department, Member};
use crate::permissions::{Action, Context, may};
use crate::photo::PhotoRef;
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::Presence;
use crate::sound::SoundRef;

/// What the mover brings.
pub(super) struct Step<'a> {
    pub verb: &'a str,
    pub note: &'a str,
    pub photos: &'a [PhotoRef],
    pub sound: Option<&'a SoundRef>,
    pub handler: Option<MemberId>,
    pub presence: Option<&'a Presence>,
    pub sealed: bool,
    pub brings: &'a Brought,
}

/// What a move and an opening have in common.
pub(super) struct Rule<'a> {
    pub requires: &'a [Requirement],
    pub takes: &'a [String],
    pub refuse: &'a [Coded],
    pub flag: &'a [Coded],
    pub sets: &'a [Effect],
    pub branches: &'a [Branch],
}

impl<'a> Rule<'a> {
    pub fn of_move(mv: &'a Move) -> Rule<'a> {
        let Move { requires, takes, refuse, flag, sets, branches, .. } = mv;
        Rule { requires, takes, refuse, flag, sets, branches }
    }

    pub fn of_opening(opening: &'a Opening) -> Rule<'a> {
        let Opening { requires, takes, refuse, flag, sets, .. } = opening;
        Rule { requires, takes, refuse, flag, sets, branches: &[] }
    }

    fn conditions(&self) -> impl Iterator<Item = &'a Cond> {
        let coded = self.refuse.iter().chain(self.flag).map(|coded| &coded.when);
        let asked = self.requires.iter().filter_map(|requirement| match requirement {
            Requirement::When { when, .. } => Some(when),
            _ => None,
        });
        coded.chain(asked).chain(self.branches.iter().map(|branch| &branch.when))
    }
}

pub(super) fn step(deed: &Deed, id: CaseId, step: Step) -> Outcome {
    let me = deed.person()?;
    let case = deed.case(id)?;
    let flow = deed.view.flow(&case.flow, case.flow_version)?;
    let mv = flow.find(&case.state, step.verb);
    let now = Scene { mover: Some(me), ..Scene::of(&case, deed.op.made_at) };
    let Some(mv) = mv.filter(|mv| mv.when.as_ref().is_none_or(|when| when.holds(&now))) else {
        let (mv, state) = (step.verb.to_owned(), case.state.clone());
        return Err(Rejection::NoSuchMove { mv, state }.into());
    };
    mv.who.allows(me, &case)?;
    let to = mv.to.as_deref().unwrap_or(&case.state).to_owned();
    play(deed, flow, &Rule::of_move(mv), &case, &step, to)
}

/// Writes, asks, refuses, flags and sets: the same for a move and for a beginning.
pub(super) fn play(
    deed: &Deed,
    flow: &Flow,
    rule: &Rule,
    before: &Case,
    step: &Step,
    to: String,
) -> Outcome {
    fits(&[step.note, &step.brings.code])?;
    few_photos(step.photos)?;
    if let Some(presence) = step.presence {
        deed.checkpoint(presence.checkpoint)?;
    }
    let mut case = before.clone();
    fields::write(deed, flow, rule, &mut case, step)?;
    let touched = links::add(deed, flow, &mut case, &step.brings.links)?;
    for requirement in rule.requires {
        require(deed, before, &case, step, requirement)?;
    }
    refuse(deed, flow, rule, &case, step)?;
    let handler = step.handler.filter(|_| rule.sets.contains(&Effect::Handler));
    if let Some(handler) = handler {
        let of_move = step.brings.department.filter(|_| rule.sets.contains(&Effect::Department));
        check_handler(deed, handler, of_move.unwrap_or(case.department))?;
    }
    let mut changes = Changes { to, flags: Vec::new(), told: Vec::new() };
    // A reservation is about the case as it stood: late is late, whatever deadline comes now.
    flag(deed, rule, &case, step, &mut changes)?;
    effects::set(deed, flow, rule.sets, &mut case, step, &mut changes)?;
    branch(deed, rule, &case, step, &mut changes)?;
    let linked = links::carry(deed, rule.sets, &case, step, touched)?;
    finish(deed, flow, &mut case, step, handler, changes);
    Ok([Record::Case(case)].into_iter().chain(linked.into_iter().map(Record::Case)).collect())
}

/// Runs `judge` with everything that the conditions of the rule may ask.
fn with_scene<T>(
    deed: &Deed,
    rule: &Rule,
    case: &Case,
    step: &Step,
    judge: impl FnOnce(&Scene) -> T,
) -> Result<T, Halt> {
    let mut fields = Vec::new();
    rule.conditions().for_each(|cond| cond.asks_about(&mut fields));
    let mut people: Vec<&Member> = Vec::new();
    for id in fields.into_iter().filter_map(|field| case.person(field)) {
        people.extend(if_there(deed.view.member(id))?);
    }
    let scene = Scene {
        offset_min: deed.wall()?.offset_min,
        mover: deed.person().ok(),
        severity: step.brings.severity,
        department: step.brings.department,
        has_photo: !step.photos.is_empty(),
        people: &people,
        ..Scene::of(case, deed.op.made_at)
    };
    Ok(judge(&scene))
}

fn refuse(deed: &Deed, flow: &Flow, rule: &Rule, case: &Case, step: &Step) -> Result<(), Halt> {
    if rule.refuse.is_empty() {
        return Ok(());
    }
    let refused = |scene: &Scene| {
        let found = rule.refuse.iter().find(|coded| coded.when.holds(scene));
        found.map(|coded| refusal(flow, &coded.code))
    };
    with_scene(deed, rule, case, step, refused)?.map_or(Ok(()), |why| Err(why.into()))
}

pub(super) fn refusal(flow: &Flow, code: &str) -> Rejection {
    let (flow, version) = (flow.key.clone(), flow.version);
    Rejection::FlowRefuses { flow, version, code: code.to_owned() }
}

fn flag(
    deed: &Deed,
    rule: &Rule,
    case: &Case,
    step: &Step,
    changes: &mut Changes,
) -> Result<(), Halt> {
    if rule.flag.is_empty() {
        return Ok(());
    }
    let codes = |scene: &Scene| {
        let held = rule.flag.iter().filter(|coded| coded.when.holds(scene));
        held.map(|coded| coded.code.clone()).collect::<Vec<_>>()
    };
    changes.flags.extend(with_scene(deed, rule, case, step, codes)?);
    Ok(())
}

fn branch(
    deed: &Deed,
    rule: &Rule,
    case: &Case,
    step: &Step,
    changes: &mut Changes,
) -> Result<(), Halt> {
    if rule.branches.is_empty() {
        return Ok(());
    }
    let way = |scene: &Scene| {
        let found = rule.branches.iter().find(|branch| branch.when.holds(scene));
        found.map(|branch| branch.to.clone())
    };
    if let Some(to) = with_scene(deed, rule, case, step, way)? {
        changes.to = to;
    }
    Ok(())
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

/// The step in the timeline, and the state it leads to.
fn finish(
    deed: &Deed,
    flow: &Flow,
    case: &mut Case,
    step: &Step,
    handler: Option<MemberId>,
    changes: Changes,
) {
    let Changes { to, flags, told } = changes;
    let (op, at) = (deed.op.id, deed.op.made_at);
    case.flags.extend(flags.iter().map(|code| CaseFlag { code: code.clone(), op, at }));
    case.told.extend(told);
    let closed = flow.state(&to).is_some_and(|state| state.kind == StateKind::Closed);
    case.closed_at = match case.closed_at {
        Some(since) if closed && case.state == to => Some(since),
        _ => closed.then_some(at),
    };
    case.state.clone_from(&to);
    case.timeline.push(Event {
        op,
        verb: step.verb.to_owned(),
        to,
        by: deed.op.author,
        at,
        note: step.note.to_owned(),
        photos: step.photos.to_vec(),
        sound: step.sound.cloned(),
        handler,
        // Where the phone was, and what its camera saw, is nobody's business here.
        presence: step.presence.map(|shown| Presence::new(shown.checkpoint, shown.how, shown.at)),
        sealed: step.sealed,
        fields: step.brings.fields.keys().cloned().collect(),
        signatures: step.brings.signatures.clone(),
        links: step.brings.links.clone(),
        department: step.brings.department,
        severity: step.brings.severity,
        flags,
    });
}
