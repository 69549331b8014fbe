//! Which rounds are today's for a person, and in what order. Knows no screen.

use crate::state::{App, Loaded};
use leptos::prelude::*;
pub use patrol_domain::notice::walks as is_mine;
use patrol_domain::people::Member;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use patrol_domain::schedule::{Due, Tally as Count, due_state, is_of_day, tally};
use patrol_domain::{At, MemberId};
use std::sync::Arc;

/// The rounds of the day that concern this person, in groups.
#[derive(Clone, Default, PartialEq)]
pub struct Day {
    pub due: Vec<Arc<Round>>,
    pub later: Vec<Arc<Round>>,
    pub done: Vec<Arc<Round>>,
    /// 流转: given to a colleague, who has not handed it in yet.
    pub given: Vec<Arc<Round>>,
    pub count: Count,
}

/// Whom this person gave the round to, while somebody else has it.
pub fn given_to(round: &Round, me: &Member) -> Option<MemberId> {
    let given = round.relays.iter().any(|relay| relay.from == Some(me.id));
    let now = round.inspector.or(round.assignee);
    now.filter(|now| given && *now != me.id)
}

/// Open for more than a day: a weekly or monthly duty, which has no hour.
pub fn is_long(round: &Round) -> bool {
    round.window.is_some_and(|window| window.closes.minutes_since(window.opens) > 24 * 60)
}

fn begins(round: &Round) -> At {
    round.window.map(|window| window.opens).or(round.started_at).unwrap_or_default()
}

impl Day {
    /// Sorts rounds into 到点了, 稍后, 已巡. What is in hand stays, whichever day it began.
    pub fn sort(rounds: &[Arc<Round>], me: &Member, now: At) -> Day {
        let mut mine: Vec<_> = rounds.iter().filter(|round| is_mine(round, me)).cloned().collect();
        mine.sort_by_key(|round| (begins(round), round.id));
        mine.dedup_by_key(|round| round.id);
        let count = tally(mine.iter().map(AsRef::as_ref), now);
        let mut day = Day { count, ..Day::default() };
        let given = |round: &&Arc<Round>| given_to(round, me).is_some() && is_of_day(round, now);
        day.given = rounds.iter().filter(given).cloned().collect();
        day.given.dedup_by_key(|round| round.id);
        for round in mine {
            let today = is_of_day(&round, now);
            match due_state(&round, now) {
                Due::Now if is_long(&round) => day.later.push(round),
                Due::InHand | Due::Now => day.due.push(round),
                Due::Late if today => day.due.push(round),
                Due::ToCome if today => day.later.push(round),
                Due::Walked | Due::Missed if today => day.done.push(round),
                Due::Late | Due::ToCome | Due::Walked | Due::Missed | Due::Void => {}
            }
        }
        // A missed round can still be made up today: it stands where it can be acted on.
        let (missed, done) =
            day.done.into_iter().partition(|round| due_state(round, now) == Due::Missed);
        day.done = done;
        day.due = Vec::into_iter(missed).chain(day.due).collect();
        day.due.sort_by_key(|round| (begins(round), round.id));
        // What has the whole week comes after what has an hour.
        day.later.sort_by_key(|round| (is_long(round), begins(round), round.id));
        day
    }

    /// What 继续 or 开始 leads to: the round in hand, else the first that is due.
    pub fn next(&self, now: At) -> Option<&Arc<Round>> {
        let in_hand = |round: &&Arc<Round>| due_state(round, now) == Due::InHand;
        self.due.iter().find(in_hand).or_else(|| {
            self.due.iter().find(|round| due_state(round, now) == Due::Now).or(self.due.first())
        })
    }
}

/// Live rounds and those finished since yesterday.
pub fn day(app: App) -> Memo<Loaded<Day>> {
    let live = app.rounds(Slice::all(Shelf::Live));
    let since = app.actions.now().plus_days(-1);
    let past = app.rounds(Slice { from: since.0, ..Slice::all(Shelf::Past) });
    let me = app.me();
    let minute = Memo::new(move |_| app.now.get().0 / 60_000);
    Memo::new(move |_| {
        let now = At(minute.get() * 60_000);
        let Some(me) = me.get() else { return Loaded::Loading };
        live.with(|live| {
            past.with(|past| match (live, past) {
                (Loaded::Failed(why), _) | (_, Loaded::Failed(why)) => Loaded::Failed(why.clone()),
                (Loaded::Ready(live), Loaded::Ready(past)) => {
                    let all: Vec<_> = live.iter().chain(past).cloned().collect();
                    Loaded::Ready(Day::sort(&all, &me, now))
                }
                (Loaded::Ready(_) | Loaded::Absent, Loaded::Absent) => {
                    let all = live.ready().cloned().unwrap_or_default();
                    Loaded::Ready(Day::sort(&all, &me, now))
                }
                _ => Loaded::Loading,
            })
        })
    })
}
