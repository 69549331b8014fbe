//! The sheet from the bottom: a native dialog, so that focus, Esc and the page behind behave.

use leptos::children::ViewFn;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Content slides over the page; closing never asks, because all of it is saved while typing.
#[component]
pub fn Sheet(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    /// What stays under the thumb.
    #[prop(optional, into)]
    dock: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let click = move |event: leptos::ev::MouseEvent| {
        // Enter on a control inside is a click as well: it has no place, and no count.
        let outside = dialog.get_untracked().is_some_and(|node| {
            event.detail() > 0
                && event
                    .target()
                    .is_some_and(|hit| hit.is_instance_of::<web_sys::HtmlDialogElement>())
                && f64::from(event.client_y()) < node.get_bounding_client_rect().top()
        });
        if outside {
            on_close.run(());
        }
    };
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        on_close.run(());
    };
    view! {
        <dialog node_ref=dialog class="sheet" aria-label=label on:click=click on:cancel=cancel>
            <Show when=move || open.get()>
                <div class="sheet-grab" aria-hidden="true"></div>
                {children()}
                <div class="sheet-dock">{dock.run()}</div>
            </Show>
        </dialog>
    }
}
