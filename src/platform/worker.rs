//! The handshake with the service worker: an update is asked for, and never taken by itself (C11).

use super::{field, method, navigator};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// `boot.js` fires it on the window when a complete newer set is installed and waits.
const UPDATE_EVENT: &str = "patrolbook-update";

/// Whether the app would open without network: a worker holds the complete set.
pub async fn holds_app() -> bool {
    registration().await.and_then(|found| field(&found, "active")).is_some()
}

pub async fn update_waits() -> bool {
    registration().await.and_then(|found| field(&found, "waiting")).is_some()
}

/// Runs whenever a newer app waits.
pub fn on_update(then: impl FnMut() + 'static) {
    let heard = Closure::<dyn FnMut()>::new(then);
    let Some(window) = web_sys::window() else { return };
    let listener = heard.as_ref().unchecked_ref();
    if window.add_event_listener_with_callback(UPDATE_EVENT, listener).is_ok() {
        heard.forget();
    }
}

/// Lets the waiting worker take over; `boot.js` reloads the page once it has. `false`: none waits.
pub async fn take_update() -> bool {
    let Some(waiting) = registration().await.and_then(|found| field(&found, "waiting")) else {
        return false;
    };
    let Some(post) = method(&waiting, "postMessage") else { return false };
    post.call1(&waiting, &"take-over".into()).is_ok()
}

async fn registration() -> Option<JsValue> {
    let navigator: JsValue = navigator()?.into();
    let container = field(&navigator, "serviceWorker")?;
    let asked = method(&container, "getRegistration")?.call0(&container).ok()?;
    JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok().filter(|it| !it.is_undefined())
}
