//! 记录: finished rounds by day with their result, and one round to read. Knows no storage.

pub mod answers;
pub mod doubts;
mod findings;
pub mod judge;
pub mod read;

use crate::components::{BookRow, Empty, Failed, Loading, RowState, Save, SaveMark, Tab, TabBar};
use crate::i18n::*;
use crate::pages::frame::{tab_badge, today_badge};
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::pill::StatusPill;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::{AnswerValue, Round, RoundState};
use patrol_domain::{At, Key, RoundId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rounds shown at first, and more at each 更早的.
const PAGE: u32 = 50;

#[component]
pub fn Records() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    view! {
        <div class="page with-tabs field-column">
            <header class="head">
                <h1 class="page-title head-text" tabindex="-1">
                    {t!(i18n, records.title)}
                </h1>
                <StatusPill />
            </header>
            <main class="page-body flush" id="content">
                <RecordList />
            </main>
            <TabBar current=Tab::Records badge=tab_badge(app) today=today_badge(app) />
        </div>
    }
}

/// The finished rounds this person may see, newest first.
#[component]
pub fn RecordList() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let limit = RwSignal::new(PAGE);
    let rounds = Memo::new(move |_| {
        app.rounds(Slice { limit: limit.get(), newest_first: true, ..Slice::all(Shelf::Past) })
    });
    let lines = Memo::new(move |_| {
        let rounds = rounds.get().get();
        rounds.ready().map(|rounds| lines(app, i18n.get_locale(), rounds)).unwrap_or_default()
    });
    let unsent = unsent_rounds(app);
    let state = move || match rounds.get().get() {
        Loaded::Failed(_) => view! { <Broken /> }.into_any(),
        Loaded::Loading => {
            let label = Signal::derive(move || t_string!(i18n, records.title).to_owned());
            view! { <Loading label /> }.into_any()
        }
        Loaded::Ready(_) | Loaded::Absent if lines.with(Vec::is_empty) => {
            view! { <Nothing /> }.into_any()
        }
        Loaded::Ready(_) | Loaded::Absent => ().into_any(),
    };
    let full =
        move || lines.with(|lines| lines.iter().filter(|l| matches!(l, Line::Round(_))).count());
    let more = move || {
        (full() >= limit.get() as usize).then(|| {
            view! {
                <button
                    type="button"
                    class="btn btn-text wide"
                    on:click=move |_| limit.update(|limit| *limit += PAGE)
                >
                    {t!(i18n, records.earlier)}
                </button>
            }
        })
    };
    view! {
        {state}
        <ul class="book grow">
            <For
                each=move || lines.get()
                key=Line::key
                children=move |line| match line {
                    Line::Day(day) => view! { <li class="day-head">{day}</li> }.into_any(),
                    Line::Round(round) => view! { <Entry round unsent /> }.into_any(),
                }
            />
        </ul>
        {more}
    }
}

#[derive(Clone, PartialEq)]
enum Line {
    Day(String),
    Round(Arc<Round>),
}

impl Line {
    fn key(&self) -> (String, Option<RoundId>, usize) {
        match self {
            Line::Day(day) => (day.clone(), None, 0),
            Line::Round(round) => {
                (format!("{:?}", round.state), Some(round.id), round.remarks.len())
            }
        }
    }
}

/// When a round ended, for its place in the list.
fn ended(round: &Round) -> At {
    round.submitted_at.or(round.window.map(|window| window.closes)).unwrap_or_default()
}

/// Rounds with a line before each day.
fn lines(app: App, locale: Locale, rounds: &[Arc<Round>]) -> Vec<Line> {
    let (now, offset_min) = (app.now.get(), offset(app));
    let mut lines = Vec::with_capacity(rounds.len() + 8);
    let mut last = None;
    for round in rounds {
        let day = dates::moment_day(locale, ended(round), now, offset_min);
        if last.as_ref() != Some(&day) {
            last = Some(day.clone());
            lines.push(Line::Day(day));
        }
        lines.push(Line::Round(round.clone()));
    }
    lines
}

