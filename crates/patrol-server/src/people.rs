//! The page of people: who may see it, and what a person must be before they are kept.

use crate::app::Server;
use crate::error::ApiError;
use crate::store::{Also, Deed, Refusal, acting_grant};
use patrol_domain::office::{
    Delegation, LONGEST_NAME, People, PersonAnswer, PersonChange, PersonFault, PersonLine, Post,
    delegates, keeps_people, leads_site, sees_people, sees_person,
};
use patrol_domain::people::{Grant, Member, Role};
use patrol_domain::permissions::classes_of;
use patrol_domain::{Kind, MemberId, Record, SiteId};
use serde_json::json;

/// The person who asks, with the grants of every site.
pub(crate) async fn asker(server: &Server, who: MemberId) -> Result<Member, ApiError> {
    let person = server.store.person(who).await?;
    person.map(|(member, _)| member).ok_or(ApiError::NOT_FOUND)
}

/// Every person of the site, by name.
pub(crate) async fn members(server: &Server, site: SiteId) -> Result<Vec<Member>, ApiError> {
    let found = server.store.standing(site, &[Kind::Member]).await?;
    let members = found.into_iter().filter_map(|record| match record {
        Record::Member(member) => Some(member),
        _ => None,
    });
    let mut members: Vec<Member> = members.collect();
    members.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(members)
}

/// A person's own posts: what is delegated to them is another's.
pub(crate) fn own_posts(member: &Member, site: SiteId, given: &[(Delegation, bool)]) -> Vec<Post> {
    let lent = |grant: &Grant| {
        given.iter().any(|(one, added)| {
            *added && one.acting == member.id && acting_grant(site, one.post) == *grant
        })
    };
    let here = member.grants.iter().filter(|grant| grant.site == site);
    here.filter(|grant| !lent(grant)).map(Post::from).collect()
}

/// What this person may see of the site's people.
///
/// # Errors
/// `NOT_YOURS` for whoever leads nobody and keeps no accounts.
pub async fn visible(server: &Server, who: MemberId, site: SiteId) -> Result<People, ApiError> {
    let me = asker(server, who).await?;
    if !sees_people(&me, site) {
        return Err(ApiError::NOT_YOURS);
    }
    let members = members(server, site).await?;
    let given = server.store.delegations(site).await?;
    let accounts = server.store.accounts_at(site).await?;
    let seen = server.store.last_seen_at(site).await?;
    let in_charge = in_charge(&members, site, &given);
    let (keeps, delegates) = (keeps_people(&me, site), delegates(&me, site));
    let seen_by_me = members.iter().filter(|member| sees_person(&me, site, &member.grants));
    let people = seen_by_me.map(|member| {
        let account = accounts.iter().find(|account| account.member == member.id);
        PersonLine {
            id: member.id,
            name: member.name.clone(),
            posts: own_posts(member, site, &given),
            suspended: member.suspended,
            login: account.filter(|_| keeps).map(|account| account.login.clone()),
            must_change: account.is_some_and(|account| account.must_change),
            seen_at: seen.get(&member.id).copied(),
        }
    });
    let people = people.collect();
    let delegations =
        if delegates { given.into_iter().map(|(one, _)| one).collect() } else { vec![] };
    Ok(People { people, delegations, in_charge, keeps, delegates })
}

/// R227: whoever acts for the manager, else the manager.
fn in_charge(members: &[Member], site: SiteId, given: &[(Delegation, bool)]) -> Option<MemberId> {
    let acting = given.iter().find(|(one, _)| one.in_force && leads_site(one.post.role));
    let leads = |member: &&Member| {
        let here = |grant: &Grant| grant.site == site && leads_site(grant.role);
        !member.suspended && member.grants.iter().any(here)
    };
    acting.map(|(one, _)| one.acting).or_else(|| members.iter().find(leads).map(|one| one.id))
}

/// Makes a person with a one-time password, or changes one's name, posts and suspension.
///
/// # Errors
/// `NOT_YOURS` for whoever keeps no accounts; `NOT_FOUND` for a person of nowhere here.
pub async fn keep(
    server: &Server,
    who: MemberId,
    site: SiteId,
    change: PersonChange,
) -> Result<PersonAnswer, ApiError> {
    let me = asker(server, who).await?;
    if !keeps_people(&me, site) {
        return Err(ApiError::NOT_YOURS);
    }
    let members = members(server, site).await?;
    let change = PersonChange { name: change.name.trim().to_owned(), ..change };
    if let Some(why) = fault(&change, who, site, &members) {
        return Ok(PersonAnswer::Refused { why });
    }
    match change.id {
        Some(id) => {
            let old = members.into_iter().find(|member| member.id == id);
            alter(server, who, site, old.ok_or(ApiError::NOT_FOUND)?, change).await
        }
        None => make(server, who, site, change).await,
    }
}

