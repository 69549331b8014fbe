//! One round as a line of the day.

use crate::components::{BookRow, Icon, ItemState, RowState, Save, SaveMark, Ticks};
use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::round::facts;
use crate::pages::round::top::round_title;
use crate::pages::today::day::{given_to, is_long};
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::checklist::Checklist;
use patrol_domain::round::{Flag, Round, RoundState};
use patrol_domain::schedule::{Due, due_state, minutes_left};
use patrol_domain::{At, MemberId};
use std::sync::Arc;

/// What a line needs, read once: a changed round is a new line.
struct Known {
    round: Arc<Round>,
    list: Option<Arc<Checklist>>,
    title: String,
    total: usize,
    states: Vec<ItemState>,
}

impl Known {
    fn problems(&self) -> usize {
        self.states.iter().filter(|state| **state == ItemState::Problem).count()
    }
}

/// One round. `unsent`: something of it is only on this phone.
#[component]
pub fn Line(round: Arc<Round>, #[prop(into)] unsent: Signal<bool>) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    move || {
        let (locale, now) = (i18n.get_locale(), app.now.get());
        let known = app.reference.with(|all| {
            let list = all.checklist(&round.checklist, round.version);
            let place = all.places.get(&round.place);
            let title = round_title(locale, place, list.as_deref());
            let states = list
                .as_ref()
                .map_or_else(Vec::new, |list| facts::states(list, place, None, &round));
            let total = states.iter().filter(|state| **state != ItemState::Unasked).count();
            Known { round: round.clone(), title, total, states, list }
        });
        if let Some(to) = app.me().get().and_then(|me| given_to(&round, &me)) {
            return given(app, locale, known, to).into_any();
        }
        match due_state(&round, now) {
            Due::InHand => in_hand(locale, known, now).into_any(),
            Due::Late | Due::Missed => late(locale, known, now).into_any(),
            Due::Walked | Due::Void => walked(locale, known, unsent).into_any(),
            Due::Now | Due::ToCome => planned(locale, known, now).into_any(),
        }
    }
}

fn begins(round: &Round) -> String {
    let begins = round.window.map(|window| window.opens).or(round.started_at).unwrap_or_default();
    dates::clock(begins, round.offset_min)
}

/// What stands in the margin of a round that is still to be walked.
fn margin_of(locale: Locale, round: &Round) -> impl IntoView + use<> {
    if is_long(round) {
        let days = round.window.map_or(0, |w| w.closes.minutes_since(w.opens) / (24 * 60));
        let words = if days <= 7 {
            td_string!(locale, today.week)
        } else {
            td_string!(locale, today.month)
        };
        return view! { <span>{words}</span> }.into_any();
    }
    view! { <time>{begins(round)}</time> }.into_any()
}

fn href(round: &Round) -> String {
    format!("/round/{}", round.id)
}

fn head(title: String, meta: impl IntoView + 'static) -> impl IntoView {
    view! {
        <span class="row-title">{title}</span>
        <span class="row-meta">{meta}</span>
    }
}

/// Planned: its window, how many items, how long it is still open.
fn planned(locale: Locale, known: Known, now: At) -> impl IntoView {
    let round = known.round;
    let mut parts = Vec::new();
    if let Some(window) = round.window {
        parts.push(if is_long(&round) {
            // The window closes at midnight: its last day is the one before.
            let last = window.closes.plus_minutes(-1);
            let date = dates::day(locale, last, round.offset_min);
            td_string!(locale, today.until, date = date)
        } else {
            dates::span(window.opens, window.closes, round.offset_min)
        });
        let left = minutes_left(&round, now).unwrap_or_default();
        if now >= window.opens && left > 0 && !is_long(&round) {
            parts.push(td_string!(locale, today.left, length = dates::length(locale, left)));
        }
    }
    parts.push(td_string!(locale, words.items, n = known.total));
    let margin = margin_of(locale, &round);
    view! {
        <BookRow
            href=href(&round)
            margin=move || margin
            end=|| view! { <Icon name="right" /> }
            test_id=round.id.to_string()
        >
            {head(known.title, parts.join(" · "))}
        </BookRow>
    }
}

