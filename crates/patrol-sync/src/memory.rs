//! A store in memory with the habits of a real one, for tests and the simulator.
//! The disk outlives the store: drop the store in the middle of a write, open another, look.

mod tables;

use crate::device::sorted;
use crate::planted::{self, Bug};
use crate::ports::{Draft, LocalStore, Parked, PhotoBytes, PhotoState, Queued, StoreError};
use async_trait::async_trait;
use patrol_domain::ids::{DeviceId, OpId, PhotoId, SiteId};
use patrol_domain::record::Slice;
use patrol_domain::{At, Key, Kind, Op, Record};
use patrol_protocol::{Pull, Receipt};
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use tables::Tables;

/// What survives a kill: everything that was committed, and nothing else.
#[derive(Clone)]
pub struct MemoryDisk {
    tables: Rc<RefCell<Tables>>,
}

impl MemoryDisk {
    /// An empty disk. `capacity` limits the bytes of operations, photos and drafts.
    pub fn new(device: DeviceId, capacity: Option<usize>) -> Self {
        MemoryDisk { tables: Rc::new(RefCell::new(Tables::new(device, capacity))) }
    }

    /// The next transaction that writes fails with this, and leaves nothing behind.
    pub fn fail_next_write(&self, error: StoreError) {
        self.tables.borrow_mut().fail_next = Some(error);
    }

    /// Overwrites a photo's bytes, as failing storage does.
    pub fn damage_photo(&self, id: PhotoId, bytes: Vec<u8>) {
        if let Some(photo) = self.tables.borrow_mut().photos.get_mut(&id) {
            photo.bytes = Rc::from(bytes);
        }
    }
}

/// One open handle on a disk: a tab.
pub struct MemoryStore {
    disk: MemoryDisk,
}

impl MemoryStore {
    pub fn open(disk: &MemoryDisk) -> Self {
        disk.tables.borrow_mut().sabotage_open();
        MemoryStore { disk: disk.clone() }
    }

    async fn read<T>(&self, work: impl FnOnce(&Tables) -> T) -> Result<T, StoreError> {
        Pause::default().await;
        let found = work(&self.disk.tables.borrow());
        Pause::default().await;
        Ok(found)
    }

    /// One transaction. Dropped at the first pause, nothing of it happened; dropped at the second,
    /// all of it did and nobody was told.
    async fn write<T>(
        &self,
        work: impl FnOnce(&mut Tables) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        Pause::default().await;
        let done = {
            let mut tables = self.disk.tables.borrow_mut();
            match tables.fail_next.take() {
                Some(error) => Err(error),
                None => work(&mut tables),
            }
        };
        Pause::default().await;
        done
    }
}

/// Lets others run once: the place where a kill can strike.
#[derive(Default)]
struct Pause {
    paused: bool,
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.paused {
            return Poll::Ready(());
        }
        self.paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

#[async_trait(?Send)]
impl LocalStore for MemoryStore {
    async fn device(&self) -> Result<DeviceId, StoreError> {
        self.read(|tables| tables.device).await
    }

    async fn load(&self, site: SiteId, keys: &[Key]) -> Result<Vec<Option<Record>>, StoreError> {
        self.read(|tables| keys.iter().map(|key| tables.record(site, key)).collect()).await
    }

    async fn list(
        &self,
        site: SiteId,
        kind: Kind,
        slice: Slice,
    ) -> Result<Vec<Record>, StoreError> {
        self.read(|tables| sorted(&slice, tables.shelf(site, kind, &slice))).await
    }

    async fn cursor(&self, site: SiteId) -> Result<Option<String>, StoreError> {
        self.read(|tables| tables.site(site).and_then(|site| site.cursor.clone())).await
    }

    async fn enqueue(
        &self,
        draft: Draft,
        photos: Vec<PhotoBytes>,
        done_draft: Option<&str>,
    ) -> Result<Op, StoreError> {
        self.write(|tables| tables.enqueue(draft, photos, done_draft)).await
    }

    async fn outbox(&self, site: SiteId) -> Result<Vec<Queued>, StoreError> {
        self.read(|tables| {
            tables.site(site).map_or(Vec::new(), |site| site.outbox.values().cloned().collect())
        })
        .await
    }

