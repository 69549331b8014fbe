//! One IndexedDB request as a future. Safe to drop half-way.

use super::errors::{broken, store_error};
use futures_channel::oneshot;
use patrol_sync::ports::StoreError;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DomException, IdbRequest, IdbRequestReadyState};

/// Takes the handlers away again, also when the waiting future is dropped.
struct Handlers<'a>(&'a IdbRequest);

impl Drop for Handlers<'_> {
    fn drop(&mut self) {
        self.0.set_onsuccess(None);
        self.0.set_onerror(None);
    }
}

/// Waits for the request's result.
pub async fn answer(request: &IdbRequest) -> Result<JsValue, StoreError> {
    if request.ready_state() == IdbRequestReadyState::Done {
        return outcome(request);
    }
    let (done, waits) = oneshot::channel::<()>();
    let done = Rc::new(RefCell::new(Some(done)));
    let fired = Closure::<dyn FnMut()>::new(move || {
        if let Some(done) = done.borrow_mut().take() {
            // The receiver is gone when nobody waits any more.
            done.send(()).unwrap_or_default();
        }
    });
    let handler = fired.as_ref().unchecked_ref();
    let _handlers = Handlers(request);
    request.set_onsuccess(Some(handler));
    request.set_onerror(Some(handler));
    waits.await.map_err(|_| broken("request without end"))?;
    outcome(request)
}

fn outcome(request: &IdbRequest) -> Result<JsValue, StoreError> {
    match request.error() {
        Ok(Some(error)) => Err(exception(&error)),
        _ => request.result().map_err(|thrown| store_error(&thrown)),
    }
}

pub fn exception(error: &DomException) -> StoreError {
    store_error(error.as_ref())
}
