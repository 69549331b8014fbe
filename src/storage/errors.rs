//! What a browser throws, as what the caller of a store does next.

use patrol_sync::ports::StoreError;
use wasm_bindgen::JsValue;

/// The name of a thrown `DOMException` or `Error`, and its words for the log.
pub fn store_error(thrown: &JsValue) -> StoreError {
    let text = |field: &str| {
        js_sys::Reflect::get(thrown, &field.into()).ok().and_then(|value| value.as_string())
    };
    let name = text("name").unwrap_or_default();
    match name.as_str() {
        "QuotaExceededError" => StoreError::Full,
        "SecurityError" | "NotAllowedError" => StoreError::Denied,
        "VersionError" => StoreError::OtherVersion,
        _ => StoreError::Broken(format!("{name}: {}", text("message").unwrap_or_default())),
    }
}

pub fn broken(what: &str) -> StoreError {
    StoreError::Broken(what.to_owned())
}

/// A stored body that no longer reads: reported, never dropped.
pub fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Broken(format!("stored body: {error}"))
}