/// Rounds of which the server has not confirmed everything.
fn unsent_rounds(app: App) -> Memo<BTreeSet<RoundId>> {
    let waiting = app.waiting();
    Memo::new(move |_| {
        waiting.with(|waiting| {
            let groups =
                waiting.ready().map(|waiting| waiting.groups.as_slice()).unwrap_or_default();
            let rounds = groups.iter().filter_map(|group| match group.key {
                Some(Key::Round { id }) => Some(id),
                _ => None,
            });
            rounds.collect()
        })
    })
}

/// The checklist's name with the place.
pub fn round_name(app: App, locale: Locale, round: &Round) -> String {
    app.reference.with(|reference| {
        let list = reference.checklist(&round.checklist, round.version);
        let place = reference.places.get(&round.place).map(|place| place.name.clone());
        let name = list.map_or_else(|| round.checklist.clone(), |list| say(locale, &list.name));
        match place {
            Some(place) if !name.contains(&place) && !place.contains(&name) => {
                format!("{name} · {place}")
            }
            Some(place) if place.len() > name.len() => place,
            _ => name,
        }
    })
}

/// Answers that say problem: outright, by a count, or by the issue they became.
pub fn problems(round: &Round) -> usize {
    let bad = |answer: &&patrol_domain::round::Answer| {
        answer.case.is_some()
            || matches!(answer.value, AnswerValue::Problem)
            || matches!(answer.value, AnswerValue::Score { problems } if problems > 0)
    };
    round.answers.values().filter(bad).count()
}

#[component]
fn Entry(round: Arc<Round>, unsent: Memo<BTreeSet<RoundId>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let id = round.id;
    let missed = round.state == RoundState::Missed;
    let state = if missed { RowState::Missed } else { RowState::Plain };
    let at = dates::clock(round.started_at.unwrap_or(ended(&round)), round.offset_min);
    let words = {
        let round = round.clone();
        move || result(app, i18n.get_locale(), &round)
    };
    let name = move || round_name(app, i18n.get_locale(), &round);
    let here = Memo::new(move |_| unsent.with(|unsent| unsent.contains(&id)));
    let end = move || {
        view! {
            <span class="marked">
                {move || match (here.get(), missed) {
                    (_, true) => ().into_any(),
                    (true, _) => {
                        view! {
                            <SaveMark save=Save::Local />
                            {t!(i18n, records.local)}
                        }
                            .into_any()
                    }
                    (false, _) => {
                        view! {
                            <SaveMark save=Save::Done />
                            {t!(i18n, records.sent)}
                        }
                            .into_any()
                    }
                }}
            </span>
        }
    };
    view! {
        <BookRow state href=format!("/records/{id}") margin=move || at end>
            <span class="row-title">{name}</span>
            <br />
            <span class="row-meta">{words}</span>
        </BookRow>
    }
}

/// `08:41 完成 · 李建国 巡 · 1 处异常`.
fn result(app: App, locale: Locale, round: &Round) -> String {
    let mut parts = Vec::new();
    if let Some(at) = round.submitted_at {
        let time = dates::clock(at, round.offset_min);
        parts.push(td_string!(locale, records.finished, time = time));
    }
    if let Some(id) = round.inspector {
        parts.push(td_string!(locale, records.by, name = name_of(app, id)));
    }
    if round.state != RoundState::Missed {
        parts.push(match problems(round) {
            0 => td_string!(locale, records.no_problems).to_owned(),
            count => td_string!(locale, records.problems, count = count),
        });
    }
    if !matches!(round.state, RoundState::Submitted) {
        parts.push(words::round_state(locale, round.state).to_owned());
    }
    parts.join(" · ")
}

#[component]
fn Nothing() -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || t_string!(i18n, records.empty).to_owned());
    let hint = Signal::derive(move || t_string!(i18n, records.empty_hint).to_owned());
    view! { <Empty title hint /> }
}

#[component]
fn Broken() -> impl IntoView {
    let i18n = use_i18n();
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let again = move |()| {
        let _ = window().location().reload();
    };
    view! {
        <Failed
            title=words(|locale| td_string!(locale, records.failed))
            hint=words(|locale| td_string!(locale, records.failed_hint))
            action=words(|locale| td_string!(locale, nav.retry))
            on_action=again
        />
    }
}
