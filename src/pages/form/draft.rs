//! What is half-done in a form, stored at every change.

use crate::components::Strokes;
use crate::i18n::*;
use crate::pages::camera::{OnShot, use_camera};
use crate::pages::gallery::{Edit, use_gallery};
use crate::pages::strip::strip;
use crate::pages::troubles;
use crate::state::App;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::case::LinkTo;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{MemberId, PhotoId, PlaceId};
use patrol_domain::people::Department;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::Presence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Everything a person may type into a form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub title: String,
    pub note: String,
    pub photos: Vec<PhotoRef>,
    /// A scan at the place.
    pub presence: Option<Presence>,
    pub handler: Option<MemberId>,
    pub place: Option<PlaceId>,
    pub spot: String,
    pub category: String,
    pub severity: Option<Severity>,
    pub department: Option<Department>,
    pub code: String,
    /// By the key of the field: text and numbers as typed, an option's key, a person's id, `yes`.
    pub fields: BTreeMap<String, String>,
    /// By signer or signature field: the printed name and the strokes.
    pub signed: BTreeMap<String, (String, Strokes)>,
    pub links: BTreeMap<String, LinkTo>,
    pub lines: BTreeMap<String, Vec<Line>>,
}

/// A line of material as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    pub name: String,
    pub quantity: String,
    pub unit: String,
    /// `owner`, `property` or `gift`.
    pub source: String,
    pub price: String,
    pub reason: String,
    /// When the owner agreed.
    pub agreed: Option<patrol_domain::At>,
}

/// The half-done words of one form.
#[derive(Clone, Copy)]
pub struct Sketch {
    pub app: App,
    pub name: StoredValue<String>,
    /// For the strip of its photos.
    pub place: Signal<Option<PlaceId>>,
    pub words: RwSignal<Typed>,
    pub busy: RwSignal<bool>,
    pub missing: RwSignal<Option<String>>,
    pub i18n: Words,
}

impl Sketch {
    /// Reads what was left here, also by an app that was killed behind the camera.
    pub fn open(app: App, name: String, place: Signal<Option<PlaceId>>, i18n: Words) -> Sketch {
        let words = RwSignal::new(Typed::default());
        let (busy, missing) = (RwSignal::new(false), RwSignal::new(None));
        let sketch =
            Sketch { app, name: StoredValue::new(name.clone()), place, words, busy, missing, i18n };
        spawn_local(async move {
            let kept = app.actions.draft(&name).await.ok().flatten();
            if let Some(kept) = kept.and_then(|body| serde_json::from_str(&body).ok()) {
                let _ = words.try_set(kept);
            }
        });
        sketch
    }

    pub fn change(self, with: impl FnOnce(&mut Typed)) {
        self.words.update(with);
        self.missing.set(None);
        spawn_local(self.keep());
    }

    /// A photo takes a moment; when the page is left meanwhile it goes to the stored words.
    async fn add(self, photo: PhotoRef, name: &str) {
        if self.words.try_update(|words| words.photos.push(photo.clone())).is_some() {
            return self.keep().await;
        }
        let actions = self.app.actions;
        let kept = actions.draft(name).await.ok().flatten();
        let mut words: Typed =
            kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        words.photos.push(photo);
        let body = serde_json::to_string(&words).unwrap_or_default();
        let _ = actions.put_draft(name, &body).await;
    }

    async fn keep(self) {
        let (Some(words), Some(name)) = (self.words.try_get_untracked(), self.name.try_get_value())
        else {
            return;
        };
        let body = serde_json::to_string(&words).unwrap_or_default();
        if let Err(error) = self.app.actions.put_draft(&name, &body).await {
            let locale = self.i18n.get_locale_untracked();
            let _ = self.missing.try_set(Some(refusals::store(locale, &error).to_owned()));
        }
    }

    pub fn shooter(self) -> OnShot {
        let name = self.name.get_value();
        Rc::new(move |_, file| self.shoot(file, None, name.clone()))
    }

    /// What may be done with the photos before they go.
    pub fn edit(self) -> Edit {
        let (camera, gallery) = (use_camera(), use_gallery());
        let remove = move |id: PhotoId| {
            let before = self.words.with_untracked(|words| words.photos.clone());
            self.change(|words| words.photos.retain(|photo| photo.id != id));
            let back = move || self.change(|words| words.photos.clone_from(&before));
            gallery.removed(self.name.get_value(), id, Rc::new(back));
        };
        let put = move |marked: PhotoRef| {
            self.change(|words| {
                let have = words.photos.iter_mut().find(|photo| photo.id == marked.id);
                have.map(|photo| *photo = marked).unwrap_or_default();
            });
        };
        let retake = move |id: PhotoId| {
            let name = self.name.get_value();
            let shoot = Rc::new(move |_, file| self.shoot(file, Some(id), name.clone()));
            camera.open(self.name.get_value(), shoot);
        };
        Edit { put: Rc::new(put), remove: Rc::new(remove), retake: Rc::new(retake) }
    }

    /// Makes the file a photo with its strip and keeps both, `instead` of another one.
    fn shoot(self, file: web_sys::File, instead: Option<PhotoId>, name: String) {
        let locale = self.i18n.get_locale_untracked();
        let _ = self.busy.try_set(true);
        spawn_local(async move {
            let app = self.app;
            let place = self.place.try_get_untracked().flatten();
            let taken = app.actions.take_photo(file, strip(app, locale, place, None)).await;
            let _ = self.busy.try_set(false);
            match taken {
                Ok(taken) => {
                    self.add(taken.photo, &name).await;
                    if let Some(old) = instead {
                        self.change(|words| words.photos.retain(|photo| photo.id != old));
                        spawn_local(app.actions.forget_photo(old));
                    }
                }
                Err(problem) => {
                    let _ = self.missing.try_set(Some(troubles::photo(locale, &problem)));
                }
            }
            app.actions.shot_over().await;
        });
    }
}
