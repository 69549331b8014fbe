//! Any photo over the whole screen: looked at closely, beside its fellows, drawn on, taken away.
//! Closes by its button, by Esc, and by the browser's way back.

mod draw;
mod stage;

use crate::components::{Icon, Lens};
use crate::i18n::*;
use crate::state::App;
use draw::{Pen, PenDock};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use stage::Stage;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// One photo, and what stands above it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub photo: PhotoRef,
    /// 整改前 11-19 10:13; empty: nothing but its number.
    pub title: String,
}

/// What may be done with photos that are not handed in yet.
#[derive(Clone, Copy)]
pub struct Edit {
    /// The photo with other marks, in place of the one of its name.
    pub put: Callback<PhotoRef>,
    /// Without asking; the owner offers to take it back.
    pub remove: Callback<PhotoId>,
    /// Another shot in its place.
    pub retake: Callback<PhotoId>,
}

/// The photos of one place, and the one in front.
#[derive(Clone, Default)]
pub struct Look {
    pub photos: Vec<Shown>,
    pub at: usize,
    pub edit: Option<Edit>,
    /// 整改前 and 整改后: may stand side by side.
    pub pair: bool,
}

/// The one gallery; taken from the context with `use_gallery`.
#[derive(Clone, Copy)]
pub struct Gallery {
    app: App,
    look: RwSignal<Option<Look>>,
    at: RwSignal<usize>,
    both: RwSignal<bool>,
    lens: RwSignal<Lens>,
    removed: RwSignal<Option<Removed>>,
    pen: Pen,
}

/// Where the browser's history stands while a photo is open.
const STEP: &str = "photo";

impl Gallery {
    pub fn provide(app: App) {
        provide_context(Gallery {
            app,
            look: RwSignal::new(None),
            at: RwSignal::new(0),
            both: RwSignal::new(false),
            lens: RwSignal::new(Lens::default()),
            removed: RwSignal::new(None),
            pen: Pen::new(),
        });
    }

    pub fn open(self, look: Look) {
        if look.photos.is_empty() {
            return;
        }
        self.at.set(look.at.min(look.photos.len() - 1));
        self.both.set(false);
        self.lens.set(Lens::default());
        self.look.set(Some(look));
        // The way back closes the photo, not the page.
        let _ = window().history().map(|past| past.push_state(&JsValue::from_str(STEP), ""));
    }

    pub fn is_open(self) -> bool {
        self.look.with_untracked(Option::is_some)
    }

    /// Closes by a button or a key: the step in the history goes as well.
    fn close(self) {
        self.gone();
        let past = window().history();
        let ours = past.as_ref().ok().and_then(|past| past.state().ok());
        if let (Ok(past), Some(STEP)) = (past, ours.and_then(|s| s.as_string()).as_deref()) {
            let _ = past.back();
        }
    }

    fn gone(self) {
        self.keep_marks();
        self.look.set(None);
    }

    fn front(self) -> Option<Shown> {
        self.look.with(|look| look.as_ref()?.photos.get(self.at.get()).cloned())
    }

    fn edit(self) -> Option<Edit> {
        self.look.with(|look| look.as_ref()?.edit)
    }

    fn count(self) -> usize {
        self.look.with(|look| look.as_ref().map_or(0, |look| look.photos.len()))
    }

    /// To the next one or the one before; not while something is being drawn.
    fn turn(self, by: isize) {
        let next = self.at.get_untracked().checked_add_signed(by);
        let next = next.filter(|next| *next < untrack(|| self.count()));
        if let Some(next) = next.filter(|_| !self.pen.is_out()) {
            self.lens.set(Lens::default());
            self.at.set(next);
        }
    }

    /// What was drawn goes to its photo, whichever way the pen is put away.
    fn keep_marks(self) {
        let Some(marks) = self.pen.put_away() else { return };
        let (shown, edit) = untrack(|| (self.front(), self.edit()));
        if let (Some(mut shown), Some(edit)) = (shown, edit)
            && shown.photo.marks != marks
        {
            shown.photo.marks = marks;
            self.look.update(|look| {
                let photos = look.as_mut().map(|look| &mut look.photos);
                if let Some(old) = photos.and_then(|all| all.get_mut(self.at.get_untracked())) {
                    old.photo = shown.photo.clone();
                }
            });
            edit.put.run(shown.photo);
        }
    }
}

/// # Panics
/// Outside the tree below `Gallery::provide`.
pub fn use_gallery() -> Gallery {
    expect_context::<Gallery>()
}

