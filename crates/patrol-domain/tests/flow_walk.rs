//! Every flow that ships, walked by the rules that it states itself: each move once allowed, once
//! refused for each thing it asks for and each reason it names, once for every class of roles.

// A broken flow should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

#[path = "walk/force.rs"]
mod force;
#[path = "walk/stage.rs"]
mod stage;

use force::force;
use patrol_domain::Rejection;
use patrol_domain::case::Case;
use patrol_domain::flow::{Cond, Flow, Move, Requirement};
use patrol_domain::people::Role;
use patrol_domain::permissions::Class;
use patrol_domain::sight::visible_case;
use stage::{Stage, Step, flows};

/// Every move of every flow, from every state that it leaves.
fn each_move(mut walk: impl FnMut(&Flow, &Move, &str)) {
    for flow in &flows() {
        for mv in &flow.moves {
            for from in &mv.from {
                walk(flow, mv, from);
            }
        }
    }
}

fn place(flow: &Flow, mv: &Move, from: &str) -> String {
    format!("{} {}: {} from {from}", flow.key, flow.version, mv.verb)
}

/// A case in which the move may be made, and everything that it asks for.
fn ready(flow: &Flow, mv: &Move, from: &str) -> (Stage, Step) {
    let mut stage = Stage::new(flow, from);
    let mut step = stage.step(flow, mv);
    if let (None, Some(verb)) = (stage.who_may(mv), mv.who.acted.first()) {
        let head = stage.people.iter().find(|one| one.grants[0].role == Role::EngHead).unwrap().id;
        stage.act(verb, head);
    }
    if let Some(when) = &mv.when {
        assert!(force(when, true, &mut stage, &mut step), "{}", place(flow, mv, from));
    }
    // What refuses is put out of the way, one reason after another.
    for _ in 0..2 * mv.refuse.len() {
        let Some(mover) = stage.who_may(mv) else { break };
        stage.mover = mover;
        let Err(Rejection::FlowRefuses { code, .. }) = stage.play(mover, &step) else { break };
        let coded = mv.refuse.iter().find(|coded| coded.code == code).unwrap();
        assert!(force(&coded.when, false, &mut stage, &mut step), "{code}");
        again(mv, &mut stage, &mut step);
    }
    (stage, step)
}

/// What was forced since may have taken away the move itself.
fn again(mv: &Move, stage: &mut Stage, step: &mut Step) {
    if let Some(when) = &mv.when {
        force(when, true, stage, step);
    }
}

#[test]
fn each_move_is_allowed_to_somebody_with_everything_it_asks_for() {
    let mut count = 0;
    each_move(|flow, mv, from| {
        let (stage, step) = ready(flow, mv, from);
        let mover = stage.who_may(mv);
        let mover = mover.unwrap_or_else(|| panic!("{}: nobody may", place(flow, mv, from)));
        let after = stage.play(mover, &step);
        let after = after.unwrap_or_else(|why| panic!("{}: {why:?}", place(flow, mv, from)));
        assert!(flow.state(&after.state).is_some());
        assert_eq!(after.timeline.len(), stage.case.timeline.len() + 1);
        count += 1;
    });
    assert!(count > 150, "only {count} ways were walked");
}

#[test]
fn each_class_of_roles_may_what_the_flow_says_and_nothing_else() {
    const CLASSES: [Class; 9] = [
        Class::Guard,
        Class::Environment,
        Class::Technician,
        Class::CustomerService,
        Class::Head,
        Class::Manager,
        Class::Quality,
        Class::Office,
        Class::Administrator,
    ];
    each_move(|flow, mv, from| {
        let (stage, step) = ready(flow, mv, from);
        for class in CLASSES {
            let member = stage.of_class(class);
            let said = format!("{} by {class:?}", place(flow, mv, from));
            let outcome = stage.play(member.id, &step);
            let case: &Case = &stage.case;
            match (visible_case(member, case), mv.who.allows(member, case)) {
                (false, _) => assert!(
                    matches!(outcome, Err(Rejection::Unknown { .. })),
                    "{said}: {outcome:?}"
                ),
                (true, Err(why)) => assert_eq!(outcome, Err(why), "{said}"),
                // What the person's own part brings with it may still be refused.
                (true, Ok(())) => assert!(
                    !matches!(outcome, Err(Rejection::NotAllowed | Rejection::NeedsAnotherPerson)),
                    "{said}: {outcome:?}"
                ),
            }
            if class == Class::Administrator {
                assert!(outcome.is_err(), "{said}: administrators take no business decisions");
            }
        }
    });
}

