//! Who calls at the front desk: asked for while the phone rings, never kept here.

use super::answer::body;
use super::http::send;
use patrol_domain::ids::SiteId;
use patrol_domain::intake::{CallerAsk, Callers};
use patrol_sync::ports::TransportError;

/// The caller does not wait longer.
const LIMIT_MS: u32 = 6_000;

pub async fn find(site: SiteId, ask: &CallerAsk) -> Result<Callers, TransportError> {
    body(&send("POST", &format!("/api/callers?site={site}"), ask, LIMIT_MS).await?)
}
