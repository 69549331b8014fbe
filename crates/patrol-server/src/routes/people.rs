//! `GET` and `PUT /api/people?site=…`, `POST /api/people/{id}/password`, `PUT /api/delegations`: the
//! people of a site, for those who lead or keep accounts.

use super::{Answer, Asked, Limit};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::limits;
use crate::{delegating, people};
use axum::extract::{Path, State};
use patrol_domain::office::{
    DelegationAnswer, DelegationChange, People, PersonAnswer, PersonChange,
};
use patrol_domain::{MemberId, SiteId};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
}

/// The site, when the person has work there.
async fn entered(server: &Server, who: &SignedIn, of: Of) -> Result<SiteId, ApiError> {
    let inside = server.store.may_enter(who.member, of.site).await?;
    inside.then_some(of.site).ok_or(ApiError::NOT_FOUND)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|_| ApiError::MALFORMED)
}

pub async fn list(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Answer<People>, ApiError> {
    let site = entered(&server, &who, of).await?;
    Ok(Answer(people::visible(&server, who.member, site).await?))
}

pub async fn keep(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<PersonAnswer>, ApiError> {
    let site = entered(&server, &who, of).await?;
    let change: PersonChange = read(&body)?;
    Ok(Answer(people::keep(&server, who.member, site, change).await?))
}

pub async fn reset(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
    Path(id): Path<String>,
) -> Result<Answer<PersonAnswer>, ApiError> {
    let site = entered(&server, &who, of).await?;
    let id: MemberId = id.parse().map_err(|_| ApiError::NOT_FOUND)?;
    Ok(Answer(people::reset(&server, who.member, site, id).await?))
}

pub async fn delegate(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<DelegationAnswer>, ApiError> {
    let site = entered(&server, &who, of).await?;
    let change: DelegationChange = read(&body)?;
    Ok(Answer(delegating::change(&server, who.member, site, change).await?))
}
