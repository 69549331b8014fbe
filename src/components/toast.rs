//! One short line above the dock. Never for an ordinary answer.

use crate::components::{Save, SaveMark};
use leptos::prelude::*;

/// What the toast says, and the one thing it offers.
#[derive(Clone)]
pub struct Toast {
    pub words: String,
    pub save: Option<Save>,
    /// Spoken at once.
    pub alert: bool,
    pub action: Option<(String, Callback<()>)>,
}

/// Shows the toast that is there; who puts it there also takes it away after 5 or 8 s.
#[component]
pub fn ToastHost(
    #[prop(into)] toast: Signal<Option<Toast>>,
    #[prop(into)] on_gone: Callback<()>,
) -> impl IntoView {
    let line = move |toast: Toast| {
        let action = toast.action.map(|(words, run)| {
            let press = move |_| {
                run.run(());
                on_gone.run(());
            };
            view! {
                <button type="button" class="btn btn-text" on:click=press>
                    {words}
                </button>
            }
        });
        view! {
            <div class="toast" role=if toast.alert { "alert" } else { "status" } data-id="toast">
                <span class="toast-text">
                    {toast.save.map(|save| view! { <SaveMark save /> })} {toast.words}
                </span>
                {action}
            </div>
        }
    };
    move || toast.get().map(line)
}
