//! What stands around every answer: headers that bind the browser, and a time limit.

use crate::app::Server;
use crate::error::ApiError;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::{Duration, Instant};

/// Nothing inline, nothing from elsewhere; WebAssembly is our own. Markup and script addresses pass
/// only through the app's own policy (`public/boot.js`), which lets no foreign script by.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
    ),
];

/// A request that takes longer is told to come again.
const LONGEST: Duration = Duration::from_secs(60);

/// Adds the headers, and writes one line a request: method, route, status, time. No query, no
/// name, no address.
pub async fn shield(State(server): State<Server>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<axum::extract::MatchedPath>().cloned();
    let answered = tokio::time::timeout(LONGEST, next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| ApiError::BUSY.into_response());
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    if server.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if let Some(route) = route {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis() as u64);
        tracing::info!(%method, route = route.as_str(), status, ms, "request");
    }
    response
}
