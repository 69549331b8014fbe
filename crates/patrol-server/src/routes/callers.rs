//! `POST /api/callers?site=…`: who calls, for those who deal with residents. A body and no address: names
//! and phones stand in no log. Each look is written down with the cases it showed, never the words.

use super::{Answer, Asked as Query, Limit};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::limits;
use crate::people::asker;
use crate::store::Deed;
use axum::extract::State;
use patrol_domain::intake::{Asked, CallerAsk, Callers, answers_calls, callers};
use patrol_domain::{CaseId, SiteId};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
}

pub async fn find(
    State(server): State<Server>,
    who: SignedIn,
    Query(of): Query<Of>,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<Callers>, ApiError> {
    if !server.store.may_enter(who.member, of.site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let me = asker(&server, who.member).await?;
    if !answers_calls(&me, of.site) {
        return Err(ApiError::NOT_YOURS);
    }
    let ask: CallerAsk = serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    let Some(asked) = Asked::of(&ask.words) else { return Ok(Answer(Callers::default())) };
    let cases = server.store.called_about(of.site).await?;
    let found = callers(cases.iter(), &me, of.site, &asked);
    let shown: Vec<CaseId> = found.found.iter().map(|caller| caller.case).collect();
    let deed = json!({ "deed": "look_up_caller", "shown": shown });
    server.store.office(of.site, Deed::of(who.member, &deed)).await?;
    Ok(Answer(found))
}
