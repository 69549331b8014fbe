//! The time line of the board: one lane a route, one bar a round, the now-line over all.

use crate::components::{Empty, Icon, Save, SaveMark};
use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::office::lanes::{Bar, BarState, Lane, Walker, axis, share};
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::{At, RoundId};

/// The bar whose explanation is open.
type Opened = RwSignal<Option<RoundId>>;

#[component]
pub fn Axis(
    board: Memo<Vec<Lane>>,
    #[prop(into)] start: Signal<At>,
    today: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let opened: Opened = RwSignal::new(None);
    let span = Memo::new(move |_| board.with(|board| axis(board, start.get())));
    let hours = move || {
        let (from, to) = span.get();
        let mut marks = Vec::new();
        let mut at = from;
        while at < to {
            let left = format!(
                "calc(var(--axis-left) + 4px + (100% - var(--axis-left) - 28px) * {})",
                share((from, to), at) / 100.0
            );
            marks.push(view! { <i style:left=left>{dates::clock(at, offset(app))}</i> });
            at = at.plus_minutes(120);
        }
        marks
    };
    let now_line = move || {
        today.get().then(|| {
            let now = app.now.get();
            let left = format!(
                "calc(var(--axis-left) + 4px + (100% - var(--axis-left) - 28px) * {})",
                share(span.get(), now) / 100.0
            );
            view! {
                <div class="now-line" style:left=left aria-hidden="true">
                    <b>{dates::clock(now, offset(app))}</b>
                </div>
            }
        })
    };
    let empty = Memo::new(move |_| board.with(Vec::is_empty));
    let nothing = move || {
        let title = Signal::derive(move || t_string!(i18n, office.empty).to_owned());
        let hint = Signal::derive(move || t_string!(i18n, office.empty_hint).to_owned());
        view! { <Empty title hint /> }
    };
    view! {
        {move || empty.get().then(nothing)}
        <div
            class="board"
            class:is-empty=move || empty.get()
            tabindex=move || empty.get().then_some("0")
        >
            <div class="axis">
                <span>{t!(i18n, office.rows_head)}</span>
                {hours}
            </div>
            {now_line}
            <ul>
                <For
                    each=move || board.get()
                    key=|lane| format!("{lane:?}")
                    children=move |lane| view! { <Row lane span opened /> }
                />
            </ul>
        </div>
        <Legend />
    }
}

fn walker_words(app: App, locale: Locale, walker: Walker) -> String {
    match walker {
        Walker::Person(id) => name_of(app, id),
        Walker::AnyOf(role) => words::role(locale, role).to_owned(),
        Walker::Nobody => String::new(),
    }
}

fn route_words(app: App, locale: Locale, lane: &Lane) -> String {
    app.reference.with(|reference| {
        let list = reference.checklist(&lane.checklist, lane.version);
        let place = reference.places.get(&lane.place).map(|place| place.name.clone());
        match (place, list) {
            (Some(place), _) if lane.alone => place,
            (_, Some(list)) => say(locale, &list.name),
            (Some(place), None) => place,
            (None, None) => lane.checklist.clone(),
        }
    })
}

#[component]
fn Row(lane: Lane, span: Memo<(At, At)>, opened: Opened) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let locale = i18n.get_locale_untracked();
    let name = route_words(app, locale, &lane);
    let list = app.reference.with(|reference| {
        let list = reference.checklist(&lane.checklist, lane.version);
        list.map(|list| say(locale, &list.name)).unwrap_or_default()
    });
    let walker = walker_words(app, locale, lane.walker);
    let bars = lane.bars.into_iter().map(|bar| {
        let name = name.clone();
        view! { <BarView bar name span opened /> }
    });
    let bars = bars.collect_view();
    view! {
        <li class="lane">
            <span class="lane-name" title=list.clone()>
                <b>{name}</b>
                <small>{walker}</small>
            </span>
            <div class="track">{bars}</div>
        </li>
    }
}

const fn class_of(state: BarState) -> &'static str {
    match state {
        BarState::Done => "bar is-done",
        BarState::Running => "bar is-running",
        BarState::Late => "bar is-late",
        BarState::Missed => "bar is-missed",
        BarState::Unknown => "bar is-unknown",
        BarState::ToCome => "bar",
        BarState::Void => "bar is-void",
    }
}

/// The bar in a sentence, for readers and as its title.
fn label(locale: Locale, bar: &Bar, name: String, from: String, to: String) -> String {
    let (done, of) = (bar.answered, bar.items);
    match bar.state {
        BarState::Done if bar.problems > 0 => {
            let (count, problems) = (walked(bar), bar.problems);
            td_string!(locale, office.bar_done_problems, name, from, to, count, problems)
        }
        BarState::Done => td_string!(locale, office.bar_done, name, from, to, count = walked(bar)),
        BarState::Running => td_string!(locale, office.bar_running, name, from, to, done, of),
        BarState::Late => td_string!(locale, office.bar_late, name, from, to, done, of),
        BarState::Missed => td_string!(locale, office.bar_missed, name, from, to),
        BarState::Unknown => td_string!(locale, office.bar_unknown, name, from, to),
        BarState::ToCome | BarState::Void => {
            td_string!(locale, office.bar_later, name, from, to, count = bar.items)
        }
    }
}

