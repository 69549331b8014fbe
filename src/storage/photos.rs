//! Photo bytes as ArrayBuffers, and where each photo stands on its way.

use super::IdbStore;
use super::errors::broken;
use super::request::answer;
use super::row::{self, Row, part};
use super::transaction::Mode::{Read, Write};
use super::transaction::Tx;
use js_sys::{Array, Uint8Array};
use patrol_domain::ids::{PhotoId, SiteId};
use patrol_domain::{Key, Op};
use patrol_protocol::Pull;
use patrol_sync::ports::{PhotoBytes, PhotoState, StoreError};
use std::collections::BTreeSet;
use wasm_bindgen::prelude::*;
use web_sys::IdbKeyRange;

/// Field, and index, of the photos that are not whole on the server.
pub const OPEN: &str = "open";

/// A stored row: the state, its place in the order of keeping, and the operations that name it.
struct Kept {
    state: PhotoState,
    kept: f64,
    named_by: BTreeSet<String>,
}

impl Kept {
    fn read(found: &JsValue) -> Result<Kept, StoreError> {
        Ok(Kept {
            state: row::whole(found, "state")?,
            kept: row::number(found, "kept"),
            named_by: row::body(found, "named_by")?.unwrap_or_default(),
        })
    }

    fn row(&self) -> Result<JsValue, StoreError> {
        let row = Row::new()
            .with("id", part(self.state.id))
            .with("site", part(self.state.site))
            .with("kept", self.kept)
            .body("state", &self.state)?
            .body("named_by", &self.named_by)?;
        // A row without the field stands in no index over it.
        let row = if self.state.sent { row } else { row.with(OPEN, 1) };
        Ok(row.value())
    }
}

/// Rows of photos that are not whole on the server, those of drafts included.
pub async fn unsent(tx: &Tx, range: &IdbKeyRange) -> Result<Array, StoreError> {
    tx.store("photos")?.index(OPEN)?.all(range, u32::MAX).await
}

/// Photos that the server turned out to lack.
pub async fn unsend(tx: &Tx, ids: &[PhotoId]) -> Result<(), StoreError> {
    let photos = tx.store("photos")?;
    for id in ids {
        let found = photos.get(&photo_key(*id)).await?;
        if !found.is_undefined() {
            let mut kept = Kept::read(&found)?;
            // One that nobody names any more is only kept to be looked at.
            if kept.named_by.is_empty() {
                continue;
            }
            let anew = PhotoState { queued: true, sent: false, confirmed: false, ..kept.state };
            kept.state = PhotoState { failures: 0, ..anew };
            photos.put(&kept.row()?)?;
        }
    }
    Ok(())
}

impl IdbStore {
    /// Stores bytes and reads them back once, from the finished transaction.
    pub(super) async fn keep_one(
        &self,
        site: SiteId,
        photo: &PhotoBytes,
    ) -> Result<(), StoreError> {
        let one = std::slice::from_ref(photo);
        self.connection
            .run(&["meta", "photos", "photo_bytes"], Write, async |tx| {
                put_photos(tx, site, one).await
            })
            .await?;
        match self.bytes(photo.id).await? {
            Some(bytes) if bytes == photo.bytes => Ok(()),
            _ => {
                self.drop_damaged(photo.id).await?;
                Err(broken("photo bytes came back different"))
            }
        }
    }

    async fn drop_damaged(&self, id: PhotoId) -> Result<(), StoreError> {
        self.connection
            .run(&["photos", "photo_bytes"], Write, async |tx| {
                tx.store("photos")?.delete(&photo_key(id))?;
                tx.store("photo_bytes")?.delete(&part(id))
            })
            .await
    }

    pub(super) async fn bytes(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        self.connection
            .run(&["photo_bytes"], Read, async |tx| {
                let found = tx.store("photo_bytes")?.get(&part(id)).await?;
                Ok((!found.is_undefined()).then(|| Uint8Array::new(&found).to_vec()))
            })
            .await
    }

    pub(super) async fn photo_states(&self, site: SiteId) -> Result<Vec<PhotoState>, StoreError> {
        let range = row::below(&[part(site)])?;
        self.connection
            .run(&["photos"], Read, async |tx| {
                let rows = tx.store("photos")?.index("site")?.all(&range, u32::MAX).await?;
                rows.iter().map(|found| row::whole(&found, "state")).collect()
            })
            .await
    }

    pub(super) async fn mark(&self, state: PhotoState) -> Result<(), StoreError> {
        self.connection
            .run(&["photos"], Write, async |tx| {
                let photos = tx.store("photos")?;
                let found = photos.get(&photo_key(state.id)).await?;
                if found.is_undefined() {
                    return Ok(());
                }
                let mut kept = Kept::read(&found)?;
                kept.state.failures = state.failures;
                kept.state.sent |= state.sent;
                kept.state.confirmed |= state.confirmed;
                photos.put(&kept.row()?)
            })
            .await
    }

    pub(super) async fn unsend_all(&self, ids: &[PhotoId]) -> Result<(), StoreError> {
        self.connection.run(&["photos"], Write, async |tx| unsend(tx, ids).await).await
    }

    pub(super) async fn drop_all(&self, ids: &[PhotoId]) -> Result<(), StoreError> {
        self.connection
            .run(&["photos", "photo_bytes"], Write, async |tx| {
                ids.iter().try_for_each(|id| forget(tx, *id))
            })
            .await
    }

