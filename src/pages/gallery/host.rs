//! The large view itself: its head, the photo or the pair, and what lies under the thumb.

use super::draw::PenDock;
use super::stage::Stage;
use super::{Edit, Gallery, use_gallery};
use crate::components::{Icon, Lens};
use crate::i18n::*;
use leptos::html;
use leptos::prelude::*;
use patrol_domain::ids::PhotoId;
use std::rc::Rc;

/// The gallery itself; stands once, after the routes.
#[component]
pub fn GalleryHost() -> impl IntoView {
    let gallery = use_gallery();
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (gallery.look.with(Option::is_some), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let back = window_event_listener(leptos::ev::popstate, move |_| {
        if gallery.is_open() {
            gallery.gone();
        }
    });
    on_cleanup(move || back.remove());
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        gallery.close();
    };
    let open = Memo::new(move |_| gallery.look.with(Option::is_some));
    view! {
        <dialog
            node_ref=dialog
            class="viewer"
            aria-label=move || t_string!(i18n, photo.title)
            on:cancel=cancel
            on:keydown=move |event| key(gallery, &event)
        >
            <Show when=move || open.get()>
                <Head gallery />
                <Pictures gallery />
                <Foot gallery />
            </Show>
        </dialog>
    }
}

/// ← and →, unless something is typed or drawn.
fn key(gallery: Gallery, event: &leptos::ev::KeyboardEvent) {
    match event.key().as_str() {
        "ArrowLeft" => gallery.turn(-1),
        "ArrowRight" => gallery.turn(1),
        _ => {}
    }
}

/// Close, what the photo is, which of how many.
#[component]
fn Head(gallery: Gallery) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        if gallery.both.get() {
            return t_string!(i18n, photo.both).to_owned();
        }
        let (n, count) = (gallery.at.get() + 1, gallery.count());
        let number = t_string!(i18n, photo.number, n = n, count = count);
        let title = gallery.front().map(|shown| shown.title).unwrap_or_default();
        match (title.is_empty(), count) {
            (true, 1) => t_string!(i18n, photo.title).to_owned(),
            (true, _) => number,
            (false, 1) => title,
            (false, _) => format!("{title} · {number}"),
        }
    };
    view! {
        <div class="viewer-head">
            <button
                type="button"
                class="snap-plate"
                data-id="close-photo"
                autofocus
                on:click=move |_| gallery.close()
            >
                <Icon name="close" />
                {t!(i18n, photo.close)}
            </button>
            <p role="status">{words}</p>
        </div>
    }
}

/// The photo in front, the ways to its fellows at its sides; or the pair, each under its own words.
#[component]
fn Pictures(gallery: Gallery) -> impl IntoView {
    let i18n = use_i18n();
    let stage = move |place: usize| view! { <Stage gallery place /> };
    let turner = move |by: isize, class: &'static str, icon: &'static str| {
        let there = move || {
            let next = gallery.at.get().checked_add_signed(by);
            !gallery.pen.out.get() && next.is_some_and(|next| next < gallery.count())
        };
        let label = move || match by {
            1 => t_string!(i18n, photo.next),
            _ => t_string!(i18n, photo.before),
        };
        view! {
            <Show when=there>
                <button
                    type="button"
                    class=class
                    aria-label=label
                    on:click=move |_| gallery.turn(by)
                >
                    <Icon name=icon />
                </button>
            </Show>
        }
    };
    move || {
        if gallery.both.get() {
            let halves = (0..gallery.count()).map(stage).collect_view();
            view! { <div class="viewer-both">{halves}</div> }.into_any()
        } else {
            view! {
                <div class="viewer-one">
                    {move || stage(gallery.at.get())}
                    {turner(-1, "snap-plate viewer-before", "back")}
                    {turner(1, "snap-plate viewer-next", "right")}
                </div>
            }
            .into_any()
        }
    }
}

/// Side by side; what may be done with the photo; the tools while it is drawn on.
#[component]
fn Foot(gallery: Gallery) -> impl IntoView {
    let i18n = use_i18n();
    let pen = gallery.pen;
    let out = Memo::new(move |_| pen.out.get());
    let pair = move || gallery.look.with(|look| look.as_ref().is_some_and(|look| look.pair));
    let both = move || {
        pair().then(|| {
            view! {
                <button
                    type="button"
                    class="snap-plate"
                    aria-pressed=move || gallery.both.get().to_string()
                    data-id="both"
                    on:click=move |_| gallery.side_by_side()
                >
                    <Icon name="swap" />
                    {t!(i18n, photo.both)}
                </button>
            }
        })
    };
    move || match out.get() {
        true => view! { <PenDock gallery /> }.into_any(),
        false => view! {
            <div class="viewer-foot">
                {both} {move || gallery.edit().map(|edit| view! { <Change gallery edit /> })}
            </div>
        }
        .into_any(),
    }
}

/// 圈画 · 重拍 · 删除.
#[component]
fn Change(gallery: Gallery, edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let front = move || untrack(|| gallery.front()).map(|shown| shown.photo.id);
    let draw = move |_| {
        if let Some(shown) = untrack(|| gallery.front()) {
            gallery.lens.set(Lens::default());
            gallery.pen.take(shown.photo.marks);
        }
    };
    let edit = StoredValue::new_local(edit);
    let leave = move |then: fn(Edit) -> Rc<dyn Fn(PhotoId)>| {
        if let Some(id) = front() {
            let then = then(edit.get_value());
            gallery.close();
            then(id);
        }
    };
    view! {
        <button type="button" class="snap-plate" data-id="draw" on:click=draw>
            <Icon name="note" />
            {t!(i18n, photo.draw)}
        </button>
        <button
            type="button"
            class="snap-plate"
            data-id="retake"
            on:click=move |_| leave(|edit| edit.retake)
        >
            <Icon name="camera" />
            {t!(i18n, photo.retake)}
        </button>
        <button
            type="button"
            class="snap-plate"
            data-id="remove-photo"
            on:click=move |_| leave(|edit| edit.remove)
        >
            <Icon name="cross" />
            {t!(i18n, photo.remove)}
        </button>
    }
}
