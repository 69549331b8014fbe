//! Plans, and the rounds that come from them.

use super::office::{Also, Deed};
use super::writer::{Change, Done};
use super::{Refusal, Store};
use crate::limits;
use crate::plan::Plan;
use patrol_domain::place::Site;
use patrol_domain::round::Round;
use patrol_domain::{At, Kind, MemberId, PlanId, Record, SiteId};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

fn body<T: serde::de::DeserializeOwned>(row: &AnyRow) -> Result<T, Refusal> {
    serde_json::from_str(&row.try_get::<String, _>(0)?).map_err(|_| Refusal::Internal)
}

impl Store {
    /// Keeps a plan, as new or in place of the old. What it made already stays.
    pub async fn put_plan(&self, plan: &Plan, by: MemberId) -> Result<(), Refusal> {
        let body = json!({ "deed": "keep_plan", "plan": plan });
        let deed = Deed { also: vec![Also::Plan(plan.clone())], ..Deed::of(by, &body) };
        self.office(plan.site, deed).await
    }

    /// The site and its plans, each with the time up to which its rounds are made.
    pub async fn plans(&self, site: SiteId) -> Result<(Option<Site>, Vec<(Plan, At)>), Refusal> {
        let text = "SELECT body FROM records WHERE site = $1 AND kind = 'site' AND name = $1";
        let here = sqlx::query(text).bind(site.to_string()).fetch_optional(&self.readers).await?;
        let here = here.map(|row| body(&row)).transpose()?;
        let rows = sqlx::query("SELECT body, expanded_to FROM plans WHERE site = $1 ORDER BY id")
            .bind(site.to_string())
            .fetch_all(&self.readers)
            .await?;
        let plans = rows.iter().map(|row| Ok((body(row)?, At(row.try_get(1)?))));
        Ok((here, plans.collect::<Result<_, Refusal>>()?))
    }

    /// The records of some kinds that stand at a site.
    pub async fn standing(&self, site: SiteId, kinds: &[Kind]) -> Result<Vec<Record>, Refusal> {
        let mut found = Vec::new();
        for kind in kinds {
            let rows = sqlx::query("SELECT body FROM records WHERE site = $1 AND kind = $2")
                .bind(site.to_string())
                .bind(kind.name())
                .fetch_all(&self.readers)
                .await?;
            for row in &rows {
                found.push(body(row)?);
            }
        }
        Ok(found)
    }

    /// Puts in those rounds that are not there yet and notes how far the plan has come, in one
    /// transaction; returns how many were new.
    pub async fn plan_rounds(
        &self,
        site: SiteId,
        plan: PlanId,
        rounds: Vec<Round>,
        until: At,
    ) -> Result<usize, Refusal> {
        match self.write(Change::Planned { site, plan, rounds, until }).await? {
            Done::Planned(made) => Ok(made),
            _ => Err(Refusal::Internal),
        }
    }

    /// Rounds in hand that opened before `now`.
    pub async fn live_rounds(&self, site: SiteId, now: At) -> Result<Vec<Round>, Refusal> {
        let rows = sqlx::query(
            "SELECT body FROM records WHERE site = $1 AND kind = 'round' AND past = 0 \
             AND ord < $2 ORDER BY ord LIMIT 1000",
        )
        .bind(site.to_string())
        .bind(now.0)
        .fetch_all(&self.readers)
        .await?;
        let rounds = rows.iter().map(|row| match body::<Record>(row)? {
            Record::Round(round) => Ok(round),
            _ => Err(Refusal::Internal),
        });
        rounds.collect()
    }

    /// Rounds in hand, due or under way, that a plan made.
    pub async fn rounds_of_plan(&self, site: SiteId, plan: PlanId) -> Result<Vec<Round>, Refusal> {
        let rows = sqlx::query(
            "SELECT body FROM records WHERE site = $1 AND kind = 'round' AND past = 0 \
             AND body LIKE $2",
        )
        .bind(site.to_string())
        .bind(format!("%\"plan\":\"{plan}\"%"))
        .fetch_all(&self.readers)
        .await?;
        let rounds = rows.iter().map(|row| match body::<Record>(row)? {
            Record::Round(round) => Ok(round),
            _ => Err(Refusal::Internal),
        });
        rounds.collect()
    }

    /// Forgets sessions and tries whose time is over.
    pub async fn purge_sessions(&self) -> Result<u64, Refusal> {
        let now = (self.clock)();
        let gone = sqlx::query("DELETE FROM sessions WHERE seen_at <= $1")
            .bind(now.plus_days(-limits::SESSION_IDLE_DAYS).0)
            .execute(&self.writer)
            .await?;
        sqlx::query("DELETE FROM sign_in_tries WHERE until <= $1")
            .bind(now.0)
            .execute(&self.writer)
            .await?;
        Ok(gone.rows_affected())
    }

    /// A note of the server about itself.
    pub async fn fact(&self, name: &str) -> Result<Option<String>, Refusal> {
        let row = sqlx::query("SELECT value FROM server_facts WHERE name = $1")
            .bind(name.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    pub async fn put_fact(&self, name: &str, value: &str) -> Result<(), Refusal> {
        sqlx::query(
            "INSERT INTO server_facts (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name.to_owned())
        .bind(value.to_owned())
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}
