//! The microphone: one clip of at most half a minute, as the browser encodes it.

use super::camera::CameraProblem;
use super::{field, method, navigator};
use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, MediaStream, MediaStreamTrack};

/// In this order: small and known everywhere first.
const KINDS: [&str; 4] =
    ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
/// Speech and machines stay clear, half a minute stays below 150 KB.
const BITS_PER_SECOND: u32 = 32_000;

/// A running recording; the microphone is let go when it is dropped.
pub struct Recorder {
    recorder: JsValue,
    stream: MediaStream,
    parts: Rc<RefCell<Vec<JsValue>>>,
    ended: RefCell<Option<oneshot::Receiver<()>>>,
    _part: Closure<dyn FnMut(JsValue)>,
    _end: Closure<dyn FnMut()>,
}

impl Drop for Recorder {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}

impl Recorder {
    /// Asks for the microphone and begins at once. `Insecure`: this browser records no sound.
    pub async fn start() -> Result<Recorder, CameraProblem> {
        let window = web_sys::window().ok_or(CameraProblem::Insecure)?;
        let make: Function = field(&window, "MediaRecorder")
            .and_then(|make| make.dyn_into().ok())
            .ok_or(CameraProblem::Insecure)?;
        let stream = microphone().await?;
        let begun = begin(&make, &stream);
        if begun.is_none() {
            stream.get_tracks().iter().for_each(|track| {
                track.unchecked_into::<MediaStreamTrack>().stop();
            });
        }
        begun.ok_or(CameraProblem::Insecure)
    }

    /// Ends the recording; the bytes of the clip, none where nothing was heard.
    pub async fn stop(&self) -> Vec<u8> {
        if let Some(stop) = method(&self.recorder, "stop") {
            // It may have ended by itself, when the microphone was taken away.
            stop.call0(&self.recorder).map(drop).unwrap_or_default();
        }
        let ended = self.ended.borrow_mut().take();
        if let Some(ended) = ended {
            ended.await.unwrap_or_default();
        }
        let parts: Array = self.parts.borrow().iter().collect();
        let Ok(blob) = Blob::new_with_blob_sequence(&parts) else { return Vec::new() };
        let read = JsFuture::from(blob.array_buffer()).await;
        read.map(|buffer| Uint8Array::new(&buffer).to_vec()).unwrap_or_default()
    }
}

fn begin(make: &Function, stream: &MediaStream) -> Option<Recorder> {
    let knows = method(make, "isTypeSupported")?;
    let kind = KINDS
        .into_iter()
        .find(|kind| knows.call1(make, &(*kind).into()).is_ok_and(|known| known.is_truthy()));
    let options = Object::new();
    if let Some(kind) = kind {
        Reflect::set(&options, &"mimeType".into(), &kind.into()).ok()?;
    }
    Reflect::set(&options, &"audioBitsPerSecond".into(), &BITS_PER_SECOND.into()).ok()?;
    let recorder: JsValue = Reflect::construct(make, &Array::of2(stream, &options)).ok()?;
    let parts = Rc::new(RefCell::new(Vec::new()));
    let kept = parts.clone();
    let part = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        kept.borrow_mut().extend(field(&event, "data"));
    });
    let (told, ended) = oneshot::channel();
    let mut told = Some(told);
    let end = Closure::<dyn FnMut()>::new(move || {
        if let Some(told) = told.take() {
            let _ = told.send(());
        }
    });
    Reflect::set(&recorder, &"ondataavailable".into(), part.as_ref()).ok()?;
    Reflect::set(&recorder, &"onstop".into(), end.as_ref()).ok()?;
    method(&recorder, "start")?.call0(&recorder).ok()?;
    Some(Recorder {
        recorder,
        stream: stream.clone(),
        parts,
        ended: RefCell::new(Some(ended)),
        _part: part,
        _end: end,
    })
}

async fn microphone() -> Result<MediaStream, CameraProblem> {
    let devices = navigator().and_then(|navigator| navigator.media_devices().ok());
    let devices: JsValue = devices.map(Into::into).unwrap_or_default();
    let ask = method(&devices, "getUserMedia").ok_or(CameraProblem::Insecure)?;
    let wish = Object::new();
    let told = Reflect::set(&wish, &"audio".into(), &true.into());
    told.map_err(|_| CameraProblem::Missing)?;
    let asked = ask.call1(&devices, &wish).map_err(|_| CameraProblem::Missing)?;
    let asked = asked.dyn_into::<Promise>().map_err(|_| CameraProblem::Missing)?;
    let stream = JsFuture::from(asked).await.map_err(|thrown| super::camera::problem(&thrown))?;
    stream.dyn_into().map_err(|_| CameraProblem::Missing)
}
