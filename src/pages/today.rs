//! Today: the rounds that are due, in order of time. Knows neither storage nor network.

pub mod day;
mod rows;

use crate::components::{
    ButtonLink, Dock, Empty, Failed, Group, Icon, Loading, Sheet, Tab, TabBar, Tally, Tone,
};
use crate::i18n::*;
use crate::pages::frame::{tab_badge, today_badge};
use crate::pages::inbox::InboxLine;
use crate::pages::pill::{SignedOut, StatusPill};
use crate::pages::round::top::round_title;
use crate::state::{Loaded, use_app};
use day::{Day, day};
use leptos::prelude::*;
use patrol_domain::Key;
use patrol_domain::round::Round;
use patrol_domain::schedule::{Due, due_state};
use rows::Line;
use std::sync::Arc;

#[component]
pub fn Today() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let day = day(app);
    let content = move || match day.get() {
        Loaded::Ready(day) => view! { <Rounds day /> }.into_any(),
        Loaded::Failed(why) => {
            let hint = Signal::derive(move || refusals::store(i18n.get_locale(), &why).to_owned());
            view! { <Unread hint /> }.into_any()
        }
        Loaded::Loading | Loaded::Absent => {
            let label = Signal::derive(move || t_string!(i18n, today.loading).to_owned());
            view! { <Loading label /> }.into_any()
        }
    };
    view! {
        <main class="page with-dock with-tabs" data-id="today">
            <a class="skip" href="#rounds">
                {t!(i18n, today.skip)}
            </a>
            <Top day />
            <SignedOut />
            <crate::pages::camera::WayBack />
            <InboxLine />
            <ReadyLine />
            {content}
            <Under day />
            <TabBar current=Tab::Today badge=tab_badge(app) today=today_badge(app) />
        </main>
    }
}

#[component]
fn Unread(#[prop(into)] hint: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let reload = move |()| {
        let _ = window().location().reload();
    };
    let title = Signal::derive(move || t_string!(i18n, today.failed).to_owned());
    let action = Signal::derive(move || t_string!(i18n, nav.retry).to_owned());
    view! { <Failed title hint action on_action=reload /> }
}

/// Site, pill, date, person, 正.
#[component]
fn Top(day: Memo<Loaded<Day>>) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let offset = move || app.site.with(|site| site.as_ref().map_or(0, |site| site.offset_min));
    let today = Memo::new(move |_| {
        let (locale, now) = (i18n.get_locale(), app.now.get());
        (dates::day(locale, now, offset()), dates::weekday(locale, now, offset()))
    });
    let person = move || {
        let site = app.site.with(|site| site.as_ref().map(|site| site.id));
        let me = app.me().get()?;
        let grant = me.grants.iter().find(|grant| Some(grant.site) == site)?;
        let department = words::department(i18n.get_locale(), grant.department);
        Some(format!("{department} · {}", me.name))
    };
    let count = Memo::new(move |_| day.with(|day| day.ready().map(|day| day.count)));
    let tally = move || {
        let count = count.get()?;
        let label =
            td_string!(i18n.get_locale(), today.tally, done = count.walked, total = count.all);
        Some(view! { <Tally done=count.walked total=count.all label /> })
    };
    // The number is bold inside the sentence, wherever the language puts it.
    let counted = move || {
        let count = count.get()?;
        let line = td_string!(i18n.get_locale(), today.tally, done = "\u{1}", total = count.all);
        let (before, after) = line.split_once('\u{1}')?;
        Some(view! {
            {before.to_owned()}
            <b>{count.walked}</b>
            {after.to_owned()}
        })
    };
    view! {
        <header class="head">
            <div class="head-text">
                <SitePicker />
            </div>
            <div class="head-end">
                <StatusPill />
            </div>
        </header>
        <div class="today-top">
            <h1 class="today-date" tabindex="-1">
                {move || today.get().0}
                " "
                <small>{move || today.get().1}</small>
            </h1>
            {tally}
            <p class="sub">{person}</p>
            <p class="sub">{counted}</p>
        </div>
    }
}

/// The site's name; with several sites a sheet to choose from.
#[component]
fn SitePicker() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let name = move || app.site.with(|site| site.as_ref().map(|site| site.name.clone()));
    let sites = Memo::new(move |_| {
        app.session.with(|s| s.as_ref().map_or(Vec::new(), |s| s.sites.clone()))
    });
    let several = Memo::new(move |_| sites.with(|sites| sites.len() > 1));
    let label = Signal::derive(move || t_string!(i18n, today.choose_site).to_owned());
    let pick = move |site: patrol_domain::place::Site| {
        let on = move || app.site.with(|now| now.as_ref().is_some_and(|now| now.id == site.id));
        let choose = move |_| {
            app.actions.choose_site(site.id);
            open.set(false);
        };
        view! {
            <button
                type="button"
                class="pick"
                role="radio"
                aria-checked=move || if on() { "true" } else { "false" }
                on:click=choose
            >
                {site.name}
            </button>
        }
    };
    view! {
        <Show when=move || several.get() fallback=move || view! { <p class="site-name">{name}</p> }>
            <button type="button" class="site-name" on:click=move |_| open.set(true)>
                {name}
                <Icon name="down" />
            </button>
        </Show>
        <Sheet open label on_close=move |()| open.set(false)>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body" role="radiogroup" aria-label=label>
                {move || sites.get().into_iter().map(pick).collect_view()}
            </div>
        </Sheet>
    }
}

