//! Without a camera: the short code of a door typed, and the way to the papers.

use super::Desk;
use crate::components::{Button, Icon, TextLine, Tone};
use crate::i18n::*;
use leptos::prelude::*;
use patrol_domain::round::PresenceHow;

/// The short code under the QR code: always there, works without a camera.
#[component]
pub(super) fn Typed(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let code = RwSignal::new(String::new());
    let label = Signal::derive(move || t_string!(i18n, scan.typed_label).to_owned());
    let go = move || desk.read(&code.get_untracked(), PresenceHow::Typed);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go();
    };
    let typed = move |text: String| {
        desk.trouble.set(None);
        code.set(text);
    };
    view! {
        <form class="code-line" on:submit=submit>
            <TextLine
                label
                value=code
                on_input=typed
                placeholder=Signal::stored("······".to_owned())
                autocomplete="off"
                autocapitalize="characters"
                test_id="code"
            />
            <Button tone=Tone::Primary on_press=move |()| go() busy=desk.busy test_id="code-done">
                {t!(i18n, scan.typed_done)}
            </Button>
        </form>
    }
}

/// 放行条 and other papers have codes of their own: the camera tells them apart, a thumb says so here.
#[component]
pub(super) fn ToSlip(i18n: Words) -> impl IntoView {
    view! {
        <a class="pick" href="/slip">
            <Icon name="right" />
            {t!(i18n, slip.link)}
        </a>
    }
}
