//! The half-done issue: kept at every change, so that a killed app comes back to it.

use crate::i18n::*;
use crate::pages::issues::offset;
use crate::state::{App, Loaded};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::At;
use patrol_domain::checklist::{Category, Severity};
use patrol_domain::ids::{CheckpointId, PlaceId};
use patrol_domain::people::{Department, Role};
use patrol_domain::photo::PhotoRef;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub const DRAFT: &str = "snap";
/// A scan this old still says where the person stands, in minutes.
const SCAN_GOOD_MIN: i64 = 15;

/// What has been given so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub photos: Vec<PhotoRef>,
    pub category: Option<String>,
    pub words: String,
    pub place: Option<PlaceId>,
    /// The person chose the place; a scan no longer changes it.
    pub place_chosen: bool,
    pub severity: Severity,
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            photos: Vec::new(),
            category: None,
            words: String::new(),
            place: None,
            place_chosen: false,
            severity: Severity::General,
        }
    }
}

impl Draft {
    /// Takes up what was kept before, wherever nothing newer stands; whether anything newer stood.
    fn take_up(&mut self, kept: Draft) -> bool {
        if *self == Draft::default() {
            *self = kept;
            return false;
        }
        let older =
            kept.photos.into_iter().filter(|old| self.photos.iter().all(|p| p.id != old.id));
        self.photos = older.collect::<Vec<_>>().into_iter().chain(self.photos.drain(..)).collect();
        self.category = self.category.take().or(kept.category);
        if self.words.is_empty() {
            self.words = kept.words;
        }
        if !self.place_chosen && kept.place.is_some() {
            (self.place, self.place_chosen) = (kept.place, kept.place_chosen);
        }
        self.severity = self.severity.max(kept.severity);
        true
    }
}

/// The last checkpoint this person scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scanned {
    pub checkpoint: CheckpointId,
    pub at: At,
}

#[derive(Clone, Copy)]
pub struct Sketch {
    pub app: App,
    pub draft: RwSignal<Draft>,
    /// The stored draft has been read: only then may an empty page open the camera.
    pub read_back: RwSignal<bool>,
    pub scanned: RwSignal<Option<Scanned>>,
    pub missing: RwSignal<Option<String>>,
    pub i18n: Words,
}

impl Sketch {
    pub fn open(app: App, i18n: Words) -> Sketch {
        let sketch = Sketch {
            app,
            draft: RwSignal::new(Draft::default()),
            read_back: RwSignal::new(false),
            scanned: RwSignal::new(None),
            missing: RwSignal::new(None),
            i18n,
        };
        spawn_local(async move {
            let kept = app.actions.draft(DRAFT).await.ok().flatten();
            if let Some(kept) = kept.and_then(|body| serde_json::from_str(&body).ok()) {
                let begun = sketch.draft.try_update(|draft| draft.take_up(kept)) == Some(true);
                if begun {
                    sketch.keep().await;
                }
            }
            let _ = sketch.read_back.try_set(true);
        });
        sketch
    }

    pub fn read<T>(self, with: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(with)
    }

    /// Changes the draft and keeps it.
    pub fn change(self, with: impl FnOnce(&mut Draft)) {
        self.draft.update(with);
        self.missing.set(None);
        spawn_local(self.keep());
    }

    /// A photo takes a moment; when the page is left meanwhile it goes to the stored draft.
    pub async fn add(self, photo: PhotoRef) {
        if self.draft.try_update(|draft| draft.photos.push(photo.clone())).is_some() {
            return self.keep().await;
        }
        let kept = self.app.actions.draft(DRAFT).await.ok().flatten();
        let mut draft: Draft =
            kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        draft.photos.push(photo);
        let body = serde_json::to_string(&draft).unwrap_or_default();
        let _ = self.app.actions.put_draft(DRAFT, &body).await;
    }

    async fn keep(self) {
        let Some(draft) = self.draft.try_get_untracked() else { return };
        let Ok(body) = serde_json::to_string(&draft) else { return };
        if let Err(error) = self.app.actions.put_draft(DRAFT, &body).await {
            let words = refusals::store(self.i18n.get_locale_untracked(), &error);
            let _ = self.missing.try_set(Some(words.to_owned()));
        }
    }

    fn category(self) -> Option<Category> {
        let code = self.read(|draft| draft.category.clone())?;
        self.app.reference.with(|reference| reference.category(&code).cloned())
    }

    pub fn place_name(self) -> Option<String> {
        let place = self.read(|draft| draft.place)?;
        self.app.reference.with(|reference| {
            let place = reference.places.get(&place)?;
            Some(format!("{} {}", place.name, place.floor).trim().to_owned())
        })
    }

