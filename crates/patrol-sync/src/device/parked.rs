//! Refused work and its ways out: mend, try again, give up. Nothing refused goes by itself.

use super::{Device, Inner, PerformError, Performed};
use crate::device::photos::MAX_PHOTO_FAILURES;
use crate::ports::{Parked, PhotoState, StoreError};
use patrol_domain::ids::{OpId, PhotoId, SiteId};
use patrol_domain::{Key, Mutation, Rejection};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

impl Device {
    /// Sends a corrected operation in place of a refused one; the photos it names are kept.
    pub async fn mend(
        &self,
        site: SiteId,
        parked: OpId,
        mutation: Mutation,
    ) -> Result<Performed, PerformError> {
        let now = self.now();
        let draft = self.inner.draft(mended_id(parked), site, mutation, now);
        let performed = self.inner.keep(draft, Vec::new(), None).await?;
        // Killed or refused room here, the next sync takes the parked one away: its mended one has
        // a fixed name, and is kept whatever becomes of this.
        self.inner.store.unpark(parked).await.unwrap_or_default();
        Ok(performed)
    }

    /// Sends a refused operation again as it is: the world may have changed.
    pub async fn retry(&self, site: SiteId, parked: OpId) -> Result<Performed, PerformError> {
        let all = self.inner.store.parked(site).await?;
        let found = all.into_iter().find(|one| one.op.id == parked);
        let Some(found) = found else {
            return Err(Rejection::Unknown { key: Key::Site { id: site } }.into());
        };
        self.mend(site, parked, found.op.mutation).await
    }

    /// Gives a refused operation up, by a person's decision.
    pub async fn give_up(&self, parked: OpId) -> Result<(), StoreError> {
        self.inner.store.unpark(parked).await
    }

    /// Lets a photo that was refused too often try again.
    pub async fn retry_photo(&self, site: SiteId, id: PhotoId) -> Result<(), StoreError> {
        let photos = self.inner.store.photos(site).await?;
        match photos.into_iter().find(|photo| photo.id == id) {
            Some(photo) => self.inner.store.mark_photo(PhotoState { failures: 0, ..photo }).await,
            None => Ok(()),
        }
    }
}

impl Inner {
    /// Refused operations that still wait for a person.
    pub(super) async fn parked(&self, site: SiteId) -> Result<Vec<Parked>, StoreError> {
        let mut parked = self.store.parked(site).await?;
        if parked.is_empty() {
            return Ok(parked);
        }
        let outbox = self.store.outbox(site).await?.into_iter().map(|queued| queued.op.id);
        let settled = self.store.receipts(site, u32::MAX).await?.into_iter().map(|(op, _)| op.id);
        let kept: BTreeSet<OpId> = outbox.chain(settled).collect();
        parked.retain(|one| !kept.contains(&mended_id(one.op.id)));
        Ok(parked)
    }

    /// Takes away parked operations whose mended one is kept already.
    pub(super) async fn finish_mends(&self, site: SiteId) -> Result<(), StoreError> {
        let waiting = self.parked(site).await?;
        for one in self.store.parked(site).await? {
            if waiting.iter().all(|still| still.op.id != one.op.id) {
                self.store.unpark(one.op.id).await?;
            }
        }
        Ok(())
    }
}

/// The name of the operation that mends this one. Always the same, so that a mend which was
/// killed half-way is recognised and never doubled.
pub(super) fn mended_id(parked: OpId) -> OpId {
    let mut hash = Sha256::new();
    hash.update(b"mended");
    hash.update(parked.0.as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    OpId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Whether a photo waits for a person.
pub(super) fn stuck(photo: &PhotoState) -> bool {
    !photo.sent && photo.failures >= MAX_PHOTO_FAILURES
}
