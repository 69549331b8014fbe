//! `GET /api/session`: who is signed in, and where they have work.

use super::Answer;
use crate::app::Server;
use crate::auth::Anyone;
use crate::error::ApiError;
use crate::store::Access;
use axum::extract::State;
use patrol_domain::MemberId;
use patrol_domain::people::Member;
use patrol_protocol::Session;

pub async fn session(
    State(server): State<Server>,
    who: Anyone,
) -> Result<Answer<Session>, ApiError> {
    let session = of(&server, who.member).await?;
    let must_change_password = who.access == Access::PasswordFirst;
    if who.access == Access::DeliverOnly {
        // Enough for a phone to know whose work it may still bring, and that nothing is for it.
        let member = Member { grants: Vec::new(), ..session.member };
        return Ok(Answer(Session { member, sites: Vec::new(), ..session }));
    }
    Ok(Answer(Session { must_change_password, ..session }))
}

/// The session body of a person; a person without any record is signed out.
pub async fn of(server: &Server, member: MemberId) -> Result<Session, ApiError> {
    let (member, sites) = server.store.person(member).await?.ok_or(ApiError::SIGNED_OUT)?;
    let server_time = (server.clock)();
    Ok(Session { member, sites, server_time, must_change_password: false })
}
