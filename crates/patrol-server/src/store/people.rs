//! Accounts and failed tries. Holds hashes only: no password, no address.

use super::{Refusal, Store};
use crate::limits;
use patrol_domain::people::Member;
use patrol_domain::place::Site;
use patrol_domain::{At, MemberId, Record, SiteId};
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

pub(super) fn id_at<T: std::str::FromStr>(row: &AnyRow, column: usize) -> Result<T, Refusal> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| Refusal::Internal)
}

fn body_at<T: DeserializeOwned>(row: &AnyRow, column: usize) -> Result<T, Refusal> {
    serde_json::from_str(&row.try_get::<String, _>(column)?).map_err(|_| Refusal::Internal)
}

/// A login and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub login: String,
    pub hash: String,
    pub member: MemberId,
    /// Its password is a one-time one.
    pub must_change: bool,
}

fn account(row: &AnyRow) -> Result<Account, Refusal> {
    Ok(Account {
        login: row.try_get(0)?,
        hash: row.try_get(1)?,
        member: id_at(row, 2)?,
        must_change: row.try_get::<i64, _>(3)? != 0,
    })
}

impl Store {
    /// The account of a login.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, Refusal> {
        let text = "SELECT login, hash, member, must_change FROM accounts WHERE login = $1";
        let row = sqlx::query(text).bind(login.to_owned()).fetch_optional(&self.readers).await?;
        row.map(|row| account(&row)).transpose()
    }

    /// The accounts of a site's people.
    pub(crate) async fn accounts_at(&self, site: SiteId) -> Result<Vec<Account>, Refusal> {
        let text = "SELECT a.login, a.hash, a.member, a.must_change FROM accounts a \
             JOIN memberships m ON m.member = a.member WHERE m.site = $1 ORDER BY a.login";
        let rows = sqlx::query(text).bind(site.to_string()).fetch_all(&self.readers).await?;
        rows.iter().map(account).collect()
    }

    /// When a session of each of a site's people was last in use, exact to a day.
    pub(crate) async fn last_seen_at(
        &self,
        site: SiteId,
    ) -> Result<BTreeMap<MemberId, At>, Refusal> {
        let text = "SELECT s.member, MAX(s.seen_at) FROM sessions s \
             JOIN memberships m ON m.member = s.member WHERE m.site = $1 GROUP BY s.member";
        let rows = sqlx::query(text).bind(site.to_string()).fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok((id_at(row, 0)?, At(row.try_get(1)?)))).collect()
    }

    /// The account of a person.
    pub async fn account_of(&self, member: MemberId) -> Result<Option<Account>, Refusal> {
        let text = "SELECT login, hash, member, must_change FROM accounts WHERE member = $1 \
             ORDER BY login LIMIT 1";
        let row = sqlx::query(text).bind(member.to_string()).fetch_optional(&self.readers).await?;
        row.map(|row| account(&row)).transpose()
    }

    /// Where a record of the person stands, also without a role.
    pub async fn memberships(&self, member: MemberId) -> Result<Vec<SiteId>, Refusal> {
        let rows = sqlx::query("SELECT site FROM memberships WHERE member = $1 ORDER BY site")
            .bind(member.to_string())
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| id_at(row, 0)).collect()
    }

    /// What a site is called.
    pub async fn site_name(&self, site: SiteId) -> Result<Option<String>, Refusal> {
        let text = "SELECT body FROM records WHERE site = $1 AND kind = 'site' AND name = $1";
        let row = sqlx::query(text).bind(site.to_string()).fetch_optional(&self.readers).await?;
        row.map(|row| {
            body_at::<Record>(&row, 0).map(|record| match record {
                Record::Site(site) => site.name,
                _ => String::new(),
            })
        })
        .transpose()
    }

    /// The person with the grants of all sites, and the sites where a grant is in force.
    pub async fn person(&self, id: MemberId) -> Result<Option<(Member, Vec<Site>)>, Refusal> {
        let mut tx = self.readers.begin().await?;
        let rows = sqlx::query(
            "SELECT r.body FROM memberships m JOIN records r \
             ON r.site = m.site AND r.kind = 'member' AND r.name = m.member \
             WHERE m.member = $1 ORDER BY r.site",
        )
        .bind(id.to_string())
        .fetch_all(&mut *tx)
        .await?;
        let mut person: Option<Member> = None;
        for row in rows {
            let here: Member = body_at(&row, 0)?;
            match &mut person {
                None => person = Some(here),
                Some(known) => {
                    known.grants.extend(here.grants);
                    known.suspended &= here.suspended;
                }
            }
        }
        let Some(person) = person else { return Ok(None) };
        let mut sites = Vec::new();
        let mut ids: Vec<SiteId> = person.grants.iter().map(|grant| grant.site).collect();
        ids.sort_unstable();
        ids.dedup();
        for site in ids {
            let text = "SELECT body FROM records WHERE site = $1 AND kind = 'site' AND name = $1";
            let row = sqlx::query(text).bind(site.to_string()).fetch_optional(&mut *tx).await?;
            if let Some(row) = row {
                sites.push(body_at(&row, 0)?);
            }
        }
        tx.commit().await?;
        Ok(Some((person, sites)))
    }

    /// Whether the person has a grant in force at the site.
    pub async fn may_enter(&self, member: MemberId, site: SiteId) -> Result<bool, Refusal> {
        let mut connection = self.readers.acquire().await?;
        Ok(super::pull::scope_of(&mut connection, member, site).await?.is_some())
    }

    /// Counts a try before its password is looked at; returns the seconds to wait, if too many.
    pub async fn count_try(&self, subject: &str, most: i64) -> Result<Option<u32>, Refusal> {
        let now = (self.clock)();
        let row = sqlx::query(
            "INSERT INTO sign_in_tries (subject, failures, until) VALUES ($1, 1, $2) \
             ON CONFLICT (subject) DO UPDATE SET \
             failures = CASE WHEN sign_in_tries.until <= $3 THEN 1 \
                 ELSE sign_in_tries.failures + 1 END, \
             until = CASE WHEN sign_in_tries.until <= $3 THEN excluded.until \
                 ELSE sign_in_tries.until END \
             RETURNING failures, until",
        )
        .bind(self.seal(subject))
        .bind(now.plus_minutes(limits::TRIES_MINUTES).0)
        .bind(now.0)
        .fetch_one(&self.writer)
        .await?;
        let (failures, until): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let seconds = (until.saturating_sub(now.0) / 1000).clamp(1, 3600) as u32;
        Ok((failures > most).then_some(seconds))
    }

    /// Takes one counted try back: it was no failure.
    pub async fn forgive_try(&self, subject: &str) -> Result<(), Refusal> {
        sqlx::query(
            "UPDATE sign_in_tries SET failures = failures - 1 WHERE subject = $1 AND failures > 0",
        )
        .bind(self.seal(subject))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Forgets the tries of a login that was proved right.
    pub async fn forget_tries(&self, subject: &str) -> Result<(), Refusal> {
        sqlx::query("DELETE FROM sign_in_tries WHERE subject = $1")
            .bind(self.seal(subject))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
