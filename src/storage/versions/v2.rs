//! Version 2: photos that are not whole on the server are found without reading the others.

use super::v1::index;
use crate::storage::photos::OPEN;
use crate::storage::row;
use js_sys::{Array, Reflect};
use patrol_sync::ports::PhotoState;
use wasm_bindgen::prelude::*;
use web_sys::{IdbObjectStore, IdbRequest, IdbTransaction};

pub fn upgrade(upgrade: &IdbTransaction) -> Result<(), JsValue> {
    let photos = upgrade.object_store("photos")?;
    index(&photos, OPEN, &[OPEN, "site"], false)?;
    // Their bytes lie elsewhere: these rows are small.
    let asked = photos.get_all()?;
    let (answered, upgrade) = (asked.clone(), upgrade.clone());
    let mark = Closure::once_into_js(move || {
        if mark_open(&photos, &answered).is_err() {
            // It may have ended by itself already; then nothing was kept either.
            upgrade.abort().unwrap_or_default();
        }
    });
    asked.set_onsuccess(Some(mark.unchecked_ref()));
    Ok(())
}

/// A row that does not read counts as unsent: rather looked at once too often than forgotten.
fn mark_open(photos: &IdbObjectStore, asked: &IdbRequest) -> Result<(), JsValue> {
    for found in asked.result()?.dyn_into::<Array>()?.iter() {
        let state = row::whole::<PhotoState>(&found, "state");
        if !state.is_ok_and(|state| state.sent) {
            Reflect::set(&found, &OPEN.into(), &1.into())?;
            photos.put(&found)?;
        }
    }
    Ok(())
}
