//! In which piles of the list an issue lies for one person. Knows no words.

use crate::pages::issues::deadline::{Due, due};
use patrol_domain::At;
use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, StateKind};
use patrol_domain::people::Member;
pub use patrol_domain::turn::{Turn, asks, assigning, by_weight, is_sealing, leads_on};

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
            Pile::Mine => turn().mine,
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
