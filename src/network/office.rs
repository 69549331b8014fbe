//! People, sessions, passwords and quarantine: asked for when somebody looks, never kept here.

use super::answer::body;
use super::http::{call, get, send};
use patrol_domain::ids::{MemberId, SiteId};
use patrol_domain::notice::{NoticeAnswer, NoticePage, NoticeSettings};
use patrol_domain::switches::{ItemSwitch, SwitchAnswer};
use patrol_protocol::office::{
    DelegationAnswer, DelegationChange, Judged, Judgement, PasswordAnswer, PasswordChange, People,
    PersonAnswer, PersonChange, Quarantine, Sessions,
};
use patrol_sync::ports::TransportError;

const LIMIT_MS: u32 = 15_000;

pub async fn change_password(change: &PasswordChange) -> Result<PasswordAnswer, TransportError> {
    body(&send("POST", "/api/password", change, LIMIT_MS).await?)
}

pub async fn sessions() -> Result<Sessions, TransportError> {
    body(&get("/api/sessions", LIMIT_MS).await?)
}

/// Ends one, and tells which are left.
pub async fn end_session(id: &str) -> Result<Sessions, TransportError> {
    let address = format!("/api/sessions/{id}");
    super::answer::ours(&call("DELETE", &address, Vec::new(), None, LIMIT_MS).await?)?;
    sessions().await
}

pub async fn notices() -> Result<NoticePage, TransportError> {
    body(&get("/api/notice-settings", LIMIT_MS).await?)
}

pub async fn keep_notices(settings: &NoticeSettings) -> Result<NoticeAnswer, TransportError> {
    body(&send("PUT", "/api/notice-settings", settings, LIMIT_MS).await?)
}

pub async fn people(site: SiteId) -> Result<People, TransportError> {
    body(&get(&format!("/api/people?site={site}"), LIMIT_MS).await?)
}

pub async fn keep_person(
    site: SiteId,
    change: &PersonChange,
) -> Result<PersonAnswer, TransportError> {
    body(&send("PUT", &format!("/api/people?site={site}"), change, LIMIT_MS).await?)
}

pub async fn reset_password(site: SiteId, of: MemberId) -> Result<PersonAnswer, TransportError> {
    let address = format!("/api/people/{of}/password?site={site}");
    body(&send("POST", &address, &(), LIMIT_MS).await?)
}

pub async fn delegate(
    site: SiteId,
    change: &DelegationChange,
) -> Result<DelegationAnswer, TransportError> {
    body(&send("PUT", &format!("/api/delegations?site={site}"), change, LIMIT_MS).await?)
}

pub async fn quarantine(site: SiteId) -> Result<Quarantine, TransportError> {
    body(&get(&format!("/api/quarantine?site={site}"), LIMIT_MS).await?)
}

pub async fn judge(site: SiteId, judgement: &Judgement) -> Result<Judged, TransportError> {
    body(&send("POST", &format!("/api/quarantine?site={site}"), judgement, LIMIT_MS).await?)
}

pub async fn switch_item(
    site: SiteId,
    wanted: &ItemSwitch,
) -> Result<SwitchAnswer, TransportError> {
    body(&send("PUT", &format!("/api/items?site={site}"), wanted, LIMIT_MS).await?)
}
