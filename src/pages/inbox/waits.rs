//! Gathers what waits for a person: cases, rounds, and work that the server refused. Knows no words.

use super::weight;
use crate::pages::issues::{Cases, open_cases};
use crate::state::{App, Loaded, Waiting};
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::case::Case;
use patrol_domain::notice::{Reason, Topic, of_case, of_round};
use patrol_domain::people::Member;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Case(Arc<Case>),
    Round(Arc<Round>),
    /// So many operations that the server did not take.
    Refused(usize),
}

/// One line of the inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    pub subject: Subject,
    /// At least one, the most pressing first.
    pub reasons: Vec<Reason>,
}

type Rounds = Signal<Loaded<Vec<Arc<Round>>>>;

/// Everything that waits, the most pressing first, then the longest waiting.
pub fn inbox(app: App) -> Memo<Loaded<Vec<Wait>>> {
    let (cases, live, past, waiting) = (open_cases(app), live(app), past(app), app.waiting());
    let now = minute(app);
    Memo::new(move |_| {
        let Some(me) = app.me().get() else { return Loaded::Loading };
        let mut all = match of_cases(app, cases, &me, now.get()) {
            Loaded::Ready(waits) => waits,
            Loaded::Absent => Vec::new(),
            other => return other,
        };
        for shelf in [live, past] {
            match shelf.with(|shelf| of_rounds(shelf, &me, now.get())) {
                Loaded::Ready(waits) => all.extend(waits),
                Loaded::Absent => {}
                other => return other,
            }
        }
        all.extend(waiting.with(|waiting| refused(waiting, now.get())));
        all.sort_by_key(|wait| weight(&wait.reasons));
        Loaded::Ready(all)
    })
}

/// What of it is no issue: the number on the tab 今日. Issues have their own tab and number.
pub fn calls(app: App) -> Signal<u32> {
    let (live, waiting, now) = (live(app), app.waiting(), minute(app));
    Signal::derive(move || {
        let Some(me) = app.me().get() else { return 0 };
        let rounds = live.with(|live| of_rounds(live, &me, now.get()));
        let rounds = rounds.ready().map_or(0, Vec::len);
        let refused = waiting.with(|waiting| refused(waiting, now.get())).is_some();
        u32::try_from(rounds + usize::from(refused)).unwrap_or(u32::MAX)
    })
}

fn live(app: App) -> Rounds {
    app.rounds(Slice::all(Shelf::Live))
}

/// Those finished since yesterday: a missed one waits for its day.
fn past(app: App) -> Rounds {
    let since = app.actions.now().plus_days(-1);
    app.rounds(Slice { from: since.0, ..Slice::all(Shelf::Past) })
}

/// The time in whole minutes: what is read from it changes no oftener.
fn minute(app: App) -> Memo<At> {
    Memo::new(move |_| At(app.now.get().0 / 60_000 * 60_000))
}

fn of_cases(app: App, cases: Cases, me: &Member, now: At) -> Loaded<Vec<Wait>> {
    let reference = app.reference.get();
    cases.with(|cases| match cases {
        Loaded::Ready(cases) => {
            let waits = cases.iter().filter_map(|case| {
                let flow = reference.flow(&case.flow, case.flow_version)?;
                let reasons = of_case(&flow, case, me, now);
                let subject = Subject::Case(case.clone());
                (!reasons.is_empty()).then_some(Wait { subject, reasons })
            });
            Loaded::Ready(waits.collect())
        }
        Loaded::Failed(why) => Loaded::Failed(why.clone()),
        Loaded::Loading => Loaded::Loading,
        Loaded::Absent => Loaded::Absent,
    })
}

fn of_rounds(rounds: &Loaded<Vec<Arc<Round>>>, me: &Member, now: At) -> Loaded<Vec<Wait>> {
    match rounds {
        Loaded::Ready(rounds) => {
            let waits = rounds.iter().filter_map(|round| {
                let reasons = vec![of_round(round, me, now)?];
                Some(Wait { subject: Subject::Round(round.clone()), reasons })
            });
            Loaded::Ready(waits.collect())
        }
        Loaded::Failed(why) => Loaded::Failed(why.clone()),
        Loaded::Loading => Loaded::Loading,
        Loaded::Absent => Loaded::Absent,
    }
}

/// Refused work in one line: the sync page takes it apart.
fn refused(waiting: &Loaded<Waiting>, now: At) -> Option<Wait> {
    let parked = waiting.ready().map_or(&[][..], |waiting| &waiting.parked);
    let at = parked.iter().map(|one| one.op.made_at).min().unwrap_or(now);
    let reason = Reason { topic: Topic::Refused, base: String::new(), at, own: false };
    let subject = Subject::Refused(parked.len());
    (!parked.is_empty()).then(|| Wait { subject, reasons: vec![reason] })
}
