//! 刚刚: what happened today, newest first, from rounds and issues.

use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::office::panel::event_words;
use crate::pages::records::round_name;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::case::Case;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::{Round, RoundState};
use std::sync::Arc;

/// Lines shown.
const SHOWN: usize = 8;

fn of_round(app: App, locale: Locale, round: &Round) -> Vec<(At, String)> {
    let name = || round.inspector.map(|id| name_of(app, id)).unwrap_or_default();
    let what = || round_name(app, locale, round);
    if round.state == RoundState::Missed {
        let at = round.remarks.last().map(|remark| remark.at);
        let at = at.or(round.window.map(|window| window.closes)).unwrap_or_default();
        return vec![(at, td_string!(locale, office.news_missed, round = what()))];
    }
    let started = round
        .started_at
        .map(|at| (at, td_string!(locale, office.news_started, name = name(), round = what())));
    let submitted = round
        .submitted_at
        .map(|at| (at, td_string!(locale, office.news_submitted, name = name(), round = what())));
    started.into_iter().chain(submitted).collect()
}

fn of_case(app: App, locale: Locale, case: &Case) -> Vec<(At, String)> {
    let line = |event: &patrol_domain::case::Event| {
        let what = event_words(app, locale, case, &event.verb);
        let (name, title) = (name_of(app, event.by), case.title.clone());
        (event.at, td_string!(locale, office.news_case, name = name, what = what, title = title))
    };
    case.timeline.iter().map(line).collect()
}

#[component]
pub fn News(open: Memo<Vec<Arc<Case>>>, past: Signal<Loaded<Vec<Arc<Round>>>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let live = app.rounds(Slice::all(Shelf::Live));
    let lines = Memo::new(move |_| {
        let (locale, now, offset_min) = (i18n.get_locale(), app.now.get(), offset(app));
        let rounds = |rounds: &Loaded<Vec<Arc<Round>>>| {
            let rounds = rounds.ready().map(Vec::as_slice).unwrap_or_default();
            rounds.iter().flat_map(|round| of_round(app, locale, round)).collect::<Vec<_>>()
        };
        let mut lines = live.with(rounds);
        lines.extend(past.with(rounds));
        open.with(|open| lines.extend(open.iter().flat_map(|case| of_case(app, locale, case))));
        lines.retain(|(at, _)| *at <= now && dates::same_day(*at, now, offset_min));
        lines.sort_by(|a, b| b.cmp(a));
        lines.truncate(SHOWN);
        lines
    });
    let none = move || lines.with(Vec::is_empty).then(|| t_string!(i18n, office.news_none));
    view! {
        <div class="panel-head">
            <h2>{t!(i18n, office.just_now)}</h2>
        </div>
        {move || none().map(|words| view! { <p class="sub">{words}</p> })}
        <ul class="news">
            <For
                each=move || lines.get()
                key=Clone::clone
                children=move |(at, words)| {
                    view! {
                        <li>
                            <time>{dates::clock(at, offset(app))}</time>
                            <span>{words}</span>
                        </li>
                    }
                }
            />
        </ul>
    }
}
