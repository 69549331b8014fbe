//! NFC tags by `NDEFReader`, where the browser has it. Knows no code: it hears the text of a tag.

use super::camera::CameraProblem;
use super::{field, granted, method};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// Whether this browser reads tags.
pub fn present() -> bool {
    maker().is_some()
}

/// Whether it does so without a question to the person.
pub async fn allowed() -> bool {
    present() && granted("nfc").await
}

/// Listens for tags; it stops when dropped.
pub struct TagReader {
    stop: AbortController,
    reader: JsValue,
    _heard: Closure<dyn FnMut(JsValue)>,
}

impl Drop for TagReader {
    fn drop(&mut self) {
        self.stop.abort();
        Reflect::set(&self.reader, &"onreading".into(), &JsValue::NULL)
            .map(drop)
            .unwrap_or_default();
    }
}

impl TagReader {
    /// Calls `found` with the first text or address on each tag. `Missing`: no NFC here, or it is
    /// switched off.
    pub async fn start(found: impl Fn(String) + 'static) -> Result<TagReader, CameraProblem> {
        let reader = maker()
            .and_then(|maker| Reflect::construct(&maker, &Array::new()).ok())
            .ok_or(CameraProblem::Missing)?;
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(text) = text_of(&event) {
                found(text);
            }
        });
        let stop = AbortController::new().map_err(|_| CameraProblem::Missing)?;
        let wish = Object::new();
        let set = |of: &JsValue, name: &str, to: &JsValue| {
            Reflect::set(of, &name.into(), to).map_err(|_| CameraProblem::Missing)
        };
        set(&reader, "onreading", heard.as_ref())?;
        set(&wish, "signal", &stop.signal())?;
        let scan = method(&reader, "scan").ok_or(CameraProblem::Missing)?;
        let asked = scan.call1(&reader, &wish).map_err(|thrown| super::camera::problem(&thrown))?;
        let asked: Promise = asked.dyn_into().map_err(|_| CameraProblem::Missing)?;
        JsFuture::from(asked).await.map_err(|thrown| super::camera::problem(&thrown))?;
        Ok(TagReader { stop, reader, _heard: heard })
    }
}

fn maker() -> Option<Function> {
    field(&web_sys::window()?.into(), "NDEFReader")?.dyn_into().ok()
}

/// The first record that says something to read.
fn text_of(event: &JsValue) -> Option<String> {
    let records = field(&field(event, "message")?, "records")?;
    Array::from(&records).iter().find_map(|record| {
        let kind = field(&record, "recordType")?.as_string()?;
        (kind == "text" || kind == "url").then(|| decoded(&record))?
    })
}

fn decoded(record: &JsValue) -> Option<String> {
    let maker: Function = field(&web_sys::window()?.into(), "TextDecoder")?.dyn_into().ok()?;
    let encoding = field(record, "encoding").unwrap_or_else(|| "utf-8".into());
    let decoder = Reflect::construct(&maker, &Array::of1(&encoding)).ok()?;
    let data = field(record, "data")?;
    method(&decoder, "decode")?.call1(&decoder, &data).ok()?.as_string()
}
