//! Who calls: asked of the server while the person types; without it the unit is typed by hand.

use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::office::intake::{Desk, focus};
use crate::state::{Actions, use_app};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::intake::{Asked, Caller, Callers};
use web_sys::KeyboardEvent;

/// The person has paused.
const PAUSE_MS: u32 = 250;

/// What the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Found(Callers),
    Unreached,
}

/// One question after the other; the newest counts.
#[derive(Clone, Copy)]
struct Look {
    desk: Desk,
    words: RwSignal<String>,
    told: RwSignal<Told>,
    turn: StoredValue<u32>,
}

impl Look {
    fn next(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    fn ask(self, actions: Actions, typed: String) {
        self.words.set(typed.clone());
        let mine = self.next();
        let newest = move || self.turn.try_get_value() == Some(mine);
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if !newest() {
                return;
            }
            if Asked::of(&typed).is_none() {
                self.told.set(Told::Nothing);
                return;
            }
            let answer = actions.callers(typed).await;
            if newest() {
                self.told.set(answer.map_or(Told::Unreached, Told::Found));
            }
        });
    }

    fn pick(self, caller: Caller) {
        self.next();
        self.desk.change(|call| {
            call.unit = caller.unit;
            call.place = caller.place;
        });
        self.words.set(String::new());
        self.told.set(Told::Nothing);
        focus("[data-id=words]");
    }

    /// Enter takes the first that was found; nobody found, the unit is typed by hand.
    fn enter(self, event: &KeyboardEvent) {
        let held = event.ctrl_key() || event.meta_key();
        if event.key() != "Enter" || held || event.is_composing() {
            return;
        }
        event.prevent_default();
        let first = self.told.with_untracked(|told| match told {
            Told::Found(callers) => callers.found.first().cloned(),
            _ => None,
        });
        match first {
            Some(first) => self.pick(first),
            None => focus("[data-id=unit]"),
        }
    }
}

/// The line to type in, and whoever it may be.
#[component]
pub fn Who(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let actions = use_app().actions;
    let (words, told) = (RwSignal::new(String::new()), RwSignal::new(Told::Nothing));
    let look = Look { desk, words, told, turn: StoredValue::new(0) };
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
                on:input:target=move |event| look.ask(actions, event.target().value())
                on:keydown=move |event| look.enter(&event)
            />
        </label>
        <div role="status">
            <Whoever look />
        </div>
    }
}

#[component]
fn Whoever(look: Look) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let line = move |caller: Caller| {
        let at = dates::moment(i18n.get_locale(), caller.at, app.now.get_untracked(), offset(app));
        let (who, last) = (facts(&caller), format!("{at} {}", caller.title));
        view! {
            <li>
                <button type="button" class="person" on:click=move |_| look.pick(caller.clone())>
                    <b>{who}</b>
                    <span class="meta">{last}</span>
                </button>
            </li>
        }
    };
    move || match look.told.get() {
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
    }
}

/// 3栋602 · 王** · 尾号 8867
fn facts(caller: &Caller) -> String {
    let tail = if caller.phone.is_empty() { String::new() } else { format!("…{}", caller.phone) };
    let parts = [caller.unit.clone(), caller.name.clone(), tail];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
