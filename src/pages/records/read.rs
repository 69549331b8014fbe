//! One round to read: when, by whom, what was seen, with photos; and the head's judgement of it.

use crate::components::{Empty, Loading, PageHead};
use crate::i18n::*;
use crate::pages::issue::photos::Strip;
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::pill::StatusPill;
use crate::pages::records::answers::Answers;
use crate::pages::records::doubts::Questions;
use crate::pages::records::judge::Judge;
use crate::pages::records::round_name;
use crate::pages::round::score::score_lines;
use crate::pages::round::ways::Ways;
use crate::pages::shift_log::link::LogRow;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use patrol_domain::RoundId;
use patrol_domain::round::{Presence, PresenceHow, Relay, Round};
use std::sync::Arc;

#[component]
pub fn ReadRound() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<RoundId>().ok()));
    move || match id.get() {
        Some(id) => view! { <RoundSheet id back="/records" /> }.into_any(),
        None => view! { <NotHere back="/records" /> }.into_any(),
    }
}

/// The whole page of one round; `back` is where the head leads.
#[component]
pub fn RoundSheet(id: RoundId, back: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let loaded = app.round(id);
    let round = Memo::new(move |_| loaded.with(|loaded| loaded.ready().cloned()));
    let there = Memo::new(move |_| match loaded.get() {
        Loaded::Ready(_) => Some(true),
        Loaded::Loading => None,
        Loaded::Absent | Loaded::Failed(_) => Some(false),
    });
    let loading = Signal::derive(move || t_string!(i18n, records.title).to_owned());
    move || match there.get() {
        Some(true) => view! { <Page round=round back /> }.into_any(),
        Some(false) => view! { <NotHere back /> }.into_any(),
        None => view! {
            <main class="page">
                <Loading label=loading />
            </main>
        }
        .into_any(),
    }
}

#[component]
fn Page(#[prop(into)] round: Signal<Option<Arc<Round>>>, back: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    // Names, places and questions come from the phone's store after the page: nothing is read, and
    // nothing judged, before they are there; they are read again when they change.
    let known = Memo::new(move |_| {
        let round = round.get()?;
        let reference = app.reference.get();
        let list = reference.checklist(&round.checklist, round.version).is_some();
        list.then_some((round, reference))
    });
    let known = Signal::derive(move || known.get().map(|(round, _)| round));
    let loading = Signal::derive(move || t_string!(i18n, records.title).to_owned());
    let title = Signal::derive(move || {
        let locale = i18n.get_locale();
        round
            .with(|round| round.as_ref().map(|round| round_name(app, locale, round)))
            .unwrap_or_default()
    });
    let end = || view! { <StatusPill /> };
    view! {
        <div class="page with-dock field-column">
            <PageHead back title end />
            <main class="page-body flush" id="content">
                {move || known.get().map(|round| view! { <Head round /> })}
                {move || known.get().map(|round| view! { <Answers round /> })}
                {move || known.get().map(|round| view! { <Remarks round /> })}
                <LogRow round=known base=back_to(back) />
                <Ways round=known />
                <Show when=move || known.with(Option::is_none)>
                    <Loading label=loading />
                </Show>
            </main>
            <Judge round=known />
        </div>
    }
}

