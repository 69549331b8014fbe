//! `GET` and `POST /api/quarantine?site=…`: unsent work of suspended people, for those above them.

use super::{Answer, Asked, Limit};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::limits;
use crate::people::{asker, members};
use axum::extract::State;
use patrol_domain::office::{Held, Judged, Judgement, Quarantine, judges_work_of, sees_people};
use patrol_domain::{MemberId, OpId, SiteId};
use serde::Deserialize;

/// Longest note of a decision, characters.
const LONGEST_NOTE: usize = 1_000;

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
}

/// What waits for this person.
async fn waiting(server: &Server, who: MemberId, site: SiteId) -> Result<Vec<Held>, ApiError> {
    if !server.store.may_enter(who, site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let me = asker(server, who).await?;
    if !sees_people(&me, site) {
        return Err(ApiError::NOT_YOURS);
    }
    let members = members(server, site).await?;
    let mut waiting = server.store.quarantine(site).await?;
    waiting.retain(|held| {
        let author = members.iter().find(|member| member.id == held.op.author);
        let grants = author.map(|author| author.grants.as_slice()).unwrap_or_default();
        judges_work_of(&me, site, held.op.author, grants)
    });
    Ok(waiting)
}

pub async fn list(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Answer<Quarantine>, ApiError> {
    let waiting = waiting(&server, who.member, of.site).await?;
    Ok(Answer(Quarantine { waiting }))
}

pub async fn judge(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
    Limit(body): Limit<{ limits::PUSH_BODY }>,
) -> Result<Answer<Judged>, ApiError> {
    let mine: Vec<OpId> =
        waiting(&server, who.member, of.site).await?.iter().map(|held| held.op.id).collect();
    let asked: Judgement = serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    if asked.note.chars().count() > LONGEST_NOTE {
        return Err(ApiError::MALFORMED);
    }
    let ops = asked.ops.into_iter().filter(|op| mine.contains(op)).collect();
    let judgement = Judgement { ops, ..asked };
    Ok(Answer(server.store.judge(of.site, who.member, judgement).await?))
}