/// A photo that was taken away, while it can come back.
#[derive(Clone)]
struct Removed {
    /// The draft it was taken from.
    draft: String,
    id: PhotoId,
    back: Callback<()>,
}

/// The way back is offered so long.
const UNDO: Duration = Duration::from_secs(8);

impl Gallery {
    /// A photo left its draft: where it stood, the way back is offered.
    pub fn removed(self, draft: String, id: PhotoId, back: Callback<()>) {
        spawn_local(self.app.actions.forget_photo(id));
        self.removed.set(Some(Removed { draft, id, back }));
        let gone = move || {
            let mine = |removed: &Option<Removed>| removed.as_ref().is_some_and(|r| r.id == id);
            if self.removed.with_untracked(mine) {
                self.removed.set(None);
            }
        };
        set_timeout(gone, UNDO);
    }
}

/// 照片已删 · 撤销: stands where the photo stood, also over a page that a sheet covers.
#[component]
pub fn TakenBack(#[prop(into)] draft: Signal<String>) -> impl IntoView {
    let gallery = use_gallery();
    let i18n = use_i18n();
    let here = move || gallery.removed.get().filter(|removed| removed.draft == draft.get());
    let back = move |_| {
        if let Some(removed) = gallery.removed.try_update(Option::take).flatten() {
            spawn_local(gallery.app.actions.remember_photo(removed.id));
            removed.back.run(());
        }
    };
    move || {
        here().map(|_| {
            view! {
                <p class="taken-back" role="status" data-id="taken-back">
                    {t!(i18n, photo.removed)}
                    <button type="button" class="btn btn-text" on:click=back>
                        {t!(i18n, photo.undo)}
                    </button>
                </p>
            }
        })
    }
}

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

/// The photo in front; or the pair, each under its own words.
#[component]
fn Pictures(gallery: Gallery) -> impl IntoView {
    let stage = move |place: usize| view! { <Stage gallery place /> };
    move || {
        if gallery.both.get() {
            let halves = (0..gallery.count()).map(stage).collect_view();
            view! { <div class="viewer-both">{halves}</div> }.into_any()
        } else {
            let place = gallery.at.get();
            view! { <div class="viewer-one">{stage(place)}</div> }.into_any()
        }
    }
}

/// Before, next; side by side; or what may be done with the photo.
#[component]
fn Foot(gallery: Gallery) -> impl IntoView {
    let pen = gallery.pen;
    let out = Memo::new(move |_| pen.out.get());
    move || match out.get() {
        true => view! { <PenDock gallery /> }.into_any(),
        false => view! { <Tools gallery /> }.into_any(),
    }
}

#[component]
fn Tools(gallery: Gallery) -> impl IntoView {
    let i18n = use_i18n();
    let many = move || gallery.count() > 1 && !gallery.both.get();
    let pair =
        move || gallery.look.with(|l| l.as_ref().is_some_and(|l| l.pair)) && gallery.count() == 2;
    let turner = move |by: isize, icon: &'static str, label: fn(Locale) -> &'static str| {
        view! {
            <button
                type="button"
                class="snap-plate"
                aria-label=move || label(i18n.get_locale())
                on:click=move |_| gallery.turn(by)
            >
                <Icon name=icon />
            </button>
        }
    };
    let both = move || {
        pair().then(|| {
            view! {
                <button
                    type="button"
                    class="snap-plate"
                    aria-pressed=move || gallery.both.get().to_string()
                    data-id="both"
                    on:click=move |_| gallery.both.update(|both| *both = !*both)
                >
                    <Icon name="swap" />
                    {t!(i18n, photo.both)}
                </button>
            }
        })
    };
    view! {
        <div class="viewer-foot">
            {move || many().then(|| turner(-1, "back", |l| td_string!(l, photo.before)))} {both}
            {move || gallery.edit().map(|edit| view! { <Change gallery edit /> })}
            {move || many().then(|| turner(1, "right", |l| td_string!(l, photo.next)))}
        </div>
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
    let leave = move |then: Callback<PhotoId>| {
        if let Some(id) = front() {
            gallery.close();
            then.run(id);
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
            on:click=move |_| leave(edit.retake)
        >
            <Icon name="camera" />
            {t!(i18n, photo.retake)}
        </button>
        <button
            type="button"
            class="snap-plate"
            data-id="remove-photo"
            on:click=move |_| leave(edit.remove)
        >
            <Icon name="cross" />
            {t!(i18n, photo.remove)}
        </button>
    }
}
