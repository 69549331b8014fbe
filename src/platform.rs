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
pub mod nfc;
pub mod photo;
pub mod picture;
pub mod position;
pub mod sound;
pub mod strip;
pub mod tabs;
pub mod touch;
pub mod worker;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A field of a browser object that an older browser may lack.
fn field(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|found| !found.is_undefined() && !found.is_null())
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    field(of, name)?.dyn_into().ok()
}

/// Whether the person allowed it before. False where the browser does not say.
async fn granted(name: &str) -> bool {
    let answer = async {
        let navigator: JsValue = navigator()?.into();
        let permissions = field(&navigator, "permissions")?;
        let wanted = Object::new();
        Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
        let asked = method(&permissions, "query")?.call1(&permissions, &wanted).ok()?;
        let status = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok()?;
        field(&status, "state")?.as_string()
    };
    answer.await.as_deref() == Some("granted")
}

fn navigator() -> Option<web_sys::Navigator> {
    Some(web_sys::window()?.navigator())
}
