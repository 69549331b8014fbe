//! One transaction's work: what is locked and read first, and who takes which change.

use super::Refusal;
use super::flush::Settled;
use super::incoming::Incoming;
use super::rights_past::Past;
use super::rows::{Cell, select_in};
use super::writer::{Change, Done};
use patrol_domain::{At, DeviceId, Key, MemberId, OpId, PhotoId, Record, SiteId, View};
use patrol_protocol::Receipt;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

/// Why a change was not taken.
pub(super) enum Stop {
    Refused(Refusal),
    Sql(sqlx::Error),
}
impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}
impl From<sqlx::Error> for Stop {
    fn from(cause: sqlx::Error) -> Self {
        Stop::Sql(cause)
    }
}

/// A site's state inside the transaction.
pub(super) struct Ledger {
    pub(super) seq: i64,
    pub(super) audit_n: i64,
    pub(super) audit_hash: String,
    pub(super) view: View,
    /// The stored audience of what was loaded.
    pub(super) audiences: BTreeMap<Key, String>,
    pub(super) changed: BTreeSet<Key>,
}

/// An operation that is settled, by whom and from where.
pub(super) struct Given {
    /// As the log names it: moves by time and imports have no phone.
    pub(super) device: String,
    pub(super) site: String,
    pub(super) author: String,
    pub(super) receipt: Receipt,
}

/// Several changes on their way into one transaction.
pub(super) struct Group<'t> {
    pub(super) connection: &'t mut AnyConnection,
    pub(super) now: At,
    pub(super) sites: BTreeMap<SiteId, Ledger>,
    /// Whose each device is, and whether that is new.
    pub(super) devices: BTreeMap<DeviceId, (MemberId, bool)>,
    /// How far each device's order has come at a site, and whether it moved.
    pub(super) orders: BTreeMap<(DeviceId, SiteId), (u64, bool)>,
    /// What was settled under the ids that these pushes bring.
    pub(super) given: BTreeMap<OpId, Given>,
    pub(super) receipts: BTreeMap<(DeviceId, SiteId, u64), (OpId, Receipt)>,
    pub(super) past: Past,
    pub(super) settled: Settled,
    /// The server's life, once it was asked for.
    pub(super) life: Option<String>,
    #[cfg(feature = "faults")]
    pub(super) faults: super::Faults,
}

