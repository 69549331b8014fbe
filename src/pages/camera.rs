//! The camera over the page: live picture, shutter, light; a file where there is no camera. Before
//! it opens, what it is for is on the disk, because a phone short of memory may end the page.

mod live;

pub use live::CameraHost;

use crate::components::{Button, FileInput, Icon, PhotoButton, Tone};
use crate::i18n::*;
use crate::pages::gallery::TakenBack;
use crate::state::actions::Shot;
use crate::state::{App, Opening};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use web_sys::File;

/// Keeps a photo for the draft that was named when the camera was asked for, and then calls
/// `Actions::shot_over`. Not owned by the button: that may be drawn anew while the camera is open.
pub type OnShot = Rc<dyn Fn(String, File)>;

/// The one camera; taken from the context with `use_camera`.
#[derive(Clone, Copy)]
pub struct Camera {
    app: App,
    asked: RwSignal<Option<Asked>, LocalStorage>,
    /// The browser's own way was opened for this.
    native: StoredValue<Option<Asked>, LocalStorage>,
    /// The input behind it, alive as long as the app.
    input: NodeRef<html::Input>,
    /// What an earlier life of this page waited for.
    lost: RwSignal<Option<Shot>>,
    /// No live picture was to be had: the browser's own way at once.
    blind: RwSignal<bool>,
}

/// Who asked for a photo.
#[derive(Clone)]
struct Asked {
    draft: String,
    on_file: OnShot,
    /// Opened without a press: goes again by itself when there is no camera.
    unasked: bool,
}

/// Path and query: where the page comes back to.
fn here() -> String {
    let place = window().location();
    place.pathname().unwrap_or_default() + &place.search().unwrap_or_default()
}

impl Camera {
    pub fn provide(app: App) {
        let lost = RwSignal::new(None);
        provide_context(Camera {
            app,
            asked: RwSignal::new_local(None),
            native: StoredValue::new_local(None),
            input: NodeRef::new(),
            lost,
            blind: RwSignal::new(false),
        });
        let seated = Memo::new(move |_| {
            app.opening.get() == Opening::Ready && app.session.with(Option::is_some)
        });
        Effect::new(move |_| {
            if seated.get() {
                spawn_local(async move {
                    lost.set(app.actions.awaited_shot().await);
                    app.actions.sweep_photos().await;
                });
            }
        });
    }

    pub fn is_open(self) -> bool {
        self.asked.with_untracked(Option::is_some)
    }

    /// Opens for a photo of this draft.
    pub fn open(self, draft: String, on_file: OnShot) {
        let page = here();
        spawn_local(self.noted(Asked { draft, on_file, unasked: false }, page));
    }

    /// Opens by itself, and only where nobody must be asked, there is a live picture, and the person
    /// has not begun without it (`wanted`).
    pub fn open_unasked(self, draft: String, on_file: OnShot, wanted: impl Fn() -> bool + 'static) {
        let page = here();
        spawn_local(async move {
            let able = !self.blind.get_untracked() && self.app.actions.camera_allowed().await;
            if able && wanted() {
                self.noted(Asked { draft, on_file, unasked: true }, page).await;
                if !wanted() {
                    self.close();
                }
            }
        });
    }

    /// The photo came another way.
    pub fn put_away(self) {
        self.asked.set(None);
    }

    async fn noted(self, asked: Asked, page: String) {
        let shot = Shot { draft: asked.draft.clone(), page };
        // A full disk keeps no note; the photo itself will say so.
        let _ = self.app.actions.await_shot(&shot).await;
        if here() != shot.page {
            self.app.actions.shot_over().await;
        } else if let Some(input) =
            self.input.get_untracked().filter(|_| self.blind.get_untracked())
        {
            self.native.set_value(Some(asked));
            input.click();
        } else {
            self.asked.set(Some(asked));
        }
    }

    fn close(self) {
        self.asked.set(None);
        self.native.set_value(None);
        spawn_local(self.app.actions.shot_over());
    }

