//! Whose turn an issue is: what this person may do with it now, read from the flow. Knows no words.

use crate::pages::issues::deadline::{Due, due};
use patrol_domain::At;
use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, StateKind};
use patrol_domain::people::Member;
use patrol_domain::reject::Rejection;

pub const ASSIGN: &str = "assign";
pub const FINISH: &str = "finish";
pub const VERIFY: &str = "verify";
pub const REJECT: &str = "reject";

/// The moves open to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    pub assign: bool,
    pub finish: bool,
    pub verify: bool,
    pub reject: bool,
    /// R94: it waits to be verified, and only the person's own work keeps them from it.
    pub own_work: bool,
}

impl Turn {
    pub fn of(flow: &Flow, me: &Member, case: &Case) -> Turn {
        let open: Vec<&str> = flow.moves_open_to(me, case).map(|mv| mv.verb.as_str()).collect();
        let verify = flow.find(&case.state, VERIFY).map(|mv| mv.who.allows(me, case));
        Turn {
            assign: open.contains(&ASSIGN),
            finish: open.contains(&FINISH),
            verify: open.contains(&VERIFY),
            reject: open.contains(&REJECT),
            own_work: verify == Some(Err(Rejection::NeedsAnotherPerson)),
        }
    }

    /// Whether the issue stands still until this person acts.
    pub fn is_mine(self, case: &Case) -> bool {
        self.finish || self.verify || (self.assign && case.handler.is_none())
    }
}

/// The four piles of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pile {
    Mine,
    Overdue,
    Verify,
    Filed,
    All,
}

impl Pile {
    /// The pile named in an address, `?pile=verify`.
    pub fn named(name: &str) -> Option<Pile> {
        match name {
            "mine" => Some(Pile::Mine),
            "overdue" => Some(Pile::Overdue),
            "verify" => Some(Pile::Verify),
            "filed" => Some(Pile::Filed),
            "all" => Some(Pile::All),
            _ => None,
        }
    }
}

/// What decides in which piles an issue lies.
pub struct Reader<'a> {
    pub me: &'a Member,
    pub now: At,
    pub offset_min: i16,
}

impl Reader<'_> {
    /// Whether the issue lies in the pile.
    pub fn holds(&self, pile: Pile, flow: Option<&Flow>, case: &Case) -> bool {
        let turn = || flow.map(|flow| Turn::of(flow, self.me, case)).unwrap_or_default();
        match pile {
            Pile::Mine => turn().is_mine(case),
            Pile::Overdue => matches!(due(case, self.now, self.offset_min), Due::Late(_)),
            Pile::Verify => turn().verify,
            Pile::Filed => case.finder == self.me.id,
            Pile::All => true,
        }
    }

    /// Overdue or waiting for this person: the number on the tab.
    pub fn calls(&self, flow: Option<&Flow>, case: &Case) -> bool {
        self.holds(Pile::Overdue, flow, case) || self.holds(Pile::Mine, flow, case)
    }
}

/// The kind of the state a case stands in.
pub fn kind(flow: Option<&Flow>, case: &Case) -> Option<StateKind> {
    flow?.state(&case.state).map(|state| state.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::{case, flow, person};
    use patrol_domain::people::{Department, Role};

    #[test]
    fn an_unassigned_issue_is_the_turn_of_its_department_head() {
        let (flow, case) = (flow(), case());
        let head = person(1, Role::EngHead, Department::Eng);
        let captain = person(2, Role::GuardCaptain, Department::Sec);
        assert!(Turn::of(&flow, &head, &case).is_mine(&case));
        assert_eq!(Turn::of(&flow, &captain, &case), Turn::default());
    }

    #[test]
    fn an_assigned_issue_is_the_turn_of_its_handler_only() {
        let flow = flow();
        let head = person(1, Role::EngHead, Department::Eng);
        let worker = person(2, Role::Maintenance, Department::Eng);
        let mut case = case();
        case.state = "accepted".into();
        case.handler = Some(worker.id);
        let turn = Turn::of(&flow, &head, &case);
        assert!(turn.assign && !turn.is_mine(&case));
        assert!(Turn::of(&flow, &worker, &case).is_mine(&case));
    }

    #[test]
    fn nobody_verifies_their_own_work() {
        let flow = flow();
        let head = person(1, Role::EngHead, Department::Eng);
        let mut case = case();
        case.state = "done".into();
        case.handler = Some(head.id);
        let turn = Turn::of(&flow, &head, &case);
        assert!(turn.own_work && !turn.verify && !turn.reject);
        case.handler = None;
        let turn = Turn::of(&flow, &head, &case);
        assert!(turn.verify && turn.reject && !turn.own_work);
    }

    #[test]
    fn the_piles_are_read_for_one_person() {
        let flow = flow();
        let finder = person(10, Role::Guard, Department::Sec);
        let mut case = case();
        case.due_at = Some(At(0));
        let reader = Reader { me: &finder, now: At(1), offset_min: 480 };
        assert!(reader.holds(Pile::Filed, Some(&flow), &case));
        assert!(reader.holds(Pile::Overdue, Some(&flow), &case));
        assert!(!reader.holds(Pile::Mine, Some(&flow), &case));
        assert!(reader.calls(Some(&flow), &case));
    }
}
