//! What an answer means: in order, a problem, or not applicable. Stores nothing and asks nobody.

use crate::checklist::{AnswerKind, Item, Relative};
use crate::decimal::Decimal;
use crate::ids::RoundId;
use crate::place::{Limits, Place};
use crate::round::{AnswerValue, History, Verdict};
use crate::time::At;

/// The range of a reading: of this place's device where the item says so, else the item's own.
/// Both ends absent where nothing is set (R83: the reading is then kept without a verdict).
pub fn limits(item: &Item, place: Option<&Place>) -> Limits {
    let AnswerKind::Number { min, max, per_device, .. } = &item.answer else {
        return Limits::default();
    };
    let device = place.filter(|_| *per_device).and_then(|place| place.limits.get(&item.id));
    device.copied().unwrap_or(Limits { min: *min, max: *max })
}

/// The reading before `at`, not counting the round in hand.
pub fn previous(history: &History, item: &str, round: RoundId, at: At) -> Option<Decimal> {
    let past = history.items.get(item)?;
    past.iter()
        .filter(|past| past.round != round && past.at <= at)
        .filter_map(|past| past.reading.map(|reading| (past.at, reading)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, reading)| reading)
}

/// Judges one answer. A value of another type than the item, which `apply` refuses, counts as OK.
pub fn verdict(
    item: &Item,
    limits: Limits,
    previous: Option<Decimal>,
    value: &AnswerValue,
) -> Verdict {
    let problem = match (value, &item.answer) {
        (AnswerValue::NotApplicable { .. }, _) => return Verdict::NotApplicable,
        (AnswerValue::Problem, _) => true,
        (AnswerValue::Number { reading }, AnswerKind::Number { relative, .. }) => {
            limits.min.is_some_and(|min| *reading < min)
                || limits.max.is_some_and(|max| *reading > max)
                || previous.is_some_and(|previous| breaks(*relative, previous, *reading))
        }
        (AnswerValue::Choice { option }, AnswerKind::Choice { options }) => {
            options.get(usize::from(*option)).is_some_and(|option| option.problem)
        }
        (AnswerValue::Score { problems }, _) => *problems > 0,
        _ => false,
    };
    if problem { Verdict::Problem } else { Verdict::Ok }
}

/// R80: a counter that fell, or a meter that should stand still and moved.
fn breaks(relative: Option<Relative>, previous: Decimal, reading: Decimal) -> bool {
    match relative {
        Some(Relative::NotBelowPrevious) => reading < previous,
        Some(Relative::EqualsPrevious) => reading != previous,
        // Lists and plans are not known here: the person judges.
        Some(Relative::EqualsList | Relative::AtLeastPlan) | None => false,
    }
}
