//! The day's rounds as lanes and bars on a time axis. Knows no words and no pixels: shares of the day.

use patrol_domain::At;
use patrol_domain::asked::asked;
use patrol_domain::checklist::Checklist;
use patrol_domain::ids::{MemberId, PlaceId, RoundId};
use patrol_domain::people::Role;
use patrol_domain::round::{AnswerValue, Round, RoundKind};
use patrol_domain::schedule::{Due, due_state};
use std::collections::BTreeMap;

/// What a bar says about its round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BarState {
    Done,
    Running,
    /// Begun, and past its window.
    Late,
    Missed,
    /// Past its window without a word from the phone: not counted as missed.
    Unknown,
    /// Its window has not opened, or is open and nobody has begun.
    ToCome,
    Void,
}

/// One round on the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub round: RoundId,
    pub state: BarState,
    pub from: At,
    pub to: At,
    pub answered: usize,
    pub items: usize,
    pub problems: usize,
}

/// Who stands under the route's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Walker {
    Person(MemberId),
    AnyOf(Role),
    Nobody,
}

/// One route: a checklist at a place, with its rounds of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub checklist: String,
    pub version: u32,
    pub place: PlaceId,
    pub walker: Walker,
    /// No other route of the day is at this place: its name alone tells which it is.
    pub alone: bool,
    pub bars: Vec<Bar>,
}

/// How many rounds stand in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub due: usize,
    pub done: usize,
    pub running: usize,
    pub late: usize,
    pub missed: usize,
    pub unknown: usize,
    pub to_come: usize,
    pub void: usize,
}

/// The state of a round's bar at `now`.
pub fn bar_state(round: &Round, now: At) -> BarState {
    let over = round.window.is_some_and(|window| now > window.closes && !window.holds(now));
    match due_state(round, now) {
        // Nothing was heard of it after its window: it may lie done on a phone without signal.
        Due::Now if round.window.is_some_and(|window| now > window.closes) => BarState::Unknown,
        Due::ToCome | Due::Now => BarState::ToCome,
        Due::Late => BarState::Unknown,
        Due::InHand if over => BarState::Late,
        Due::InHand => BarState::Running,
        Due::Walked => BarState::Done,
        Due::Missed => BarState::Missed,
        Due::Void => BarState::Void,
    }
}

/// When the round stands on the axis: its window, or the time it was walked.
pub fn stretch(round: &Round, now: At) -> Option<(At, At)> {
    if let Some(window) = round.window {
        return Some((window.opens, window.closes));
    }
    let from = round.started_at?;
    let to = round.submitted_at.unwrap_or(now);
    Some((from, to.max(from.plus_minutes(30))))
}

/// Answers that say problem outright; readings are judged elsewhere and carry their case.
fn problems(round: &Round) -> usize {
    let bad = |answer: &&patrol_domain::round::Answer| {
        answer.case.is_some()
            || matches!(answer.value, AnswerValue::Problem)
            || matches!(answer.value, AnswerValue::Score { problems } if problems > 0)
    };
    round.answers.values().filter(bad).count()
}

fn walker(rounds: &[&Round]) -> Walker {
    let person = rounds.iter().rev().find_map(|round| round.inspector.or(round.assignee));
    let role = rounds.iter().find_map(|round| round.roles.first().copied());
    match (person, role) {
        (Some(person), _) => Walker::Person(person),
        (None, Some(role)) => Walker::AnyOf(role),
        (None, None) => Walker::Nobody,
    }
}

/// A round with the time it stands on the axis.
type Stretch<'a> = (&'a Round, At, At);

/// The rounds of one day by route, the earliest route first.
pub fn lanes<'a>(
    rounds: impl Iterator<Item = &'a Round>,
    day: (At, At),
    now: At,
    checklist: impl Fn(&str, u32) -> Option<std::sync::Arc<Checklist>>,
) -> Vec<Lane> {
    let mut routes: BTreeMap<(String, PlaceId), Vec<Stretch>> = BTreeMap::new();
    for round in rounds.filter(|round| round.kind != RoundKind::Covert) {
        if let Some((from, to)) = stretch(round, now)
            && from < day.1
            && to > day.0
        {
            routes
                .entry((round.checklist.clone(), round.place))
                .or_default()
                .push((round, from, to));
        }
    }
    let mut lanes: Vec<Lane> = routes
        .into_iter()
        .map(|((id, place), mut stretches)| {
            stretches.sort_by_key(|(_, from, _)| *from);
            let walked: Vec<&Round> = stretches.iter().map(|(round, ..)| *round).collect();
            let version = walked.last().map_or(1, |round| round.version);
            let bars = stretches.iter().map(|(round, from, to)| Bar {
                round: round.id,
                state: bar_state(round, now),
                from: *from,
                to: *to,
                answered: checklist(&round.checklist, round.version).map_or(0, |list| {
                    asked(&list, round).filter(|item| round.answers.contains_key(&item.id)).count()
                }),
                items: checklist(&round.checklist, round.version)
                    .map_or(0, |list| asked(&list, round).count()),
                problems: problems(round),
            });
            Lane {
                bars: bars.collect(),
                checklist: id,
                version,
                place,
                walker: walker(&walked),
                alone: true,
            }
        })
        .collect();
    let mut at: BTreeMap<PlaceId, usize> = BTreeMap::new();
    lanes.iter().for_each(|lane| *at.entry(lane.place).or_default() += 1);
    lanes.iter_mut().for_each(|lane| lane.alone = at.get(&lane.place) == Some(&1));
    lanes.sort_by_key(|lane| (lane.bars.first().map(|bar| bar.from), lane.checklist.clone()));
    lanes
}

/// The numbers of the board's sentence.
pub fn counts(lanes: &[Lane]) -> Counts {
    let mut counts = Counts::default();
    for bar in lanes.iter().flat_map(|lane| &lane.bars) {
        let place = match bar.state {
            BarState::Done => &mut counts.done,
            BarState::Running => &mut counts.running,
            BarState::Late => &mut counts.late,
            BarState::Missed => &mut counts.missed,
            BarState::Unknown => &mut counts.unknown,
            BarState::ToCome => &mut counts.to_come,
            BarState::Void => &mut counts.void,
        };
        *place += 1;
        counts.due += usize::from(bar.state != BarState::Void);
    }
    counts
}

/// The stretch of the day that the axis shows, on whole hours: at least 06:00 to 22:00.
pub fn axis(lanes: &[Lane], midnight: At) -> (At, At) {
    let hour = |at: At| at.minutes_since(midnight).div_euclid(60);
    let bars = || lanes.iter().flat_map(|lane| &lane.bars);
    let first = bars().map(|bar| hour(bar.from)).min().unwrap_or(6).clamp(0, 6);
    let last = bars().map(|bar| hour(bar.to.plus_minutes(59))).max().unwrap_or(22).clamp(22, 24);
    (midnight.plus_minutes(first * 60), midnight.plus_minutes(last * 60))
}

/// Where `at` stands on the axis, in per cent, inside it.
pub fn share(axis: (At, At), at: At) -> f64 {
    let whole = (axis.1.0 - axis.0.0).max(1) as f64;
    ((at.0 - axis.0.0) as f64 / whole * 100.0).clamp(0.0, 100.0)
}

/// Midnight of `now`'s day at the site, `days` later.
pub fn midnight(now: At, offset_min: i16, days: i64) -> At {
    let offset = i64::from(offset_min) * 60_000;
    let day = 24 * 60 * 60_000;
    At((now.0 + offset).div_euclid(day) * day - offset).plus_days(days)
}

#[cfg(test)]
mod tests;
