//! One request to an address outside, with a time limit. No redirect is followed: it goes to the
//! host of the file and to no other.

use super::config::Secret;
use axum::http::{Method, Request, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use std::time::Duration;

/// Longest answer that is read, bytes.
const ANSWER: usize = 64 * 1024;

pub struct Poster {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    limit: Duration,
}

#[derive(Debug, thiserror::Error)]
#[error("the system's certificates cannot be read: {0}")]
pub struct PostError(#[from] std::io::Error);

/// What came back.
pub struct Heard {
    pub status: u16,
    /// Seconds to wait, where the answer names them.
    pub later: Option<i64>,
    /// Null where it was no JSON.
    pub answer: Value,
}

impl Poster {
    pub fn new(limit: Duration) -> Result<Poster, PostError> {
        let provider = rustls::crypto::ring::default_provider();
        let tls = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider)?;
        let connector = tls.https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Poster { client, limit })
    }

    /// # Errors
    /// A word for the log, in which neither address nor body stands.
    pub async fn post(&self, url: &Secret, body: &Value) -> Result<Heard, &'static str> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(url.open())
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Full::from(body.to_string()))
            .map_err(|_| "no request")?;
        let whole = tokio::time::timeout(self.limit, self.heard(request)).await;
        whole.unwrap_or(Err("no answer in time"))
    }

    async fn heard(&self, request: Request<Full<Bytes>>) -> Result<Heard, &'static str> {
        let response = self.client.request(request).await.map_err(|_| "no connection")?;
        let later = response.headers().get(header::RETRY_AFTER);
        let later = later.and_then(|later| later.to_str().ok()?.trim().parse().ok());
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), ANSWER).collect().await;
        let body = body.map_err(|_| "an answer cut short")?.to_bytes();
        let answer = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Heard { status, later, answer })
    }
}