    pub(super) async fn drop_confirmed(&self, keep: u32) -> Result<u32, StoreError> {
        let everything = row::span(&Array::new().into(), &key_end(), true)?;
        self.connection
            .run(&["photos", "photo_bytes"], Write, async |tx| {
                let rows = tx.store("photos")?.all(&everything).await?;
                let all: Result<Vec<Kept>, _> = rows.iter().map(|row| Kept::read(&row)).collect();
                let mut confirmed = all?;
                confirmed.retain(|photo| photo.state.confirmed);
                confirmed.sort_by(|a, b| b.kept.total_cmp(&a.kept));
                let mut dropped = 0;
                for photo in confirmed.iter().skip(keep as usize) {
                    forget(tx, photo.state.id)?;
                    dropped += 1;
                }
                Ok(dropped)
            })
            .await
    }
}

impl IdbStore {
    /// Looks and forgets in one transaction: a draft or an operation written meanwhile comes before
    /// it or after it.
    pub(super) async fn drop_unnamed(&self, id: PhotoId) -> Result<bool, StoreError> {
        let everything = row::span(&JsValue::from_f64(f64::MIN), &key_end(), true)?;
        let name = id.to_string();
        self.connection
            .run(&["photos", "photo_bytes", "drafts"], Write, async |tx| {
                let found = tx.store("photos")?.get(&photo_key(id)).await?;
                if found.is_undefined() || Kept::read(&found)?.state.queued {
                    return Ok(false);
                }
                let drafts = tx.store("drafts")?.all(&everything).await?;
                let names = |body: JsValue| body.as_string().is_some_and(|b| b.contains(&name));
                if drafts.iter().any(names) {
                    return Ok(false);
                }
                forget(tx, id)?;
                Ok(true)
            })
            .await
    }
}

/// Puts bytes that are not there yet, and compares what the store gives back.
pub async fn put_photos(tx: &Tx, site: SiteId, photos: &[PhotoBytes]) -> Result<(), StoreError> {
    for photo in photos {
        let states = tx.store("photos")?;
        let bytes = tx.store("photo_bytes")?;
        let (known, stored) = (states.ask(&photo_key(photo.id))?, bytes.ask(&part(photo.id))?);
        let (known, stored) = (answer(&known).await?, answer(&stored).await?);
        if !known.is_undefined() && !stored.is_undefined() {
            continue;
        }
        let buffer = Uint8Array::from(photo.bytes.as_slice()).buffer();
        bytes.put_at(&part(photo.id), &buffer)?;
        let read = bytes.get(&part(photo.id)).await?;
        if Uint8Array::new(&read).to_vec() != photo.bytes {
            return Err(broken("photo bytes came back different"));
        }
        if known.is_undefined() {
            let kept = next_kept(tx).await?;
            let state = new_state(site, photo);
            states.put(&Kept { state, kept, named_by: BTreeSet::new() }.row()?)?;
        }
    }
    Ok(())
}

async fn next_kept(tx: &Tx) -> Result<f64, StoreError> {
    let meta = tx.store("meta")?;
    let last = meta.get(&"kept_photos".into()).await?.as_f64().unwrap_or_default();
    meta.put_at(&"kept_photos".into(), &(last + 1.0).into())?;
    Ok(last + 1.0)
}

fn new_state(site: SiteId, photo: &PhotoBytes) -> PhotoState {
    PhotoState {
        id: photo.id,
        site,
        bytes: u32::try_from(photo.bytes.len()).unwrap_or(u32::MAX),
        queued: false,
        sent: false,
        confirmed: false,
        failures: 0,
    }
}

/// Marks the photos that an operation names.
pub async fn name_photos(tx: &Tx, op: &Op) -> Result<(), StoreError> {
    for named in op.mutation.files() {
        let photos = tx.store("photos")?;
        let found = photos.get(&photo_key(named.id)).await?;
        if !found.is_undefined() {
            let mut kept = Kept::read(&found)?;
            kept.state.queued = true;
            kept.named_by.insert(op.id.to_string());
            photos.put(&kept.row()?)?;
        }
    }
    Ok(())
}

/// An operation is given up: its photos go, unless another one names them or the server has them.
pub async fn unname_photos(tx: &Tx, op: &Op) -> Result<(), StoreError> {
    for named in op.mutation.files() {
        let photos = tx.store("photos")?;
        let found = photos.get(&photo_key(named.id)).await?;
        if found.is_undefined() {
            continue;
        }
        let mut kept = Kept::read(&found)?;
        let was_named = kept.named_by.remove(&op.id.to_string());
        if was_named && kept.named_by.is_empty() && !kept.state.confirmed {
            forget(tx, named.id)?;
        } else {
            photos.put(&kept.row()?)?;
        }
    }
    Ok(())
}

/// A pull row of a photo is the server's word that it holds all bytes.
pub async fn note_shown(tx: &Tx, pull: &Pull) -> Result<(), StoreError> {
    let photos = tx.store("photos")?;
    for changed in pull.rows.iter().filter(|changed| changed.record.is_some()) {
        let Key::Photo { id } = changed.key else { continue };
        let found = photos.get(&photo_key(id)).await?;
        if !found.is_undefined() {
            let mut kept = Kept::read(&found)?;
            kept.state.sent = true;
            kept.state.confirmed = true;
            photos.put(&kept.row()?)?;
        }
    }
    Ok(())
}

fn forget(tx: &Tx, id: PhotoId) -> Result<(), StoreError> {
    tx.store("photos")?.delete(&photo_key(id))?;
    tx.store("photo_bytes")?.delete(&part(id))
}

fn photo_key(id: PhotoId) -> JsValue {
    row::key(&[part(id)])
}

/// After every key of one text.
fn key_end() -> JsValue {
    row::key(&[Array::new().into()])
}
