//! What happens around the page: network comes back, the page is shown, hidden, or asked to paint.

use gloo_timers::callback::Interval;
use wasm_bindgen::prelude::*;
use web_sys::{EventTarget, VisibilityState};

/// Listens for the life of the page.
fn listen(target: &EventTarget, event: &str, then: impl FnMut() + 'static) {
    let heard = Closure::<dyn FnMut()>::new(then);
    let listener = heard.as_ref().unchecked_ref();
    if target.add_event_listener_with_callback(event, listener).is_ok() {
        heard.forget();
    }
}

/// The browser says that there is a network. It may be wrong; trying is cheap.
pub fn on_online(then: impl FnMut() + 'static) {
    if let Some(window) = web_sys::window() {
        listen(&window, "online", then);
    }
}

/// The page comes to the front (`true`) or goes out of sight.
pub fn on_shown(mut then: impl FnMut(bool) + 'static) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        listen(&document, "visibilitychange", move || then(visible()));
    }
}

pub fn visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}

/// The person changed what the phone prefers: dark or light, more contrast.
pub fn on_taste(then: impl Fn() + Clone + 'static) {
    let Some(window) = web_sys::window() else { return };
    for query in ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"] {
        if let Ok(Some(media)) = window.match_media(query) {
            listen(&media, "change", then.clone());
        }
    }
}

/// Every `ms`, for the life of the page.
pub fn every(ms: u32, then: impl FnMut() + 'static) {
    Interval::new(ms, then).forget();
}

/// Right after the next paint.
pub fn after_paint(then: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let later =
        Closure::once_into_js(move || gloo_timers::callback::Timeout::new(0, then).forget());
    // A hidden page paints nothing and would never call back.
    if !visible() || window.request_animation_frame(later.unchecked_ref()).is_err() {
        later
            .unchecked_ref::<js_sys::Function>()
            .call0(&JsValue::NULL)
            .map(drop)
            .unwrap_or_default();
    }
}
