//! What a form asks, from the requirements of a move. Draws nothing.

use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, Requirement};
use patrol_domain::people::Member;

/// One thing that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Conditions are resolved, `known` is a field.
    pub what: Requirement,
    /// It cannot go without.
    pub needed: bool,
}

/// What is asked now, what is needed first. Of `(before, trial)` the second has the typed fields
/// written.
pub fn of(
    flow: &Flow,
    requires: &[Requirement],
    takes: &[String],
    me: &Member,
    (before, trial): (&Case, &Case),
) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    let mut add = |what: Requirement, needed: bool| {
        let there = asked.iter_mut().find(|one| one.what == what);
        match there {
            Some(one) => one.needed |= needed,
            None => asked.push(Asked { what, needed }),
        }
    };
    for requirement in requires {
        let Some(what) = now(requirement, me, trial) else { continue };
        match what {
            // One picture may answer both.
            Requirement::Photo | Requirement::AfterPhoto => add(Requirement::Photo, true),
            Requirement::Known(field) => {
                let needed = before.value(field).is_none();
                add(Requirement::Field(field.clone()), needed);
            }
            Requirement::Place if before.place.is_some() || !before.spot.trim().is_empty() => {}
            Requirement::Category if !before.category.is_empty() => {}
            Requirement::Link(kind) if linked(before, kind) => {}
            // One pick answers both; where a round is linked already, another may take its place.
            Requirement::RoundDone(kind) => {
                add(Requirement::Link(kind.clone()), !linked(before, kind));
            }
            other => add(other.clone(), true),
        }
    }
    for field in takes {
        add(Requirement::Field(field.clone()), false);
    }
    for extra in [Requirement::Note, Requirement::Photo] {
        add(extra, false);
    }
    asked.retain(|one| match &one.what {
        Requirement::Field(key) => flow.field(key).is_some(),
        _ => true,
    });
    asked.sort_by_key(|one| !one.needed);
    asked
}

fn linked(case: &Case, kind: &str) -> bool {
    case.links.iter().any(|link| link.kind == *kind)
}

/// A new case is given its place at once, because no later move can; its title is its note.
pub fn at_opening(flow: &Flow, mut asked: Vec<Asked>) -> Vec<Asked> {
    asked.retain(|one| one.what != Requirement::Note);
    if asked.iter().all(|one| one.what != Requirement::Place) {
        let needed = flow.moves.iter().any(|mv| mv.requires.contains(&Requirement::Place));
        let place = Asked { what: Requirement::Place, needed };
        asked.insert(0, place);
        asked.sort_by_key(|one| !one.needed);
    }
    asked
}

/// What no move carries is not asked by it.
pub fn on_the_way(mut asked: Vec<Asked>) -> Vec<Asked> {
    asked.retain(|one| !matches!(one.what, Requirement::Place | Requirement::Category));
    asked
}

/// The requirement as it stands now; none while its condition does not hold.
fn now<'a>(requirement: &'a Requirement, me: &Member, case: &Case) -> Option<&'a Requirement> {
    match requirement {
        Requirement::When { when, need } => {
            when.holds_now(me, case).then(|| now(need, me, case)).flatten()
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::form::send::spot;
    use crate::pages::issues::sample::{case, person};
    use patrol_domain::case::{Entry, FieldValue, Link, LinkTo};
    use patrol_domain::ids::{OpId, RoundId};
    use patrol_domain::people::{Department, Role};

    fn ticket() -> Flow {
        let text = include_str!("../../../library/flows/violation_ticket.json");
        serde_json::from_str(text).expect("a flow")
    }

    fn needed(asked: &[Asked]) -> Vec<&Requirement> {
        asked.iter().filter(|one| one.needed).map(|one| &one.what).collect()
    }

    #[test]
    fn what_the_case_knows_is_not_asked_again() {
        let (flow, me) = (ticket(), person(1, Role::EngHead, Department::Eng));
        let mv = flow.find("draft", "issue").expect("a move");
        let mut known = case();
        known.spot = "北门".into();
        let before = of(&flow, &mv.requires, &mv.takes, &me, (&known, &known));
        assert!(needed(&before).contains(&&Requirement::Field("facts".into())));
        assert!(!needed(&before).contains(&&Requirement::Place));
        let value = FieldValue::Text { text: "离岗".into() };
        let op = OpId(uuid::Uuid::from_u128(1));
        let entry = Entry { op, by: me.id, at: patrol_domain::At(0), value };
        known.fields.entry("facts".into()).or_default().entries.push(entry);
        let after = of(&flow, &mv.requires, &mv.takes, &me, (&known, &known));
        assert!(!needed(&after).contains(&&Requirement::Field("facts".into())));
        assert!(after.iter().any(|one| one.what == Requirement::Field("facts".into())));
    }

    #[test]
    fn a_condition_asks_only_while_it_holds() {
        let flow = ticket();
        let mv = flow.find("draft", "issue").expect("a move");
        let round = Requirement::Link("round".into());
        let head = person(1, Role::EngHead, Department::Eng);
        let desk = person(2, Role::FrontDesk, Department::Cs);
        let asked = |me| of(&flow, &mv.requires, &mv.takes, me, (&case(), &case()));
        assert!(!needed(&asked(&head)).contains(&&round));
        assert!(needed(&asked(&desk)).contains(&&round));
    }

    #[test]
    fn a_link_and_its_round_are_picked_once() {
        let text = include_str!("../../../crates/patrol-domain/tests/flows/hot_work.json");
        let flow: Flow = serde_json::from_str(text).expect("a flow");
        let mv = flow.find("approved", "begin").expect("a move");
        let me = person(1, Role::Maintenance, Department::Eng);
        let of = |case: &Case| of(&flow, &mv.requires, &mv.takes, &me, (case, case));
        let picks = |asked: Vec<Asked>| {
            let links = asked.into_iter().filter(|one| spot(&one.what) == "link/watch");
            links.map(|one| one.needed).collect::<Vec<_>>()
        };
        let mut known = case();
        assert_eq!(picks(of(&known)), [true]);
        let to = LinkTo::Round { id: RoundId(uuid::Uuid::from_u128(1)) };
        known.links.push(Link { kind: "watch".into(), to, back: false });
        assert_eq!(picks(of(&known)), [false]);
    }

    #[test]
    fn a_note_and_a_photo_may_always_come_along() {
        let flow = ticket();
        let mv = flow.find("issued", "acknowledge").expect("a move");
        let me = person(1, Role::Guard, Department::Sec);
        let asked = of(&flow, &mv.requires, &mv.takes, &me, (&case(), &case()));
        assert_eq!(needed(&asked), [&Requirement::Signature("employee".into())]);
        assert!(asked.iter().any(|one| one.what == Requirement::Note && !one.needed));
    }
}
