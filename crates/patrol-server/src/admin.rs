//! What the person at the server's console may do: sites, accounts, roles. Knows no terminal.

use crate::app::App;
use crate::library::Library;
use crate::people::one_time_password;
use crate::store::{Audit, Refusal, SeedError};
use chrono::{Offset, TimeZone};
use patrol_domain::office::{LONGEST_NAME, LONGEST_PASSWORD as LONGEST, SHORTEST_PASSWORD};
use patrol_domain::people::{Grant, Member};
use patrol_domain::place::Site;
use patrol_domain::{At, MemberId, Record, SiteId};
use std::collections::BTreeSet;

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    #[error("a name is needed, of at most {LONGEST_NAME} characters")]
    BadName,
    #[error("{0} is no time zone like Asia/Shanghai")]
    NoSuchZone(String),
    #[error("the login {0} is taken; set-roles and set-password change it")]
    LoginTaken(String),
    #[error("there is no login {0}")]
    NoSuchLogin(String),
    #[error("there is no site {0}; {sites}", sites = listed(.1))]
    NoSuchSite(String, Vec<(SiteId, String)>),
    #[error("several sites are named {0}: say which by its id; {sites}", sites = listed(.1))]
    SeveralSites(String, Vec<(SiteId, String)>),
    #[error("there is a site {1} already, {0}; with --again another of the same name is made")]
    SiteStands(SiteId, String),
    #[error("a role is needed: --role SITE:role:department")]
    NoRole,
    #[error(
        "a password needs {SHORTEST_PASSWORD} characters at least, and {LONGEST} bytes at most"
    )]
    BadPassword,
    #[error("the database refused: {0:?}")]
    Store(Refusal),
}

impl From<Refusal> for AdminError {
    fn from(refusal: Refusal) -> Self {
        AdminError::Store(refusal)
    }
}

impl From<SeedError> for AdminError {
    fn from(error: SeedError) -> Self {
        AdminError::Store(error.0)
    }
}

/// A site that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewSite<'a> {
    pub name: &'a str,
    /// For example `Asia/Shanghai`.
    pub zone: &'a str,
    /// Whether it is wanted beside another of the same name.
    pub again: bool,
}

/// Makes a site with the library's checklists, categories and flows.
pub async fn add_site(
    app: &App,
    library: &Library,
    new: NewSite<'_>,
    now: At,
) -> Result<SiteId, AdminError> {
    let (name, zone) = (named(new.name)?, new.zone);
    let twin = sites(app).await?.into_iter().find(|(_, known)| !new.again && *known == name);
    if let Some((id, name)) = twin {
        return Err(AdminError::SiteStands(id, name));
    }
    let id = SiteId(uuid::Uuid::now_v7());
    let offset_min = offset_at(zone, now).ok_or_else(|| AdminError::NoSuchZone(zone.into()))?;
    let mut records = library.records();
    records.push(Record::Site(Site {
        id,
        name,
        zone: zone.into(),
        offset_min,
        calendar: Default::default(),
        positions: false,
        shifts: Default::default(),
        switches: Default::default(),
    }));
    app.store.put(id, records).await?;
    Ok(id)
}

/// Every site with its name.
pub async fn sites(app: &App) -> Result<Vec<(SiteId, String)>, AdminError> {
    let mut named = Vec::new();
    for site in app.store.sites().await.map_err(Refusal::from)? {
        named.push((site, app.store.site_name(site).await?.unwrap_or_default()));
    }
    Ok(named)
}

/// Walks the chain of one site, or of every one; each with its name.
pub async fn verify_audit(
    app: &App,
    site: Option<&str>,
) -> Result<Vec<(String, Audit)>, AdminError> {
    let only = match site {
        Some(text) => Some(site_of(app, text).await?),
        None => None,
    };
    let mut walked = Vec::new();
    for (site, name) in sites(app).await? {
        if only.is_none_or(|only| only == site) {
            walked.push((name, app.store.verify_audit(site).await?));
        }
    }
    Ok(walked)
}

/// The site of this id or this name.
pub async fn site_of(app: &App, text: &str) -> Result<SiteId, AdminError> {
    let sites = sites(app).await?;
    let meant = |(id, name): &&(SiteId, String)| id.to_string() == text || name == text;
    let found: Vec<SiteId> = sites.iter().filter(meant).map(|(id, _)| *id).collect();
    match found[..] {
        [site] => Ok(site),
        [] => Err(AdminError::NoSuchSite(text.to_owned(), sites)),
        _ => Err(AdminError::SeveralSites(text.to_owned(), sites)),
    }
}

fn listed(sites: &[(SiteId, String)]) -> String {
    if sites.is_empty() {
        return "there is none yet: `patrol-server add-site --name NAME` makes one".to_owned();
    }
    let lines = sites.iter().map(|(id, name)| format!("\n  {id} {name}"));
    format!("there are:{}", lines.collect::<String>())
}

