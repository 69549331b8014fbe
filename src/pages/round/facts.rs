//! What a round's page shows, computed from records alone: states, judgement, trend. No signals.

use crate::components::{ItemState, TrendView};
use crate::i18n::*;
use patrol_domain::asked::{asked, is_asked};
use patrol_domain::checklist::{AnswerKind, Checklist, Item, Method, PhotoRule, Relative};
use patrol_domain::decimal::BadDecimal;
use patrol_domain::place::{Limits, Place};
use patrol_domain::round::{Answer, AnswerValue, History, Past, Round, Verdict};
use patrol_domain::verdict::{limits, previous, verdict};
use patrol_domain::{At, Decimal};
use std::collections::BTreeMap;

/// What an item's answer means at this place.
pub fn meaning(
    item: &Item,
    place: Option<&Place>,
    history: Option<&History>,
    round: &Round,
    value: &AnswerValue,
) -> Verdict {
    let now = round.answers.get(&item.id).map_or(At(i64::MAX), |answer| answer.at);
    let before = history.and_then(|history| previous(history, &item.id, round.id, now));
    verdict(item, limits(item, place), before, value)
}

pub const fn state_of(verdict: Verdict) -> ItemState {
    match verdict {
        Verdict::Ok => ItemState::Ok,
        Verdict::Problem => ItemState::Problem,
        Verdict::NotApplicable => ItemState::NotApplicable,
    }
}

/// The state of every item, in order.
pub fn states(
    checklist: &Checklist,
    place: Option<&Place>,
    history: Option<&History>,
    round: &Round,
) -> Vec<ItemState> {
    let state = |item: &Item| {
        if !is_asked(checklist, item, round) {
            return ItemState::Unasked;
        }
        round.answers.get(&item.id).map_or(ItemState::Todo, |answer| {
            state_of(meaning(item, place, history, round, &answer.value))
        })
    };
    checklist.items.iter().map(state).collect()
}

/// The first unanswered item after `from`, else the first of all; `None` when all are answered.
pub fn next_open(checklist: &Checklist, round: &Round, from: usize) -> Option<usize> {
    let open = |place: &usize| {
        checklist.items.get(*place).is_some_and(|item| {
            !round.answers.contains_key(&item.id) && is_asked(checklist, item, round)
        })
    };
    let count = checklist.items.len();
    (from.min(count)..count).find(open).or_else(|| (0..from.min(count)).find(open))
}

/// The asked item before this one.
pub fn asked_before(checklist: &Checklist, round: &Round, place: usize) -> Option<usize> {
    let asked =
        |at: &usize| checklist.items.get(*at).is_some_and(|item| is_asked(checklist, item, round));
    (0..place).rev().find(asked)
}

/// Which of how many asked items this one is, from 1.
pub fn step_at(checklist: &Checklist, round: &Round, place: usize) -> (usize, usize) {
    let id = checklist.items.get(place).map(|item| &item.id);
    let all: Vec<&Item> = asked(checklist, round).collect();
    let here = all.iter().position(|item| Some(&item.id) == id).map_or(0, |at| at + 1);
    (here, all.len())
}

/// Where a reopened round goes on: the first unanswered item after the one touched last.
pub fn resume_at(checklist: &Checklist, round: &Round) -> Option<usize> {
    let touched = checklist
        .items
        .iter()
        .enumerate()
        .filter_map(|(place, item)| Some((round.answers.get(&item.id)?.at, place)))
        .max();
    next_open(checklist, round, touched.map_or(0, |(_, place)| place + 1))
}

/// The seal of an item: the first of its methods that has one.
pub fn seal_of(item: &Item) -> Method {
    item.methods.iter().copied().find(|m| *m != Method::Smell).unwrap_or(Method::Look)
}

