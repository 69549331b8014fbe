//! The two ends, phone and server, with a whole or broken line between them; and the room left.

use crate::components::Icon;
use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::sync::{size, unsent};
use crate::state::{Outcome, Pill, Waiting, use_app};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Ends(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let up = Memo::new(move |_| app.sync.with(|s| !matches!(s.pill, Pill::Offline { .. })));
    let here = move || {
        let waiting = waiting.get();
        let count = unsent(&waiting);
        if count == 0 {
            return view! { <span>{t_string!(i18n, sync.phone_none)}</span> }.into_any();
        }
        let photos = (waiting.photos > 0)
            .then(|| format!(" · {}", t_string!(i18n, sync.phone_photos, count = waiting.photos)));
        view! {
            <b>{t_string!(i18n, sync.phone_count, count = count)}</b>
            {photos}
            <br />
            {size(waiting.photo_bytes)}
        }
        .into_any()
    };
    let there = move || {
        let (now, offset_min) = (app.now.get(), offset(app));
        let waiting = waiting.get();
        let today = waiting
            .receipts
            .iter()
            .filter(|(_, receipt)| receipt.outcome == Outcome::Accepted)
            .filter(|(_, receipt)| dates::same_day(receipt.received_at, now, offset_min));
        let contact = app.sync.with(|sync| sync.last_contact).or(waiting.last_contact);
        let contact = match contact {
            Some(at) => {
                let time = dates::moment(i18n.get_locale(), at, now, offset_min);
                t_string!(i18n, sync.last_contact, time = time)
            }
            None => t_string!(i18n, sync.no_contact).to_owned(),
        };
        let count = today.count();
        view! {
            <b>{t_string!(i18n, sync.server_today, count = count)}</b>
            <br />
            {contact}
        }
    };
    let line = move || {
        if up.get() { t_string!(i18n, sync.line_up) } else { t_string!(i18n, sync.line_down) }
    };
    view! {
        <section class="ends">
            <Icon name="device" />
            <div>{here}</div>
            <span class="ends-line" class:is-up=move || up.get() role="img" aria-label=line>
                {move || (!up.get()).then(|| view! { <Icon name="close" /> })}
            </span>
            <div>{there}</div>
            <Icon name="server" />
        </section>
    }
}

/// Whether the browser may clear the phone's copy, and how many photos still fit.
#[component]
pub fn Storage() -> impl IntoView {
    let i18n = use_i18n();
    let readiness = use_app().readiness();
    let known = Memo::new(move |_| readiness.with(|readiness| readiness.known));
    let safe = move || {
        if readiness.with(|readiness| readiness.persisted) {
            t_string!(i18n, sync.storage_safe)
        } else {
            t_string!(i18n, sync.storage_unsafe)
        }
    };
    let room = move || match readiness.with(|readiness| readiness.free_photos) {
        0 | 1 => t_string!(i18n, sync.storage_full).to_owned(),
        count => t_string!(i18n, sync.storage_room, count = count),
    };
    let line = move || {
        view! {
            <div class="part-head">
                <h2>{t!(i18n, sync.storage)}</h2>
            </div>
            <div class="item">
                <Icon name="shield" />
                <div class="item-text">
                    <b>{room}</b>
                    <span>{safe}</span>
                </div>
            </div>
        }
    };
    move || known.get().then(line)
}
