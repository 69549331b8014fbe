//! 发现: what a round found and what became of it. A head closes the day's reading only over
//! findings that went somewhere (W01, daily review R19).

use crate::case::Case;
use crate::checklist::Checklist;
use crate::flow::Flow;
use crate::ids::CaseId;
use crate::place::Place;
use crate::round::{Round, Verdict};
use crate::verdict::{limits, verdict};

/// The issues that the round's answers became, in the order of its items' names.
pub fn filed(round: &Round) -> impl Iterator<Item = CaseId> + '_ {
    round.answers.values().filter_map(|answer| answer.case)
}

/// Whether the case lies where it was filed: nobody has sent it on its way.
pub fn is_waiting(case: &Case, flow: &Flow) -> bool {
    case.state == flow.initial
}

/// Items answered with a problem that became no issue: the review says in words what is to be.
pub fn unfiled<'a>(
    round: &'a Round,
    checklist: &'a Checklist,
    place: Option<&'a Place>,
) -> impl Iterator<Item = &'a str> {
    checklist.items.iter().filter_map(move |item| {
        let answer = round.answers.get(&item.id).filter(|answer| answer.case.is_none())?;
        let meaning = verdict(item, limits(item, place), None, &answer.value);
        (meaning == Verdict::Problem).then_some(item.id.as_str())
    })
}
