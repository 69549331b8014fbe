//! What the office does beside operations of phones: plans and accounts. Each deed is written down
//! in the transaction that does it, with its row in the chain. Decides nothing.

use super::group::{Group, Stop};
use super::items::Switch;
use super::seed::of_site;
use super::writer::Change;
use super::{Refusal, Store};
use crate::plan::Plan;
use patrol_domain::office::Delegation;
use patrol_domain::people::Member;
use patrol_domain::{At, MemberId, Record, SiteId};
use serde_json::{Value, json};
use sqlx::AnyConnection;
use uuid::Uuid;

/// One deed at one site.
#[derive(Debug)]
pub(crate) struct Deed {
    pub(crate) by: MemberId,
    /// What is written down: JSON, without any password or token.
    pub(crate) body: String,
    /// Records that it changes.
    pub(crate) records: Vec<Record>,
    pub(crate) also: Vec<Also>,
}

impl Deed {
    pub(crate) fn of(by: MemberId, body: &Value) -> Deed {
        Deed { by, body: body.to_string(), records: Vec::new(), also: Vec::new() }
    }
}

/// What changes beside records, in the same transaction.
#[derive(Debug)]
pub(crate) enum Also {
    Plan(Plan),
    /// A login with its password's hash; a one-time password is changed at the first sign-in.
    Account {
        login: String,
        hash: String,
        member: MemberId,
        must_change: bool,
    },
    Delegation(Delegation),
    EndDelegation {
        id: Uuid,
        until: At,
    },
    Item(Box<Switch>),
}

impl Store {
    /// Does and writes down what the office does at a site.
    pub(crate) async fn office(&self, site: SiteId, deed: Deed) -> Result<(), Refusal> {
        self.write(Change::Office { site, deed }).await.map(|_| ())
    }

    /// Keeps a person's record at a site, with the grants of this site only.
    pub(crate) async fn keep_member(
        &self,
        site: SiteId,
        member: Member,
        by: MemberId,
    ) -> Result<(), Refusal> {
        let record = of_site(site, Record::Member(member));
        let body = json!({ "deed": "keep_member", "member": &record });
        self.office(site, Deed { records: vec![record], ..Deed::of(by, &body) }).await
    }

    /// Makes an account, or gives it a new password hash; written down at every site of its person.
    pub(crate) async fn put_account(
        &self,
        login: &str,
        hash: &str,
        member: MemberId,
        must_change: bool,
        by: MemberId,
    ) -> Result<(), Refusal> {
        let (login, hash) = (login.to_owned(), hash.to_owned());
        let mut account = vec![Also::Account { login, hash, member, must_change }];
        let sites = self.memberships(member).await?;
        if sites.is_empty() {
            return Err(Refusal::NotFound);
        }
        let body = json!({ "deed": "set_password", "member": member, "one_time": must_change });
        for site in sites {
            let also = std::mem::take(&mut account);
            self.office(site, Deed { also, ..Deed::of(by, &body) }).await?;
        }
        Ok(())
    }
}

impl Group<'_> {
    pub(super) async fn deed(&mut self, site: SiteId, deed: &Deed) -> Result<(), Stop> {
        for also in &deed.also {
            if let Also::Item(switch) = also {
                self.switch(site, switch).await?;
                continue;
            }
            // A login of somebody else: nothing was written yet.
            if !also.write(site, &mut *self.connection).await? {
                return Err(Refusal::NotYours.into());
            }
        }
        self.put(site, &deed.records)?;
        self.log_deed(site, deed.by, deed.body.clone())
    }
}

impl Also {
    /// Whether it could be: a login belongs to one person.
    async fn write(
        &self,
        site: SiteId,
        connection: &mut AnyConnection,
    ) -> Result<bool, sqlx::Error> {
        let done = match self {
            Also::Plan(plan) => {
                let body =
                    serde_json::to_string(plan).map_err(|e| sqlx::Error::Encode(e.into()))?;
                sqlx::query(
                    "INSERT INTO plans (site, id, body, expanded_to) VALUES ($1, $2, $3, 0) \
                     ON CONFLICT (site, id) DO UPDATE SET body = excluded.body",
                )
                .bind(plan.site.to_string())
                .bind(plan.id.to_string())
                .bind(body)
            }
            Also::Account { login, hash, member, must_change } => sqlx::query(
                "INSERT INTO accounts (login, hash, member, must_change) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (login) DO UPDATE SET hash = excluded.hash, \
                 must_change = excluded.must_change WHERE accounts.member = excluded.member",
            )
            .bind(login.clone())
            .bind(hash.clone())
            .bind(member.to_string())
            .bind(i64::from(*must_change)),
            Also::Delegation(one) => {
                let body = serde_json::to_string(one).map_err(|e| sqlx::Error::Encode(e.into()))?;
                sqlx::query(
                    "INSERT INTO delegations \
                     (site, id, absent, acting, body, from_at, until_at, state) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned')",
                )
                .bind(site.to_string())
                .bind(one.id.to_string())
                .bind(one.absent.to_string())
                .bind(one.acting.to_string())
                .bind(body)
                .bind(one.from.0)
                .bind(one.until.0)
            }
            Also::EndDelegation { id, until } => sqlx::query(
                "UPDATE delegations SET until_at = $3 \
                 WHERE site = $1 AND id = $2 AND state <> 'over'",
            )
            .bind(site.to_string())
            .bind(id.to_string())
            .bind(until.0),
            // A record: the group has written it.
            Also::Item(_) => return Ok(true),
        }
        .execute(connection)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
