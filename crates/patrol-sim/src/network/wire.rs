//! Requests and answers as they are on the wire, read as the app reads them.

use crate::server::Answer;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use patrol_domain::ids::{PhotoId, SiteId};
use patrol_protocol::{ErrorBody, ErrorCode, MEDIA_TYPE, OFFSET_HEADER};
use patrol_sync::ports::{Refused, TransportError};

/// One request, as it can be sent again.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// A push: the requests that a power cut is interested in.
    pub writes: bool,
}

impl Call {
    pub fn request(&self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(Body::from(self.body.clone())).expect("a well-formed request")
    }
}

pub fn our_type() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", MEDIA_TYPE.parse().expect("a media type"));
    headers
}

/// A hotel's page instead of our server.
pub fn portal() -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "text/html".parse().expect("a media type"));
    Answer { status: StatusCode::OK, headers, body: b"<html>Welcome</html>".to_vec() }
}

/// Reads an answer as the app does: only our media type is our server.
pub fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, TransportError> {
    let answer = check(answer)?;
    serde_json::from_slice(&answer.body).map_err(|_| TransportError::Offline)
}

fn check(answer: &Answer) -> Result<&Answer, TransportError> {
    let ours = answer.headers.get("content-type").is_some_and(|kind| kind == MEDIA_TYPE);
    if answer.status.is_success() && (ours || answer.headers.contains_key(OFFSET_HEADER)) {
        return Ok(answer);
    }
    let code = serde_json::from_slice::<ErrorBody>(&answer.body).ok().map(|body| body.code);
    Err(match (answer.status.as_u16(), code) {
        (401, _) => TransportError::SignedOut,
        (_, Some(ErrorCode::WrongOffset)) => TransportError::WrongOffset,
        (_, Some(ErrorCode::BadPhoto)) => TransportError::BadPhoto,
        (403 | 404, _) => TransportError::NotFound,
        (426, _) => TransportError::TooOld,
        (429 | 500..=599, _) => TransportError::Busy(2),
        (_, Some(ErrorCode::Malformed)) => TransportError::Refused(Refused::Malformed),
        (_, Some(ErrorCode::TooLarge)) => TransportError::Refused(Refused::TooLarge),
        (_, Some(ErrorCode::NotYours)) => TransportError::Refused(Refused::NotYours),
        (_, Some(ErrorCode::SequenceReused)) => TransportError::Refused(Refused::SequenceReused),
        _ => TransportError::Offline,
    })
}

pub fn get(path: String) -> Call {
    Call { method: "GET", path, headers: Vec::new(), body: Vec::new(), writes: false }
}

pub fn offset_of(answer: &Answer) -> Result<u64, TransportError> {
    let answer = check(answer)?;
    let offset = answer.headers.get(OFFSET_HEADER).and_then(|offset| offset.to_str().ok());
    offset.and_then(|offset| offset.parse().ok()).ok_or(TransportError::Offline)
}

pub fn photo_path(site: SiteId, id: PhotoId) -> String {
    format!("/api/photos/{id}?site={site}")
}
