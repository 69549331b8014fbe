//! 听: an item examined by ear offers a sound clip, and never demands one.

use crate::pages::gallery::use_gallery;
use crate::pages::round::draft::{ItemDraft, item_name};
use crate::pages::round::walk::Walk;
use crate::pages::sound::{Clip, OwnClip, Record};
use crate::state::PerformError;
use crate::state::actions::Given;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::Method;
use patrol_domain::round::Answer;
use patrol_domain::sound::SoundRef;
use std::rc::Rc;

#[component]
pub fn Listen(walk: Walk, place: usize) -> impl IntoView {
    let gallery = use_gallery();
    let by_ear = walk.item(place).is_some_and(|item| item.methods.contains(&Method::Listen));
    let sound = Memo::new(move |_| walk.evidence(place).sound);
    let closed = Memo::new(move |_| walk.is_closed());
    let on_sound = Callback::new(move |sound: SoundRef| {
        spawn_local(keep(walk, place, sound));
    });
    let remove = move |sound: SoundRef| {
        walk.prove(place, |evidence| evidence.sound = None);
        walk.settle(place);
        let id = sound.id;
        let back = Rc::new(move || {
            spawn_local(keep(walk, place, sound.clone()));
        });
        gallery.removed(item_name(walk.id, &walk.item_id(place)), id, back);
    };
    move || match (sound.get(), closed.get()) {
        (Some(sound), true) => Some(view! { <Clip app=walk.app sound /> }.into_any()),
        (Some(sound), false) => {
            let taken = sound.clone();
            let on_remove = Callback::new(move |()| remove(taken.clone()));
            Some(view! { <OwnClip app=walk.app sound on_remove /> }.into_any())
        }
        (None, false) if by_ear => Some(view! { <Record app=walk.app on_sound /> }.into_any()),
        (None, _) => None,
    }
}

/// A clip that is stored: to the item in hand, or to the one that the person has left meanwhile.
async fn keep(walk: Walk, place: usize, sound: SoundRef) {
    let Some(item) = walk.checklist.try_with_value(|list| {
        list.items.get(place).map(|item| item.id.clone()).unwrap_or_default()
    }) else {
        return;
    };
    if !walk.has_left(place).await {
        walk.prove(place, |evidence| evidence.sound = Some(sound));
        return walk.settle(place);
    }
    let answer = walk.round.try_with_untracked(|round| round.answers.get(&item).cloned());
    let actions = walk.app.actions;
    let kept = match answer.flatten() {
        Some(Answer { value, note, photos, severity, mut evidence, .. }) => {
            evidence.sound = Some(sound);
            let given = Given { value, note, photos, severity, evidence };
            actions.record_answer(walk.id, &item, given, None).await
        }
        None => {
            let name = item_name(walk.id, &item);
            let kept = actions.draft(&name).await.ok().flatten();
            let mut draft: ItemDraft =
                kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
            draft.evidence.get_or_insert_default().sound = Some(sound);
            let body = serde_json::to_string(&draft).unwrap_or_default();
            actions.put_draft(&name, &body).await.map_err(PerformError::Store)
        }
    };
    if let Err(why) = kept {
        walk.refused(&why);
    }
}