    async fn settle(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError> {
        self.write(|tables| {
            receipts.iter().for_each(|receipt| tables.settle(receipt, now));
            Ok(())
        })
        .await
    }

    async fn settle_anew(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError> {
        self.write(|tables| {
            receipts.iter().for_each(|receipt| tables.settle_anew(receipt, now));
            Ok(())
        })
        .await
    }

    async fn confirm(&self, pull: &Pull, settled: &[OpId]) -> Result<(), StoreError> {
        if planted::has(Bug::CursorGap) {
            let only_cursor = Pull { rows: Vec::new(), fresh: false, more: true, ..pull.clone() };
            self.write(|tables| {
                tables.confirm(&only_cursor, &[]);
                Ok(())
            })
            .await?;
        }
        self.write(|tables| {
            tables.confirm(pull, settled);
            Ok(())
        })
        .await
    }

    async fn parked(&self, site: SiteId) -> Result<Vec<Parked>, StoreError> {
        self.read(|tables| {
            tables.site(site).map_or(Vec::new(), |site| site.parked.values().cloned().collect())
        })
        .await
    }

    async fn sites_with_work(&self) -> Result<Vec<SiteId>, StoreError> {
        self.read(Tables::sites_with_work).await
    }

    async fn unpark(&self, op: OpId) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.unpark(op);
            Ok(())
        })
        .await
    }

    async fn receipts(&self, site: SiteId, limit: u32) -> Result<Vec<(Op, Receipt)>, StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.read(|tables| {
            let site = tables.site(site);
            site.map_or(Vec::new(), |site| {
                site.receipts.values().rev().take(limit).cloned().collect()
            })
        })
        .await
    }

    async fn keep_photo(&self, site: SiteId, photo: PhotoBytes) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.make_room(photo.bytes.len())?;
            tables.put_photo(site, photo);
            Ok(())
        })
        .await
    }

    async fn photo(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|tables| tables.photos.get(&id).map(|photo| photo.bytes.to_vec())).await
    }

    async fn photos(&self, site: SiteId) -> Result<Vec<PhotoState>, StoreError> {
        self.read(|tables| {
            let states = tables.photos.values().map(|photo| photo.state);
            states.filter(|state| state.site == site).collect()
        })
        .await
    }

    async fn mark_photo(&self, state: PhotoState) -> Result<(), StoreError> {
        self.write(|tables| {
            if let Some(photo) = tables.photos.get_mut(&state.id) {
                photo.state.failures = state.failures;
                photo.state.sent |= state.sent;
                photo.state.confirmed |= state.confirmed;
            }
            Ok(())
        })
        .await
    }

    async fn unsend_photos(&self, ids: &[PhotoId]) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.unsend_photos(ids);
            Ok(())
        })
        .await
    }

    async fn drop_photos(&self, ids: &[PhotoId]) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.photos.retain(|id, _| !ids.contains(id));
            Ok(())
        })
        .await
    }

    async fn drop_confirmed_photos(&self, keep: u32) -> Result<u32, StoreError> {
        self.write(|tables| Ok(tables.drop_confirmed_photos(keep))).await
    }

    async fn drop_unnamed_photo(&self, id: PhotoId) -> Result<bool, StoreError> {
        self.write(|tables| Ok(tables.drop_unnamed_photo(id))).await
    }

    async fn put_draft(&self, name: &str, body: &str) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.make_room(body.len())?;
            tables.drafts.insert(name.to_owned(), body.to_owned());
            Ok(())
        })
        .await
    }

    async fn draft(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|tables| tables.drafts.get(name).cloned()).await
    }

    async fn drafts(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.read(|tables| {
            let found = tables.drafts.iter().filter(|(name, _)| name.starts_with(prefix));
            found.map(|(name, body)| (name.clone(), body.clone())).collect()
        })
        .await
    }

    async fn drop_draft(&self, name: &str) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.drafts.remove(name);
            Ok(())
        })
        .await
    }

    async fn put_note(&self, name: &str, body: &str) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.notes.insert(name.to_owned(), body.to_owned());
            Ok(())
        })
        .await
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|tables| tables.notes.get(name).cloned()).await
    }
}
