//! `GET /api/pull?site=…&cursor=…`: what changed since, as far as the person may see it.

use super::{Answer, Asked};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use axum::extract::State;
use patrol_domain::{At, Key, SiteId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Deserialize)]
pub struct Since {
    site: SiteId,
    cursor: Option<String>,
}

/// `patrol_protocol::Pull` with records as stored text.
#[derive(Serialize)]
pub struct PullAnswer {
    site: SiteId,
    cursor: String,
    fresh: bool,
    rows: Vec<RowAnswer>,
    more: bool,
    server_time: At,
    life: String,
}

#[derive(Serialize)]
struct RowAnswer {
    key: Key,
    record: Box<RawValue>,
}

pub async fn pull(
    State(server): State<Server>,
    who: SignedIn,
    Asked(since): Asked<Since>,
) -> Result<Answer<PullAnswer>, ApiError> {
    let cursor = since.cursor.as_deref();
    let page = server.store.pull(who.member, since.site, cursor).await?;
    let rows = page.rows.into_iter().map(|row| RowAnswer { key: row.key, record: row.record });
    Ok(Answer(PullAnswer {
        site: since.site,
        cursor: page.cursor,
        fresh: page.fresh,
        rows: rows.collect(),
        more: page.more,
        server_time: (server.clock)(),
        life: page.life,
    }))
}
