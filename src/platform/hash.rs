//! SHA-256: the browser's own where it may be used, else ours.

use super::{field, method};
use js_sys::{Promise, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

pub async fn sha256(bytes: &[u8]) -> [u8; 32] {
    match by_browser(bytes).await {
        Some(hash) => hash,
        None => Sha256::digest(bytes).into(),
    }
}

/// `None` outside a secure context.
async fn by_browser(bytes: &[u8]) -> Option<[u8; 32]> {
    let window = web_sys::window()?;
    let subtle = field(&field(&window, "crypto")?, "subtle")?;
    let data: JsValue = Uint8Array::from(bytes).into();
    let asked = method(&subtle, "digest")?.call2(&subtle, &"SHA-256".into(), &data).ok()?;
    let done = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok()?;
    Uint8Array::new(&done).to_vec().try_into().ok()
}
