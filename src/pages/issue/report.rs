//! 整改完成 and 退回整改: a few words and a photo, kept while they are made.

use crate::components::{Button, Save, SaveMark, Sheet, TextArea, Tone};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, OnShot, Shoot, use_camera};
use crate::pages::gallery::{Edit, use_gallery};
use crate::pages::issue::photos::Strip;
use crate::pages::issue::{Desk, Doing};
use crate::pages::issues::turn::{FINISH, REJECT};
use crate::pages::strip::strip;
use crate::pages::troubles;
use crate::state::actions::CaseMove;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::I18nContext;
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::Presence;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What is half-done, stored at every change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    pub note: String,
    pub photos: Vec<PhotoRef>,
    /// A scan at the place, for a seal.
    pub presence: Option<Presence>,
}

/// The half-done words of one move of one issue.
#[derive(Clone, Copy)]
pub struct Sketch {
    pub desk: Desk,
    pub verb: &'static str,
    pub words: RwSignal<Words>,
    pub busy: RwSignal<bool>,
    pub missing: RwSignal<Option<String>>,
    pub i18n: I18nContext<Locale>,
}

impl Sketch {
    /// Reads what was left here, also by an app that was killed behind the camera.
    pub fn open(desk: Desk, verb: &'static str, i18n: I18nContext<Locale>) -> Sketch {
        let words = RwSignal::new(Words::default());
        let (busy, missing) = (RwSignal::new(false), RwSignal::new(None));
        spawn_local(async move {
            let kept = desk.app.actions.draft(&desk.draft(verb)).await.ok().flatten();
            if let Some(kept) = kept.and_then(|body| serde_json::from_str(&body).ok()) {
                let _ = words.try_set(kept);
            }
        });
        Sketch { desk, verb, words, busy, missing, i18n }
    }

    pub fn change(self, with: impl FnOnce(&mut Words)) {
        self.words.update(with);
        self.missing.set(None);
        spawn_local(self.keep());
    }

    /// A photo takes a moment; when the page is left meanwhile it goes to the stored words.
    async fn add(self, photo: PhotoRef) {
        if self.words.try_update(|words| words.photos.push(photo.clone())).is_some() {
            return self.keep().await;
        }
        let (actions, name) = (self.desk.app.actions, self.desk.draft(self.verb));
        let kept = actions.draft(&name).await.ok().flatten();
        let mut words: Words =
            kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        words.photos.push(photo);
        let body = serde_json::to_string(&words).unwrap_or_default();
        let _ = actions.put_draft(&name, &body).await;
    }

    async fn keep(self) {
        let Some(words) = self.words.try_get_untracked() else { return };
        let body = serde_json::to_string(&words).unwrap_or_default();
        let kept = self.desk.app.actions.put_draft(&self.desk.draft(self.verb), &body).await;
        if let Err(error) = kept {
            let locale = self.i18n.get_locale_untracked();
            let _ = self.missing.try_set(Some(refusals::store(locale, &error).to_owned()));
        }
    }

    pub fn shooter(self) -> OnShot {
        Rc::new(move |_, file| self.shoot(file, None))
    }

    /// What may be done with the photos before the move is made.
    fn edit(self) -> Edit {
        let (camera, gallery) = (use_camera(), use_gallery());
        let draft = move || self.desk.draft(self.verb);
        let remove = move |id: PhotoId| {
            let before = self.words.with_untracked(|words| words.photos.clone());
            self.change(|words| words.photos.retain(|photo| photo.id != id));
            let back = move || self.change(|words| words.photos.clone_from(&before));
            gallery.removed(draft(), id, Rc::new(back));
        };
        let put = move |marked: PhotoRef| {
            self.change(|words| {
                let have = words.photos.iter_mut().find(|photo| photo.id == marked.id);
                have.map(|photo| *photo = marked).unwrap_or_default();
            });
        };
        let retake = move |id: PhotoId| {
            camera.open(draft(), Rc::new(move |_, file| self.shoot(file, Some(id))));
        };
        Edit { put: Rc::new(put), remove: Rc::new(remove), retake: Rc::new(retake) }
    }