/// 可以下去了, or what is missing.
#[component]
fn ReadyLine() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let readiness = app.readiness();
    move || {
        let readiness = readiness.get();
        let locale = i18n.get_locale();
        if !readiness.known {
            return None;
        }
        let (class, icon, words) = match readiness.missing.first() {
            None => ("ready-line is-ready", "check", td_string!(locale, today.ready).to_owned()),
            Some(missing) => {
                let what = crate::pages::ready::name(locale, *missing);
                ("ready-line", "warn", td_string!(locale, today.not_ready, what = what))
            }
        };
        let hint = readiness.missing.is_empty().then(|| td_string!(locale, today.ready_hint));
        Some(view! {
            <a class=class href="/ready" data-id="ready">
                <Icon name=icon />
                <span>
                    <b>{words}</b>
                    {hint.map(|hint| format!(" · {hint}"))}
                </span>
                <Icon name="right" />
            </a>
        })
    }
}

#[component]
fn Rounds(day: Day) -> impl IntoView {
    let i18n = use_i18n();
    if day.due.is_empty() && day.later.is_empty() && day.done.is_empty() && day.given.is_empty() {
        let title = Signal::derive(move || t_string!(i18n, today.empty).to_owned());
        let hint = Signal::derive(move || t_string!(i18n, today.empty_hint).to_owned());
        let snap = move || {
            view! {
                <ButtonLink tone=Tone::Cinnabar href="/snap" icon="camera">
                    {t!(i18n, nav.snap)}
                </ButtonLink>
            }
        };
        return view! { <Empty title hint action=snap /> }.into_any();
    }
    let waiting = use_app().waiting();
    let unsent = move |id| {
        let key = Key::Round { id };
        Signal::derive(move || {
            waiting.with(|all| {
                let groups = all.ready().map_or(&[][..], |all| all.groups.as_slice());
                groups.iter().any(|group| group.key.as_ref() == Some(&key))
            })
        })
    };
    let lines = |rounds: Vec<Arc<Round>>| {
        let line = |round: Arc<Round>| {
            let unsent = unsent(round.id);
            view! { <Line round unsent /> }
        };
        rounds.into_iter().map(line).collect_view()
    };
    let done = day.done.len();
    let due = (!day.due.is_empty()).then(|| view! { <Group>{t!(i18n, today.due)}</Group> });
    let later = (!day.later.is_empty()).then(|| view! { <Group>{t!(i18n, today.later)}</Group> });
    let given =
        (!day.given.is_empty()).then(|| view! { <Group>{t!(i18n, ways.given_head)}</Group> });
    let walked = (done > 0).then(|| {
        view! { <Group>{move || td_string!(i18n.get_locale(), today.done, n = done)}</Group> }
    });
    view! {
        <ul class="book grow" id="rounds">
            {due}
            {lines(day.due)}
            {later}
            {lines(day.later)}
            {walked}
            {lines(day.done)}
            {given}
            {lines(day.given)}
        </ul>
    }
    .into_any()
}

/// 扫码, and the round to go on with.
#[component]
fn Under(day: Memo<Loaded<Day>>) -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let next = Memo::new(move |_| {
        let now = app.now.get();
        day.with(|day| {
            let round = day.ready()?.next(now)?;
            let going = due_state(round, now) == Due::InHand;
            let name = app.reference.with(|all| {
                let list = all.checklist(&round.checklist, round.version);
                round_title(i18n.get_locale(), all.places.get(&round.place), list.as_deref())
            });
            Some((round.id, name, going))
        })
    });
    let go = move || {
        next.get().map(|(id, name, going)| {
            let locale = i18n.get_locale();
            let words = if going {
                td_string!(locale, today.continue_, name = name)
            } else {
                td_string!(locale, today.start, name = name)
            };
            view! {
                <ButtonLink tone=Tone::Primary href=format!("/round/{id}") test_id="continue">
                    {words}
                </ButtonLink>
            }
        })
    };
    view! {
        <Dock>
            <ButtonLink tone=Tone::Secondary fit=true icon="scan" href="/scan" test_id="scan">
                {t!(i18n, today.scan)}
            </ButtonLink>
            {go}
        </Dock>
    }
}
