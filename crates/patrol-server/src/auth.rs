//! Who is asking: cookie, client header, origin. Knows sessions, no records.

pub mod password;

use crate::app::Server;
use crate::error::ApiError;
use crate::store::{Access, SessionRow};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use patrol_domain::MemberId;
use patrol_protocol::{CLIENT_HEADER, MEMBER_HEADER, PROTOCOL};
use std::sync::{Arc, OnceLock};

/// The person behind a valid session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub member: MemberId,
    pub token: String,
}

/// As `SignedIn`, also with a one-time password: for the way to one's own.
#[derive(Clone, Debug)]
pub struct Whoever {
    pub member: MemberId,
    pub token: String,
}

/// Whose cookie it is, however far it reaches.
#[derive(Clone, Debug)]
pub struct Anyone {
    pub member: MemberId,
    pub access: Access,
}

/// As `SignedIn`, also a suspended person: what they did not send yet is taken, for a head to judge.
#[derive(Clone, Debug)]
pub struct Delivering {
    pub member: MemberId,
}

/// 256 random bits as cookie text.
pub fn new_token() -> String {
    let halves = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()];
    let third = uuid::Uuid::new_v4().into_bytes();
    URL_SAFE_NO_PAD.encode([halves.concat(), third.to_vec()].concat())
}

impl Server {
    /// `__Host-` binds the cookie to this host, and browsers take it over HTTPS only.
    fn cookie_name(&self) -> &'static str {
        if self.https { "__Host-patrol" } else { "patrol" }
    }

    /// `Set-Cookie` that keeps `token`, or forgets it when empty.
    pub fn cookie(&self, token: &str) -> String {
        let age = if token.is_empty() { 0 } else { 30 * 24 * 60 * 60 };
        let secure = if self.https { "; Secure" } else { "" };
        let name = self.cookie_name();
        format!("{name}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={age}{secure}")
    }

    fn token(&self, headers: &HeaderMap) -> Option<String> {
        let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        texts
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == self.cookie_name() && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    }
}

impl FromRequestParts<Server> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, ApiError> {
        let (token, session) = session_of(parts, server, &[Access::Full]).await?;
        Ok(SignedIn { member: session.member, token })
    }
}

impl FromRequestParts<Server> for Whoever {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, ApiError> {
        let reaching = [Access::Full, Access::PasswordFirst];
        let (token, session) = session_of(parts, server, &reaching).await?;
        Ok(Whoever { member: session.member, token })
    }
}

impl FromRequestParts<Server> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, ApiError> {
        let reaching = [Access::Full, Access::PasswordFirst, Access::DeliverOnly];
        let (_, session) = session_of(parts, server, &reaching).await?;
        Ok(Anyone { member: session.member, access: session.access })
    }
}

impl FromRequestParts<Server> for Delivering {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, ApiError> {
        let reaching = [Access::Full, Access::DeliverOnly];
        let (_, session) = session_of(parts, server, &reaching).await?;
        Ok(Delivering { member: session.member })
    }
}

/// The session of the request's cookie, when it reaches so far; else the person is signed out.
async fn session_of(
    parts: &Parts,
    server: &Server,
    reaching: &[Access],
) -> Result<(String, SessionRow), ApiError> {
    let token = server.token(&parts.headers).ok_or(ApiError::SIGNED_OUT)?;
    server.store.settle_due().await?;
    let session = server.store.session(&token).await?.ok_or(ApiError::SIGNED_OUT)?;
    let meant = parts
        .headers
        .get(MEMBER_HEADER)
        .is_none_or(|meant| meant.to_str().is_ok_and(|meant| meant == session.member.to_string()));
    if !meant || !reaching.contains(&session.access) {
        return Err(ApiError::SIGNED_OUT);
    }
    // The time of a suspended person runs out.
    if session.access != Access::DeliverOnly && server.store.note_use(&token, session).await? {
        let renewed = parts.extensions.get::<Renewed>();
        let _ = renewed.map(|renewed| renewed.0.set(server.cookie(&token)));
    }
    Ok((token, session))
}

/// Guards the API: a version that we speak, and behind every call that changes something our own
/// page.
pub async fn only_our_app(State(server): State<Server>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let checked = if reads {
        check_version(request.headers())
    } else {
        check_page(&server, request.headers())
    };
    match checked {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn check_page(server: &Server, headers: &HeaderMap) -> Result<(), ApiError> {
    if !headers.contains_key(CLIENT_HEADER) {
        return Err(ApiError::FOREIGN_PAGE);
    }
    if let Some(origin) = headers.get(header::ORIGIN)
        && !is_ours(server, headers, origin.to_str().unwrap_or(""))
    {
        return Err(ApiError::FOREIGN_PAGE);
    }
    check_version(headers)
}

/// Pictures and event streams cannot carry the header; whoever does, tells a version we speak.
fn check_version(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(version) = headers.get(CLIENT_HEADER) else { return Ok(()) };
    let version = version.to_str().ok().and_then(|text| text.parse::<u32>().ok());
    match version {
        Some(1..=PROTOCOL) => Ok(()),
        _ => Err(ApiError::TOO_OLD),
    }
}

/// Where a handler leaves the cookie of a session that was noted as used.
#[derive(Clone, Default)]
struct Renewed(Arc<OnceLock<String>>);

/// Sends a cookie anew whose session goes on: a phone in use is not signed out by time.
pub async fn renew(mut request: Request, next: Next) -> Response {
    let renewed = Renewed::default();
    request.extensions_mut().insert(renewed.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Signing in and out have the last word.
    if let Some(cookie) = renewed.0.get().and_then(|cookie| cookie.parse().ok())
        && !headers.contains_key(header::SET_COOKIE)
    {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

fn is_ours(server: &Server, headers: &HeaderMap, origin: &str) -> bool {
    match &server.origin {
        Some(ours) if **ours == *origin => true,
        // Without a public address, and on the machine itself, the host asked for counts.
        _ if server.https => false,
        _ => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            let (_, asked) = origin.split_once("://").unwrap_or(("", ""));
            host.is_some_and(|host| host == asked)
        }
    }
}
