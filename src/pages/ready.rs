//! 下去之前: what is on the phone, what is missing, and what to do about it.

use crate::components::{Button, Dock, Icon, Loading, PageHead, Tone};
use crate::i18n::*;
use crate::pages::pill::StatusPill;
use crate::state::{Missing, Readiness, use_app};
use leptos::prelude::*;

/// What is missing, in a few words.
pub fn name(locale: Locale, missing: Missing) -> &'static str {
    match missing {
        Missing::Storage => td_string!(locale, ready.storage),
        Missing::InAppBrowser => td_string!(locale, ready.in_app),
        Missing::HomeScreen => td_string!(locale, ready.home),
        Missing::FirstPull => td_string!(locale, ready.first),
        Missing::Checklist => td_string!(locale, ready.checklist),
        Missing::Room => td_string!(locale, ready.room),
        Missing::OfflineApp => td_string!(locale, ready.offline_app),
        Missing::Battery => td_string!(locale, ready.low_battery),
    }
}

/// What to do about it.
fn remedy(locale: Locale, missing: Missing) -> &'static str {
    match missing {
        Missing::Storage => td_string!(locale, ready.storage_do),
        Missing::InAppBrowser => td_string!(locale, ready.in_app_do),
        Missing::HomeScreen => td_string!(locale, ready.home_do),
        Missing::FirstPull => td_string!(locale, ready.first_do),
        Missing::Checklist => td_string!(locale, ready.checklist_do),
        Missing::Room => td_string!(locale, ready.room_do),
        Missing::OfflineApp => td_string!(locale, ready.offline_app_do),
        Missing::Battery => td_string!(locale, ready.low_battery_do),
    }
}

#[component]
pub fn Ready() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let readiness = app.readiness();
    let title = Signal::derive(move || t_string!(i18n, ready.title).to_owned());
    let content = move || {
        let readiness = readiness.get();
        if readiness.known {
            view! { <Answer readiness /> }.into_any()
        } else {
            let label = Signal::derive(move || t_string!(i18n, ready.checking).to_owned());
            view! { <Loading label /> }.into_any()
        }
    };
    view! {
        <main class="page with-dock" data-id="ready-page">
            <PageHead back="/" title end=|| view! { <StatusPill /> } />
            <div class="page-body stack-gap">{content}</div>
            <Dock>
                <Button tone=Tone::Secondary on_press=move |()| app.actions.sync_now()>
                    {t!(i18n, ready.sync_now)}
                </Button>
            </Dock>
        </main>
    }
}

#[component]
fn Answer(readiness: Readiness) -> impl IntoView {
    let i18n = use_i18n();
    let ready = readiness.ready();
    let missing = readiness.missing.clone();
    let headline = move || {
        let locale = i18n.get_locale();
        if ready { td_string!(locale, ready.yes) } else { td_string!(locale, ready.no) }
    };
    let line = move |what: Missing| {
        view! {
            <li class="banner">
                <Icon name="warn" />
                <span>
                    <b>{move || name(i18n.get_locale(), what)}</b>
                    <br />
                    {move || remedy(i18n.get_locale(), what)}
                </span>
            </li>
        }
    };
    view! {
        <h2 class="today-date" class:t-jade=ready>
            {headline}
        </h2>
        {ready.then(|| view! { <p class="sub">{t!(i18n, ready.yes_hint)}</p> })}
        <ul>{missing.into_iter().map(line).collect_view()}</ul>
        <Facts readiness />
    }
}

#[component]
fn Facts(readiness: Readiness) -> impl IntoView {
    let i18n = use_i18n();
    let Readiness {
        rounds,
        checklists,
        histories,
        needed_photos,
        free_photos,
        battery,
        persisted,
        ..
    } = readiness;
    let kept = move || {
        let locale = i18n.get_locale();
        if persisted {
            td_string!(locale, ready.persisted)
        } else {
            td_string!(locale, ready.not_persisted)
        }
    };
    let photos = move || {
        let locale = i18n.get_locale();
        let room = td_string!(locale, ready.photos_n, n = free_photos);
        if needed_photos == 0 {
            return room;
        }
        let needed = td_string!(locale, ready.photos_needed, n = needed_photos);
        format!("{needed} · {room}")
    };
    view! {
        <dl class="ready-facts">
            <div>
                <dt>{t!(i18n, ready.rounds)}</dt>
                <dd>{move || td_string!(i18n.get_locale(), ready.rounds_n, n = rounds)}</dd>
            </div>
            <div>
                <dt>{t!(i18n, ready.checklists)}</dt>
                <dd>{move || td_string!(i18n.get_locale(), ready.checklists_n, n = checklists)}</dd>
            </div>
            <div>
                <dt>{t!(i18n, ready.histories)}</dt>
                <dd>{move || td_string!(i18n.get_locale(), ready.histories_n, n = histories)}</dd>
            </div>
            <div>
                <dt>{t!(i18n, ready.photos)}</dt>
                <dd>{photos}</dd>
            </div>
            {battery
                .map(|percent| {
                    view! {
                        <div>
                            <dt>{t!(i18n, ready.battery)}</dt>
                            <dd>{format!("{percent}%")}</dd>
                        </div>
                    }
                })}
        </dl>
        <p class="meta">{kept}</p>
    }
}
