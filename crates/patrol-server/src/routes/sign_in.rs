//! `POST /api/sign-in`: name and password for a cookie. Unknown names take as long as known ones.

use super::sessions::label;
use super::{Answer, Limit, session};
use crate::app::Server;
use crate::auth::new_token;
use crate::error::ApiError;
use crate::limits;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use patrol_protocol::SignIn;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The caller's address: behind our own proxy the one that the proxy names.
pub struct Address(Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = parts.headers.get("x-forwarded-for").and_then(|list| list.to_str().ok());
        let named = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
        // Only a proxy on this machine is believed.
        let local = peer.is_some_and(|peer| peer.is_loopback());
        Ok(Address(if local { named.or(peer) } else { peer }))
    }
}

/// What the browser says it is.
pub struct Agent(String);

impl<S: Sync> FromRequestParts<S> for Agent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let said = parts.headers.get(header::USER_AGENT).and_then(|said| said.to_str().ok());
        Ok(Agent(said.unwrap_or_default().to_owned()))
    }
}

pub async fn sign_in(
    State(server): State<Server>,
    Address(address): Address,
    Agent(agent): Agent,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<impl IntoResponse, ApiError> {
    let body: SignIn = serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    let login = body.login.trim().to_lowercase();
    if login.contains('\0') || login.chars().count() > 100 {
        return Err(ApiError::WRONG_PASSWORD);
    }
    let by_login = format!("login:{login}");
    if let Some(seconds) = server.store.count_try(&by_login, limits::TRIES_LOGIN).await? {
        return Err(ApiError::too_many_tries(seconds));
    }
    let by_address = address.map(|address| format!("address:{address}"));
    if let Some(subject) = &by_address
        && let Some(seconds) = server.store.count_try(subject, limits::TRIES_ADDRESS).await?
    {
        return Err(ApiError::too_many_tries(seconds));
    }
    let account = server.store.account(&login).await?;
    let hash = account.as_ref().map(|account| account.hash.as_str());
    let right = server.passwords.matches(hash, &body.password).await;
    let (Some(account), true) = (account, right) else {
        return Err(ApiError::WRONG_PASSWORD);
    };
    let mut session =
        session::of(&server, account.member).await.map_err(|_| ApiError::WRONG_PASSWORD)?;
    if session.member.suspended {
        return Err(ApiError::WRONG_PASSWORD);
    }
    server.store.forget_tries(&by_login).await?;
    if let Some(subject) = &by_address {
        // A whole company may come from one address.
        server.store.forgive_try(subject).await?;
    }
    let token = new_token();
    session.must_change_password = account.must_change;
    let must_change = account.must_change;
    server.store.open_session(&token, account.member, &label(&agent), must_change).await?;
    Ok(([(header::SET_COOKIE, server.cookie(&token))], Answer(session)))
}
