//! 今日看板: everybody's rounds of a day on a time line, and what needs this person.

use crate::components::Icon;
use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::office::axis::Axis;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::pages::office::lanes::{Counts, Lane, counts, lanes, midnight};
use crate::pages::office::panel::Panel;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use std::sync::Arc;

/// Finished rounds read for one day at most.
const PAST_LIMIT: u32 = 600;

pub type Rounds = Signal<Loaded<Vec<Arc<Round>>>>;

#[component]
pub fn Board() -> impl IntoView {
    view! {
        <OfficeFrame place=Place::Board>
            <Page />
        </OfficeFrame>
    }
}

/// Finished rounds that ended since `from`.
pub fn past_since(app: App, from: At, to: At) -> Rounds {
    app.rounds(Slice {
        shelf: Shelf::Past,
        from: from.0,
        to: to.0,
        limit: PAST_LIMIT,
        newest_first: true,
    })
}

#[component]
fn Page() -> impl IntoView {
    let app = use_app();
    let days = RwSignal::new(0i64);
    let start = Memo::new(move |_| midnight(app.now.get(), offset(app), days.get()));
    let live = app.rounds(Slice::all(Shelf::Live));
    let past = Memo::new(move |_| {
        let start = start.get();
        // A round of the evening before may end after midnight, one of tonight after the next.
        past_since(app, start.plus_days(-1), start.plus_days(2))
    });
    let board = Memo::new(move |_| {
        let mut rounds = live.with(|live| live.ready().cloned().unwrap_or_default());
        rounds.extend(past.get().with(|past| past.ready().cloned().unwrap_or_default()));
        let day = (start.get(), start.get().plus_days(1));
        let reference = app.reference.get();
        lanes(rounds.iter().map(Arc::as_ref), day, app.now.get(), |id, version| {
            reference.checklist(id, version)
        })
    });
    view! {
        <div class="desk">
            <DayHead days start=start />
            <section class="desk-main">
                <Sentence board days />
                <Axis board start=start today=Signal::derive(move || days.get() == 0) />
            </section>
            <Panel past=Signal::derive(move || past.get().get()) />
        </div>
    }
}

#[component]
fn DayHead(days: RwSignal<i64>, #[prop(into)] start: Signal<At>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let day = move || {
        let (locale, offset_min, at) = (i18n.get_locale(), offset(app), start.get());
        format!("{} {}", dates::day(locale, at, offset_min), dates::weekday(locale, at, offset_min))
    };
    let step = move |by: i64, icon: &'static str, label: fn(Locale) -> &'static str| {
        view! {
            <button
                type="button"
                class="btn btn-secondary"
                aria-label=move || label(i18n.get_locale())
                on:click=move |_| days.update(|days| *days += by)
            >
                <Icon name=icon />
            </button>
        }
    };
    let today = move || {
        (days.get() != 0).then(|| {
            view! {
                <button type="button" class="btn btn-text" on:click=move |_| days.set(0)>
                    {t!(i18n, office.this_day)}
                </button>
            }
        })
    };
    view! {
        <header class="desk-head">
            <h1 tabindex="-1">{day}</h1>
            {step(-1, "back", |locale| td_string!(locale, office.prev_day))}
            {step(1, "right", |locale| td_string!(locale, office.next_day))}
            {today}
        </header>
    }
}

/// 截至 10:36，应巡 42 轮：已巡 10，在巡 3，….
#[component]
fn Sentence(board: Memo<Vec<Lane>>, days: RwSignal<i64>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let counted = Memo::new(move |_| board.with(|board| counts(board)));
    let as_of = move || {
        (days.get() == 0).then(|| {
            let time = dates::clock(app.now.get(), offset(app));
            t_string!(i18n, office.as_of, time = time)
        })
    };
    let parts = move || {
        let counted = counted.get();
        let parts = parts(i18n.get_locale(), counted);
        let last = parts.len().saturating_sub(1);
        let part =
            |(place, (class, words, count)): (usize, (&'static str, &'static str, usize))| {
                let end = if place == last {
                    t_string!(i18n, office.full_stop)
                } else {
                    t_string!(i18n, office.comma)
                };
                view! {
                    <span class="nowrap">{words} <b class=class>{count}</b> {end}</span>
                    <wbr />
                }
            };
        view! {
            {t!(i18n, office.due_head)}
            <b>{counted.due}</b>
            {t!(i18n, office.due_tail)}
            {parts.into_iter().enumerate().map(part).collect_view()}
        }
    };
    view! {
        <p class="sentence" data-id="sentence">
            {as_of}
            {parts}
        </p>
    }
}

/// The parts that say something; 已巡 and 还没巡 always do.
fn parts(locale: Locale, counts: Counts) -> Vec<(&'static str, &'static str, usize)> {
    let all = [
        ("t-jade", td_string!(locale, office.done_part), counts.done, true),
        ("", td_string!(locale, office.running_part), counts.running, false),
        ("t-ochre", td_string!(locale, office.late_part), counts.late, false),
        ("t-cin", td_string!(locale, office.missed_part), counts.missed, false),
        ("", td_string!(locale, office.unknown_part), counts.unknown, false),
        ("", td_string!(locale, office.later_part), counts.to_come, true),
        ("", td_string!(locale, office.void_part), counts.void, false),
    ];
    all.into_iter()
        .filter(|(_, _, count, always)| *always || *count > 0)
        .map(|(class, words, count, _)| (class, words, count))
        .collect()
}
