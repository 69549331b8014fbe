//! Accounts, sessions and failed tries. Holds hashes only: no password, no token, no address.

use super::facts::{hex, sha256};
use super::{Refusal, Store};
use crate::limits;
use patrol_domain::people::Member;
use patrol_domain::place::Site;
use patrol_domain::{At, MemberId, Record, SiteId};
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A session that is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub member: MemberId,
    pub seen_at: At,
}

fn token_hash(token: &str) -> String {
    hex(&sha256(token.as_bytes()))
}

fn id_at<T: std::str::FromStr>(row: &AnyRow, column: usize) -> Result<T, Refusal> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| Refusal::Internal)
}

fn body_at<T: DeserializeOwned>(row: &AnyRow, column: usize) -> Result<T, Refusal> {
    serde_json::from_str(&row.try_get::<String, _>(column)?).map_err(|_| Refusal::Internal)
}

impl Store {
    /// The account's password hash and person.
    pub async fn account(&self, login: &str) -> Result<Option<(String, MemberId)>, Refusal> {
        let row = sqlx::query("SELECT hash, member FROM accounts WHERE login = $1")
            .bind(login.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| Ok((row.try_get(0)?, id_at(&row, 1)?))).transpose()
    }

    /// Keeps a new session under the hash of its token.
    pub async fn open_session(&self, token: &str, member: MemberId) -> Result<(), Refusal> {
        let now = (self.clock)().0;
        sqlx::query(
            "INSERT INTO sessions (token, member, created_at, seen_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(token_hash(token))
        .bind(member.to_string())
        .bind(now)
        .bind(now)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The session of a token, unless it was unused for too long or its person is suspended.
    pub async fn session(&self, token: &str) -> Result<Option<SessionRow>, Refusal> {
        let now = (self.clock)();
        let row = sqlx::query(
            "SELECT member, seen_at FROM sessions \
             WHERE token = $1 AND seen_at > $2 \
             AND (EXISTS (SELECT 1 FROM memberships m \
                 WHERE m.member = sessions.member AND m.suspended = 0) \
             OR NOT EXISTS (SELECT 1 FROM memberships m WHERE m.member = sessions.member))",
        )
        .bind(token_hash(token))
        .bind(now.plus_days(-limits::SESSION_IDLE_DAYS).0)
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SessionRow { member: id_at(&row, 0)?, seen_at: At(row.try_get(1)?) }))
    }

    /// Notes once a day that a session is in use; tells whether it did.
    pub async fn note_use(&self, token: &str, session: SessionRow) -> Result<bool, Refusal> {
        let now = (self.clock)();
        if now <= session.seen_at.plus_days(1) {
            return Ok(false);
        }
        let noted =
            sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token = $1 AND seen_at < $2")
                .bind(token_hash(token))
                .bind(now.0)
                .execute(&self.writer)
                .await?;
        Ok(noted.rows_affected() > 0)
    }

    pub async fn close_session(&self, token: &str) -> Result<(), Refusal> {
        sqlx::query("DELETE FROM sessions WHERE token = $1")
            .bind(token_hash(token))
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Ends every session of a person.
    pub async fn close_sessions(&self, member: MemberId) -> Result<(), Refusal> {
        sqlx::query("DELETE FROM sessions WHERE member = $1")
            .bind(member.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
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

    /// Forgets the tries of a login that was proved right.
    pub async fn forget_tries(&self, subject: &str) -> Result<(), Refusal> {
        sqlx::query("DELETE FROM sign_in_tries WHERE subject = $1")
            .bind(self.seal(subject))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
