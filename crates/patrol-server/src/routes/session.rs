//! `GET /api/session`: who is signed in, and where they have work.

use super::Answer;
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use axum::extract::State;
use patrol_domain::MemberId;
use patrol_protocol::Session;

pub async fn session(
    State(server): State<Server>,
    who: SignedIn,
) -> Result<Answer<Session>, ApiError> {
    of(&server, who.member).await.map(Answer)
}

/// The session body of a person; a person without any record is signed out.
pub async fn of(server: &Server, member: MemberId) -> Result<Session, ApiError> {
    let (member, sites) = server.store.person(member).await?.ok_or(ApiError::SIGNED_OUT)?;
    Ok(Session { member, sites, server_time: (server.clock)() })
}
