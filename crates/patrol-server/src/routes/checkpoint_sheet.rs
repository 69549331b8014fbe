//! `GET /api/checkpoint-sheet?site=…&lang=…`: the stickers of a site's checkpoints, to be printed
//! from the browser. Whoever works at the site holds the codes on the phone anyway.

use super::Asked;
use crate::app::Server;
use crate::auth::SignedIn;
use crate::checkpoint_sheet::{SheetError, sheet_of};
use crate::error::ApiError;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use patrol_domain::SiteId;
use patrol_domain::text::Lang;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
    #[serde(default)]
    lang: Lang,
}

/// The document brings its own style and nothing else: no script, no picture from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

pub async fn checkpoint_sheet(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Response, ApiError> {
    if !server.store.may_enter(who.member, of.site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let html = sheet_of(&server.store, of.site, of.lang).await.map_err(|why| match why {
        SheetError::NoCheckpoints(_) => ApiError::NOT_FOUND,
        cause => {
            tracing::error!(%cause, "the checkpoint sheet could not be made");
            ApiError::INTERNAL
        }
    })?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ];
    Ok((headers, html).into_response())
}
