//! One holder across all tabs of this browser, by Web Locks.

use super::{field, method, navigator};
use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Held until dropped; the browser frees it too when the tab dies.
pub struct Held {
    release: Option<Function>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            release.call0(&JsValue::NULL).map(drop).unwrap_or_default();
        }
    }
}

/// Takes the lock when it is free; `None` while another tab holds it. A browser without locks
/// holds nothing: the server settles each operation once anyway.
pub async fn take(name: &str) -> Option<Held> {
    match ask(name) {
        Some(asked) => asked.await.ok().flatten(),
        None => Some(Held { release: None }),
    }
}

fn ask(name: &str) -> Option<oneshot::Receiver<Option<Held>>> {
    let navigator: JsValue = navigator()?.into();
    let locks = field(&navigator, "locks")?;
    let request = method(&locks, "request")?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok()?;
    let (send, answer) = oneshot::channel();
    let send = Rc::new(RefCell::new(Some(send)));
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let Some(send) = send.borrow_mut().take() else { return JsValue::UNDEFINED };
        if lock.is_null() {
            send.send(None).unwrap_or_default();
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        // Nobody waits any more: dropping what comes back frees the lock.
        drop(send.send(Some(Held { release })));
        held.into()
    });
    request.call3(&locks, &name.into(), &options, &granted).ok()?;
    Some(answer)
}
