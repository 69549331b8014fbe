//! 登录的设备: where the person is signed in, and a new password. Needs the network.

use crate::components::{Button, FieldError, Icon, IconSize, Loading, Sheet};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::issues::offset;
use crate::pages::signin::first::NewPassword;
use crate::state::{TransportError, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::office::SessionLine;

/// Two rows of 我的, each with its sheet.
#[component]
pub fn Account() -> impl IntoView {
    let i18n = use_i18n();
    let (devices, password) = (RwSignal::new(false), RwSignal::new(false));
    let row = move |icon, words: fn(Locale) -> &'static str, open: RwSignal<bool>, id| {
        view! {
            <button type="button" class="set" data-id=id on:click=move |_| open.set(true)>
                <Icon name=icon />
                <span class="set-name">{move || words(i18n.get_locale())}</span>
                <span class="set-end">
                    <Icon name="right" size=IconSize::Small />
                </span>
            </button>
        }
    };
    view! {
        <h2 class="set-head">{t!(i18n, people.account)}</h2>
        <div class="sets">
            {row("device", |l| td_string!(l, people.devices), devices, "to-devices")}
            {row("key", |l| td_string!(l, people.pw_change), password, "to-password")}
        </div>
        <Devices open=devices />
        <Password open=password />
    }
}

#[component]
fn Devices(open: RwSignal<bool>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let found = RwSignal::new(None::<Vec<SessionLine>>);
    let trouble = RwSignal::new(None::<String>);
    let take = move |answer: Result<Vec<SessionLine>, TransportError>| match answer {
        Ok(lines) => {
            trouble.try_set(None);
            found.try_set(Some(lines));
        }
        Err(_) => {
            let words = td_string!(i18n.get_locale_untracked(), people.no_network);
            trouble.try_set(Some(words.to_owned()));
            found.try_update(|found| found.get_or_insert_default().len());
        }
    };
    Effect::new(move |_| {
        if open.get() {
            found.set(None);
            spawn_local(async move { take(app.actions.sessions().await) });
        }
    });
    let end = Callback::new(move |id: String| {
        spawn_local(async move { take(app.actions.end_session(id).await) });
    });
    let label = Signal::derive(move || t_string!(i18n, people.devices).to_owned());
    let loading = Signal::derive(move || t_string!(i18n, people.loading).to_owned());
    view! {
        <Sheet open label on_close=move |()| open.set(false)>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body">
                <FieldError error=trouble />
                {move || match found.get() {
                    None => view! { <Loading label=loading /> }.into_any(),
                    Some(lines) => {
                        let line = |line| view! { <Device line end /> };
                        view! { <ul class="sets">{lines.into_iter().map(line).collect_view()}</ul> }
                            .into_any()
                    }
                }}
            </div>
        </Sheet>
    }
}

#[component]
fn Device(line: SessionLine, end: Callback<String>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let SessionLine { id, label, seen_at, here, .. } = line;
    let name = move || match label.as_str() {
        "" => t_string!(i18n, people.device_unknown).to_owned(),
        label => label.to_owned(),
    };
    let seen = move || {
        let (locale, now) = (i18n.get_locale(), app.now.get());
        let day = dates::moment_day(locale, seen_at, now, offset(app));
        if here {
            td_string!(locale, people.device_here).to_owned()
        } else {
            td_string!(locale, people.seen, day = day)
        }
    };
    view! {
        <li class="set">
            <span class="set-name">{name} <small>{seen}</small></span>
            {(!here)
                .then(|| {
                    view! {
                        <Button on_press=move |()| end.run(id.clone()) test_id="end-session">
                            {t!(i18n, people.device_end)}
                        </Button>
                    }
                })}
        </li>
    }
}

#[component]
fn Password(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let label = Signal::derive(move || t_string!(i18n, people.pw_change).to_owned());
    let old = RwSignal::new(String::new());
    let kept = move |_: String| {
        old.set(String::new());
        open.set(false);
        toasts.say(t_string!(i18n, people.pw_kept));
    };
    view! {
        <Sheet open label on_close=move |()| open.set(false)>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body plan-form">
                <NewPassword old ask_old=true on_kept=kept />
            </div>
        </Sheet>
    }
}