/// What stands before a round's id where this page was come to.
fn back_to(back: &'static str) -> &'static str {
    if back == "/office" { "/office/rounds" } else { back }
}

/// State, person, times, presence, and the facts worth a look.
#[component]
fn Head(round: Arc<Round>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let locale = i18n.get_locale();
    let by = round.inspector.map(|id| td_string!(locale, records.by, name = name_of(app, id)));
    let state = words::round_state(locale, round.state).to_owned();
    let first = [Some(state), by].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let early = round.early_end.as_ref().map(|early| {
        let reason = words::early_reason(locale, early.reason);
        let line = td_string!(locale, records.early, reason = reason);
        if early.note.is_empty() { line } else { format!("{line} · {}", early.note) }
    });
    let scores = app.reference.with(|reference| {
        let list = reference.checklist(&round.checklist, round.version);
        let place = reference.places.get(&round.place);
        list.map_or_else(Vec::new, |list| score_lines(locale, &list, &round, place))
    });
    view! {
        <section class="read-head">
            <h2 tabindex="-1">{first}</h2>
            <p>{times(locale, &round)}</p>
            {presences(app, locale, &round)
                .into_iter()
                .map(|line| view! { <p>{line}</p> })
                .collect_view()}
            <Frames app round=round.clone() />
            {relays(app, locale, &round)
                .into_iter()
                .map(|line| view! { <p>{line}</p> })
                .collect_view()}
            {scores
                .into_iter()
                .map(|line| view! { <p class="read-score">{line}</p> })
                .collect_view()}
            {early.map(|line| view! { <p>{line}</p> })}
            {(!round.overall.is_empty())
                .then(|| view! { <p>{t!(i18n, records.overall)} ": " {round.overall.clone()}</p> })}
        </section>
        <Questions round />
    }
}

/// `应巡 10:00–11:00 · 开始 10:12 · 交 10:41`.
fn times(locale: Locale, round: &Round) -> String {
    let clock = |at| dates::clock(at, round.offset_min);
    let window = round.window.map(|window| {
        let (from, to) = (clock(window.opens), clock(window.closes));
        td_string!(locale, records.window, from = from, to = to)
    });
    let started = round.started_at.map(|at| td_string!(locale, records.started, time = clock(at)));
    let submitted =
        round.submitted_at.map(|at| td_string!(locale, records.submitted, time = clock(at)));
    let day = round.started_at.or(round.window.map(|window| window.opens));
    let day = day.map(|at| dates::day(locale, at, round.offset_min));
    [day, window, started, submitted].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn presences(app: App, locale: Locale, round: &Round) -> Vec<String> {
    if round.presence.is_empty() {
        return vec![td_string!(locale, records.no_presence).to_owned()];
    }
    let line = |presence: &Presence| {
        let time = dates::clock(presence.at, round.offset_min);
        let number = app.reference.with(|reference| {
            let point = reference.checkpoints.get(&presence.checkpoint);
            point.map(|point| point.number.clone()).unwrap_or_default()
        });
        match presence.how {
            PresenceHow::Typed => {
                td_string!(locale, records.presence_typed, number = number, time = time)
            }
            PresenceHow::Photo => {
                td_string!(locale, records.presence_photo, number = number, time = time)
            }
            PresenceHow::Position => {
                let line =
                    td_string!(locale, records.presence_position, number = number, time = time);
                [Some(line), whereabouts(app, locale, presence)]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · ")
            }
            PresenceHow::Qr | PresenceHow::Nfc => {
                td_string!(locale, records.presence, number = number, time = time)
            }
        }
    };
    round.presence.iter().map(line).collect()
}

/// How far from the point the position was, for those who may read it.
fn whereabouts(app: App, locale: Locale, presence: &Presence) -> Option<String> {
    let fix = presence.fix?;
    let area = app.reference.with(|all| all.checkpoints.get(&presence.checkpoint)?.area)?;
    let away = words::metres(locale, area.metres_to(&fix));
    let exact = words::metres(locale, fix.accuracy_m);
    Some(td_string!(locale, records.presence_away, away = away, exact = exact))
}

/// What the camera saw a moment after each scan.
#[component]
fn Frames(app: App, round: Arc<Round>) -> impl IntoView {
    let i18n = use_i18n();
    let photos: Vec<_> =
        round.presence.iter().filter_map(|presence| presence.frame.photo().cloned()).collect();
    (!photos.is_empty()).then(|| {
        view! {
            <div data-id="frames">
                <p class="sub">{t!(i18n, records.frames)}</p>
                <Strip app photos />
            </div>
        }
    })
}

/// 流转: who gave it to whom, and with which words.
fn relays(app: App, locale: Locale, round: &Round) -> Vec<String> {
    let line = |relay: &Relay| {
        let from = name_of(app, relay.from.unwrap_or(relay.by));
        let (to, time) = (name_of(app, relay.to), dates::clock(relay.at, round.offset_min));
        let line = td_string!(locale, ways.relay, time = time, from = from, to = to);
        if relay.note.is_empty() { line } else { format!("{line} · {}", relay.note) }
    };
    round.relays.iter().map(line).collect()
}

/// Reviews, returns and explanations, newest first.
#[component]
fn Remarks(round: Arc<Round>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let locale = i18n.get_locale();
    let lines = round.remarks.iter().rev().map(|remark| {
        let time = dates::moment(locale, remark.at, app.now.get(), offset(app));
        let state = words::round_state(locale, remark.state);
        view! {
            <li class="item">
                <div class="item-text">
                    <b>{name_of(app, remark.by)} " · " {state} " · " {time}</b>
                    <span>{remark.note.clone()}</span>
                </div>
            </li>
        }
    });
    let lines = lines.collect_view();
    (!round.remarks.is_empty()).then(|| {
        view! {
            <div class="part-head">
                <h2>{t!(i18n, records.remarks)}</h2>
            </div>
            <ul>{lines}</ul>
        }
    })
}

#[component]
fn NotHere(back: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let head = Signal::derive(move || t_string!(i18n, records.title).to_owned());
    let title = Signal::derive(move || t_string!(i18n, records.not_here).to_owned());
    let hint = Signal::derive(move || t_string!(i18n, records.not_here_hint).to_owned());
    view! {
        <div class="page field-column">
            <PageHead back title=head />
            <main id="content">
                <Empty title hint />
            </main>
        </div>
    }
}
