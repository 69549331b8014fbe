//! The file of a backup, written on one phone and taken over by another of the same person.
//! Operations keep their names: brought twice, or sent by the first phone after all, they stay one.

use super::backup::Backup;
use super::parked::mended_id;
use super::{Device, Inner};
use crate::ports::{Draft, PhotoBytes, StoreError};
use patrol_domain::Op;
use patrol_domain::ids::{MemberId, OpId, PhotoId, SiteId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Operations that were not on this phone.
    pub ops: u32,
    /// Operations that were here already.
    pub known: u32,
    /// Operations of sites at which the person does not work: not taken.
    pub elsewhere: u32,
}

/// Why a file was not taken over. Nothing of it was kept, except for `Store`: then what was kept
/// before is there, and the file may be chosen again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("not a backup")]
    NotABackup,
    /// Cut off, or its photos are not what they are called.
    #[error("a damaged backup")]
    Damaged,
    #[error("another person's backup")]
    OtherPerson(MemberId),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A line of the file that holds a photo.
#[derive(Serialize, Deserialize)]
struct PhotoLine {
    photo: PhotoId,
    base64: String,
}

/// Bytes by their names.
type Photos = BTreeMap<PhotoId, Vec<u8>>;

const PHOTO_LINE: &str = "{\"photo\":";

impl Device {
    /// Everything unsent at these sites as the text of a file: for each site one line of JSON with
    /// the operations, then one line a photo.
    pub async fn export(&self, sites: &[SiteId]) -> Result<String, StoreError> {
        let mut file = String::new();
        for site in sites {
            let backup = self.backup(*site).await?;
            file.push_str(&line(&backup)?);
            for listed in &backup.photos {
                if let Some(bytes) = self.backup_bytes(listed.id).await? {
                    let photo = PhotoLine { photo: listed.id, base64: base64(&bytes) };
                    file.push_str(&line(&photo)?);
                }
            }
        }
        Ok(file)
    }

    /// Takes a file of `export` over, as far as it is about `sites`: unsent operations wait here
    /// from now on, refused ones are tried again.
    pub async fn import(&self, file: &str, sites: &[SiteId]) -> Result<Imported, ImportError> {
        let (backups, photos) = read(file)?;
        for backup in &backups {
            let authors = backup.ops.iter().chain(backup.parked.iter().map(|one| &one.op));
            let mut authors = authors.map(|op| op.author).chain([backup.author]);
            if let Some(other) = authors.find(|author| *author != self.author()) {
                return Err(ImportError::OtherPerson(other));
            }
        }
        let mut done = Imported::default();
        for backup in backups {
            let count = u32::try_from(backup.ops.len() + backup.parked.len()).unwrap_or(u32::MAX);
            if sites.contains(&backup.site) {
                self.inner.take_over(backup, &photos, &mut done).await?;
            } else {
                done.elsewhere += count;
            }
        }
        Ok(done)
    }
}

impl Inner {
    async fn take_over(
        &self,
        backup: Backup,
        photos: &Photos,
        done: &mut Imported,
    ) -> Result<(), StoreError> {
        let _one_at_a_time = self.writing.lock().await;
        let mut here = self.ids_at(backup.site).await?;
        let again = backup.parked.into_iter().map(|one| (one.op.id, mended_id(one.op.id), one.op));
        let unsent = backup.ops.into_iter().map(|op| (op.id, op.id, op));
        for (was, id, op) in unsent.chain(again) {
            if here.contains(&was) || !here.insert(id) {
                done.known += 1;
                continue;
            }
            let named = op.mutation.files().filter_map(|file| {
                let bytes = photos.get(&file.id)?.clone();
                Some(PhotoBytes { id: file.id, bytes })
            });
            let named = named.collect();
            let Op { author, site, made_at, device_at, mutation, .. } = op;
            let draft = Draft { id, author, site, made_at, device_at, mutation };
            self.store.enqueue(draft, named, None).await?;
            done.ops += 1;
        }
        self.unsent_facts.set(true);
        self.forget();
        Ok(())
    }

    /// The names of all operations that this phone knows of a site.
    async fn ids_at(&self, site: SiteId) -> Result<BTreeSet<OpId>, StoreError> {
        let outbox = self.store.outbox(site).await?.into_iter().map(|queued| queued.op.id);
        let settled = self.store.receipts(site, u32::MAX).await?.into_iter().map(|(op, _)| op.id);
        let parked = self.store.parked(site).await?.into_iter().map(|one| one.op.id);
        Ok(outbox.chain(settled).chain(parked).collect())
    }
}

fn line(value: &impl Serialize) -> Result<String, StoreError> {
    let text = serde_json::to_string(value).map_err(super::broken)?;
    Ok(text + "\n")
}

/// Takes a file apart. The bytes of every photo are those of its name.
fn read(file: &str) -> Result<(Vec<Backup>, Photos), ImportError> {
    let mut backups: Vec<Backup> = Vec::new();
    let mut photos = Photos::new();
    for text in file.trim_start_matches('\u{feff}').lines().filter(|text| !text.trim().is_empty()) {
        let fault = || match backups.is_empty() {
            true => ImportError::NotABackup,
            false => ImportError::Damaged,
        };
        if text.starts_with(PHOTO_LINE) {
            let found: PhotoLine = serde_json::from_str(text).map_err(|_| fault())?;
            let bytes = unbase64(&found.base64).ok_or_else(fault)?;
            if super::photo_id(&bytes) != found.photo {
                return Err(ImportError::Damaged);
            }
            photos.insert(found.photo, bytes);
            continue;
        }
        let backup: Backup = serde_json::from_str(text).map_err(|_| fault())?;
        let ops = backup.ops.iter().chain(backup.parked.iter().map(|one| &one.op));
        if ops.into_iter().any(|op| op.site != backup.site) {
            return Err(ImportError::Damaged);
        }
        backups.push(backup);
    }
    if backups.is_empty() {
        return Err(ImportError::NotABackup);
    }
    let listed = backups.iter().flat_map(|backup| &backup.photos);
    // Cut off in the middle, the last lines are missing.
    if listed.into_iter().any(|listed| !photos.contains_key(&listed.id)) {
        return Err(ImportError::Damaged);
    }
    Ok((backups, photos))
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or_default());
        let word = (at(0) << 16) | (at(1) << 8) | at(2);
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place)) as usize & 63];
            text.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut word, mut bits) = (0u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        word = (word << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((word >> bits) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_what_every_reader_expects() {
        let known =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (bytes, text) in known {
            assert_eq!(base64(bytes.as_bytes()), text);
            assert_eq!(unbase64(text).as_deref(), Some(bytes.as_bytes()));
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unbase64(&base64(&all)), Some(all));
        assert_eq!(unbase64("Zm9*"), None);
    }
}
