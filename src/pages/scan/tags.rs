//! 碰一下: an NFC tag on the sign that says the same as its QR code. Only where the browser reads
//! tags; where that is allowed already, it listens at once.

use super::Desk;
use crate::components::{Button, Tone};
use crate::i18n::*;
use crate::state::{CameraProblem, TagReader};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::round::PresenceHow;

#[component]
pub(super) fn Tags(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let reader = StoredValue::new_local(None::<TagReader>);
    let listening = RwSignal::new(false);
    let problem = RwSignal::new(None::<CameraProblem>);
    let listen = move || {
        spawn_local(async move {
            let heard = move |text: String| desk.read(&text, PresenceHow::Nfc);
            match desk.app.actions.open_tags(heard).await {
                Ok(running) => {
                    problem.try_set(None);
                    listening.try_set(true);
                    // The page may be gone meanwhile: then the reader ends with this drop.
                    reader.try_set_value(Some(running));
                }
                Err(why) => {
                    problem.try_set(Some(why));
                }
            }
        });
    };
    Effect::new(move |_| {
        spawn_local(async move {
            if desk.app.actions.tags_allowed().await {
                listen();
            }
        });
    });
    on_cleanup(move || {
        reader.try_set_value(None);
    });
    let words = move || match problem.get() {
        Some(CameraProblem::Refused) => t_string!(i18n, scan.nfc_refused),
        Some(CameraProblem::Missing | CameraProblem::Insecure) => t_string!(i18n, scan.nfc_missing),
        None => t_string!(i18n, scan.nfc_ready),
    };
    desk.app.actions.has_tags().then(|| {
        view! {
            <Show when=move || !listening.get()>
                <Button tone=Tone::Secondary icon="nfc" on_press=move |()| listen() test_id="nfc">
                    {t!(i18n, scan.nfc)}
                </Button>
            </Show>
            <Show when=move || listening.get() || problem.with(Option::is_some)>
                <p class="sub" role="status" data-id="nfc-words">
                    {words}
                </p>
            </Show>
        }
    })
}