#[test]
fn each_thing_a_move_asks_for_is_missed() {
    each_move(|flow, mv, from| {
        for requirement in &mv.requires {
            let (mut stage, mut step) = ready(flow, mv, from);
            let needed = match requirement {
                Requirement::When { when, need } => {
                    assert!(force(when, true, &mut stage, &mut step), "{}", place(flow, mv, from));
                    need
                }
                other => other,
            };
            let Some(mover) = stage.who_may(mv) else { continue };
            let why = stage.without(needed, &mut step);
            let said = format!("{} without {needed:?}", place(flow, mv, from));
            assert_eq!(stage.play(mover, &step).map(|case| case.state), Err(why), "{said}");
        }
    });
}

#[test]
fn each_reason_that_a_flow_names_refuses() {
    let mut unreached = Vec::new();
    each_move(|flow, mv, from| {
        for coded in &mv.refuse {
            let (mut stage, mut step) = ready(flow, mv, from);
            let mover = stage.who_may(mv).unwrap();
            stage.mover = mover;
            if !force(&coded.when, true, &mut stage, &mut step) {
                unreached.push(format!("{} {}", place(flow, mv, from), coded.code));
                continue;
            }
            let (flow_key, version) = (flow.key.clone(), flow.version);
            let outcome = stage.play(mover, &step).map(|case| case.state);
            let said = format!("{} {}", place(flow, mv, from), coded.code);
            match outcome {
                // Two reasons may hold at once: the first is said.
                Err(Rejection::FlowRefuses { flow, version: v, code }) => {
                    let first = mv.refuse.iter().take_while(|one| one.code != coded.code);
                    let known = code == coded.code || first.into_iter().any(|one| one.code == code);
                    assert!(known && flow == flow_key && v == version, "{said}: {code}");
                }
                other => panic!("{said}: {other:?}"),
            }
        }
    });
    assert_eq!(unreached, Vec::<String>::new());
}

#[test]
fn four_eyes_hold_wherever_a_flow_asks_for_them() {
    let mut count = 0;
    each_move(|flow, mv, from| {
        let (stage, step) = ready(flow, mv, from);
        let Some(mover) = stage.who_may(mv) else { return };
        let mut barred: Vec<Stage> = Vec::new();
        for relation in &mv.who.not {
            let mut one = stage.clone();
            one.relate(mover, *relation);
            barred.push(one);
        }
        for verb in &mv.who.not_acted {
            let mut one = stage.clone();
            one.act(verb, mover);
            barred.push(one);
        }
        for field in &mv.who.not_named {
            let mut one = stage.clone();
            one.name(field, mover);
            barred.push(one);
        }
        for one in barred {
            let said = place(flow, mv, from);
            let outcome = one.play(mover, &step).map(|case| case.state);
            assert_eq!(outcome, Err(Rejection::NeedsAnotherPerson), "{said}");
            count += 1;
        }
    });
    assert!(count > 40, "only {count} were tried");
}

#[test]
fn a_move_from_a_state_that_it_does_not_leave_is_refused() {
    for flow in &flows() {
        for state in &flow.states {
            for mv in &flow.moves {
                if flow.find(&state.key, &mv.verb).is_some() {
                    continue;
                }
                let stage = Stage::new(flow, &state.key);
                let step = stage.step(flow, mv);
                let mover = stage.of_class(Class::Manager).id;
                let outcome = stage.play(mover, &step).map(|case| case.state);
                if outcome == Err(stage.unknown()) {
                    continue;
                }
                let (mv, state) = (mv.verb.clone(), state.key.clone());
                assert_eq!(outcome, Err(Rejection::NoSuchMove { mv, state }));
            }
        }
    }
}

/// The test's own hands: a condition that nothing can make hold would hide a refusal.
#[test]
fn an_empty_condition_always_holds_and_its_opposite_never() {
    let flow = &flows()[0];
    let mv = &flow.moves[0];
    let (mut stage, mut step) = ready(flow, mv, &mv.from[0]);
    assert!(force(&Cond::All(Vec::new()), true, &mut stage, &mut step));
    assert!(!force(&Cond::Any(Vec::new()), true, &mut stage, &mut step));
}
