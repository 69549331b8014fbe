//! `PUT /api/items?site=…`: one item of the site's checklists, asked from the next round on or not.

use super::{Answer, Asked, Limit};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::limits;
use axum::extract::State;
use patrol_domain::checklist::Checklist;
use patrol_domain::switches::{ItemSwitch, SwitchAnswer, SwitchFault, switches_items};
use patrol_domain::{Kind, Record, SiteId};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
}

pub async fn switch(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<SwitchAnswer>, ApiError> {
    if !server.store.may_enter(who.member, of.site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let wanted: ItemSwitch = serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    let person = server.store.person(who.member).await?;
    let (me, _) = person.ok_or(ApiError::NOT_FOUND)?;
    if !switches_items(&me, of.site) {
        return Err(ApiError::NOT_YOURS);
    }
    let Some(list) = list_of(&server, of.site, &wanted.item).await? else {
        return Ok(Answer(SwitchAnswer::Refused { why: SwitchFault::Unknown }));
    };
    Ok(Answer(match server.store.switch_item(of.site, list, wanted, who.member).await? {
        None => SwitchAnswer::Kept,
        Some(why) => SwitchAnswer::Refused { why },
    }))
}

/// The newest version of the checklist that asks the item.
async fn list_of(server: &Server, site: SiteId, item: &str) -> Result<Option<Checklist>, ApiError> {
    let standing = server.store.standing(site, &[Kind::Checklist]).await?;
    let lists = standing.into_iter().filter_map(|record| match record {
        Record::Checklist(list) if list.items.iter().any(|one| one.id == item) => Some(list),
        _ => None,
    });
    Ok(lists.max_by_key(|list| list.version))
}