    fn give(self, asked: Option<Asked>, file: File) {
        let Some(asked) = asked else { return };
        self.asked.set(None);
        if self.lost.with_untracked(|lost| lost.as_ref().is_some_and(|l| l.draft == asked.draft)) {
            self.lost.set(None);
        }
        (asked.on_file)(asked.draft, file);
    }

    fn forget(self) {
        self.lost.set(None);
        spawn_local(self.app.actions.shot_over());
    }
}

/// # Panics
/// Outside the tree below `Camera::provide`.
pub fn use_camera() -> Camera {
    expect_context::<Camera>()
}

/// A button that takes a photo for a draft.
#[component]
pub fn Shoot(
    #[prop(into)] draft: Signal<String>,
    on_file: OnShot,
    #[prop(optional)] tone: Tone,
    #[prop(optional)] tile: bool,
    #[prop(optional, into)] class: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let camera = use_camera();
    let on_file = StoredValue::new_local(on_file);
    let press = move |()| camera.open(draft.get_untracked(), on_file.get_value());
    let file = move |file: File| (on_file.get_value())(draft.get_untracked(), file);
    view! { <PhotoButton on_press=press on_file=file tone tile class busy label /> }
}

/// The photo of this draft was interrupted: the gallery may have it; or it was taken away, and may
/// come back.
#[component]
pub fn Interrupted(#[prop(into)] draft: Signal<String>, on_file: OnShot) -> impl IntoView {
    let camera = use_camera();
    let i18n = use_i18n();
    let on_file = StoredValue::new_local(on_file);
    let here = Memo::new(move |_| camera.lost.with(|l| l.as_ref().map(|l| l.draft == draft.get())));
    let label = Signal::derive(move || t_string!(i18n, camera.lost_pick).to_owned());
    let found = move |file: File| {
        camera.lost.set(None);
        (on_file.get_value())(draft.get_untracked(), file);
    };
    view! {
        <TakenBack draft />
        <Show when=move || here.get() == Some(true)>
            <div class="banner" role="status" data-id="interrupted">
                <Icon name="camera" />
                <div class="grow">
                    <p>{t!(i18n, camera.lost)}</p>
                    <div class="banner-acts">
                        <label class="btn btn-secondary">
                            {label} <FileInput label capture=false on_file=found />
                        </label>
                        <Button tone=Tone::Text on_press=move |()| camera.forget()>
                            {t!(i18n, camera.lost_drop)}
                        </Button>
                    </div>
                </div>
            </div>
        </Show>
    }
}

/// After a start elsewhere: the way back to where the photo was interrupted.
#[component]
pub fn WayBack() -> impl IntoView {
    let camera = use_camera();
    let i18n = use_i18n();
    move || {
        camera.lost.get().map(|shot| {
            view! {
                <div class="banner" data-id="way-back">
                    <Icon name="camera" />
                    <div class="grow">
                        <p>{t!(i18n, camera.lost)}</p>
                        <div class="banner-acts">
                            <a class="btn btn-secondary" href=shot.page>
                                {t!(i18n, camera.lost_go)}
                            </a>
                            <Button tone=Tone::Text on_press=move |()| camera.forget()>
                                {t!(i18n, camera.lost_drop)}
                            </Button>
                        </div>
                    </div>
                </div>
            }
        })
    }
}

/// The browser's own camera, for where there is no live picture; stands once, before the routes.
#[component]
pub fn NativeCamera() -> impl IntoView {
    let camera = use_camera();
    let i18n = use_i18n();
    let label = Signal::derive(move || t_string!(i18n, camera.native).to_owned());
    let give = move |file: File| {
        let asked = camera.native.try_update_value(Option::take).flatten();
        camera.give(asked, file);
    };
    view! {
        <FileInput
            input=camera.input
            label
            capture=true
            on_file=give
            on_cancel=move |()| camera.close()
        />
    }
}
