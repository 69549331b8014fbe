//! Nothing can be kept on this phone: says why and what to do, and lets nobody work.

use crate::components::Failed;
use crate::i18n::{refusals, t_string, use_i18n};
use crate::state::StoreError;
use leptos::prelude::*;

#[component]
pub fn Blocked(error: StoreError) -> impl IntoView {
    let i18n = use_i18n();
    let denied = error == StoreError::Denied;
    let title = Signal::derive(move || {
        let words =
            if denied { t_string!(i18n, ready.storage) } else { t_string!(i18n, app.closed) };
        words.to_owned()
    });
    let hint = Signal::derive(move || {
        if denied {
            return t_string!(i18n, ready.storage_do).to_owned();
        }
        let why = refusals::store(i18n.get_locale(), &error);
        format!("{why} {}", t_string!(i18n, app.closed_kept))
    });
    let action = Signal::derive(move || t_string!(i18n, app.reopen).to_owned());
    let reload = Callback::new(|()| {
        if let Some(window) = web_sys::window() {
            // A page that cannot reload is reloaded by hand.
            window.location().reload().unwrap_or_default();
        }
    });
    view! {
        <main id="content">
            <Failed title hint action on_action=reload />
        </main>
    }
}
