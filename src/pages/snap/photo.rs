//! The photo on top: the camera opens at once, each shot is kept before it is shown.

use crate::components::{Drawing, FileInput, Icon, Lie, Toast};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, OnShot, use_camera};
use crate::pages::frame::{Toasts, use_toasts};
use crate::pages::gallery::{self, Edit, Look, use_gallery};
use crate::pages::issues::card::photo_url;
use crate::pages::snap::draft::{DRAFT, Sketch};
use crate::pages::strip::strip;
use crate::pages::troubles;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use std::rc::Rc;

/// Most photos of one issue.
const LIMIT: usize = 9;

#[component]
pub fn Photos(sketch: Sketch) -> impl IntoView {
    let i18n = use_i18n();
    let (busy, shown) = (RwSignal::new(false), RwSignal::new(0usize));
    let taker = move || -> OnShot { Rc::new(move |_, file| keep(sketch, file, busy, shown, None)) };
    let camera = use_camera();
    let on_file = move |file| {
        camera.put_away();
        keep(sketch, file, busy, shown, None);
    };
    let opened = StoredValue::new(false);
    // Tap 1: the camera, unless an earlier photo waits here.
    Effect::new(move |_| {
        let fresh = sketch.read_back.get() && sketch.draft.with_untracked(|d| d.photos.is_empty());
        if fresh && !opened.get_value() {
            opened.set_value(true);
            let fresh = move || {
                !busy.try_get_untracked().unwrap_or(true)
                    && sketch
                        .draft
                        .try_with_untracked(|d| d.photos.is_empty() && d.words.is_empty())
                        == Some(true)
            };
            camera.open_unasked(DRAFT.to_owned(), taker(), fresh);
        }
    });
    let empty = Memo::new(move |_| sketch.read(|draft| draft.photos.is_empty()));
    let shoot = Callback::new(move |()| camera.open(DRAFT.to_owned(), taker()));
    let label = Signal::derive(move || t_string!(i18n, snap.take).to_owned());
    view! {
        <section class="snap-photo">
            {move || match empty.get() {
                true => view! { <Nothing busy shoot /> }.into_any(),
                false => view! { <Shown sketch shown busy /> }.into_any(),
            }} <Bar sketch shoot shown /> <FileInput label capture=true on_file />
        </section>
        <Interrupted draft=DRAFT on_file=taker() />
        <Film sketch shown />
    }
}

/// Stores a shot with its strip; the page shows it afterwards.
fn keep(
    sketch: Sketch,
    file: web_sys::File,
    busy: RwSignal<bool>,
    shown: RwSignal<usize>,
    instead: Option<PhotoId>,
) {
    let locale = sketch.i18n.get_locale_untracked();
    let (place, count) = sketch.draft.with_untracked(|draft| (draft.place, draft.photos.len()));
    if count >= LIMIT && instead.is_none() {
        return sketch.missing.set(Some(td_string!(locale, snap.photo_limit).to_owned()));
    }
    busy.set(true);
    spawn_local(async move {
        let point = sketch.scanned.get_untracked().map(|scanned| scanned.checkpoint);
        let point = point.filter(|point| {
            sketch.app.reference.with_untracked(|reference| {
                reference.checkpoints.get(point).map(|point| point.place) == place
            })
        });
        let context = strip(sketch.app, locale, place, point);
        let taken = sketch.app.actions.take_photo(file, context).await;
        let _ = busy.try_set(false);
        match taken {
            Ok(taken) => {
                sketch.add(taken.photo).await;
                shown.try_set(count);
                if let Some(old) = instead {
                    sketch.change(|draft| draft.photos.retain(|photo| photo.id != old));
                    shown.try_set(count - 1);
                    spawn_local(sketch.app.actions.forget_photo(old));
                }
            }
            Err(problem) => {
                let _ = sketch.missing.try_set(Some(troubles::photo(locale, &problem)));
            }
        }
        sketch.app.actions.shot_over().await;
    });
}

#[component]
fn Nothing(busy: RwSignal<bool>, shoot: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || {
        if busy.get() { t_string!(i18n, snap.busy) } else { t_string!(i18n, snap.no_photo) }
    };
    view! {
        <div class="snap-empty">
            <h1>{title}</h1>
            <p class="sub">{t!(i18n, snap.no_photo_hint)}</p>
            <button
                type="button"
                class="btn btn-primary"
                aria-busy=move || busy.get().then_some("true")
                on:click=move |_| shoot.run(())
            >
                <Icon name="camera" />
                <span>{t!(i18n, snap.take)}</span>
            </button>
        </div>
    }
}