/// Makes a person with a login and roles.
pub async fn add_account(
    app: &App,
    login: &str,
    name: &str,
    password: &str,
    roles: &[Grant],
) -> Result<MemberId, AdminError> {
    let (login, name) = (login_of(login)?, named(name)?);
    check_password(password)?;
    if app.store.account(&login).await?.is_some() {
        return Err(AdminError::LoginTaken(login));
    }
    let id = MemberId(uuid::Uuid::now_v7());
    check_sites(app, roles).await?;
    put_everywhere(app, Member { id, name, grants: roles.to_vec(), suspended: false }, &[]).await?;
    put_password(app, &login, password, id).await?;
    Ok(id)
}

/// Gives a person these roles and no others; who has none left at a site sees nothing of it.
pub async fn set_roles(app: &App, login: &str, roles: &[Grant]) -> Result<(), AdminError> {
    check_sites(app, roles).await?;
    let (_, member, sites) = known(app, login).await?;
    put_everywhere(app, Member { grants: roles.to_vec(), ..member }, &sites).await
}

/// Gives a login a new password and ends its sessions.
pub async fn set_password(app: &App, login: &str, password: &str) -> Result<(), AdminError> {
    check_password(password)?;
    let (login, member, _) = known(app, login).await?;
    put_password(app, &login, password, member.id).await?;
    Ok(app.store.close_sessions(member.id).await?)
}

/// Gives a login a one-time password and ends its sessions; it is told here and never again.
pub async fn reset_password(app: &App, login: &str) -> Result<String, AdminError> {
    let (login, member, _) = known(app, login).await?;
    let password = one_time_password();
    app.put_one_time(&login, &password, member.id).await?;
    app.store.close_sessions(member.id).await?;
    Ok(password)
}

/// Shuts a person out with the next request, or lets them in again. What they did stays; what they
/// did not send yet their phones still bring, for a head to judge.
pub async fn suspend(app: &App, login: &str, suspended: bool) -> Result<(), AdminError> {
    let (_, member, sites) = known(app, login).await?;
    put_everywhere(app, Member { suspended, ..member }, &sites).await
}

/// The person at every site of their roles, and at those of before.
async fn put_everywhere(app: &App, member: Member, before: &[SiteId]) -> Result<(), AdminError> {
    let now = member.grants.iter().map(|grant| grant.site);
    for site in now.chain(before.iter().copied()).collect::<BTreeSet<_>>() {
        app.store.keep_member(site, member.clone(), MemberId::SYSTEM).await?;
    }
    Ok(())
}

async fn known(app: &App, login: &str) -> Result<(String, Member, Vec<SiteId>), AdminError> {
    let login = login_of(login)?;
    let missing = || AdminError::NoSuchLogin(login.clone());
    let id = app.store.account(&login).await?.ok_or_else(missing)?.member;
    let (member, _) = app.store.person(id).await?.ok_or_else(missing)?;
    let sites = app.store.memberships(id).await?;
    Ok((login, member, sites))
}

async fn check_sites(app: &App, roles: &[Grant]) -> Result<(), AdminError> {
    if roles.is_empty() {
        return Err(AdminError::NoRole);
    }
    let sites = sites(app).await?;
    let known = |grant: &&Grant| sites.iter().any(|(id, _)| *id == grant.site);
    match roles.iter().find(|grant| !known(grant)) {
        Some(grant) => Err(AdminError::NoSuchSite(grant.site.to_string(), sites)),
        None => Ok(()),
    }
}

async fn put_password(
    app: &App,
    login: &str,
    password: &str,
    member: MemberId,
) -> Result<(), AdminError> {
    app.put_account(login, password, member).await.map_err(|error| match error.0 {
        Refusal::Malformed => AdminError::BadPassword,
        refusal => AdminError::Store(refusal),
    })
}

fn check_password(password: &str) -> Result<(), AdminError> {
    let fits = password.chars().count() >= SHORTEST_PASSWORD && password.len() <= LONGEST;
    if fits { Ok(()) } else { Err(AdminError::BadPassword) }
}

fn named(name: &str) -> Result<String, AdminError> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    let plain = !name.chars().any(char::is_control);
    if fits && plain { Ok(name.to_owned()) } else { Err(AdminError::BadName) }
}

/// As `POST /api/sign-in` looks it up.
fn login_of(login: &str) -> Result<String, AdminError> {
    named(&login.to_lowercase())
}

/// Minutes east of UTC; `None` for a zone that no table knows.
pub(crate) fn offset_at(zone: &str, now: At) -> Option<i16> {
    let zone: chrono_tz::Tz = zone.parse().ok()?;
    let utc = chrono::DateTime::from_timestamp_millis(now.0)?;
    let seconds = zone.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc();
    i16::try_from(seconds / 60).ok()
}
