//! What this browser cannot do, said before a round depends on it.

use crate::components::{Button, Icon};
use crate::i18n::*;
use crate::state::{Missing, use_app};
use leptos::prelude::*;

/// Storage refused, or iOS outside the home screen; nothing where all is well.
#[component]
pub fn Hints() -> impl IntoView {
    let readiness = use_app().readiness();
    let missing = move |what: Missing| {
        Memo::new(move |_| readiness.with(|readiness| readiness.missing.contains(&what)))
    };
    let denied = missing(Missing::Storage);
    let home_screen = missing(Missing::HomeScreen);
    view! {
        {move || denied.get().then(|| view! { <Denied /> })}
        {move || (home_screen.get() && !denied.get()).then(|| view! { <HomeScreen /> })}
    }
}

#[component]
fn Denied() -> impl IntoView {
    let i18n = use_i18n();
    let again = move |()| {
        let _ = window().location().reload();
    };
    view! {
        <section class="notice is-bad" role="alert" data-id="storage-denied">
            <Icon name="warn" />
            <div>
                <h2>{t!(i18n, signin.denied_title)}</h2>
                <p>{t!(i18n, signin.denied_body)}</p>
                <Button on_press=again>{t!(i18n, signin.denied_again)}</Button>
            </div>
        </section>
    }
}

#[component]
fn HomeScreen() -> impl IntoView {
    let i18n = use_i18n();
    let closed = RwSignal::new(false);
    let hint = move || {
        view! {
            <section class="notice" data-id="home-screen">
                <Icon name="device" />
                <div>
                    <h2>{t!(i18n, signin.ios_title)}</h2>
                    <p>{t!(i18n, signin.ios_body)}</p>
                    <Button on_press=move |()| {
                        closed.set(true)
                    }>{t!(i18n, signin.ios_close)}</Button>
                </div>
            </section>
        }
    };
    move || (!closed.get()).then(hint)
}
