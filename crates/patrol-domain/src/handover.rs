//! 交接班: what the shift that ends has not brought to its end (W17). Reads no clock.

use crate::case::Case;
use crate::checklist::Severity;
use crate::people::Department;
use crate::round::{Round, RoundState};
use crate::shift::Shift;
use crate::time::At;
use std::sync::Arc;

/// Whoever hands over so long after the end of their shift still hands over that one (proposed).
pub const OVERTIME_MIN: i64 = 30;

/// The rounds of the department that began to be due in the shift and are neither handed in nor
/// missed, in order of time.
pub fn unfinished(
    rounds: &[Arc<Round>],
    shift: &Shift,
    department: Department,
    now: At,
) -> Vec<Arc<Round>> {
    use RoundState::{Paused, Planned, Returned, Started};
    let opens = |round: &Round| round.window.map(|window| window.opens);
    let due = |round: &&Arc<Round>| {
        let begun = opens(round).is_some_and(|opens| shift.holds(opens) && opens <= now);
        let open = matches!(round.state, Planned | Started | Paused | Returned);
        round.department == department && begun && open
    };
    let mut found: Vec<Arc<Round>> = rounds.iter().filter(due).cloned().collect();
    found.sort_by_key(|round| (opens(round), round.id));
    found
}

/// The emergencies that nobody has closed, whosever they are.
pub fn emergencies(cases: &[Arc<Case>]) -> Vec<Arc<Case>> {
    let open = |case: &&Arc<Case>| case.severity == Severity::Emergency && case.closed_at.is_none();
    cases.iter().filter(open).cloned().collect()
}