fn fault(
    change: &PersonChange,
    who: MemberId,
    site: SiteId,
    members: &[Member],
) -> Option<PersonFault> {
    let plain = |text: &str| {
        !text.is_empty()
            && text.chars().count() <= LONGEST_NAME
            && !text.chars().any(char::is_control)
    };
    if !plain(&change.name) {
        return Some(PersonFault::Name);
    }
    let login = change.login.trim();
    let odd = !plain(login) || login.chars().any(char::is_whitespace);
    if change.id.is_none() && odd {
        return Some(PersonFault::Login);
    }
    let mut posts = change.posts.clone();
    posts.sort_unstable();
    posts.dedup();
    let works = |post: &Post| !classes_of(post.role).is_empty();
    if posts.is_empty() || posts.len() != change.posts.len() || !posts.iter().all(works) {
        return Some(PersonFault::Posts);
    }
    let leads = |post: &Post| leads_site(post.role);
    let led = |member: &Member| {
        let here = |grant: &Grant| grant.site == site && leads_site(grant.role);
        Some(member.id) != change.id && !member.suspended && member.grants.iter().any(here)
    };
    if !change.suspended && posts.iter().any(leads) && members.iter().any(led) {
        return Some(PersonFault::InCharge);
    }
    let keeps = posts.iter().any(|post| post.role == Role::Admin);
    (change.id == Some(who) && (change.suspended || !keeps)).then_some(PersonFault::Oneself)
}

async fn alter(
    server: &Server,
    who: MemberId,
    site: SiteId,
    old: Member,
    change: PersonChange,
) -> Result<PersonAnswer, ApiError> {
    let given = server.store.delegations(site).await?;
    let own = own_posts(&old, site, &given);
    let lent = old.grants.iter().filter(|grant| !own.contains(&Post::from(*grant))).cloned();
    let mut grants: Vec<Grant> = change.posts.iter().map(|post| post.at(site)).collect();
    grants.extend(lent);
    let member = Member { name: change.name, grants, suspended: change.suspended, ..old };
    let id = member.id;
    server.store.keep_member(site, member, who).await?;
    Ok(PersonAnswer::Kept { id, password: None })
}

async fn make(
    server: &Server,
    who: MemberId,
    site: SiteId,
    change: PersonChange,
) -> Result<PersonAnswer, ApiError> {
    let taken = Ok(PersonAnswer::Refused { why: PersonFault::LoginTaken });
    let login = change.login.trim().to_lowercase();
    if server.store.account(&login).await?.is_some() {
        return taken;
    }
    let id = MemberId(uuid::Uuid::now_v7());
    let grants = change.posts.iter().map(|post| post.at(site)).collect();
    let suspended = change.suspended;
    let record = Record::Member(Member { id, name: change.name, grants, suspended });
    let password = one_time_password();
    let hash = server.passwords.hash(&password).await.ok_or(ApiError::INTERNAL)?;
    let body = json!({ "deed": "make_member", "member": &record, "login": &login });
    let account = Also::Account { login, hash, member: id, must_change: true };
    let deed = Deed { records: vec![record], also: vec![account], ..Deed::of(who, &body) };
    match server.store.office(site, deed).await {
        Err(Refusal::NotYours) => taken,
        kept => {
            kept?;
            Ok(PersonAnswer::Kept { id, password: Some(password) })
        }
    }
}

/// Gives a person a one-time password and ends their sessions.
///
/// # Errors
/// As `keep`.
pub async fn reset(
    server: &Server,
    who: MemberId,
    site: SiteId,
    id: MemberId,
) -> Result<PersonAnswer, ApiError> {
    let me = asker(server, who).await?;
    if !keeps_people(&me, site) {
        return Err(ApiError::NOT_YOURS);
    }
    let sites = server.store.memberships(id).await?;
    if !sites.contains(&site) {
        return Err(ApiError::NOT_FOUND);
    }
    let account = server.store.account_of(id).await?.ok_or(ApiError::NOT_FOUND)?;
    if id == who {
        return Ok(PersonAnswer::Refused { why: PersonFault::Oneself });
    }
    // A password opens every site of its person: nobody gets into another's through it.
    if !sites.iter().all(|site| keeps_people(&me, *site)) {
        return Ok(PersonAnswer::Refused { why: PersonFault::OtherSites });
    }
    let password = one_time_password();
    let hash = server.passwords.hash(&password).await.ok_or(ApiError::INTERNAL)?;
    server.store.put_account(&account.login, &hash, id, true, who).await?;
    server.store.close_sessions(id).await?;
    Ok(PersonAnswer::Kept { id, password: Some(password) })
}

/// 50 random bits in ten characters that are not mistaken for one another.
pub(crate) fn one_time_password() -> String {
    const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
    let dice = uuid::Uuid::new_v4().into_bytes();
    // Two of the bytes say what kind of id this is.
    let dice = dice.iter().enumerate().filter(|(place, _)| ![6, 8].contains(place)).take(10);
    dice.map(|(_, byte)| char::from(LETTERS[usize::from(byte & 31)])).collect()
}
