//! What is half-done at the item in hand: kept while it is typed, taken up by its answer.

use crate::i18n::*;
use crate::pages::round::draft::{ItemDraft, item_name};
use crate::pages::round::walk::{After, Walk};
use crate::state::actions::Given;
use crate::state::{PerformError, StoreError};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{Answer, AnswerValue, Evidence};

/// How often a photo that is ready looks whether the answer before it is stored.
const BUSY_LOOK_MS: u32 = 40;

impl Walk {
    /// Reads what was half-done at the item. Until it is read the item starts empty, and what is
    /// done meanwhile stands beside it.
    pub(super) fn load_draft(self, place: Option<usize>) {
        self.draft.set(ItemDraft::default());
        self.draft_read.set_value(false);
        let Some(place) = place else { return };
        let item = self.item_id(place);
        spawn_local(async move {
            let Ok(kept) = self.kept_draft(&item).await else { return };
            if self.focus.try_get_untracked().flatten() != Some(place) {
                return;
            }
            self.draft_read.try_set_value(true);
            let Some(kept) = kept else { return };
            let begun = !self.draft.with_untracked(ItemDraft::is_empty);
            self.draft.update(|draft| draft.take_up(kept));
            if begun {
                self.keep_draft().await;
            }
        });
    }

    /// What the phone keeps of an item that was begun.
    async fn kept_draft(self, item: &str) -> Result<Option<ItemDraft>, StoreError> {
        let kept = self.app.actions.draft(&item_name(self.id, item)).await?;
        Ok(kept.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// An answer was given before what was half-done at its item could be read: it takes that up.
    pub(super) async fn with_kept(self, item: &str, mut given: Given) -> Result<Given, StoreError> {
        let Some(kept) = self.kept_draft(item).await? else { return Ok(given) };
        let older =
            kept.photos.into_iter().filter(|old| given.photos.iter().all(|p| p.id != old.id));
        given.photos =
            older.collect::<Vec<_>>().into_iter().chain(given.photos.drain(..)).collect();
        if given.note.trim().is_empty() {
            given.note = kept.note;
        }
        given.severity = given.severity.or(kept.severity);
        if given.evidence == Evidence::default() {
            given.evidence = kept.evidence.unwrap_or_default();
        }
        Ok(given)
    }

    /// The name of the draft of the item in hand, followed.
    pub fn here(self) -> Signal<String> {
        Signal::derive(move || {
            self.focus.get().map_or_else(String::new, |at| item_name(self.id, &self.item_id(at)))
        })
    }

    /// Changes the draft of the item in hand and stores it at once.
    pub fn sketch(self, change: impl FnOnce(&mut ItemDraft)) {
        self.draft.update(change);
        spawn_local(self.keep_draft());
    }

    /// Stores the draft of the item in hand as it stands at the call.
    pub fn keep_draft(self) -> impl Future<Output = ()> {
        self.draft_saved.set(false);
        let name = self.here().get_untracked();
        let body = self.draft.with_untracked(serde_json::to_string).unwrap_or_default();
        async move {
            if name.is_empty() {
                return;
            }
            match self.app.actions.put_draft(&name, &body).await {
                Ok(()) => {
                    self.draft_saved.try_set(true);
                }
                Err(why) => {
                    let locale = self.i18n.get_locale_untracked();
                    let why = refusals::store(locale, &why);
                    self.trouble.try_set(Some(td_string!(locale, round.not_saved, why = why)));
                }
            }
        }
    }

    /// An answer with the words and photos at hand: those of the draft, else those given before.
    pub fn given(self, place: usize, value: AnswerValue) -> Given {
        let before = untrack(|| self.answer(place));
        let evidence = untrack(|| self.evidence(place));
        let (mut note, mut photos, mut severity) =
            before.map_or_else(Default::default, |a| (a.note, a.photos, a.severity));
        self.draft.with_untracked(|draft| {
            if !draft.note.trim().is_empty() {
                note.clone_from(&draft.note);
            }
            for photo in &draft.photos {
                match photos.iter_mut().find(|have| have.id == photo.id) {
                    // Drawn on since.
                    Some(have) => have.clone_from(photo),
                    None => photos.push(photo.clone()),
                }
            }
            severity = draft.severity.or(severity);
        });
        Given { value, note, photos, severity, evidence }
    }

    /// What the answer rests on: as changed at hand, else as given before. Followed.
    pub fn evidence(self, place: usize) -> Evidence {
        let at_hand = self.draft.with(|draft| draft.evidence.clone());
        at_hand.or_else(|| Some(self.answer(place)?.evidence)).unwrap_or_default()
    }

    /// Changes what the answer of the item in hand rests on; `settle` follows.
    pub fn prove(self, place: usize, change: impl FnOnce(&mut Evidence)) {
        let mut evidence = untrack(|| self.evidence(place));
        change(&mut evidence);
        self.sketch(|draft| draft.evidence = Some(evidence));
    }

    /// An answer that was given already takes up what was changed at its item, once: several
    /// changes in a row wait for the one that is being stored.
    pub fn settle(self, place: usize) {
        if untrack(|| self.answer(place)).is_none() || self.settling.get_value() {
            return;
        }
        self.settling.set_value(true);
        spawn_local(async move {
            let left = self.has_left(place).await;
            self.settling.try_set_value(false);
            if let Some(answer) = untrack(|| self.answer(place)).filter(|_| !left) {
                self.record(place, self.given(place, answer.value), After::Stay);
            }
        });
    }

    /// Whether the person has gone on from the item, once no answer is on its way any more.
    pub async fn has_left(self, place: usize) -> bool {
        while self.busy.try_get_untracked() == Some(true) {
            TimeoutFuture::new(BUSY_LOOK_MS).await;
        }
        self.focus.try_get_untracked().flatten() != Some(place)
    }

    /// A photo that came after the person went on: to the answer it was taken for, else its draft.
    pub async fn keep_photo(self, item: &str, photo: PhotoRef) {
        let answer = self.round.try_with_untracked(|round| round.answers.get(item).cloned());
        let actions = self.app.actions;
        let kept = match answer.flatten() {
            Some(Answer { value, note, mut photos, severity, evidence, .. }) => {
                photos.push(photo);
                let given = Given { value, note, photos, severity, evidence };
                actions.record_answer(self.id, item, given, None).await.map(drop)
            }
            None => self.draft_photo(item, photo).await.map_err(PerformError::Store),
        };
        if let Err(why) = kept {
            self.refused(&why);
        }
    }

    async fn draft_photo(self, item: &str, photo: PhotoRef) -> Result<(), StoreError> {
        let (actions, name) = (self.app.actions, item_name(self.id, item));
        let kept = actions.draft(&name).await?;
        let mut draft: ItemDraft =
            kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        draft.photos.push(photo);
        actions.put_draft(&name, &serde_json::to_string(&draft).unwrap_or_default()).await
    }
}
