//! Delegations as the office asks for them: who may, and what one must be (R222, R227).

use crate::app::Server;
use crate::error::ApiError;
use crate::people::{asker, members, own_posts};
use crate::store::{Also, Deed};
use patrol_domain::office::{
    Delegation, DelegationAnswer, DelegationChange, DelegationFault, LONGEST_DELEGATION_DAYS,
    SHORT_DELEGATION_DAYS, delegable, delegates, leads_site,
};
use patrol_domain::people::Member;
use patrol_domain::{MemberId, SiteId};
use serde_json::json;

/// Longest approval, characters.
const LONGEST_APPROVAL: usize = 200;

/// Begins or ends a delegation.
///
/// # Errors
/// `NOT_YOURS` for whoever neither manages the site nor keeps its accounts.
pub async fn change(
    server: &Server,
    who: MemberId,
    site: SiteId,
    change: DelegationChange,
) -> Result<DelegationAnswer, ApiError> {
    if !delegates(&asker(server, who).await?, site) {
        return Err(ApiError::NOT_YOURS);
    }
    let given = server.store.delegations(site).await?;
    let (also, body) = match change {
        DelegationChange::End { id } => {
            if !given.iter().any(|(one, _)| one.id == id) {
                return Ok(DelegationAnswer::Refused { why: DelegationFault::Gone });
            }
            let until = (server.clock)();
            (Also::EndDelegation { id, until }, json!({ "deed": "end_delegation", "id": id }))
        }
        DelegationChange::Begin { absent, acting, post, from, until, approval } => {
            let from = from.max((server.clock)());
            let approval = approval.trim().chars().take(LONGEST_APPROVAL).collect();
            let id = uuid::Uuid::now_v7();
            let wanted =
                Delegation { id, absent, acting, post, from, until, approval, in_force: false };
            let members = members(server, site).await?;
            if let Some(why) = fault(&wanted, site, &members, &given) {
                return Ok(DelegationAnswer::Refused { why });
            }
            let body = json!({ "deed": "delegate", "delegation": &wanted });
            (Also::Delegation(wanted), body)
        }
    };
    let deed = Deed { also: vec![also], ..Deed::of(who, &body) };
    server.store.office(site, deed).await?;
    server.store.settle_delegations().await?;
    Ok(DelegationAnswer::Kept)
}

fn fault(
    wanted: &Delegation,
    site: SiteId,
    members: &[Member],
    given: &[(Delegation, bool)],
) -> Option<DelegationFault> {
    let of = |id| members.iter().find(|member| member.id == id);
    let holds = |member: &Member| own_posts(member, site, given).contains(&wanted.post);
    if !delegable(wanted.post) || !of(wanted.absent).is_some_and(holds) {
        return Some(DelegationFault::Post);
    }
    let works =
        |member: &Member| !member.suspended && member.grants.iter().any(|grant| grant.site == site);
    if wanted.acting == wanted.absent || !of(wanted.acting).is_some_and(works) {
        return Some(DelegationFault::Acting);
    }
    let longest = wanted.from.plus_days(LONGEST_DELEGATION_DAYS);
    if wanted.until <= wanted.from || wanted.until > longest {
        return Some(DelegationFault::Dates);
    }
    let long = wanted.until > wanted.from.plus_days(SHORT_DELEGATION_DAYS);
    if long && wanted.approval.is_empty() {
        return Some(DelegationFault::Approval);
    }
    let same = |one: &Delegation| {
        let leads = leads_site(one.post.role) && leads_site(wanted.post.role);
        leads || (one.post == wanted.post && one.absent == wanted.absent)
    };
    let overlaps = |one: &Delegation| one.from < wanted.until && wanted.from < one.until;
    let taken = given.iter().any(|(one, _)| same(one) && overlaps(one));
    taken.then_some(DelegationFault::Overlap)
}