/// What may be done with the photos before the issue is filed.
fn edit(sketch: Sketch, shown: RwSignal<usize>, busy: RwSignal<bool>) -> Edit {
    let (camera, toasts) = (use_camera(), use_toasts());
    let put = move |marked: PhotoRef| {
        sketch.change(|draft| {
            let have = draft.photos.iter_mut().find(|photo| photo.id == marked.id);
            have.map(|photo| *photo = marked).unwrap_or_default();
        });
    };
    let remove = move |id: PhotoId| {
        let at = sketch.draft.with_untracked(|d| d.photos.iter().position(|p| p.id == id));
        if let Some(at) = at {
            shown.set(at);
            take_away(sketch, shown, toasts);
        }
    };
    let retake = move |id: PhotoId| {
        let shot: OnShot = Rc::new(move |_, file| keep(sketch, file, busy, shown, Some(id)));
        camera.open(DRAFT.to_owned(), shot);
    };
    Edit { put: Rc::new(put), remove: Rc::new(remove), retake: Rc::new(retake) }
}

/// The photo in front, strip included; a press shows it large.
#[component]
fn Shown(sketch: Sketch, shown: RwSignal<usize>, busy: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let gallery = use_gallery();
    let edit = StoredValue::new_local(edit(sketch, shown, busy));
    let open = move |_| {
        let named = |photo| gallery::Shown { photo, title: String::new() };
        let photos: Vec<_> =
            sketch.draft.with_untracked(|draft| draft.photos.iter().cloned().map(named).collect());
        gallery.open(Look {
            photos,
            at: shown.get_untracked(),
            edit: Some(edit.get_value()),
            pair: false,
        });
    };
    let photo = Memo::new(move |_| {
        sketch.read(|draft| draft.photos.get(shown.get()).or(draft.photos.last()).cloned())
    });
    move || {
        let photo = photo.get()?;
        let src = photo_url(sketch.app, Some(photo.clone()), false);
        let alt = move || t_string!(i18n, snap.photo_alt, n = shown.get() + 1);
        let PhotoRef { marks, width, height, .. } = photo;
        Some(view! {
            <button type="button" class="snap-open" data-id="open-photo" on:click=open>
                {move || src.get().map(|src| view! { <img src=src alt=alt /> })}
                <Drawing marks width height />
            </button>
        })
    }
}

/// Takes the photo in front away; for eight seconds it can come back.
fn take_away(sketch: Sketch, shown: RwSignal<usize>, toasts: Toasts) {
    let place = shown.get_untracked();
    let Some(photo) = sketch.draft.with_untracked(|draft| draft.photos.get(place).cloned()) else {
        return;
    };
    sketch.change(|draft| {
        draft.photos.remove(place);
    });
    shown.set(0);
    let locale = sketch.i18n.get_locale_untracked();
    let id = photo.id;
    spawn_local(sketch.app.actions.forget_photo(id));
    let back = Callback::new(move |()| {
        spawn_local(sketch.app.actions.remember_photo(id));
        sketch.change(|draft| draft.photos.insert(place.min(draft.photos.len()), photo.clone()));
    });
    toasts.show(Toast {
        words: td_string!(locale, snap.removed).to_owned(),
        save: None,
        alert: false,
        action: Some((td_string!(locale, snap.undo).to_owned(), back)),
    });
}

#[component]
fn Bar(sketch: Sketch, shoot: Callback<()>, shown: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let count = Memo::new(move |_| sketch.read(|draft| draft.photos.len()));
    let remove = move |_| take_away(sketch, shown, toasts);
    let again = move || {
        (count.get() > 0).then(|| {
            view! {
                <button type="button" class="snap-plate" on:click=remove>
                    {t!(i18n, snap.remove)}
                </button>
                <button type="button" class="snap-plate" on:click=move |_| shoot.run(())>
                    <Icon name="camera" />
                    {move || t_string!(i18n, snap.again, count = count.get())}
                </button>
            }
        })
    };
    view! {
        <div class="snap-bar">
            <a class="snap-plate" href="/" aria-label=move || t_string!(i18n, snap.close)>
                <Icon name="close" />
            </a>
            {again}
        </div>
    }
}

/// All photos small, once there is more than one.
#[component]
fn Film(sketch: Sketch, shown: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let photos = Memo::new(move |_| sketch.read(|draft| draft.photos.clone()));
    let small = move |(n, photo): (usize, PhotoRef)| {
        let src = photo_url(sketch.app, Some(photo.clone()), true);
        let PhotoRef { marks, width, height, .. } = photo;
        view! {
            <button
                type="button"
                class="issue-thumb"
                class:is-shown=move || shown.get() == n
                aria-label=move || t_string!(i18n, snap.photo_alt, n = n + 1)
                on:click=move |_| shown.set(n)
            >
                {move || src.get().map(|src| view! { <img src=src alt="" /> })}
                <Drawing marks width height lie=Lie::Top bold=true />
            </button>
        }
    };
    move || {
        let photos = photos.get();
        (photos.len() > 1).then(|| {
            let film = photos.into_iter().enumerate().map(small).collect_view();
            view! { <div class="snap-film">{film}</div> }
        })
    }
}
