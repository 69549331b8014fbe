//! The one error a route answers with. Its cause is logged once and never sent.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use patrol_protocol::{ErrorBody, ErrorCode, MEDIA_TYPE};

/// A refusal: status, code, and for "later" the seconds to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub status: StatusCode,
    pub code: ErrorCode,
    pub retry_after: Option<u32>,
}

impl ApiError {
    const fn new(status: StatusCode, code: ErrorCode) -> ApiError {
        ApiError { status, code, retry_after: None }
    }
    pub const MALFORMED: ApiError = Self::new(StatusCode::BAD_REQUEST, ErrorCode::Malformed);
    /// The client header is missing or the request comes from another site's page.
    pub const FOREIGN_PAGE: ApiError = Self::new(StatusCode::FORBIDDEN, ErrorCode::Malformed);
    pub const WRONG_PASSWORD: ApiError =
        Self::new(StatusCode::UNAUTHORIZED, ErrorCode::WrongPassword);
    pub const SIGNED_OUT: ApiError = Self::new(StatusCode::UNAUTHORIZED, ErrorCode::SignedOut);
    pub const NOT_FOUND: ApiError = Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound);
    pub const NOT_YOURS: ApiError = Self::new(StatusCode::FORBIDDEN, ErrorCode::NotYours);
    pub const SEQUENCE_REUSED: ApiError =
        Self::new(StatusCode::CONFLICT, ErrorCode::SequenceReused);
    pub const TOO_LARGE: ApiError = Self::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge);
    pub const BAD_PHOTO: ApiError =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::BadPhoto);
    pub const WRONG_OFFSET: ApiError = Self::new(StatusCode::CONFLICT, ErrorCode::WrongOffset);
    pub const TOO_OLD: ApiError = Self::new(StatusCode::UPGRADE_REQUIRED, ErrorCode::TooOld);
    pub const BUSY: ApiError = ApiError {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code: ErrorCode::Busy,
        retry_after: Some(2),
    };
    pub const INTERNAL: ApiError =
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal);

    pub const fn too_many_tries(seconds: u32) -> ApiError {
        ApiError {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: ErrorCode::TooManyTries,
            retry_after: Some(seconds),
        }
    }
}

/// A database that does not answer, or answers with an error: nothing was kept, try later.
impl From<sqlx::Error> for ApiError {
    fn from(cause: sqlx::Error) -> Self {
        tracing::error!(%cause, "database");
        ApiError::BUSY
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&ErrorBody { code: self.code }).unwrap_or_default();
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))];
        let mut response = (self.status, kind, body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
