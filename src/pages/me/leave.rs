//! 换人: asked once, with what is unsent named; nothing unsent is ever thrown away by it.

use crate::components::{Button, Sheet, Tone};
use crate::i18n::*;
use crate::state::actions::SignOutError;
use crate::state::{Pill, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// Records of this person that the server has not confirmed.
fn unsent(pill: Pill) -> u32 {
    match pill {
        Pill::AllSent | Pill::SavedHere => 0,
        Pill::Sending { done, of } => of.saturating_sub(done),
        Pill::Offline { waiting }
        | Pill::Waiting { waiting }
        | Pill::Stopped { waiting }
        | Pill::TooOld { waiting } => waiting,
        Pill::Blocked { blocked } => blocked,
    }
}

#[component]
pub fn Leave(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let refused = RwSignal::new(None::<String>);
    let name = Memo::new(move |_| app.me().get().map(|me| me.name).unwrap_or_default());
    let count = Memo::new(move |_| app.sync.with(|sync| unsent(sync.pill)));
    let title = Signal::derive(move || match count.get() {
        0 => t_string!(i18n, me.leave_clean_title).to_owned(),
        count => t_string!(i18n, me.leave_title, name = name.get(), count = count),
    });
    let body = move || match count.get() {
        0 => t_string!(i18n, me.leave_clean_body, name = name.get()),
        _ => t_string!(i18n, me.leave_body, name = name.get()),
    };
    let close = move |()| {
        refused.set(None);
        open.set(false);
    };
    let go = use_navigate();
    let leave = move |()| {
        let go = go.clone();
        spawn_local(async move {
            match app.actions.sign_out().await {
                Ok(()) => go("/sign-in", Default::default()),
                Err(SignOutError::Unsent { records }) => {
                    let name = name.get_untracked();
                    refused.set(Some(t_string!(i18n, me.leave_title, name, count = records)));
                }
                Err(SignOutError::Store(error)) => {
                    let why = error.to_string();
                    refused.set(Some(t_string!(i18n, me.leave_failed, why)));
                }
            }
        });
    };
    let leave = Callback::new(leave);
    let send = move |()| app.actions.sync_now();
    let dock = move || {
        let first = if count.get() > 0 {
            view! {
                <Button tone=Tone::Primary on_press=send>
                    {t!(i18n, me.leave_send)}
                </Button>
            }
            .into_any()
        } else {
            view! {
                <Button tone=Tone::Primary on_press=leave test_id="leave-yes">
                    {t!(i18n, me.leave_clean_yes)}
                </Button>
            }
            .into_any()
        };
        view! {
            {first}
            <Button on_press=close>{t!(i18n, me.stay)}</Button>
        }
    };
    view! {
        <Sheet open label=title on_close=close dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body">
                <p>{body}</p>
                <p role="alert" class="t-cin">
                    {move || refused.get()}
                </p>
            </div>
        </Sheet>
    }
}
