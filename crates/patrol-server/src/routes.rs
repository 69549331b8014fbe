//! One file a verb. A route reads the request, asks the store and answers in our media type.

pub mod assets;
pub mod callers;
pub mod checkpoint_sheet;
pub mod events;
pub mod health;
pub mod items;
pub mod notices;
pub mod openapi;
pub mod password;
pub mod people;
pub mod photos;
pub mod plans;
pub mod pull;
pub mod push;
pub mod quarantine;
pub mod session;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;

use crate::error::ApiError;
use crate::store::Refusal;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use patrol_protocol::MEDIA_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A body in our media type.
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let kind = HeaderValue::from_static(MEDIA_TYPE);
                (StatusCode::OK, [(header::CONTENT_TYPE, kind)], body).into_response()
            }
            Err(cause) => {
                tracing::error!(%cause, "an answer could not be written");
                ApiError::INTERNAL.into_response()
            }
        }
    }
}

/// The whole body, at most `MOST` bytes.
pub struct Limit<const MOST: usize>(pub Bytes);

impl<S: Sync, const MOST: usize> FromRequest<S> for Limit<MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let body = Limited::new(request.into_body(), MOST).collect().await;
        match body {
            Ok(body) => Ok(Limit(body.to_bytes())),
            Err(cause) if cause.is::<LengthLimitError>() => Err(ApiError::TOO_LARGE),
            Err(_) => Err(ApiError::MALFORMED),
        }
    }
}

/// The query string as a type; anything else is malformed.
pub struct Asked<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|query| Asked(query.0))
            .map_err(|_| ApiError::MALFORMED)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed => ApiError::MALFORMED,
            Refusal::NotFound => ApiError::NOT_FOUND,
            Refusal::NotYours => ApiError::NOT_YOURS,
            Refusal::SequenceReused => ApiError::SEQUENCE_REUSED,
            Refusal::Busy => ApiError::BUSY,
            Refusal::Internal => ApiError::INTERNAL,
        }
    }
}

/// The place of photos does not answer: nothing was kept, try later.
impl From<object_store::Error> for ApiError {
    fn from(cause: object_store::Error) -> Self {
        tracing::error!(%cause, "photos");
        ApiError::BUSY
    }
}
