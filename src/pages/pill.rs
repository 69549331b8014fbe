//! The sync pill as every page shows it, and the line of an expired sign-in.

use crate::components::{Icon, Save, SyncPill};
use crate::i18n::*;
use crate::state::{Pill, use_app};
use leptos::prelude::*;

/// The pill of the pages outside a round; inside one it says only that the phone has it.
#[component]
pub fn StatusPill(#[prop(optional)] in_round: bool) -> impl IntoView {
    let i18n = use_i18n();
    let sync = use_app().sync;
    let pill = Memo::new(move |_| {
        let pill = sync.with(|sync| sync.pill);
        match pill {
            Pill::Blocked { .. } | Pill::Stopped { .. } | Pill::TooOld { .. } => pill,
            _ if in_round => Pill::SavedHere,
            _ => pill,
        }
    });
    let save = Signal::derive(move || match pill.get() {
        Pill::AllSent => Save::Done,
        Pill::Sending { .. } => Save::Sending,
        Pill::Offline { .. } | Pill::Waiting { .. } | Pill::SavedHere => Save::Local,
        Pill::Blocked { .. } | Pill::Stopped { .. } | Pill::TooOld { .. } => Save::Blocked,
    });
    let words = Signal::derive(move || words(i18n.get_locale(), pill.get()));
    view! { <SyncPill save words /> }
}

/// 登录过期: records go on, sending waits.
#[component]
pub fn SignedOut() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let out = Memo::new(move |_| app.sync.with(|sync| sync.signed_out));
    view! {
        <Show when=move || out.get()>
            <a class="banner" href="/sign-in" role="status">
                <Icon name="key" />
                {t!(i18n, nav.signed_out)}
            </a>
        </Show>
    }
}

fn words(locale: Locale, pill: Pill) -> String {
    match pill {
        Pill::AllSent => td_string!(locale, nav.all_sent).to_owned(),
        Pill::Sending { done, of } => td_string!(locale, nav.sending, done = done, of = of),
        Pill::Offline { waiting: 0 } => td_string!(locale, nav.offline_none).to_owned(),
        Pill::Offline { waiting } => td_string!(locale, nav.offline, n = waiting),
        Pill::Waiting { waiting } => td_string!(locale, nav.waiting, n = waiting),
        Pill::Blocked { blocked } => td_string!(locale, nav.blocked, n = blocked),
        Pill::Stopped { waiting } => td_string!(locale, nav.stopped, n = waiting),
        Pill::TooOld { .. } => td_string!(locale, nav.too_old).to_owned(),
        Pill::SavedHere => td_string!(locale, nav.saved_here).to_owned(),
    }
}
