//! Who calls: asked of the server while the person types; without it the unit is typed by hand.

use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::office::intake::{Desk, focus};
use crate::state::use_app;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::intake::{Caller, Callers};

/// The person has paused.
const PAUSE_MS: u32 = 250;

/// What the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Found(Callers),
    Unreached,
}

/// The line to type in, and whoever it may be.
#[component]
pub fn Who(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let words = RwSignal::new(String::new());
    let told = RwSignal::new(Told::Nothing);
    let turn = StoredValue::new(0_u32);
    let ask = move |typed: String| {
        words.set(typed.clone());
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = turn.get_value();
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            if patrol_domain::intake::Asked::of(&typed).is_none() {
                told.set(Told::Nothing);
                return;
            }
            let answer = app.actions.callers(typed).await;
            if turn.try_get_value() == Some(mine) {
                told.set(answer.map_or(Told::Unreached, Told::Found));
            }
        });
    };
    let pick = move |caller: Caller| {
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        desk.change(|call| {
            call.unit = caller.unit;
            call.place = caller.place;
        });
        words.set(String::new());
        told.set(Told::Nothing);
        focus("[data-id=words]");
    };
    let enter = move |event: leptos::ev::KeyboardEvent| {
        let plain = event.key() == "Enter" && !event.ctrl_key() && !event.meta_key();
        if !plain || event.is_composing() {
            return;
        }
        event.prevent_default();
        let first = told.with_untracked(|told| match told {
            Told::Found(callers) => callers.found.first().cloned(),
            _ => None,
        });
        match first {
            Some(first) => pick(first),
            None => focus("[data-id=unit]"),
        }
    };
    let line = move |caller: Caller| {
        let at = dates::moment(i18n.get_locale(), caller.at, app.now.get_untracked(), offset(app));
        let (who, last) = (facts(&caller), format!("{at} {}", caller.title));
        view! {
            <li>
                <button type="button" class="person" on:click=move |_| pick(caller.clone())>
                    <b>{who}</b>
                    <span class="meta">{last}</span>
                </button>
            </li>
        }
    };
    let found = move || match told.get() {
        Told::Nothing => ().into_any(),
        Told::Unreached => view! { <p class="sub">{t!(i18n, intake.unreached)}</p> }.into_any(),
        Told::Found(callers) if callers.found.is_empty() => {
            view! { <p class="sub">{t!(i18n, intake.nobody)}</p> }.into_any()
        }
        Told::Found(callers) => view! {
            <ul class="callers">{callers.found.into_iter().map(line).collect_view()}</ul>
            {callers.more.then(|| view! { <p class="sub">{t!(i18n, intake.more)}</p> })}
        }
        .into_any(),
    };
    view! {
        <label class="field">
            <span class="field-label">{t!(i18n, intake.who)}</span>
            <input
                class="input"
                type="search"
                data-id="who"
                autocomplete="off"
                placeholder=move || t_string!(i18n, intake.who_hint)
                prop:value=words
                on:input:target=move |event| ask(event.target().value())
                on:keydown=enter
            />
        </label>
        <div role="status">{found}</div>
    }
}

/// 3栋602 · 王** · 尾号 8867
fn facts(caller: &Caller) -> String {
    let tail = if caller.phone.is_empty() { String::new() } else { format!("…{}", caller.phone) };
    let parts = [caller.unit.clone(), caller.name.clone(), tail];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
