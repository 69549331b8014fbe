//! The photos of an item before the round is handed in: looked at, drawn on, taken anew, taken away.

use crate::pages::camera::{OnShot, use_camera};
use crate::pages::gallery::{Edit, Look, Shown, use_gallery};
use crate::pages::round::answering::{photos_of, taker_for};
use crate::pages::round::draft::item_name;
use crate::pages::round::walk::{After, Walk};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::RoundState;
use std::rc::Rc;

/// The photos of an item with `id` in front.
pub fn look(walk: Walk, place: usize, id: PhotoId, edit: Edit) -> Look {
    let photos = untrack(|| photos_of(walk, place));
    let at = photos.iter().position(|photo| photo.id == id).unwrap_or_default();
    let photos = photos.into_iter().map(|photo| Shown { photo, title: String::new() }).collect();
    let edit = untrack(|| is_open(walk, place)).then_some(edit);
    Look { photos, at, edit, ..Look::default() }
}

/// What was handed in once is added to, and never changed.
fn is_open(walk: Walk, place: usize) -> bool {
    let returned = walk.round.with(|round| round.state == RoundState::Returned);
    !(walk.is_closed() || returned && walk.answer(place).is_some())
}

/// What may be done with the photos of an item in hand.
pub fn edit(walk: Walk, place: usize) -> Edit {
    let (camera, gallery) = (use_camera(), use_gallery());
    let remove = move |id: PhotoId| {
        let Some(photo) = untrack(|| photos_of(walk, place)).into_iter().find(|p| p.id == id)
        else {
            return;
        };
        take_out(walk, place, id);
        let back = Rc::new(move || {
            let photo = photo.clone();
            spawn_local(keep(walk, place, photo, None));
        });
        gallery.removed(item_name(walk.id, &walk.item_id(place)), id, back);
    };
    let retake = move |id: PhotoId| {
        let shot: OnShot = Rc::new(move |draft, file| taker_for(walk, &draft, file, Some(id)));
        camera.open(item_name(walk.id, &walk.item_id(place)), shot);
    };
    Edit {
        put: Rc::new(move |photo| put(walk, place, photo)),
        remove: Rc::new(remove),
        retake: Rc::new(retake),
    }
}

/// Whether the answer that stands names the photo.
fn answered_with(walk: Walk, place: usize, id: PhotoId) -> bool {
    untrack(|| walk.answer(place)).is_some_and(|a| a.photos.iter().any(|photo| photo.id == id))
}

/// The answer that stands again, without one photo.
fn answer_without(walk: Walk, place: usize, id: Option<PhotoId>) {
    if let Some(answer) = untrack(|| walk.answer(place)) {
        let mut given = walk.given(place, answer.value);
        given.photos.retain(|photo| Some(photo.id) != id);
        walk.record(place, given, After::Stay);
    }
}

fn take_out(walk: Walk, place: usize, id: PhotoId) {
    walk.sketch(|draft| draft.photos.retain(|photo| photo.id != id));
    if answered_with(walk, place, id) {
        answer_without(walk, place, Some(id));
    }
}

/// Other marks over the same photo.
fn put(walk: Walk, place: usize, photo: PhotoRef) {
    let id = photo.id;
    walk.sketch(|draft| match draft.photos.iter_mut().find(|have| have.id == id) {
        Some(have) => *have = photo,
        None => draft.photos.push(photo),
    });
    if answered_with(walk, place, id) {
        answer_without(walk, place, None);
    }
}

/// A photo that is ready: to the item in hand and the answer that stands, `instead` of another.
pub async fn keep(walk: Walk, place: usize, photo: PhotoRef, instead: Option<PhotoId>) {
    let item = walk.item_id(place);
    // Making a photo takes a moment, and the person need not wait for it.
    if walk.has_left(place).await {
        return walk.keep_photo(&item, photo).await;
    }
    walk.draft.update(|draft| {
        draft.photos.retain(|have| Some(have.id) != instead);
        draft.photos.push(photo);
    });
    walk.keep_draft().await;
    if instead.is_some() || walk.open.get_untracked().is_none() {
        answer_without(walk, place, instead);
    }
}