#[component]
fn BarView(bar: Bar, name: String, span: Memo<(At, At)>, opened: Opened) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let clock = move |at| dates::clock(at, offset(app));
    let left = move || share(span.get(), bar.from);
    let width = move || (share(span.get(), bar.to) - share(span.get(), bar.from)).max(1.0);
    let foot = bar.answered * 100 / bar.items.max(1);
    let going = matches!(bar.state, BarState::Running | BarState::Late);
    let late = (bar.state == BarState::Late).then(|| {
        let left = move || format!("{}%", share(span.get(), bar.to));
        let width = move || {
            format!("{}%", (share(span.get(), app.now.get()) - share(span.get(), bar.to)).max(0.0))
        };
        view! { <span class="hatch" style:left=left style:width=width aria-hidden="true"></span> }
    });
    let words = {
        let bar = bar.clone();
        move || label(i18n.get_locale(), &bar, name.clone(), clock(bar.from), clock(bar.to))
    };
    let (round, unknown) = (bar.round, bar.state == BarState::Unknown);
    let go = move |event: leptos::ev::MouseEvent| {
        if unknown {
            event.prevent_default();
            opened.update(|open| *open = if *open == Some(round) { None } else { Some(round) });
        }
    };
    let pop = {
        let bar = bar.clone();
        move || (opened.get() == Some(round)).then(|| view! { <Why bar=bar.clone() span opened /> })
    };
    view! {
        {late}
        <a
            class=class_of(bar.state)
            href=format!("/office/rounds/{round}")
            style:left=move || format!("{}%", left())
            style:width=move || format!("{}%", width())
            title=words.clone()
            aria-label=words
            aria-expanded=move || unknown.then(|| (opened.get() == Some(round)).to_string())
            data-state=format!("{:?}", bar.state)
            on:click=go
        >
            {face(i18n.get_locale_untracked(), &bar)}
            {going.then(|| view! { <u style:width=format!("{foot}%")></u> })}
        </a>
        {pop}
    }
}

/// `19`, or `18/19` when the round was cut short.
fn walked(bar: &Bar) -> String {
    match bar.answered < bar.items {
        true => format!("{}/{}", bar.answered, bar.items),
        false => bar.items.to_string(),
    }
}

/// What stands inside the bar.
fn face(locale: Locale, bar: &Bar) -> AnyView {
    match bar.state {
        BarState::Done => {
            let bad = (bar.problems > 0).then(|| {
                view! {
                    <em data-count=bar.problems.to_string()>
                        <Icon name="issue" />
                    </em>
                }
            });
            view! {
                <Icon name="check" />
                {walked(bar)}
                {bad}
            }
            .into_any()
        }
        BarState::Running | BarState::Late => format!("{}/{}", bar.answered, bar.items).into_any(),
        BarState::Missed => view! {
            <Icon name="cross" />
            {td_string!(locale, office.legend_missed_mark)}
        }
        .into_any(),
        BarState::Unknown => view! { <SaveMark save=Save::Local /> }.into_any(),
        BarState::ToCome => bar.items.into_any(),
        BarState::Void => "／".into_any(),
    }
}

/// Why a round is unknown and not missed.
#[component]
fn Why(bar: Bar, span: Memo<(At, At)>, opened: Opened) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let clock = move |at| dates::clock(at, offset(app));
    let left = move || format!("min({}%, calc(100% - 320px))", share(span.get(), bar.from));
    let title =
        move || t_string!(i18n, office.unknown_title, from = clock(bar.from), to = clock(bar.to));
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            opened.set(None);
        }
    };
    view! {
        <div class="pop" style:left=left style:top="42px" role="dialog" on:keydown=escape>
            <h3>{title}</h3>
            <p>{t!(i18n, office.unknown_body)}</p>
            <div>
                <a class="btn btn-secondary mini" href=format!("/office/rounds/{}", bar.round)>
                    {t!(i18n, office.open_round)}
                </a>
                <button type="button" class="btn btn-text mini" on:click=move |_| opened.set(None)>
                    {t!(i18n, office.close)}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Legend() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="legend" role="note" aria-label=move || t_string!(i18n, office.legend)>
            <span>
                <span class="bar is-done">
                    <Icon name="check" />
                    "9"
                </span>
                {t!(i18n, office.legend_done)}
            </span>
            <span>
                <span class="t-cin">
                    <Icon name="issue" size=crate::components::IconSize::Small />
                </span>
                {t!(i18n, office.legend_problem)}
            </span>
            <span>
                <span class="bar is-running">"5/9"</span>
                {t!(i18n, office.legend_running)}
            </span>
            <span>
                <span class="bar is-late">{t!(i18n, office.legend_late_mark)}</span>
                {t!(i18n, office.legend_late)}
            </span>
            <span>
                <span class="bar is-missed">{t!(i18n, office.legend_missed_mark)}</span>
                {t!(i18n, office.legend_missed)}
            </span>
            <span>
                <span class="bar is-unknown">
                    <SaveMark save=Save::Local />
                </span>
                {t!(i18n, office.legend_unknown)}
            </span>
            <span>
                <span class="bar">"9"</span>
                {t!(i18n, office.legend_later)}
            </span>
        </div>
    }
}
