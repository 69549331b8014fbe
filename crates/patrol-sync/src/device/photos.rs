//! The lane of photos: bytes named by settled operations go up, smallest first, in chunks that
//! resume where the server stands; several abreast while the line is quick. New facts overtake
//! between two chunks.

use super::{Inner, Progress, SyncError, photo_id};
use crate::planted::{self, Bug};
use crate::ports::{PhotoState, Queued, TransportError};
use futures_util::future::join_all;
use patrol_domain::Rejection;
use patrol_domain::ids::{PhotoId, SiteId};
use patrol_protocol::PHOTO_CHUNK;
use std::cell::Cell;
use std::collections::BTreeSet;

/// After so many refusals a photo waits for a person.
pub const MAX_PHOTO_FAILURES: u16 = 3;
/// How often one photo may be told another offset before the lane goes on to the next.
const MAX_REASKS: u32 = 3;

/// So many travel abreast at most.
const ABREAST: usize = 4;
/// A group that is through within this time may be followed by a larger one, milliseconds; after a
/// slower one each goes alone, so that a weak line is not shared and no chunk runs out of time.
const QUICK_MS: u64 = 2_000;

/// How one photo's trip ended.
enum Trip {
    Sent,
    Failed,
    /// The server stands elsewhere again and again: another time.
    Later,
}

impl Inner {
    /// Sends what may be sent. Returns how many photos became whole on the server.
    pub(super) async fn send_photos(
        &self,
        site: SiteId,
        report: &dyn Fn(Progress),
    ) -> Result<u32, SyncError> {
        self.ask_after_the_unconfirmed(site).await?;
        let queue = self.photos_to_send(site).await?;
        let of = u32::try_from(queue.len()).unwrap_or(u32::MAX);
        let of_bytes = queue.iter().map(|photo| u64::from(photo.bytes)).sum();
        let (done, bytes) = (Cell::new(0), Cell::new(0));
        let arrived = |photo: &PhotoState| {
            done.set(done.get() + 1);
            bytes.set(bytes.get() + u64::from(photo.bytes));
            report(Progress::Photos { done: done.get(), of, bytes: bytes.get(), of_bytes });
        };
        let mut rest = queue.as_slice();
        let mut abreast = 1;
        while !rest.is_empty() {
            let (group, later) = rest.split_at(abreast.min(rest.len()));
            let begun = self.clock.monotonic_ms();
            let trips = group.iter().map(|photo| self.send_and_mark(*photo, &arrived, report));
            let worst = join_all(trips).await.into_iter().filter_map(Result::err);
            if let Some(error) = worst.max_by_key(SyncError::gravity) {
                return Err(error);
            }
            let quick = self.clock.monotonic_ms().saturating_sub(begun) < QUICK_MS;
            abreast = if quick { (abreast * 2).min(ABREAST) } else { 1 };
            rest = later;
        }
        Ok(done.get())
    }

    async fn send_and_mark(
        &self,
        photo: PhotoState,
        arrived: &dyn Fn(&PhotoState),
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        match self.send_photo(photo, report).await? {
            Trip::Sent => {
                self.store.mark_photo(PhotoState { sent: true, ..photo }).await?;
                arrived(&photo);
            }
            Trip::Failed => {
                let failures = photo.failures.saturating_add(1);
                self.store.mark_photo(PhotoState { failures, ..photo }).await?;
            }
            Trip::Later => {}
        }
        Ok(())
    }

    /// A photo that was sent and that no pull has shown since: its server may have come out of a
    /// backup between the two.
    async fn ask_after_the_unconfirmed(&self, site: SiteId) -> Result<(), SyncError> {
        let mut doubtful = self.store.photos(site).await?;
        doubtful.retain(|photo| photo.queued && photo.sent && !photo.confirmed);
        for photo in doubtful {
            self.ask_after(&photo).await?;
        }
        Ok(())
    }

    pub(super) async fn photos_to_send(&self, site: SiteId) -> Result<Vec<PhotoState>, SyncError> {
        let mut held_back = named_before_receipt(&self.store.outbox(site).await?);
        let parked = self.store.parked(site).await?;
        // The server does not know that an operation it could not read names them.
        let unread = parked.iter().filter(|one| one.rejection == Rejection::Unreadable);
        held_back.extend(unread.flat_map(|one| one.op.mutation.files()).map(|photo| photo.id));
        let mut queue = self.store.photos(site).await?;
        queue.retain(|photo| {
            photo.queued
                && !photo.sent
                && photo.failures < MAX_PHOTO_FAILURES
                && !held_back.contains(&photo.id)
        });
        queue.sort_by_key(|photo| (photo.bytes, photo.id));
        Ok(queue)
    }

    async fn send_photo(
        &self,
        photo: PhotoState,
        report: &dyn Fn(Progress),
    ) -> Result<Trip, SyncError> {
        // Bytes that storage lost or swapped are never sent under this name.
        let bytes = match self.store.photo(photo.id).await? {
            Some(bytes) if photo_id(&bytes) == photo.id => bytes,
            _ => return Ok(Trip::Failed),
        };
        for _ in 0..=MAX_REASKS {
            match self.send_bytes(photo, &bytes, report).await {
                Ok(()) => return Ok(Trip::Sent),
                Err(SyncError::Transport(TransportError::WrongOffset)) => {}
                Err(SyncError::Transport(
                    TransportError::BadPhoto
                    | TransportError::NotFound
                    | TransportError::Refused(_),
                )) => return Ok(Trip::Failed),
                Err(error) => return Err(error),
            }
        }
        Ok(Trip::Later)
    }

    /// Sends the rest of one photo from where the server stands.
    async fn send_bytes(
        &self,
        photo: PhotoState,
        bytes: &[u8],
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        let total = bytes.len();
        // A photo this phone has not begun to send stands at 0; being wrong costs one chunk.
        let fresh = self.begun.borrow_mut().insert(photo.id);
        let mut offset = match fresh {
            true => 0,
            false => self.transport.photo_offset(photo.site, photo.id).await?,
        };
        loop {
            let start = usize::try_from(offset).unwrap_or(usize::MAX);
            if start == total || (start > 0 && planted::has(Bug::PhotoSentAtFirstChunk)) {
                return Ok(());
            }
            let Some(rest) = bytes.get(start..) else {
                return Err(TransportError::BadPhoto.into());
            };
            let chunk = &rest[..rest.len().min(PHOTO_CHUNK)];
            let length = u64::try_from(total).unwrap_or(u64::MAX);
            let stands =
                self.transport.photo_chunk(photo.site, photo.id, offset, length, chunk).await?;
            if stands <= offset {
                return Err(TransportError::WrongOffset.into());
            }
            offset = stands;
            if self.unsent_facts.get()
                && let Some(_alone) = self.overtaking.try_lock()
            {
                self.push(photo.site, report).await?;
            }
        }
    }
}

/// Photos named by operations that have no receipt yet: the server would not take them.
fn named_before_receipt(outbox: &[Queued]) -> BTreeSet<PhotoId> {
    let waiting = outbox.iter().filter(|queued| queued.receipt.is_none());
    waiting.flat_map(|queued| queued.op.mutation.files()).map(|photo| photo.id).collect()
}
