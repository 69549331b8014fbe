//! 日志: the log of a shift as the paper has it, from the rounds on this phone. Knows no storage.

pub mod link;
mod table;

use crate::components::{Button, Empty, Loading, PageHead};
use crate::i18n::*;
use crate::pages::pill::StatusPill;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use patrol_domain::checklist::Checklist;
use patrol_domain::place::Place;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use patrol_domain::shift::{Shift, Shifts};
use patrol_domain::shift_log::shift_of;
use patrol_domain::{At, RoundId};
use std::sync::Arc;
use table::Table;

/// Rounds finished longer ago are on no new phone: the log goes back no further.
const KEPT_DAYS: i64 = 59;
/// A round handed in so many days after its shift still stands in it.
const LATE_DAYS: i64 = 7;

/// The log in which a round stands; the address ends in `/log`, without it is the round's own page.
#[component]
pub fn ShiftLog() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<RoundId>().ok()));
    let path = use_location().pathname;
    let back = move || path.with(|path| path.trim_end_matches("/log").to_owned());
    move || match id.get() {
        Some(id) => view! { <Log id back=untrack(back) /> }.into_any(),
        None => view! { <NotHere back="/".to_owned() /> }.into_any(),
    }
}

/// What the page is about. Its round may change meanwhile; these do not.
#[derive(Clone, PartialEq)]
struct Subject {
    list: Arc<Checklist>,
    place: Place,
    shifts: Shifts,
    offset_min: i16,
    /// The shift of the round that led here.
    first: Shift,
}

fn subject(app: App, round: &Round) -> Option<Subject> {
    let reference = app.reference.get();
    let list = reference.log_list(&round.checklist)?;
    let place = reference.places.get(&round.place)?.clone();
    let shifts = reference.shifts();
    let first = shift_of(round, list.log.as_ref()?, &shifts)?;
    Some(Subject { list, place, shifts, offset_min: round.offset_min, first })
}

#[component]
fn Log(id: RoundId, back: String) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let loaded = app.round(id);
    let subject = Memo::new(move |_| loaded.with(|l| subject(app, l.ready()?)));
    let waits = move || {
        let reading = !app.reference.with(|reference| reference.loaded);
        reading || loaded.with(|loaded| matches!(loaded, Loaded::Loading))
    };
    let loading = Signal::derive(move || t_string!(i18n, log.loading).to_owned());
    move || match subject.get() {
        Some(subject) => view! { <Page subject back=back.clone() /> }.into_any(),
        None if waits() => view! {
            <main class="page">
                <Loading label=loading />
            </main>
        }
        .into_any(),
        None => view! { <NotHere back=back.clone() /> }.into_any(),
    }
}

#[component]
fn Page(subject: Subject, back: String) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let shift = RwSignal::new(subject.first.clone());
    let base = if back.starts_with("/office") { "/office/rounds" } else { "/records" };
    let place = subject.place.name.clone();
    let subject = StoredValue::new(subject);
    let title = Signal::derive(move || {
        let locale = i18n.get_locale();
        let log = subject.with_value(|s| s.list.log.as_ref().map(|log| say(locale, &log.name)));
        log.unwrap_or_default()
    });
    let rounds = rounds_of(app, shift);
    let table = move || {
        let shift = shift.get();
        rounds.with(|rounds| {
            let rounds = rounds.clone()?;
            Some(view! { <Table subject=subject.get_value() shift rounds base /> })
        })
    };
    let loading = Signal::derive(move || t_string!(i18n, log.loading).to_owned());
    view! {
        <div class="page log-page">
            <PageHead back title meta=Signal::stored(place) end=move || view! { <StatusPill /> } />
            <main class="page-body flush" id="content" data-id="shift-log">
                <Turning subject shift />
                {table}
                <Show when=move || rounds.with(Option::is_none)>
                    <Loading label=loading />
                </Show>
                <p class="log-foot">{t!(i18n, log.two_lines)}</p>
                <p class="log-foot">{t!(i18n, log.here_only)}</p>
            </main>
        </div>
    }
}

/// The rounds that may stand in the shift or beside it; `None` until both shelves are read.
fn rounds_of(app: App, shift: RwSignal<Shift>) -> Memo<Option<Vec<Arc<Round>>>> {
    let live = app.rounds(Slice::all(Shelf::Live));
    let past = Memo::new(move |_| {
        let (from, to) = shift.with(|shift| (shift.from, shift.to));
        let (from, to) = (from.plus_days(-2).0, to.plus_days(LATE_DAYS).0);
        app.rounds(Slice { from, to, ..Slice::all(Shelf::Past) })
    });
    Memo::new(move |_| {
        let (live, past) = (live.get(), past.get().get());
        let all = live.ready()?.iter().chain(past.ready()?);
        Some(all.cloned().collect())
    })
}

/// 上一班 · which shift this is · 下一班.
#[component]
fn Turning(subject: StoredValue<Subject>, shift: RwSignal<Shift>) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let before = move || {
        let found = subject.with_value(|s| s.shifts.before(&shift.get(), s.offset_min));
        found.filter(|shift| shift.from >= app.now.get().plus_days(-KEPT_DAYS))
    };
    let after = move || {
        let found = subject.with_value(|s| s.shifts.after(&shift.get(), s.offset_min));
        found.filter(|shift| shift.from <= app.now.get())
    };
    let turn =
        move |to: Option<Shift>| move |()| to.clone().into_iter().for_each(|to| shift.set(to));
    let words = move || {
        let locale = i18n.get_locale();
        shift.with(|shift| {
            subject.with_value(|s| shift_words(locale, shift, s.offset_min, app.now.get()))
        })
    };
    let hours = move || {
        let span =
            |s: &Subject| shift.with(|shift| dates::span(shift.from, shift.to, s.offset_min));
        subject.with_value(span)
    };
    view! {
        <div class="log-turn">
            {move || {
                before()
                    .map(|to| {
                        view! {
                            <Button on_press=turn(Some(to)) test_id="shift-before">
                                {t!(i18n, log.before)}
                            </Button>
                        }
                    })
            }} <h2 aria-live="polite">{words} " " <span class="nowrap">{hours}</span></h2>
            {move || {
                after()
                    .map(|to| {
                        view! {
                            <Button on_press=turn(Some(to)) test_id="shift-after">
                                {t!(i18n, log.after)}
                            </Button>
                        }
                    })
            }}
        </div>
    }
}

/// `今日 白班`.
fn shift_words(locale: Locale, shift: &Shift, offset_min: i16, now: At) -> String {
    let day = dates::moment_day(locale, shift.from, now, offset_min);
    format!("{day} {}", say(locale, &shift.name))
}

#[component]
fn NotHere(back: String) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || t_string!(i18n, log.not_here).to_owned());
    let hint = Signal::derive(move || t_string!(i18n, log.not_here_hint).to_owned());
    let head = Signal::derive(move || t_string!(i18n, log.link).to_owned());
    view! {
        <div class="page">
            <PageHead back title=head />
            <main id="content">
                <Empty title hint />
            </main>
        </div>
    }
}