/// How many items each method was skipped at.
pub fn skipped(round: &Round) -> BTreeMap<Method, usize> {
    let mut counts = BTreeMap::new();
    for method in round.answers.values().flat_map(|answer| &answer.evidence.skipped) {
        *counts.entry(*method).or_default() += 1;
    }
    counts
}

/// The methods in words: `听 · 摸`.
pub fn methods_words(locale: Locale, item: &Item) -> String {
    let words: Vec<_> = item.methods.iter().map(|m| words::method(locale, *m)).collect();
    words.join(" · ")
}

/// The unit as people read it.
pub fn unit_of(locale: Locale, item: &Item) -> String {
    match &item.answer {
        AnswerKind::Number { unit_name: Some(name), .. } => say(locale, name),
        AnswerKind::Number { unit, .. } => unit.clone(),
        _ => String::new(),
    }
}

/// The newest earlier answer of another round.
pub fn last_of<'a>(history: Option<&'a History>, item: &str, round: &Round) -> Option<&'a Past> {
    let past = history?.items.get(item)?;
    past.iter().filter(|past| past.round != round.id).max_by_key(|past| past.at)
}

/// How a typed reading compares with limits and the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// No limits: kept without a verdict (R83).
    Free,
    Within,
    Below(Decimal),
    Above(Decimal),
    /// A counter that fell.
    Wrapped,
    /// A meter that should stand still.
    Moved,
}

impl Judgement {
    pub const fn is_problem(self) -> bool {
        !matches!(self, Judgement::Free | Judgement::Within)
    }
}

pub fn judge(item: &Item, limits: Limits, last: Option<Decimal>, reading: Decimal) -> Judgement {
    if let Some(min) = limits.min.filter(|min| reading < *min) {
        return Judgement::Below(min.minus(reading));
    }
    if let Some(max) = limits.max.filter(|max| reading > *max) {
        return Judgement::Above(reading.minus(max));
    }
    if let (AnswerKind::Number { relative: Some(relative), .. }, Some(last)) = (&item.answer, last)
    {
        match relative {
            Relative::NotBelowPrevious if reading < last => return Judgement::Wrapped,
            Relative::EqualsPrevious if reading != last => return Judgement::Moved,
            _ => {}
        }
    }
    match limits {
        Limits { min: None, max: None } => Judgement::Free,
        _ => Judgement::Within,
    }
}

/// Ten times the last reading or a tenth of it: probably a slip of the thumb. `true`: larger.
pub fn odd(item: &Item, last: Option<Decimal>, reading: Decimal) -> Option<bool> {
    if matches!(item.answer, AnswerKind::Number { relative: Some(_), .. }) {
        return None;
    }
    let (last, now) = (last?.to_f64().abs(), reading.to_f64().abs());
    if last == 0.0 || now == 0.0 {
        return None;
    }
    match now / last {
        ratio if ratio >= 9.5 => Some(true),
        ratio if ratio <= 0.105 => Some(false),
        _ => None,
    }
}

/// One step of the scale: the last digit of the limits, else of the last reading, else 1.
pub fn step_of(limits: Limits, last: Option<Decimal>) -> Decimal {
    let scale = [limits.min, limits.max, last].into_iter().flatten().map(Decimal::scale).max();
    Decimal::new(1, scale.unwrap_or(0))
}

/// The readings of other rounds, oldest first.
pub fn readings(item: &str, history: Option<&History>, round: &Round) -> Vec<(At, Decimal)> {
    let all = history.and_then(|history| history.items.get(item));
    let mut past: Vec<(At, Decimal)> = all
        .into_iter()
        .flatten()
        .filter(|past| past.round != round.id)
        .filter_map(|past| Some((past.at, past.reading?)))
        .collect();
    past.sort_by_key(|(at, _)| *at);
    past
}