/// Past its time and still doable: what it would count as, and 补巡.
fn late(locale: Locale, known: Known, now: At) -> impl IntoView {
    let round = known.round;
    let over = round.window.map_or(0, |window| now.minutes_since(window.closes));
    let missed = round.state == RoundState::Missed;
    let mut parts = vec![if missed {
        td_string!(locale, today.missed).to_owned()
    } else {
        td_string!(locale, today.late, length = dates::length(locale, over))
    }];
    parts.push(td_string!(locale, words.items, n = known.total));
    parts.push(td_string!(locale, today.make_up_now).to_owned());
    if missed && round.remarks.iter().any(|remark| !remark.note.is_empty()) {
        parts.push(td_string!(locale, today.explained).to_owned());
    }
    let margin = margin_of(locale, &round);
    let to = href(&round);
    let action = move || {
        view! {
            <a class="btn btn-late" href=to>
                {td_string!(locale, today.make_up)}
            </a>
        }
    };
    view! {
        <BookRow
            state=if missed { RowState::Missed } else { RowState::Late }
            margin=move || margin
            action
            test_id=round.id.to_string()
        >
            {head(known.title, parts.join(" · "))}
        </BookRow>
    }
}

/// In hand: raised, with the ink bar and its ticks.
fn in_hand(locale: Locale, known: Known, now: At) -> impl IntoView {
    let bad = known.problems();
    let total = known.total;
    let round = known.round;
    let open = known.list.as_ref().and_then(|list| facts::resume_at(list, &round));
    let number = |open: usize| {
        known.list.as_ref().map_or(open + 1, |list| facts::step_at(list, &round, open).0)
    };
    let state = match round.state {
        RoundState::Paused => td_string!(locale, today.paused),
        RoundState::Returned => td_string!(locale, today.returned),
        _ => td_string!(locale, today.walking),
    };
    let mut parts = vec![state.to_owned()];
    if let Some(open) = open {
        parts.push(td_string!(locale, today.item_no, n = number(open)));
    }
    if let Some(left) = minutes_left(&round, now) {
        parts.push(if left < 0 {
            td_string!(locale, today.late, length = dates::length(locale, -left))
        } else {
            td_string!(locale, today.left, length = dates::length(locale, left))
        });
    }
    let done = known
        .states
        .iter()
        .filter(|state| !matches!(state, ItemState::Todo | ItemState::Unasked))
        .count();
    let mut states = known.states;
    if let Some(state) = open.and_then(|open| states.get_mut(open)) {
        *state = ItemState::Current;
    }
    let here = open.map_or(total, number);
    let words = td_string!(locale, today.ticks, n = here, total = total, bad = bad);
    let margin = margin_of(locale, &round);
    let meta = view! {
        {parts.join(" · ")}
        <Ticks states=Signal::stored(states) words=Signal::stored(words) />
    };
    view! {
        <BookRow
            state=RowState::Now
            href=href(&round)
            margin=move || margin
            end=move || view! { <span class="big">{format!("{done} / {total}")}</span> }
            test_id=round.id.to_string()
        >
            {head(known.title, meta)}
        </BookRow>
    }
}

/// Walked: when it ended, what was found, and whether the server has it.
fn walked(locale: Locale, known: Known, unsent: Signal<bool>) -> impl IntoView {
    let bad = known.problems();
    let round = known.round;
    let ended = round.submitted_at.map_or(String::new(), |at| dates::clock(at, round.offset_min));
    let mut parts = vec![td_string!(locale, today.finished_at, time = ended)];
    if round.flags.contains(&Flag::MakeUp) {
        parts.push(td_string!(locale, today.make_up).to_owned());
    }
    parts.push(td_string!(locale, words.items, n = round.answers.len()));
    let problems = (bad > 0).then(|| {
        let words = td_string!(locale, today.problems, n = bad);
        view! {
            " · "
            <b class="t-cin">{words}</b>
        }
    });
    let margin = begins(&round);
    let mark = Signal::derive(move || if unsent.get() { Save::Local } else { Save::Done });
    let sent = move || match unsent.get() {
        true => td_string!(locale, today.local),
        false => td_string!(locale, today.sent),
    };
    let meta = view! {
        {parts.join(" · ")}
        {problems}
    };
    view! {
        <BookRow
            href=href(&round)
            margin=move || margin
            end=move || {
                view! {
                    <span class="marked">
                        <SaveMark save=mark />
                        {sent}
                    </span>
                }
            }
            test_id=round.id.to_string()
        >
            {head(known.title, meta)}
        </BookRow>
    }
}

/// 流转: a colleague has it now.
fn given(app: App, locale: Locale, known: Known, to: MemberId) -> impl IntoView {
    let round = known.round;
    let margin = margin_of(locale, &round);
    let words = td_string!(locale, ways.given, name = name_of(app, to));
    view! {
        <BookRow
            href=format!("/records/{}", round.id)
            margin=move || margin
            end=|| view! { <Icon name="right" /> }
            test_id=round.id.to_string()
        >
            {head(known.title, words)}
        </BookRow>
    }
}
