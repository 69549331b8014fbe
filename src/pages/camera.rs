//! The camera over the page: live picture, shutter, light; a file where there is no camera. Before
//! it opens, what it is for is on the disk, because a phone short of memory may end the page.

use crate::components::{Button, FileInput, Icon, PhotoButton, Tone};
use crate::i18n::*;
use crate::state::actions::{Shot, Touch};
use crate::state::{App, CameraProblem, LiveView, Opening};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use std::rc::Rc;
use web_sys::File;

/// The one camera; taken from the context with `use_camera`.
#[derive(Clone, Copy)]
pub struct Camera {
    app: App,
    asked: RwSignal<Option<Asked>>,
    /// What an earlier life of this page waited for.
    lost: RwSignal<Option<Shot>>,
    /// No live picture was to be had: the browser's own way at once.
    blind: RwSignal<bool>,
}

/// Who asked for a photo.
#[derive(Clone)]
struct Asked {
    on_file: Callback<File>,
    /// Opened without a press: goes again by itself when there is no camera.
    unasked: bool,
}

impl Camera {
    pub fn provide(app: App) {
        let lost = RwSignal::new(None);
        let camera = Camera { app, asked: RwSignal::new(None), lost, blind: RwSignal::new(false) };
        provide_context(camera);
        let seated = Memo::new(move |_| {
            app.opening.get() == Opening::Ready && app.session.with(Option::is_some)
        });
        Effect::new(move |_| {
            if seated.get() {
                spawn_local(async move { lost.set(app.actions.awaited_shot().await) });
            }
        });
    }

    /// Opens for a photo of this draft; the handler keeps it and then calls `Actions::shot_over`.
    pub fn open(self, draft: String, on_file: Callback<File>, way: NodeRef<html::Input>) {
        let blind = self.blind.get_untracked();
        self.noted(draft, move || match way.get_untracked().filter(|_| blind) {
            Some(input) => input.click(),
            None => self.asked.set(Some(Asked { on_file, unasked: false })),
        });
    }

    /// Opens by itself, and only where nobody must be asked and there is a live picture.
    pub fn open_unasked(self, draft: String, on_file: Callback<File>) {
        spawn_local(async move {
            if !self.blind.get_untracked() && self.app.actions.camera_allowed().await {
                self.noted(draft, move || self.asked.set(Some(Asked { on_file, unasked: true })));
            }
        });
    }

    fn noted(self, draft: String, then: impl FnOnce() + 'static) {
        let page = window().location().pathname().unwrap_or_default();
        spawn_local(async move {
            // A full disk keeps no note; the photo itself will say so.
            let _ = self.app.actions.await_shot(&Shot { draft, page: page.clone() }).await;
            if window().location().pathname().is_ok_and(|now| now == page) {
                then();
            } else {
                self.app.actions.shot_over().await;
            }
        });
    }

    fn close(self) {
        self.asked.set(None);
        spawn_local(self.app.actions.shot_over());
    }

    fn give(self, file: File) {
        let Some(asked) = self.asked.get_untracked() else { return };
        self.asked.set(None);
        // The page that asked is there: leaving it closes the camera.
        asked.on_file.try_run(file);
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
    #[prop(into)] on_file: Callback<File>,
    #[prop(optional)] tone: Tone,
    #[prop(optional)] tile: bool,
    #[prop(optional, into)] class: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let camera = use_camera();
    let press = move |way| camera.open(draft.get_untracked(), on_file, way);
    view! { <PhotoButton on_press=press on_file tone tile class busy label /> }
}

/// The photo of this draft was interrupted: the gallery may have it.
#[component]
pub fn Interrupted(
    #[prop(into)] draft: Signal<String>,
    #[prop(into)] on_file: Callback<File>,
) -> impl IntoView {
    let camera = use_camera();
    let i18n = use_i18n();
    let here = Memo::new(move |_| camera.lost.with(|l| l.as_ref().map(|l| l.draft == draft.get())));
    let label = Signal::derive(move || t_string!(i18n, camera.lost_pick).to_owned());
    let found = move |file: File| {
        camera.lost.set(None);
        on_file.run(file);
    };
    view! {
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
                <a class="banner" href=shot.page data-id="way-back">
                    <Icon name="camera" />
                    <span class="grow">{t!(i18n, camera.lost)}</span>
                    <b>{t!(i18n, camera.lost_go)}</b>
                </a>
            }
        })
    }
}

/// The camera itself; stands once, after the routes.
#[component]
pub fn CameraHost() -> impl IntoView {
    let camera = use_camera();
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (camera.asked.with(Option::is_some), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let page = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = page.get();
        if before.is_some_and(|before| before != now) && untrack(|| camera.asked.get().is_some()) {
            camera.close();
        }
        now
    });
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        camera.close();
    };
    view! {
        <dialog
            node_ref=dialog
            class="camera"
            aria-label=move || t_string!(i18n, camera.title)
            on:cancel=cancel
        >
            {move || camera.asked.get().map(|asked| view! { <Live camera asked /> })}
        </dialog>
    }
}

