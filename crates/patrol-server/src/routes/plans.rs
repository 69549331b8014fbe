//! `GET` and `PUT /api/plans?site=…`: the plans of a site, for those who lead.

use super::{Answer, Asked, Limit};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::limits;
use crate::plan::Plan;
use crate::planning;
use axum::extract::State;
use patrol_domain::SiteId;
use patrol_protocol::plan::{PlanAnswer, Plans};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
}

pub async fn list(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Answer<Plans>, ApiError> {
    if !server.store.may_enter(who.member, of.site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    Ok(Answer(Plans { plans: planning::visible(&server, who.member, of.site).await? }))
}

pub async fn keep(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<PlanAnswer>, ApiError> {
    if !server.store.may_enter(who.member, of.site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let plan: Plan = serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    if plan.site != of.site {
        return Err(ApiError::MALFORMED);
    }
    Ok(Answer(planning::keep(&server, who.member, &plan).await?))
}
