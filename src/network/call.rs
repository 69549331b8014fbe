//! One request with its time limit. Redirects are errors: the server never sends one, portals do.

use gloo_timers::callback::Timeout;
use js_sys::{ArrayBuffer, Uint8Array};
use patrol_protocol::{CLIENT_HEADER, PROTOCOL};
use patrol_sync::ports::TransportError;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, Request, RequestCache, RequestCredentials, RequestInit,
    RequestRedirect, Response,
};

pub struct Call<'a> {
    pub method: &'static str,
    pub address: &'a str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<Uint8Array>,
    pub limit_ms: u32,
}

/// Aborts the request when the waiting future is dropped.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An answer with all its bytes, whoever sent it.
pub struct Heard {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }
}

impl Call<'_> {
    /// No answer, an answer cut short, a redirect and a passed limit are all the same: offline.
    pub async fn send(self) -> Result<Heard, TransportError> {
        self.try_send().await.map_err(|_| TransportError::Offline)
    }

    async fn try_send(self) -> Result<Heard, JsValue> {
        let abort = Abort(AbortController::new()?);
        let stop = abort.0.clone();
        let _limit = Timeout::new(self.limit_ms, move || stop.abort());
        let init = RequestInit::new();
        init.set_method(self.method);
        init.set_redirect(RequestRedirect::Error);
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_cache(RequestCache::NoStore);
        init.set_signal(Some(&abort.0.signal()));
        let headers = Headers::new()?;
        headers.set(CLIENT_HEADER, &PROTOCOL.to_string())?;
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        init.set_headers(&headers);
        if let Some(body) = &self.body {
            init.set_body(body);
        }
        let request = Request::new_with_str_and_init(self.address, &init)?;
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let response: Response =
            JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
        let buffer: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
        let body = Uint8Array::new(&buffer).to_vec();
        Ok(Heard { status: response.status(), headers: response.headers(), body })
    }
}