/// A reading as typed or pasted, with or without its unit.
pub fn reading_of(item: &Item, text: &str) -> Result<Decimal, BadDecimal> {
    let AnswerKind::Number { unit, unit_name, .. } = &item.answer else { return text.parse() };
    let text = text.trim();
    let names = unit_name.iter().flat_map(|name| [&name.zh_hans, &name.zh_hant, &name.en]);
    let bare = std::iter::once(unit).chain(names).find_map(|unit| {
        let at = text.len().checked_sub(unit.len()).filter(|at| text.is_char_boundary(*at))?;
        let (head, tail) = text.split_at(at);
        (!unit.is_empty() && tail.eq_ignore_ascii_case(unit)).then_some(head)
    });
    bare.unwrap_or(text).parse()
}

/// The trend of an item: its last ten readings, oldest first, and the one being typed.
pub fn trend(
    locale: Locale,
    item: &Item,
    limits: Limits,
    history: Option<&History>,
    round: &Round,
    now: Option<Decimal>,
) -> TrendView {
    let mut past = readings(&item.id, history, round);
    let past = past.split_off(past.len().saturating_sub(9));
    let (low, high) = (past.iter().map(|p| p.1).min(), past.iter().map(|p| p.1).max());
    let summary = match (low, high) {
        (Some(low), Some(high)) => {
            td_string!(locale, round.trend, n = past.len(), low = low, high = high)
        }
        _ => td_string!(locale, round.trend_none).to_owned(),
    };
    let last = past.last().map(|(_, reading)| *reading);
    TrendView {
        now: now.map(Decimal::to_f64),
        outside: now.is_some_and(|now| judge(item, limits, last, now).is_problem()),
        min: limits.min.map(Decimal::to_f64),
        max: limits.max.map(Decimal::to_f64),
        max_words: limits.max.map_or(String::new(), |n| td_string!(locale, round.upper, n = n)),
        min_words: limits.min.map_or(String::new(), |n| td_string!(locale, round.lower, n = n)),
        first_words: past
            .first()
            .map_or(String::new(), |(at, _)| dates::day(locale, *at, round.offset_min)),
        now_words: td_string!(locale, round.now).to_owned(),
        past: past.iter().map(|(_, reading)| reading.to_f64()).collect(),
        summary,
    }
}

/// Whether an answer still lacks the photo that its item's rule demands.
pub fn lacks_photo(item: &Item, verdict: Verdict, answer: &Answer) -> bool {
    let wanted = match item.photo {
        PhotoRule::Always => verdict != Verdict::NotApplicable,
        PhotoRule::OnProblem => verdict == Verdict::Problem,
        PhotoRule::OnProblemWithConsent | PhotoRule::None => false,
    };
    wanted && answer.photos.is_empty() && answer.case.is_none()
}

/// A problem that says nothing: no word, no photo, no issue.
pub fn is_silent(verdict: Verdict, answer: &Answer) -> bool {
    verdict == Verdict::Problem
        && answer.note.trim().is_empty()
        && answer.photos.is_empty()
        && answer.case.is_none()
}

/// What a keypad press makes of the typed text; keys that make no sense change nothing.
pub fn typed(text: &str, key: crate::components::PadKey, step: Decimal) -> String {
    use crate::components::PadKey;
    let mut text = text.to_owned();
    match key {
        PadKey::Digit(c) if text.len() < 20 => text.push(c),
        PadKey::Point if !text.contains('.') => {
            text.push_str(if text.is_empty() || text == "-" { "0." } else { "." });
        }
        PadKey::Minus => match text.strip_prefix('-') {
            Some(rest) => return rest.to_owned(),
            None => return format!("-{text}"),
        },
        PadKey::Back => {
            text.pop();
        }
        PadKey::Step(up) => {
            let Ok(reading) = text.parse::<Decimal>() else { return text };
            let zero = Decimal::new(0, 0);
            let change = if up { zero.minus(step) } else { step };
            return reading.minus(change).to_string();
        }
        PadKey::Digit(_) | PadKey::Point | PadKey::Done => {}
    }
    text
}

#[cfg(test)]
mod tests;