    /// What is wrong: the person's words, else category and place.
    pub fn title(self, locale: Locale) -> String {
        let words = self.read(|draft| draft.words.trim().to_owned());
        if !words.is_empty() {
            return words;
        }
        let category = self.category().map(|category| say(locale, &category.name));
        let parts = [category, self.place_name()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// The place and why it stands there.
    pub fn place_words(self, locale: Locale) -> (String, String) {
        let Some(name) = self.place_name() else {
            return (
                td_string!(locale, snap.place_none).to_owned(),
                td_string!(locale, snap.place_none_hint).to_owned(),
            );
        };
        let scanned = self.scanned.get().filter(|_| !self.read(|draft| draft.place_chosen));
        let Some(scanned) = scanned else {
            return (name, td_string!(locale, snap.place_chosen).to_owned());
        };
        let number = self.app.reference.with(|reference| {
            let point = reference.checkpoints.get(&scanned.checkpoint);
            point.map(|point| point.number.clone()).unwrap_or_default()
        });
        let why = match self.app.now.get().minutes_since(scanned.at) {
            ..=0 => td_string!(locale, snap.scanned_now, number = number),
            minutes => td_string!(locale, snap.scanned, minutes = minutes, number = number),
        };
        (name, why)
    }

    /// Who gets it by when.
    pub fn assign_words(self, locale: Locale) -> (String, String) {
        let date = due_date(self.app, locale);
        let Some(category) = self.category() else {
            let hint = td_string!(locale, snap.to_none_hint, date = date);
            return (td_string!(locale, snap.to_none).to_owned(), hint);
        };
        let department = words::department(locale, category.department);
        let words = td_string!(locale, snap.to, department = department, date = date);
        (words, td_string!(locale, snap.to_hint).to_owned())
    }
}

/// R91: a week from now, or what the flow says.
fn due_date(app: App, locale: Locale) -> String {
    let days = app.reference.with(|reference| {
        let flows = reference.flows.values();
        flows.filter(|flow| flow.key == "issue").filter_map(|flow| flow.due_days).next_back()
    });
    dates::day(locale, app.now.get().plus_days(days.unwrap_or(7).into()), offset(app))
}

/// Takes the place of the last scan of this person, when it is fresh and nothing was chosen.
pub fn last_scan(sketch: Sketch) {
    let app = sketch.app;
    let recent = Slice { limit: 5, newest_first: true, ..Slice::all(Shelf::Past) };
    let (live, past) = (app.rounds(Slice::all(Shelf::Live)), app.rounds(recent));
    Effect::new(move |_| {
        let Some(me) = app.me().get().map(|me| me.id) else { return };
        let newest = |rounds: &Vec<Arc<Round>>| {
            let mine = rounds.iter().filter(|round| round.inspector == Some(me));
            mine.flat_map(|round| &round.presence).map(|scan| (scan.at, scan.checkpoint)).max()
        };
        let from = |rounds: Signal<Loaded<Vec<Arc<Round>>>>| {
            rounds.with(|rounds| rounds.ready().and_then(newest))
        };
        let Some((at, checkpoint)) = from(live).max(from(past)) else { return };
        if app.now.get().minutes_since(at) > SCAN_GOOD_MIN || !sketch.read_back.get() {
            return;
        }
        let place = app.reference.with(|r| r.checkpoints.get(&checkpoint).map(|p| p.place));
        sketch.scanned.set(Some(Scanned { checkpoint, at }));
        let stands = sketch.draft.with_untracked(|d| d.place_chosen || d.place == place);
        if !stands && place.is_some() {
            sketch.change(|draft| draft.place = place);
        }
    });
}

/// The categories people of a department file most, the chosen one among the first six.
pub fn favourites(app: App, chosen: Option<String>) -> Vec<Category> {
    let site = app.site.get().map(|site| site.id);
    let grant = app.me().get().and_then(|me| {
        me.grants.into_iter().find(|grant| site.is_none_or(|site| grant.site == site))
    });
    let first = grant.map_or(FOR_ALL, |grant| usual(grant.department, grant.role));
    let mut categories = app.reference.with(|reference| reference.categories.clone());
    let rank = |category: &Category| {
        first.iter().position(|code| *code == category.code).unwrap_or(first.len())
    };
    categories.sort_by_key(rank);
    let place = categories.iter().position(|category| Some(&category.code) == chosen.as_ref());
    if let Some(place) = place.filter(|place| *place > 5) {
        let chosen = categories.remove(place);
        categories.insert(5, chosen);
    }
    categories
}

const FOR_ALL: &[&str] = &["FPV", "CLN", "LGT", "ORD", "GRN", "REN"];

/// What a department meets most on its rounds.
const fn usual(department: Department, role: Role) -> &'static [&'static str] {
    match (department, role) {
        (Department::Eng | Department::Mnt, _) => &["WTR", "EQP", "LGT", "BLD", "FIR", "FPV"],
        (Department::Sec, _) => &["FPV", "ORD", "VEH", "FIR", "LGT", "REN"],
        (Department::Env, _) => &["CLN", "PST", "GRN", "FPV", "RDW", "LGT"],
        (Department::Cs, Role::FrontDesk) => &["CUS", "CLN", "LGT", "WTR", "REN", "FPV"],
        (Department::Cs, _) => &["REN", "CLN", "FPV", "RVL", "SGN", "LGT"],
        _ => FOR_ALL,
    }
}