impl<'t> Group<'t> {
    /// Locks the counters of every site concerned, in one order for all servers, then reads what
    /// every push needs.
    pub(super) async fn begin(
        connection: &'t mut AnyConnection,
        now: At,
        changes: &[Arc<Change>],
    ) -> Result<Group<'t>, sqlx::Error> {
        let mut group = Group {
            connection,
            now,
            sites: BTreeMap::new(),
            devices: BTreeMap::new(),
            orders: BTreeMap::new(),
            given: BTreeMap::new(),
            receipts: BTreeMap::new(),
            past: Past::new(),
            settled: Settled::default(),
            life: None,
            #[cfg(feature = "faults")]
            faults: super::Faults::default(),
        };
        let made = changes.iter().filter(|change| {
            matches!(&***change, Change::Put { .. } | Change::Replay { .. } | Change::Office { .. })
        });
        for site in made.filter_map(|change| change.site()).collect::<BTreeSet<_>>() {
            group.make_counter(site).await?;
        }
        for site in changes.iter().filter_map(|change| change.site()).collect::<BTreeSet<_>>() {
            group.lock(site).await?;
        }
        let pushes: Vec<&Incoming> = changes
            .iter()
            .filter_map(|change| match &**change {
                Change::Push { incoming, .. } => Some(incoming),
                _ => None,
            })
            .collect();
        group.load_devices(&pushes).await?;
        group.load_used_ids(&pushes).await?;
        group.load_past(&pushes).await?;
        group.prefetch(&pushes).await?;
        Ok(group)
    }

    async fn make_counter(&mut self, site: SiteId) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO site_counters (site, seq, audit_n, audit_hash) VALUES ($1, 0, 0, '') \
             ON CONFLICT DO NOTHING",
        )
        .bind(site.to_string())
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
    }

    async fn lock(&mut self, site: SiteId) -> Result<(), sqlx::Error> {
        let row = sqlx::query(
            "UPDATE site_counters SET seq = seq WHERE site = $1 \
             RETURNING seq, audit_n, audit_hash",
        )
        .bind(site.to_string())
        .fetch_optional(&mut *self.connection)
        .await?;
        if let Some(row) = row {
            let ledger = Ledger {
                seq: row.try_get(0)?,
                audit_n: row.try_get(1)?,
                audit_hash: row.try_get(2)?,
                view: View::default(),
                audiences: BTreeMap::new(),
                changed: BTreeSet::new(),
            };
            self.sites.insert(site, ledger);
        }
        Ok(())
    }

    async fn load_devices(&mut self, pushes: &[&Incoming]) -> Result<(), sqlx::Error> {
        let ids: BTreeSet<DeviceId> = pushes.iter().map(|push| push.device).collect();
        let names: Vec<String> = ids.iter().map(DeviceId::to_string).collect();
        let text = "SELECT id, member FROM devices WHERE id {in}";
        for row in select_in(self.connection, text, &[], &names).await? {
            if let (Some(id), Some(member)) = (id_at(&row, 0)?, id_at(&row, 1)?) {
                self.devices.insert(id, (member, false));
            }
        }
        let text = "SELECT device, site, last_seq FROM device_orders WHERE device {in}";
        for row in select_in(self.connection, text, &[], &names).await? {
            if let (Some(device), Some(site)) = (id_at(&row, 0)?, id_at(&row, 1)?) {
                let last = row.try_get::<i64, _>(2)?.unsigned_abs();
                self.orders.insert((device, site), (last, false));
            }
        }
        Ok(())
    }

    /// What is in the log already, under another number, of the ids that new operations carry.
    async fn load_used_ids(&mut self, pushes: &[&Incoming]) -> Result<(), sqlx::Error> {
        let mut fresh = Vec::new();
        for push in pushes {
            let Some(site) = push.site() else { continue };
            let last = self.last_seq(push.device, site);
            let new = push.heads().filter(|head| head.seq > last);
            fresh.extend(new.map(|head| head.id.to_string()));
        }
        let text = "SELECT op_id, device, site, author, receipt FROM ops WHERE op_id {in}";
        for row in select_in(self.connection, text, &[], &fresh).await? {
            let receipt: String = row.try_get(4)?;
            let receipt = serde_json::from_str(&receipt).map_err(|e| sqlx::Error::Decode(e.into()));
            let (device, site, author) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            if let Some(id) = id_at(&row, 0)? {
                self.given.insert(id, Given { device, site, author, receipt: receipt? });
            }
        }
        Ok(())
    }

    /// The number of the device's latest settled operation at the site, 0 before the first.
    pub(super) fn last_seq(&self, device: DeviceId, site: SiteId) -> u64 {
        self.orders.get(&(device, site)).map_or(0, |(last, _)| *last)
    }

    /// Takes one change. After `Stop::Sql` the whole group is rolled back.
    pub(super) async fn take(&mut self, change: &Change) -> Result<Done, Stop> {
        match change {
            Change::Push { member, incoming } => self.push(*member, incoming).await.map(Done::Push),
            Change::Office { site, deed } => self.deed(*site, deed).await.map(|()| Done::Kept),
            Change::Delegations { site } => self.delegations(*site).await.map(|()| Done::Kept),
            Change::Judge { site, by, judgement } => {
                self.judge(*site, *by, judgement).await.map(Done::Judged)
            }
            Change::Put { site, records } => self.put(*site, records).map(|()| Done::Kept),
            Change::Replay { site, records, ops } => {
                self.replay(*site, records, ops).await.map(|()| Done::Kept)
            }
            Change::Planned { site, plan, rounds, until } => {
                self.planned(*site, *plan, rounds, *until).await.map(Done::Planned)
            }
            Change::Moves { site, mutations } => {
                self.server_moves(*site, mutations).await.map(Done::Moves)
            }
            Change::PhotoHeld { site, id, bytes } => {
                self.photo_held(*site, *id, *bytes).map(|()| Done::Kept)
            }
        }
    }

    fn photo_held(&mut self, site: SiteId, id: PhotoId, bytes: i64) -> Result<(), Stop> {
        let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
        let record = Record::Photo { id };
        ledger.changed.insert(record.key());
        ledger.view.put(record.key(), Some(record));
        self.settled.photos.push(vec![
            Cell::Text(site.to_string()),
            Cell::Text(id.to_string()),
            bytes.into(),
            self.now.0.into(),
        ]);
        Ok(())
    }
}

/// An id column; `None` when the text is no id.
fn id_at<T: FromStr>(row: &AnyRow, column: usize) -> Result<Option<T>, sqlx::Error> {
    Ok(row.try_get::<String, _>(column)?.parse().ok())
}
