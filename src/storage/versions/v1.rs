//! Version 1: what one person's phone keeps.

use wasm_bindgen::JsValue;
use web_sys::{IdbDatabase, IdbIndexParameters, IdbObjectStore, IdbObjectStoreParameters};

pub fn upgrade(db: &IdbDatabase) -> Result<(), JsValue> {
    // Device id, cursors, counters and notes, by name.
    db.create_object_store("meta")?;
    let base = table(db, "base", &["site", "kind", "name"])?;
    index(&base, "shelf", &["site", "kind", "shelf", "order", "name"], false)?;
    index(&base, "generation", &["site", "generation"], false)?;
    let outbox = table(db, "outbox", &["site", "seq"])?;
    index(&outbox, "id", &["id"], true)?;
    let parked = table(db, "parked", &["site", "seq"])?;
    index(&parked, "id", &["id"], true)?;
    let receipts = table(db, "receipts", &["site", "seq"])?;
    index(&receipts, "id", &["id"], true)?;
    let photos = table(db, "photos", &["id"])?;
    index(&photos, "site", &["site", "id"], false)?;
    // ArrayBuffers by photo id: never Blobs, which WebKit loses and swaps (C06).
    db.create_object_store("photo_bytes")?;
    db.create_object_store("drafts")?;
    Ok(())
}

fn table(db: &IdbDatabase, name: &str, key: &[&str]) -> Result<IdbObjectStore, JsValue> {
    let parameters = IdbObjectStoreParameters::new();
    parameters.set_key_path(&path(key));
    db.create_object_store_with_optional_parameters(name, &parameters)
}

pub fn index(
    table: &IdbObjectStore,
    name: &str,
    key: &[&str],
    unique: bool,
) -> Result<(), JsValue> {
    let parameters = IdbIndexParameters::new();
    parameters.set_unique(unique);
    table
        .create_index_with_str_sequence_and_optional_parameters(name, &path(key), &parameters)
        .map(drop)
}

fn path(parts: &[&str]) -> JsValue {
    parts.iter().map(|part| JsValue::from_str(part)).collect::<js_sys::Array>().into()
}
