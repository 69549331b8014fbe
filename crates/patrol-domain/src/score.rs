//! The score of an audit: ten points, some off for every problem point (W14). Stores nothing.

use crate::asked::asked;
use crate::checklist::{AnswerKind, Checklist, Item};
use crate::decimal::Decimal;
use crate::place::Place;
use crate::round::{AnswerValue, Round, Verdict};
use crate::verdict::{limits, verdict};

/// R201: what a list is worth.
pub const FULL: Decimal = Decimal::new(10, 0);
/// R202: what a problem point costs where the item says nothing else.
pub const OFF: Decimal = Decimal::new(5, 1);

/// The tag of items that are scored as a list of their own beside the first.
pub const SECOND: &str = "second_list";

/// One list's score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Whether it is the optional second list of the checklist.
    pub second: bool,
    /// `FULL` less what the problems cost, never below zero.
    pub points: Decimal,
    /// Problem points, so many times the same item was found wrong.
    pub problems: u32,
    /// Items that count; those not applicable are left out.
    pub counted: usize,
    pub left_out: usize,
    /// Scored items without an answer: the score is not final.
    pub open: usize,
    /// Nothing was taken off and nothing was photographed: worth a look (W14).
    pub bare: bool,
}

/// The scores of a checklist with scored items, first list first; a list of which nothing applies
/// has none. A reading out of its range counts as one problem point.
pub fn scores(list: &Checklist, round: &Round, place: Option<&Place>) -> Vec<Score> {
    let of = |second: bool| list.items.iter().filter(move |item| is_second(item) == second);
    [false, true]
        .into_iter()
        .filter(|second| of(*second).any(is_scored))
        .map(|second| score(list, round, place, second))
        .filter(|score| score.counted > 0 || score.open > 0)
        .collect()
}

fn score(list: &Checklist, round: &Round, place: Option<&Place>, second: bool) -> Score {
    let mut score =
        Score { second, points: FULL, problems: 0, counted: 0, left_out: 0, open: 0, bare: true };
    for item in asked(list, round).filter(|item| is_second(item) == second && counts(item)) {
        let Some(answer) = round.answers.get(&item.id) else {
            score.open += 1;
            continue;
        };
        score.bare &= answer.photos.is_empty();
        let (problems, off) = match (&answer.value, &item.answer) {
            (AnswerValue::NotApplicable { .. }, _) => {
                score.left_out += 1;
                continue;
            }
            (AnswerValue::Score { problems }, AnswerKind::Score { off }) => {
                (u32::from(*problems), *off)
            }
            (value, _) => {
                let out = verdict(item, limits(item, place), None, value) == Verdict::Problem;
                (u32::from(out), OFF)
            }
        };
        score.counted += 1;
        score.problems = score.problems.saturating_add(problems);
        score.points = score.points.minus(off.times(problems));
    }
    score.points = score.points.max(Decimal::new(0, 0));
    score.bare &= score.problems == 0;
    score
}

fn is_second(item: &Item) -> bool {
    item.tags.iter().any(|tag| tag == SECOND)
}

fn is_scored(item: &Item) -> bool {
    matches!(item.answer, AnswerKind::Score { .. })
}

fn counts(item: &Item) -> bool {
    matches!(item.answer, AnswerKind::Score { .. } | AnswerKind::Number { .. })
}
