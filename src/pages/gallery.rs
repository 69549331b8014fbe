//! Any photo over the whole screen: looked at closely, beside its fellows, drawn on, taken away.
//! Closes by its button, by Esc, and by the browser's way back.

mod draw;
mod host;
mod stage;

pub use host::GalleryHost;

use crate::components::Lens;
use crate::i18n::*;
use crate::state::App;
use draw::Pen;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// One photo, and what stands above it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub photo: PhotoRef,
    /// 整改前 11-19 10:13; empty: nothing but its number.
    pub title: String,
}

/// What may be done with photos that are not handed in yet. Not owned by the small picture: that is
/// drawn anew while the large one is open.
#[derive(Clone)]
pub struct Edit {
    /// The photo with other marks, in place of the one of its name.
    pub put: Rc<dyn Fn(PhotoRef)>,
    /// Without asking; the owner offers to take it back.
    pub remove: Rc<dyn Fn(PhotoId)>,
    /// Another shot in its place.
    pub retake: Rc<dyn Fn(PhotoId)>,
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
    look: RwSignal<Option<Look>, LocalStorage>,
    at: RwSignal<usize>,
    both: RwSignal<bool>,
    lens: RwSignal<Lens>,
    removed: RwSignal<Option<Removed>, LocalStorage>,
    pen: Pen,
}

/// Where the browser's history stands while a photo is open.
const STEP: &str = "photo";

impl Gallery {
    pub fn provide(app: App) {
        provide_context(Gallery {
            app,
            look: RwSignal::new_local(None),
            at: RwSignal::new(0),
            both: RwSignal::new(false),
            lens: RwSignal::new(Lens::default()),
            removed: RwSignal::new_local(None),
            pen: Pen::new(),
        });
    }

    /// Whether a photo is looked at; whoever asks is asked again.
    pub fn shows(self) -> bool {
        self.look.with(Option::is_some)
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

    fn side_by_side(self) {
        self.lens.set(Lens::default());
        self.both.update(|both| *both = !*both);
    }

    fn front(self) -> Option<Shown> {
        self.look.with(|look| look.as_ref()?.photos.get(self.at.get()).cloned())
    }

    fn edit(self) -> Option<Edit> {
        self.look.with(|look| look.as_ref()?.edit.clone())
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
            (edit.put)(shown.photo);
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
    back: Rc<dyn Fn()>,
}

/// The way back is offered so long.
const UNDO: Duration = Duration::from_secs(8);

impl Gallery {
    /// A photo left its draft: where it stood, the way back is offered.
    pub fn removed(self, draft: String, id: PhotoId, back: Rc<dyn Fn()>) {
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
            (removed.back)();
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
