//! Posts in other hands for a time. They begin and end by the server's clock, inside a transaction
//! of the site; nobody's request passes one that is over.

use super::group::{Group, Stop};
use super::writer::Change;
use super::{Refusal, Store};
use patrol_domain::office::{Delegation, Post, leads_site};
use patrol_domain::people::{Grant, Role};
use patrol_domain::{At, Key, MemberId, Record, SiteId};
use serde_json::json;
use sqlx::Row;
use std::sync::atomic::{AtomicI64, Ordering};

/// When the next delegation begins or ends, as far as this server knows; 0 at the start: look.
#[derive(Debug, Default)]
pub(super) struct NextDue(AtomicI64);

/// The grant that the acting person gets: whoever acts for the manager is a deputy (R222).
pub(crate) fn acting_grant(site: SiteId, post: Post) -> Grant {
    let role = if leads_site(post.role) { Role::Deputy } else { post.role };
    Grant { site, role, department: post.department }
}

impl Store {
    /// Those of a site that are not over, each with whether it gave a post that was not there.
    pub(crate) async fn delegations(
        &self,
        site: SiteId,
    ) -> Result<Vec<(Delegation, bool)>, Refusal> {
        let rows = sqlx::query(
            "SELECT body, state, added, until_at FROM delegations \
             WHERE site = $1 AND state <> 'over' ORDER BY from_at, id",
        )
        .bind(site.to_string())
        .fetch_all(&self.readers)
        .await?;
        let found = rows.iter().map(|row| {
            let mut found: Delegation = serde_json::from_str(&row.try_get::<String, _>(0)?)
                .map_err(|_| Refusal::Internal)?;
            found.in_force = row.try_get::<String, _>(1)? == "in_force";
            found.until = At(row.try_get(3)?);
            Ok((found, row.try_get::<i64, _>(2)? != 0))
        });
        found.collect()
    }

    /// Begins and ends what is due. Costs one look at the clock while nothing is.
    pub(crate) async fn settle_due(&self) -> Result<(), Refusal> {
        if (self.clock)().0 < self.next_due.0.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.settle_delegations().await
    }

    /// As `settle_due`, after looking: another server may have made some.
    pub(crate) async fn settle_delegations(&self) -> Result<(), Refusal> {
        let text = "SELECT DISTINCT site FROM delegations WHERE state <> 'over' \
             AND (until_at <= $1 OR (state = 'planned' AND from_at <= $1))";
        let now = (self.clock)().0;
        let due = sqlx::query(text).bind(now).fetch_all(&self.readers).await?;
        for row in due {
            if let Ok(site) = row.try_get::<String, _>(0)?.parse() {
                self.write(Change::Delegations { site }).await?;
            }
        }
        let text = "SELECT MIN(CASE WHEN state = 'planned' THEN from_at ELSE until_at END) \
             FROM delegations WHERE state <> 'over'";
        let row = sqlx::query(text).fetch_one(&self.readers).await?;
        let next = row.try_get::<Option<i64>, _>(0)?.unwrap_or(i64::MAX);
        self.next_due.0.store(next, Ordering::Relaxed);
        Ok(())
    }
}

impl Group<'_> {
    /// Begins and ends what is due at the site by now.
    pub(super) async fn delegations(&mut self, site: SiteId) -> Result<(), Stop> {
        let rows = sqlx::query(
            "SELECT id, body, state, added, until_at FROM delegations WHERE site = $1 \
             AND state <> 'over' AND (until_at <= $2 OR (state = 'planned' AND from_at <= $2)) \
             ORDER BY until_at, id",
        )
        .bind(site.to_string())
        .bind(self.now.0)
        .fetch_all(&mut *self.connection)
        .await?;
        for row in rows {
            let given: Delegation = serde_json::from_str(&row.try_get::<String, _>(1)?)
                .map_err(|_| Refusal::Internal)?;
            let (over, added) =
                (row.try_get::<i64, _>(4)? <= self.now.0, row.try_get::<i64, _>(3)?);
            let added = match (over, added != 0) {
                (true, true) => {
                    self.regrant(site, &given, false).await?;
                    false
                }
                (true, false) => false,
                (false, _) => self.regrant(site, &given, true).await?,
            };
            let state = if over { "over" } else { "in_force" };
            let text = "UPDATE delegations SET state = $3, added = $4 WHERE site = $1 AND id = $2";
            sqlx::query(text)
                .bind(site.to_string())
                .bind(row.try_get::<String, _>(0)?)
                .bind(state)
                .bind(i64::from(added))
                .execute(&mut *self.connection)
                .await?;
            let deed = if over { "delegation_ends" } else { "delegation_begins" };
            let body = json!({ "deed": deed, "delegation": given });
            self.log_deed(site, MemberId::SYSTEM, body.to_string())?;
        }
        Ok(())
    }

    /// Gives the acting person the post, or takes it; whether their record changed.
    async fn regrant(
        &mut self,
        site: SiteId,
        given: &Delegation,
        give: bool,
    ) -> Result<bool, Stop> {
        let key = Key::Member { id: given.acting };
        self.load(site, &key).await?;
        let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
        let Some(Some(Record::Member(member))) = ledger.view.records.get(&key) else {
            return Ok(false);
        };
        let (mut member, grant) = (member.clone(), acting_grant(site, given.post));
        let held = member.grants.contains(&grant);
        if held == give {
            return Ok(false);
        }
        if give {
            member.grants.push(grant);
        } else {
            member.grants.retain(|one| *one != grant);
        }
        ledger.changed.insert(key.clone());
        ledger.view.put(key, Some(Record::Member(member)));
        Ok(true)
    }
}
