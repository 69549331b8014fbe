//! One person's database on this phone: every port method is one strict transaction.

use super::base::cursor_key;
use super::connection::Connection;
use super::errors::broken;
use super::transaction::Mode::{Read, Write};
use super::versions;
use async_trait::async_trait;
use patrol_domain::ids::{DeviceId, MemberId, OpId, PhotoId, SiteId};
use patrol_domain::record::Slice;
use patrol_domain::{At, Key, Kind, Op, Record};
use patrol_protocol::{Pull, Receipt};
use patrol_sync::ports::{Draft, LocalStore, Parked, PhotoBytes, PhotoState, Queued, StoreError};
use std::rc::Rc;

pub struct IdbStore {
    pub(super) connection: Rc<Connection>,
    pub(super) device: DeviceId,
}

impl IdbStore {
    /// Opens the database of one person; the address of the page names the server.
    pub async fn open_for(member: MemberId) -> Result<IdbStore, StoreError> {
        IdbStore::open(format!("patrolbook-{member}")).await
    }

    pub async fn open(name: String) -> Result<IdbStore, StoreError> {
        let connection =
            Connection::open(name, versions::VERSION, versions::upgrade, "meta").await?;
        let fresh = uuid::Uuid::new_v4().to_string();
        // Two tabs at the very first start: the transaction lets one of them win.
        let device = connection
            .run(&["meta"], Write, async |tx| {
                let meta = tx.store("meta")?;
                match meta.get(&"device".into()).await?.as_string() {
                    Some(device) => Ok(device),
                    None => {
                        meta.put_at(&"device".into(), &fresh.as_str().into())?;
                        Ok(fresh.clone())
                    }
                }
            })
            .await?;
        let device = device.parse().map_err(|_| broken("the device's name is unreadable"))?;
        Ok(IdbStore { connection, device })
    }
}

#[async_trait(?Send)]
impl LocalStore for IdbStore {
    async fn device(&self) -> Result<DeviceId, StoreError> {
        Ok(self.device)
    }

    async fn load(&self, site: SiteId, keys: &[Key]) -> Result<Vec<Option<Record>>, StoreError> {
        self.load_records(site, keys).await
    }

    async fn list(
        &self,
        site: SiteId,
        kind: Kind,
        slice: Slice,
    ) -> Result<Vec<Record>, StoreError> {
        self.list_records(site, kind, slice).await
    }

    async fn cursor(&self, site: SiteId) -> Result<Option<String>, StoreError> {
        let key = cursor_key(site);
        self.connection
            .run(&["meta"], Read, async |tx| Ok(tx.store("meta")?.get(&key).await?.as_string()))
            .await
    }

    async fn enqueue(
        &self,
        draft: Draft,
        photos: Vec<PhotoBytes>,
        done_draft: Option<&str>,
    ) -> Result<Op, StoreError> {
        self.enqueue_draft(&draft, &photos, done_draft).await
    }

    async fn outbox(&self, site: SiteId) -> Result<Vec<Queued>, StoreError> {
        self.queued(site).await
    }

    async fn settle(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError> {
        self.settle_all(receipts, now).await
    }

    async fn settle_anew(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError> {
        self.settle_all_anew(receipts, now).await
    }

    async fn confirm(&self, pull: &Pull, settled: &[OpId]) -> Result<(), StoreError> {
        self.confirm_pull(pull, settled).await
    }

    async fn parked(&self, site: SiteId) -> Result<Vec<Parked>, StoreError> {
        self.parked_ops(site).await
    }

    async fn sites_with_work(&self) -> Result<Vec<SiteId>, StoreError> {
        self.work().await
    }

    async fn unpark(&self, op: OpId) -> Result<(), StoreError> {
        self.take_parked(op).await
    }

    async fn receipts(&self, site: SiteId, limit: u32) -> Result<Vec<(Op, Receipt)>, StoreError> {
        self.newest_receipts(site, limit).await
    }

    async fn keep_photo(&self, site: SiteId, photo: PhotoBytes) -> Result<(), StoreError> {
        self.keep_one(site, &photo).await
    }

    async fn photo(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        self.bytes(id).await
    }

    async fn photos(&self, site: SiteId) -> Result<Vec<PhotoState>, StoreError> {
        self.photo_states(site).await
    }

    async fn mark_photo(&self, state: PhotoState) -> Result<(), StoreError> {
        self.mark(state).await
    }

    async fn unsend_photos(&self, ids: &[PhotoId]) -> Result<(), StoreError> {
        self.unsend_all(ids).await
    }

    async fn drop_photos(&self, ids: &[PhotoId]) -> Result<(), StoreError> {
        self.drop_all(ids).await
    }

    async fn drop_confirmed_photos(&self, keep: u32) -> Result<u32, StoreError> {
        self.drop_confirmed(keep).await
    }

    async fn drop_unnamed_photo(&self, id: PhotoId) -> Result<bool, StoreError> {
        self.drop_unnamed(id).await
    }

    async fn put_draft(&self, name: &str, body: &str) -> Result<(), StoreError> {
        self.put_text("drafts", name, body).await
    }

    async fn draft(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.text("drafts", name).await
    }

    async fn drafts(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.texts("drafts", prefix).await
    }

    async fn drop_draft(&self, name: &str) -> Result<(), StoreError> {
        self.drop_text("drafts", name).await
    }

    async fn put_note(&self, name: &str, body: &str) -> Result<(), StoreError> {
        self.put_text("meta", &format!("note/{name}"), body).await
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.text("meta", &format!("note/{name}")).await
    }
}
