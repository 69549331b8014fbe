//! The server's routes, one method each.

use super::answer::{body, ours};
use super::call::{Call, Heard};
use async_trait::async_trait;
use js_sys::Uint8Array;
use patrol_domain::ids::{MemberId, PhotoId, SiteId};
use patrol_protocol::{
    MEDIA_TYPE, MEMBER_HEADER, OFFSET_HEADER, Pull, Push, PushAnswer, Session, SignIn, TOTAL_HEADER,
};
use patrol_sync::ports::{Refused, Transport, TransportError};
use serde::Serialize;

/// A person waits for it.
const SHORT_MS: u32 = 15_000;
/// A page of a pull, or a chunk of a photo, over a bad line.
const LONG_MS: u32 = 60_000;

/// The server that this page came from.
#[derive(Clone, Copy)]
pub struct HttpTransport {
    /// Whose store it serves; `None` before anybody is known to sit here.
    pub member: Option<MemberId>,
}

impl HttpTransport {
    /// Another window may have signed somebody else in: the server hears whose store this is.
    fn named(self, mut headers: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        headers.extend(self.member.map(|member| (MEMBER_HEADER, member.to_string())));
        headers
    }

    async fn get(self, address: &str) -> Result<Heard, TransportError> {
        call("GET", address, self.named(Vec::new()), None, LONG_MS).await
    }
}

#[async_trait(?Send)]
impl Transport for HttpTransport {
    async fn sign_in(&self, asked: &SignIn) -> Result<Session, TransportError> {
        body(&post("/api/sign-in", asked, SHORT_MS).await?)
    }

    async fn session(&self) -> Result<Session, TransportError> {
        body(&get("/api/session", SHORT_MS).await?)
    }

    async fn sign_out(&self) -> Result<(), TransportError> {
        ours(&post("/api/sign-out", &(), SHORT_MS).await?)
    }

    async fn push(&self, _site: SiteId, asked: &Push) -> Result<PushAnswer, TransportError> {
        let asked = json(asked)?;
        body(&call("POST", "/api/push", self.named(json_headers()), Some(asked), LONG_MS).await?)
    }

    async fn pull(&self, site: SiteId, cursor: Option<&str>) -> Result<Pull, TransportError> {
        let mut address = format!("/api/pull?site={site}");
        if let Some(cursor) = cursor {
            address.push_str("&cursor=");
            address.push_str(&String::from(js_sys::encode_uri_component(cursor)));
        }
        body(&self.get(&address).await?)
    }

    async fn photo_offset(&self, site: SiteId, id: PhotoId) -> Result<u64, TransportError> {
        let address = photo_address(site, id);
        offset(&call("HEAD", &address, self.named(Vec::new()), None, SHORT_MS).await?)
    }

    async fn photo_chunk(
        &self,
        site: SiteId,
        id: PhotoId,
        at: u64,
        total: u64,
        chunk: &[u8],
    ) -> Result<u64, TransportError> {
        let headers = vec![
            (OFFSET_HEADER, at.to_string()),
            (TOTAL_HEADER, total.to_string()),
            ("content-type", "application/octet-stream".to_owned()),
        ];
        let address = photo_address(site, id);
        let body = Some(Uint8Array::from(chunk));
        offset(&call("PATCH", &address, self.named(headers), body, LONG_MS).await?)
    }

    async fn photo(
        &self,
        site: SiteId,
        id: PhotoId,
        thumb: bool,
    ) -> Result<Vec<u8>, TransportError> {
        let mut address = photo_address(site, id);
        if thumb {
            address.push_str("&thumb=true");
        }
        let heard = self.get(&address).await?;
        let kind = heard.header("content-type").unwrap_or_default();
        if heard.status == 200 && ["image/", "audio/"].iter().any(|family| kind.starts_with(family))
        {
            return Ok(heard.body);
        }
        ours(&heard)?;
        Err(TransportError::Offline)
    }
}

fn photo_address(site: SiteId, id: PhotoId) -> String {
    format!("/api/photos/{id}?site={site}")
}

/// Where the server stands. A success without our header is not our server's.
fn offset(heard: &Heard) -> Result<u64, TransportError> {
    if !(200..300).contains(&heard.status) {
        // The answer to HEAD has no body; 404 is told by status and media type.
        ours(heard)?;
    }
    let stands = heard.header(OFFSET_HEADER).and_then(|text| text.parse().ok());
    stands.ok_or(TransportError::Offline)
}

pub(super) async fn get(address: &str, limit_ms: u32) -> Result<Heard, TransportError> {
    call("GET", address, Vec::new(), None, limit_ms).await
}

async fn post(
    address: &str,
    body: &impl Serialize,
    limit_ms: u32,
) -> Result<Heard, TransportError> {
    send("POST", address, body, limit_ms).await
}

pub(super) async fn send(
    method: &'static str,
    address: &str,
    body: &impl Serialize,
    limit_ms: u32,
) -> Result<Heard, TransportError> {
    call(method, address, json_headers(), Some(json(body)?), limit_ms).await
}

fn json_headers() -> Vec<(&'static str, String)> {
    vec![("content-type", "application/json".to_owned())]
}

fn json(body: &impl Serialize) -> Result<Uint8Array, TransportError> {
    let body = serde_json::to_vec(body).map_err(|_| TransportError::Refused(Refused::Malformed))?;
    Ok(Uint8Array::from(body.as_slice()))
}

pub(super) async fn call(
    method: &'static str,
    address: &str,
    mut headers: Vec<(&'static str, String)>,
    body: Option<Uint8Array>,
    limit_ms: u32,
) -> Result<Heard, TransportError> {
    headers.push(("accept", MEDIA_TYPE.to_owned()));
    Call { method, address, headers, body, limit_ms }.send().await
}
