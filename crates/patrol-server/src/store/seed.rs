//! Records that no person's operation made: the library, a site's people and places, accounts.

use super::incoming::Incoming;
use super::writer::{Change, Done};
use super::{Refusal, Store};
use patrol_domain::{MemberId, Mutation, Op, PhotoId, Record, SiteId};
use patrol_protocol::{Outcome, PushAnswer};
use sqlx::Row;

/// Why records were not put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database refused: {0:?}")]
pub struct SeedError(pub Refusal);

impl Store {
    /// Settles a push; when this returns, its receipts are on disk.
    pub async fn push(&self, member: MemberId, push: Incoming) -> Result<PushAnswer, Refusal> {
        match self.write(Change::Push { member, incoming: push }).await? {
            Done::Push(answer) => Ok(answer),
            _ => Err(Refusal::Internal),
        }
    }

    /// Whether no site has been set up yet.
    pub async fn is_empty(&self) -> Result<bool, sqlx::Error> {
        let row = sqlx::query("SELECT 1 FROM site_counters LIMIT 1");
        Ok(row.fetch_optional(&self.readers).await?.is_none())
    }

    /// Puts records into a site's change log, as new or in place of the old. A person's record
    /// keeps only the grants of this site: nobody learns of another site through a colleague.
    pub async fn put(&self, site: SiteId, records: Vec<Record>) -> Result<(), SeedError> {
        let records = records.into_iter().map(|record| of_site(site, record)).collect();
        self.write(Change::Put { site, records }).await.map(|_| ()).map_err(SeedError)
    }

    /// Records together with the operations that led to them, which are then in the log and let
    /// their authors and readers reach their photos.
    pub async fn replay(
        &self,
        site: SiteId,
        records: Vec<Record>,
        ops: Vec<Op>,
    ) -> Result<(), SeedError> {
        let records = records.into_iter().map(|record| of_site(site, record)).collect();
        self.write(Change::Replay { site, records, ops }).await.map(|_| ()).map_err(SeedError)
    }

    /// Moves made by time, for example a missed round; one outcome each.
    pub async fn server_moves(
        &self,
        site: SiteId,
        mutations: Vec<Mutation>,
    ) -> Result<Vec<Outcome>, SeedError> {
        match self.write(Change::Moves { site, mutations }).await.map_err(SeedError)? {
            Done::Moves(outcomes) => Ok(outcomes),
            _ => Err(SeedError(Refusal::Internal)),
        }
    }

    /// Notes in the change log that the server holds a photo's bytes: the row that phones wait for.
    pub async fn photo_held(&self, site: SiteId, id: PhotoId, bytes: i64) -> Result<(), Refusal> {
        self.write(Change::PhotoHeld { site, id, bytes }).await.map(|_| ())
    }

    /// Every site set up here.
    pub async fn sites(&self) -> Result<Vec<SiteId>, sqlx::Error> {
        let rows = sqlx::query("SELECT site FROM site_counters ORDER BY site")
            .fetch_all(&self.readers)
            .await?;
        let ids = rows.iter().map(|row| row.try_get::<String, _>(0));
        Ok(ids.collect::<Result<Vec<_>, _>>()?.iter().filter_map(|id| id.parse().ok()).collect())
    }
}

pub(super) fn of_site(site: SiteId, record: Record) -> Record {
    match record {
        Record::Member(mut member) => {
            member.grants.retain(|grant| grant.site == site);
            Record::Member(member)
        }
        other => other,
    }
}
