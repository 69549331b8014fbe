//! Everything unsent, in one value to write into a file: the way out when a phone is broken.

use super::Device;
use crate::ports::{Parked, StoreError};
use patrol_domain::ids::{DeviceId, MemberId, PhotoId, SiteId};
use patrol_domain::{At, Op};
use serde::{Deserialize, Serialize};

/// What this phone holds and the server does not. Photo bytes are fetched one by one, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    pub device: DeviceId,
    pub author: MemberId,
    pub site: SiteId,
    pub made_at: At,
    /// Operations without a receipt, in order.
    pub ops: Vec<Op>,
    pub parked: Vec<Parked>,
    /// Photos that are not whole on the server, those of drafts included.
    pub photos: Vec<BackupPhoto>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPhoto {
    pub id: PhotoId,
    pub bytes: u32,
}

impl Device {
    /// What a backup of this site's unsent work consists of.
    pub async fn backup(&self, site: SiteId) -> Result<Backup, StoreError> {
        let store = &self.inner.store;
        let outbox = store.outbox(site).await?;
        let unsent = outbox.into_iter().filter(|queued| queued.receipt.is_none());
        let photos = store.photos(site).await?.into_iter().filter(|photo| !photo.sent);
        Ok(Backup {
            device: store.device().await?,
            author: self.author(),
            site,
            made_at: self.now(),
            ops: unsent.map(|queued| queued.op).collect(),
            parked: self.inner.parked(site).await?,
            photos: photos.map(|photo| BackupPhoto { id: photo.id, bytes: photo.bytes }).collect(),
        })
    }

    /// The bytes of one photo of a backup, as they lie on this phone.
    pub async fn backup_bytes(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.store.photo(id).await
    }
}