    /// Makes the file a photo with its strip and keeps both, `instead` of another one.
    fn shoot(self, file: web_sys::File, instead: Option<PhotoId>) {
        let locale = self.i18n.get_locale_untracked();
        self.busy.set(true);
        spawn_local(async move {
            let place = self.desk.case.with_untracked(|case| case.as_ref().and_then(|c| c.place));
            let app = self.desk.app;
            let context = strip(app, locale, place, None);
            let taken = app.actions.take_photo(file, context).await;
            let _ = self.busy.try_set(false);
            match taken {
                Ok(taken) => {
                    self.add(taken.photo).await;
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

#[component]
pub fn Report(desk: Desk) -> impl IntoView {
    move || match desk.doing.get() {
        Doing::Reporting(verb) => Some(view! { <Form desk verb /> }),
        _ => None,
    }
}

/// The words of the sheet for one verb: title, what to write, what to photograph.
fn heads(locale: Locale, verb: &str) -> (&'static str, &'static str, &'static str) {
    if verb == REJECT {
        (
            td_string!(locale, issue.reject),
            td_string!(locale, issue.reject_note),
            td_string!(locale, issue.reject_photo),
        )
    } else {
        (
            td_string!(locale, issue.finish),
            td_string!(locale, issue.finish_note),
            td_string!(locale, issue.finish_photo),
        )
    }
}

#[component]
fn Form(desk: Desk, verb: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let sketch = Sketch::open(desk, verb, i18n);
    let head = move |pick: fn((&'static str, &'static str, &'static str)) -> &'static str| {
        Signal::derive(move || pick(heads(i18n.get_locale(), verb)).to_owned())
    };
    let (title, note, photo) = (head(|h| h.0), head(|h| h.1), head(|h| h.2));
    let edit = StoredValue::new_local(sketch.edit());
    let dock = move || {
        let tone = if verb == FINISH { Tone::Primary } else { Tone::Cinnabar };
        view! {
            <Button tone on_press=move |()| send(sketch) busy=sketch.busy test_id="report-send">
                {title}
            </Button>
            <p class="dock-note">
                <SaveMark save=Save::Local />
                {t!(i18n, issue.kept)}
            </p>
        }
    };
    let hint = Signal::derive(move || t_string!(i18n, issue.note_hint).to_owned());
    let photos = move || {
        let photos = sketch.words.with(|words| words.photos.clone());
        view! { <Strip app=desk.app photos edit=edit.get_value() /> }
    };
    view! {
        <Sheet open=Signal::stored(true) label=title on_close=move |()| desk.stop() dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body">
                <TextArea
                    label=note
                    placeholder=hint
                    value=Signal::derive(move || sketch.words.with(|words| words.note.clone()))
                    on_input=move |note| sketch.change(|words| words.note = note)
                    test_id="report-note"
                />
                <Interrupted draft=desk.draft(verb) on_file=sketch.shooter() />
                <Shoot
                    draft=desk.draft(verb)
                    tile=true
                    label=photo
                    busy=sketch.busy
                    on_file=sketch.shooter()
                />
                {photos}
                <p role="alert" class="t-cin">
                    {move || sketch.missing.get()}
                </p>
            </div>
        </Sheet>
    }
}

/// Says what is missing, or keeps the move and closes.
fn send(sketch: Sketch) {
    let Sketch { desk, verb, i18n, .. } = sketch;
    let locale = i18n.get_locale_untracked();
    let words = sketch.words.get_untracked();
    if words.note.trim().is_empty() {
        return sketch.missing.set(Some(td_string!(locale, issue.need_note).to_owned()));
    }
    if words.photos.is_empty() {
        return sketch.missing.set(Some(td_string!(locale, issue.need_photo).to_owned()));
    }
    sketch.busy.set(true);
    spawn_local(async move {
        let Words { note, photos, .. } = words;
        let step = CaseMove { verb: verb.to_owned(), note, photos, ..CaseMove::default() };
        let draft = desk.draft(verb);
        let done = desk.app.actions.move_case(desk.id, step, Some(&draft)).await;
        let _ = sketch.busy.try_set(false);
        match done {
            Ok(()) => {
                desk.stop();
                desk.toasts.kept(td_string!(i18n.get_locale_untracked(), issue.done));
            }
            Err(error) => sketch.missing.set(Some(troubles::perform(locale, &error))),
        }
    });
}
