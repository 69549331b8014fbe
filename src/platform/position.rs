//! Where the phone is, by the browser's own reading and only when asked: nothing is followed.

use super::camera::CameraProblem;
use super::{field, method, navigator};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Object, Reflect};
use std::pin::pin;
use wasm_bindgen::prelude::*;

/// The first reading is often of the mast down the road: better ones are waited for this long.
const LONGEST_MS: u32 = 12_000;
/// The person may first have to answer the browser's question.
const FIRST_MS: u32 = 30_000;
/// As exact as a phone beside a house becomes, in metres: no better one is waited for.
const GOOD_M: f64 = 20.0;

/// Degrees, and how far off they may be in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub lat: f64,
    pub lon: f64,
    pub accuracy_m: f64,
}

type Heard = Result<Reading, CameraProblem>;

/// Listens to the browser's readings; it stops when dropped.
struct Watch {
    geolocation: JsValue,
    id: JsValue,
    heard: UnboundedReceiver<Heard>,
    _found: Closure<dyn FnMut(JsValue)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(clear) = method(&self.geolocation, "clearWatch") {
            clear.call1(&self.geolocation, &self.id).map(drop).unwrap_or_default();
        }
    }
}

/// The best reading of a few seconds. `Refused`: the person, or the settings, said no; `Missing`:
/// no reading came; `Insecure`: this address gets none.
pub async fn here() -> Result<Reading, CameraProblem> {
    if !web_sys::window().is_some_and(|window| window.is_secure_context()) {
        return Err(CameraProblem::Insecure);
    }
    let mut watch = Watch::start().ok_or(CameraProblem::Missing)?;
    let mut best = watch.next(FIRST_MS).await?.ok_or(CameraProblem::Missing)?;
    let mut over = pin!(TimeoutFuture::new(LONGEST_MS).fuse());
    while best.accuracy_m > GOOD_M {
        match select(watch.heard.next(), &mut over).await {
            Either::Left((Some(Ok(better)), _)) if better.accuracy_m < best.accuracy_m => {
                best = better;
            }
            Either::Left((Some(_), _)) => {}
            Either::Left((None, _)) | Either::Right(_) => break,
        }
    }
    Ok(best)
}

impl Watch {
    fn start() -> Option<Watch> {
        let navigator: JsValue = navigator()?.into();
        let geolocation = field(&navigator, "geolocation")?;
        let watch = method(&geolocation, "watchPosition")?;
        let (send, heard) = unbounded();
        let failed_to = send.clone();
        let found = Closure::<dyn FnMut(JsValue)>::new(move |position: JsValue| {
            // Nobody listens any more: then nobody wants it.
            send.unbounded_send(reading(&position).ok_or(CameraProblem::Missing))
                .unwrap_or_default();
        });
        let failed = Closure::<dyn FnMut(JsValue)>::new(move |why: JsValue| {
            failed_to.unbounded_send(Err(problem(&why))).unwrap_or_default();
        });
        let wish = Object::new();
        Reflect::set(&wish, &"enableHighAccuracy".into(), &true.into()).ok()?;
        // A kept reading may be of the last street.
        Reflect::set(&wish, &"maximumAge".into(), &0.into()).ok()?;
        let id = watch.call3(&geolocation, found.as_ref(), failed.as_ref(), &wish).ok()?;
        Some(Watch { geolocation, id, heard, _found: found, _failed: failed })
    }

    /// The next word of the browser, when it comes in time.
    async fn next(&mut self, wait_ms: u32) -> Result<Option<Reading>, CameraProblem> {
        match select(self.heard.next(), TimeoutFuture::new(wait_ms)).await {
            Either::Left((heard, _)) => heard.transpose(),
            Either::Right(_) => Ok(None),
        }
    }
}

fn reading(position: &JsValue) -> Option<Reading> {
    let coords = field(position, "coords")?;
    let number = |name| field(&coords, name)?.as_f64();
    Some(Reading {
        lat: number("latitude")?,
        lon: number("longitude")?,
        accuracy_m: number("accuracy")?,
    })
}

/// 1 is a refusal; 2 and 3 say that none is to be had now.
fn problem(why: &JsValue) -> CameraProblem {
    match field(why, "code").and_then(|code| code.as_f64()) {
        Some(1.0) => CameraProblem::Refused,
        _ => CameraProblem::Missing,
    }
}
