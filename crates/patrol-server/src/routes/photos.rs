//! `HEAD`, `PATCH`, `GET /api/photos/{id}?site=…`: where an upload stands, one more part, the
//! picture or the sound clip.

use super::{Answer, Asked, Limit};
use crate::app::Server;
use crate::auth::{Delivering, SignedIn};
use crate::error::ApiError;
use crate::photos::{Picture, Sound, check, thumbnail, without_metadata};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use patrol_domain::{PhotoId, SiteId};
use patrol_protocol::{MAX_PHOTO_BYTES, OFFSET_HEADER, PHOTO_CHUNK, PhotoHeld, TOTAL_HEADER};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// A chunk with some air.
const CHUNK_BODY: usize = 2 * PHOTO_CHUNK;

/// So many pictures are unpacked at a time: each may take a quarter of a gigabyte.
const UNPACKED: usize = 2;
static TURNS: Semaphore = Semaphore::const_new(UNPACKED);

/// Works on a picture's bytes outside the async threads, when its turn comes.
async fn unpack<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let _turn = TURNS.acquire().await.map_err(|_| ApiError::INTERNAL)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| ApiError::INTERNAL)
}

/// The photo's name, from the path.
pub struct Named(PhotoId);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // A name that is none is a photo that nobody has.
        let name = parts.uri.path().rsplit('/').next().unwrap_or_default();
        name.parse().map(Named).map_err(|_| ApiError::NOT_FOUND)
    }
}

#[derive(Deserialize)]
pub struct At {
    site: SiteId,
    #[serde(default)]
    thumb: bool,
}

/// Where the server stands with an upload.
fn stands<T: IntoResponse>(offset: u64, body: T) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(OFFSET_HEADER, offset.into());
    response
}

/// How long the photo is by the claim of an operation of this person; nobody else may ask.
async fn claimed(server: &Server, who: &Delivering, at: &At, id: PhotoId) -> Result<u64, ApiError> {
    let bytes = server.store.claimed_bytes(at.site, id, who.member).await?;
    bytes.ok_or(ApiError::NOT_FOUND)
}

pub async fn offset(
    State(server): State<Server>,
    who: Delivering,
    Named(id): Named,
    Asked(at): Asked<At>,
) -> Result<Response, ApiError> {
    claimed(&server, &who, &at, id).await?;
    let offset = match server.store.held_bytes(at.site, id).await? {
        Some(bytes) => bytes,
        None => server.photos.offset(at.site, id).await?,
    };
    Ok(stands(offset, Answer(serde_json::Value::Null)))
}

fn number(headers: &HeaderMap, name: &str) -> Result<Option<u64>, ApiError> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or(ApiError::MALFORMED)
}

pub async fn part(
    State(server): State<Server>,
    who: Delivering,
    Named(id): Named,
    Asked(at): Asked<At>,
    headers: HeaderMap,
    Limit(part): Limit<CHUNK_BODY>,
) -> Result<Response, ApiError> {
    let declared = claimed(&server, &who, &at, id).await?;
    if let Some(bytes) = server.store.held_bytes(at.site, id).await? {
        return Ok(stands(bytes, Answer(held(id, bytes))));
    }
    let total = number(&headers, TOTAL_HEADER)?.unwrap_or(declared);
    let start = number(&headers, OFFSET_HEADER)?.ok_or(ApiError::MALFORMED)?;
    if total > MAX_PHOTO_BYTES as u64 {
        return Err(ApiError::TOO_LARGE);
    }
    let stood = server.photos.offset(at.site, id).await?;
    if start != stood {
        return Ok(stands(stood, ApiError::WRONG_OFFSET));
    }
    let end = start + part.len() as u64;
    if part.is_empty() || end > total {
        server.photos.drop_parts(at.site, id).await?;
        return Err(ApiError::BAD_PHOTO);
    }
    if end == total {
        finish(&server, at.site, id, start, part).await?;
        return Ok(stands(total, Answer(held(id, total))));
    }
    if !server.photos.add_part(at.site, id, start, part).await? {
        let stood = server.photos.offset(at.site, id).await?;
        return Ok(stands(stood, ApiError::WRONG_OFFSET));
    }
    Ok(stands(end, Answer(serde_json::Value::Null)))
}

fn held(id: PhotoId, bytes: u64) -> PhotoHeld {
    PhotoHeld { id, bytes: u32::try_from(bytes).unwrap_or(u32::MAX) }
}

/// Joins, checks and keeps the photo, then shows it in the change log: the row that tells phones.
async fn finish(
    server: &Server,
    site: SiteId,
    id: PhotoId,
    start: u64,
    last: Bytes,
) -> Result<(), ApiError> {
    let mut whole = if start == 0 { Vec::new() } else { server.photos.joined(site, id).await? };
    whole.extend_from_slice(&last);
    let bytes = whole.len() as i64;
    let checked = unpack(move || {
        let named = || Sha256::digest(&whole).as_slice() == id.0;
        let right = named() && (Sound::of(&whole).is_some() || check(&whole).is_some());
        right.then_some(whole)
    });
    let Some(whole) = checked.await? else {
        // The next try starts anew: a part may have been written only half before a crash.
        server.photos.drop_parts(site, id).await?;
        return Err(ApiError::BAD_PHOTO);
    };
    server.photos.keep(site, id, whole).await?;
    server.store.photo_held(site, id, bytes).await?;
    if start > 0 {
        server.photos.drop_parts(site, id).await?;
    }
    Ok(())
}

pub async fn show(
    State(server): State<Server>,
    who: SignedIn,
    Named(id): Named,
    Asked(at): Asked<At>,
) -> Result<Response, ApiError> {
    if !server.store.may_see_photo(at.site, id, who.member).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let bytes = if at.thumb {
        small(&server, at.site, id).await?
    } else {
        server.photos.get(at.site, id).await?
    };
    let bytes = bytes.ok_or(ApiError::NOT_FOUND)?;
    let sound = || Sound::of(&bytes).map(Sound::media_type);
    let kind = Picture::of(&bytes).map(Picture::media_type).or_else(sound);
    let kind = kind.unwrap_or("application/octet-stream");
    // Small pictures are drawn anew: nothing but pixels is in them.
    let bytes = match without_metadata(&bytes).filter(|_| !at.thumb) {
        Some(shown) => Bytes::from(shown),
        None => bytes,
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}

/// The small picture, made when it is first asked for.
async fn small(server: &Server, site: SiteId, id: PhotoId) -> Result<Option<Bytes>, ApiError> {
    if let Some(small) = server.photos.small(site, id).await? {
        return Ok(Some(small));
    }
    let Some(whole) = server.photos.get(site, id).await? else { return Ok(None) };
    let Some(jpeg) = unpack(move || thumbnail(&whole)).await? else { return Ok(None) };
    server.photos.keep_small(site, id, jpeg.clone()).await?;
    Ok(Some(jpeg.into()))
}
