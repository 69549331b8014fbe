//! Camera, codes, clock, locks: what the browser offers. Knows no room of ours.

pub mod appearance;
pub mod camera;
pub mod clock;
pub mod codes;
pub mod events;
pub mod files;
pub mod hash;
pub mod install;
pub mod locks;
pub mod photo;
pub mod picture;
pub mod position;
pub mod sound;
pub mod strip;
pub mod tabs;
pub mod touch;
pub mod worker;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A field of a browser object that an older browser may lack.
fn field(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|found| !found.is_undefined() && !found.is_null())
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    field(of, name)?.dyn_into().ok()
}

fn navigator() -> Option<web_sys::Navigator> {
    Some(web_sys::window()?.navigator())
}