/// What the parts of the open camera share. Copy.
#[derive(Clone, Copy)]
struct Eye {
    camera: Camera,
    live: StoredValue<Option<Rc<LiveView>>, LocalStorage>,
    ready: RwSignal<bool>,
    problem: RwSignal<Option<CameraProblem>>,
    torch: RwSignal<bool>,
    /// What the shutter could not do.
    said: RwSignal<bool>,
}

impl Eye {
    async fn start(self, video: web_sys::HtmlVideoElement, unasked: bool) {
        match self.camera.app.actions.open_live_view(video).await {
            Ok(live) => {
                self.torch.try_set(live.has_torch());
                // The camera may be closed meanwhile: then the view ends with this drop.
                self.live.try_set_value(Some(Rc::new(live)));
                self.ready.try_set(true);
                self.said.try_set(false);
            }
            Err(why) => {
                self.camera.blind.set(why != CameraProblem::Refused);
                if unasked {
                    self.camera.close();
                } else {
                    self.problem.try_set(Some(why));
                }
            }
        }
    }

    fn shoot(self) {
        let Some(live) = self.live.get_value() else { return self.said.set(true) };
        spawn_local(async move {
            match live.shoot().await {
                Some(file) => {
                    self.camera.app.actions.feel(Touch::Scan);
                    self.camera.give(file);
                }
                None => {
                    self.said.try_set(true);
                }
            }
        });
    }

    fn light(self, on: bool) {
        if let Some(live) = self.live.get_value() {
            spawn_local(async move {
                live.torch(on).await;
            });
        }
    }
}

#[component]
fn Live(camera: Camera, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let video = NodeRef::<html::Video>::new();
    let eye = Eye {
        camera,
        live: StoredValue::new_local(None),
        ready: RwSignal::new(false),
        problem: RwSignal::new(None),
        torch: RwSignal::new(false),
        said: RwSignal::new(false),
    };
    let started = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(video) = video.get().filter(|_| !started.get_value()) {
            started.set_value(true);
            spawn_local(eye.start(video, asked.unasked));
        }
    });
    on_cleanup(move || {
        eye.live.try_set_value(None);
    });
    let words = move || match (eye.problem.get(), eye.ready.get(), eye.said.get()) {
        (Some(CameraProblem::Refused), ..) => t_string!(i18n, camera.refused),
        (Some(CameraProblem::Missing), ..) => t_string!(i18n, camera.missing),
        (Some(CameraProblem::Insecure), ..) => t_string!(i18n, camera.insecure),
        (None, _, true) => t_string!(i18n, camera.not_yet),
        (None, false, false) => t_string!(i18n, camera.opening),
        (None, true, false) => "",
    };
    view! {
        <video
            node_ref=video
            playsinline=""
            muted=""
            aria-hidden="true"
            hidden=move || eye.problem.get().is_some()
        ></video>
        <p class="camera-words" role="status">
            {words}
        </p>
        <Acts eye />
    }
}

/// Close, light, gallery, and the shutter under the thumb.
#[component]
fn Acts(eye: Eye) -> impl IntoView {
    let i18n = use_i18n();
    let camera = eye.camera;
    let lit = RwSignal::new(false);
    let light = move |_| {
        lit.update(|lit| *lit = !*lit);
        eye.light(lit.get_untracked());
    };
    let gallery = Signal::derive(move || t_string!(i18n, camera.gallery).to_owned());
    let native = Signal::derive(move || t_string!(i18n, camera.native).to_owned());
    let blind = move || eye.problem.get().is_some();
    let give = move |file: File| camera.give(file);
    view! {
        <div class="camera-top">
            <button type="button" class="snap-plate" on:click=move |_| camera.close()>
                <Icon name="close" />
                {t!(i18n, camera.close)}
            </button>
            <Show when=move || eye.torch.get()>
                <button
                    type="button"
                    class="snap-plate"
                    aria-pressed=move || lit.get().to_string()
                    on:click=light
                >
                    <Icon name="torch" />
                    {t!(i18n, camera.torch)}
                </button>
            </Show>
        </div>
        <div class="camera-dock">
            <Show when=blind>
                <label class="snap-plate">
                    <Icon name="camera" />
                    {native}
                    <FileInput label=native capture=true on_file=give />
                </label>
            </Show>
            <label class="snap-plate">
                <Icon name="photo" />
                {gallery}
                <FileInput label=gallery capture=false on_file=give />
            </label>
            <Show when=move || !blind()>
                <button
                    type="button"
                    class="shutter"
                    autofocus
                    data-id="shutter"
                    aria-label=move || t_string!(i18n, camera.shutter)
                    on:click=move |_| eye.shoot()
                >
                    <Icon name="camera" />
                </button>
            </Show>
        </div>
    }
}
