//! 巡查路线: the points of a round, their order where it counts, how long to stay at each. A round
//! takes its route along from its plan; walking otherwise is kept and asked about, never refused.

use crate::ids::CheckpointId;
use crate::round::Round;
use crate::time::At;
use serde::{Deserialize, Serialize};

/// The points of one round; none: the place alone is to be proven.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// They come one after the other; else in any order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
    #[serde(default)]
    pub stops: Vec<Stop>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    pub checkpoint: CheckpointId,
    /// Seconds that looking around takes there at least; 0: not asked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stay_s: u32,
}

fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}

/// A stop that was reached after one that comes later on the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    pub point: CheckpointId,
    pub after: CheckpointId,
}

/// Stayed for less than the route asks, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    pub point: CheckpointId,
    pub stayed: i64,
    pub least: u32,
}

impl Route {
    pub fn is_empty(&self) -> bool {
        self.stops.is_empty()
    }

    /// Stops without a presence, in the order of the route.
    pub fn open<'a>(&'a self, round: &'a Round) -> impl Iterator<Item = &'a Stop> {
        let seen = |stop: &&Stop| round.presence.iter().all(|p| p.checkpoint != stop.checkpoint);
        self.stops.iter().filter(seen)
    }

    /// Stops of a fixed order that were first reached after a later one.
    pub fn late(&self, round: &Round) -> Vec<Late> {
        let mut late = Vec::new();
        if !self.fixed {
            return late;
        }
        let mut furthest: Option<(usize, CheckpointId)> = None;
        for (place, stop) in self.walked(round) {
            match furthest {
                Some((ahead, after)) if ahead > place => {
                    late.push(Late { point: stop.checkpoint, after });
                }
                _ => furthest = Some((place, stop.checkpoint)),
            }
        }
        late
    }

    /// Stops with a place in the route, as they were first reached.
    fn walked(&self, round: &Round) -> Vec<(usize, &Stop)> {
        let first = |stop: &Stop| {
            let there = round.presence.iter().filter(|p| p.checkpoint == stop.checkpoint);
            there.map(|presence| presence.at).min()
        };
        let stops = self.stops.iter().enumerate();
        let mut walked: Vec<(At, usize, &Stop)> =
            stops.filter_map(|(place, stop)| Some((first(stop)?, place, stop))).collect();
        walked.sort_by_key(|(at, place, _)| (*at, *place));
        walked.into_iter().map(|(_, place, stop)| (place, stop)).collect()
    }

    /// Stops left sooner than they ask: the longest stay counts, up to the next point or the end.
    pub fn short(&self, round: &Round) -> Vec<Short> {
        let mut visits: Vec<(At, CheckpointId)> =
            round.presence.iter().map(|presence| (presence.at, presence.checkpoint)).collect();
        visits.sort_by_key(|(at, _)| *at);
        let asked = self.stops.iter().filter(|stop| stop.stay_s > 0);
        let short = asked.filter_map(|stop| {
            let stayed = longest_stay_s(&visits, stop.checkpoint, round.submitted_at)?;
            (stayed < i64::from(stop.stay_s)).then_some(Short {
                point: stop.checkpoint,
                stayed,
                least: stop.stay_s,
            })
        });
        short.collect()
    }
}

/// `visits` in order of time. Another scan of the same point goes on with the stay; `None`: never
/// there, or still there.
fn longest_stay_s(
    visits: &[(At, CheckpointId)],
    point: CheckpointId,
    end: Option<At>,
) -> Option<i64> {
    let mut longest = None;
    let mut since = None;
    for (at, here) in visits {
        if *here == point {
            since.get_or_insert(*at);
        } else if let Some(from) = since.take() {
            longest = longest.max(Some(seconds(from, *at)));
        }
    }
    match (since, end) {
        (Some(from), Some(end)) => longest.max(Some(seconds(from, end))),
        (Some(_), None) => None,
        (None, _) => longest,
    }
}

fn seconds(from: At, to: At) -> i64 {
    to.0.saturating_sub(from.0).max(0) / 1000
}
