//! The open camera: live picture, light, shutter; the browser's own ways where there is none.

use super::{Asked, Camera, use_camera};
use crate::components::{FileInput, Icon};
use crate::i18n::*;
use crate::state::actions::Touch;
use crate::state::{CameraProblem, LiveView};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use std::rc::Rc;
use web_sys::File;

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
        if before.is_some_and(|before| before != now) && camera.is_open() {
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
                    self.camera.give(self.camera.asked.get_untracked(), file);
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
    let give = move |file: File| camera.give(camera.asked.get_untracked(), file);
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
