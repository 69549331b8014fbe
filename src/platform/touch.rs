//! Vibration (design.md §8, haptics), where the phone has it.

use super::{method, navigator};
use wasm_bindgen::JsValue;

/// Milliseconds on, off, on, …
pub fn vibrate(pattern: &[u32]) {
    let Some(navigator) = navigator() else { return };
    let navigator: JsValue = navigator.into();
    if let Some(vibrate) = method(&navigator, "vibrate") {
        let pattern: js_sys::Array = pattern.iter().map(|ms| JsValue::from(*ms)).collect();
        vibrate.call1(&navigator, &pattern).map(drop).unwrap_or_default();
    }
}
