//! What an answer means: in order, a problem, or not applicable. Stores nothing and asks nobody.

use crate::checklist::{AnswerKind, Item, Relative, Severity};
use crate::decimal::Decimal;
use crate::ids::RoundId;
use crate::place::{Limits, Place};
use crate::reject::Rejection;
use crate::round::{AnswerValue, History, Verdict};
use crate::time::At;

/// The range of a reading: of this place's device where the item says so, else the item's own.
/// Both ends absent where nothing is set (R83: the reading is then kept without a verdict). What is
/// compared with a list or a plan has its figure at the place too.
pub fn limits(item: &Item, place: Option<&Place>) -> Limits {
    let AnswerKind::Number { min, max, .. } = &item.answer else {
        return Limits::default();
    };
    let device = place.filter(|_| of_the_place(item)).and_then(|place| place.limits.get(&item.id));
    device.copied().unwrap_or(Limits { min: *min, max: *max })
}

/// W17: what an instrument can show at all.
pub fn possible(item: &Item) -> Limits {
    let AnswerKind::Number { lowest, highest, .. } = &item.answer else {
        return Limits::default();
    };
    Limits { min: *lowest, max: *highest }
}

/// W17: refuses what no instrument shows.
pub fn possible_reading(item: &Item, reading: Decimal) -> Result<(), Rejection> {
    let possible = possible(item);
    if possible.holds(reading) {
        return Ok(());
    }
    let (lowest, highest) = (possible.min, possible.max);
    Err(Rejection::ImpossibleReading { item: item.id.clone(), lowest, highest })
}

/// Whether the range of the item's readings stands at the place.
pub fn of_the_place(item: &Item) -> bool {
    let AnswerKind::Number { per_device, relative, .. } = &item.answer else { return false };
    *per_device || matches!(relative, Some(Relative::EqualsList | Relative::AtLeastPlan))
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
            !limits.holds(*reading)
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
        // Their figures stand at the place, as limits.
        Some(Relative::EqualsList | Relative::AtLeastPlan) | None => false,
    }
}

/// What people are asked about again before a reading is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// R80: a counter fell by so much: another meter, one running backwards, or a slip.
    Fell(Decimal),
    /// It is so far from the last reading, more than four of its usual steps.
    Jumped { by: Decimal, usual: Decimal },
}

/// A step is called usual once this many were made.
const STEPS: usize = 3;
/// A step of more than so many usual ones is asked about again.
const WIDE: u32 = 4;

/// Whether a reading is worth a second look beside the earlier ones, oldest first. The usual step
/// is the middle one of all steps, and at least one of the last digit that is read there.
pub fn again(item: &Item, past: &[Decimal], reading: Decimal) -> Option<Again> {
    let AnswerKind::Number { relative, .. } = &item.answer else { return None };
    let last = *past.last()?;
    if relative.is_some_and(|relative| is_counter(relative) && reading < last) {
        return Some(Again::Fell(last.minus(reading)));
    }
    let mut steps: Vec<Decimal> = past.windows(2).map(|two| two[1].apart(two[0])).collect();
    if steps.len() < STEPS || *relative == Some(Relative::EqualsPrevious) {
        return None;
    }
    steps.sort_unstable();
    let digit = Decimal::new(1, past.iter().map(|one| one.scale()).max().unwrap_or(0));
    let usual = steps[steps.len() / 2].max(digit);
    let by = reading.apart(last);
    (by > usual.times(WIDE)).then_some(Again::Jumped { by, usual })
}

/// Category and severity that a finding begins with: the item's own, and for a counter that fell
/// those of the meter itself (R80).
pub fn preset<'a>(
    item: &'a Item,
    previous: Option<Decimal>,
    value: &AnswerValue,
) -> (&'a str, Severity) {
    if let (AnswerValue::Number { reading }, AnswerKind::Number { relative: Some(relative), .. }) =
        (value, &item.answer)
        && is_counter(*relative)
        && previous.is_some_and(|previous| *reading < previous)
    {
        return (METER, item.severity.max(Severity::Serious));
    }
    (&item.category, item.severity)
}

/// The category of plant equipment and meters.
const METER: &str = "EQP";

fn is_counter(relative: Relative) -> bool {
    matches!(relative, Relative::NotBelowPrevious | Relative::EqualsPrevious)
}
