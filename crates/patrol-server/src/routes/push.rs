//! `POST /api/push`: operations in, receipts out. An answer means it is on disk.

use super::{Answer, Limit};
use crate::app::Server;
use crate::auth::Delivering;
use crate::error::ApiError;
use crate::limits;
use crate::store::Incoming;
use axum::extract::State;
use patrol_protocol::PushAnswer;

pub async fn push(
    State(server): State<Server>,
    who: Delivering,
    Limit(body): Limit<{ limits::PUSH_BODY }>,
) -> Result<Answer<PushAnswer>, ApiError> {
    let incoming = Incoming::parse(&body)?;
    Ok(Answer(server.store.push(who.member, incoming).await?))
}
