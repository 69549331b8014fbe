//! Where a round stands in the day, and how many are walked. Asks no clock: `now` comes in.

use crate::round::{Round, RoundState};
use crate::time::At;

/// Where a round stands for the person who may walk it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Planned, the window is not open yet.
    ToCome,
    /// Planned, may be walked now and counts as in time; also a round without a window.
    Now,
    /// Planned, window and grace are over; walked now it is a make-up.
    Late,
    /// Started, paused, or sent back for additions.
    InHand,
    Walked,
    Missed,
    Void,
}

/// Judges by the window and grace only; what is begun does not depend on the hour.
pub fn due_state(round: &Round, now: At) -> Due {
    match round.state {
        RoundState::Planned => match round.window {
            Some(window) if window.holds(now) => Due::Now,
            Some(window) if now < window.opens => Due::ToCome,
            Some(_) => Due::Late,
            None => Due::Now,
        },
        RoundState::Started | RoundState::Paused | RoundState::Returned => Due::InHand,
        RoundState::Submitted
        | RoundState::Reviewed
        | RoundState::Sampled
        | RoundState::Archived => Due::Walked,
        RoundState::Missed => Due::Missed,
        RoundState::Void => Due::Void,
    }
}

/// Whole minutes to the end of the window, negative past it; `None` without a window.
pub fn minutes_left(round: &Round, now: At) -> Option<i64> {
    round.window.map(|window| window.closes.minutes_since(now))
}

/// The numbers beside the 正: rounds of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub walked: u32,
    pub missed: u32,
    /// Every round of the day except those opened by mistake.
    pub all: u32,
}

/// Counts the rounds of the local day of `now`: by the opening of the window, or the start.
pub fn tally<'a>(rounds: impl IntoIterator<Item = &'a Round>, now: At) -> Tally {
    let mut tally = Tally::default();
    for round in rounds.into_iter().filter(|round| is_of_day(round, now)) {
        match due_state(round, now) {
            Due::Void => continue,
            Due::Walked => tally.walked = tally.walked.saturating_add(1),
            Due::Missed => tally.missed = tally.missed.saturating_add(1),
            Due::ToCome | Due::Now | Due::Late | Due::InHand => {}
        }
        tally.all = tally.all.saturating_add(1);
    }
    tally
}

/// Whether the round belongs to the local day of `now`, on the round's own wall clock.
pub fn is_of_day(round: &Round, now: At) -> bool {
    let day = |at: At| at.local(round.offset_min).map(|local| local.date());
    let begins = round.window.map(|window| window.opens).or(round.started_at);
    begins.is_some_and(|begins| day(begins).is_some() && day(begins) == day(now))
}
