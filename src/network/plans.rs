//! The plans of a site: asked for when the office looks, never kept on the phone.

use super::answer::body;
use super::http::{get, send};
use patrol_domain::ids::SiteId;
use patrol_protocol::plan::{Plan, PlanAnswer, Plans};
use patrol_sync::ports::TransportError;

const LIMIT_MS: u32 = 15_000;

pub async fn list(site: SiteId) -> Result<Plans, TransportError> {
    body(&get(&address(site), LIMIT_MS).await?)
}

pub async fn keep(plan: &Plan) -> Result<PlanAnswer, TransportError> {
    body(&send("PUT", &address(plan.site), plan, LIMIT_MS).await?)
}

fn address(site: SiteId) -> String {
    format!("/api/plans?site={site}")
}
