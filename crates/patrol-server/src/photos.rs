//! Bytes of photos and sound clips: parts on their way, finished ones, small pictures. Knows no rights.

mod picture;
mod sound;
mod strip;

pub use picture::{Picture, check, thumbnail};
pub use sound::Sound;
pub use strip::without_metadata;

use crate::config::Config;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use patrol_domain::{At, PhotoId, SiteId};
use std::sync::Arc;

/// A folder, or a bucket. A finished photo is on disk, its folder entry too, before it is answered.
#[derive(Clone)]
pub struct Photos {
    store: Arc<dyn ObjectStore>,
}

/// Why no place for photos could be opened.
#[derive(Debug, thiserror::Error)]
pub enum PhotosError {
    #[error("the folder of photos cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    #[error("the place of photos cannot be opened: {0}")]
    Store(#[from] Error),
    #[error("this server was built without S3 (feature `s3`)")]
    NoS3,
}

impl Photos {
    pub fn open(config: &Config) -> Result<Photos, PhotosError> {
        if let Some(url) = &config.photos_url {
            return Photos::in_bucket(url);
        }
        std::fs::create_dir_all(&config.photos)?;
        let folder = LocalFileSystem::new_with_prefix(&config.photos)?.with_fsync(true);
        Ok(Photos { store: Arc::new(folder) })
    }

    #[cfg(feature = "s3")]
    fn in_bucket(url: &str) -> Result<Photos, PhotosError> {
        let bucket = object_store::aws::AmazonS3Builder::from_env().with_url(url).build()?;
        Ok(Photos { store: Arc::new(bucket) })
    }

    #[cfg(not(feature = "s3"))]
    fn in_bucket(_: &str) -> Result<Photos, PhotosError> {
        Err(PhotosError::NoS3)
    }

    /// How many bytes of an unfinished photo are here without a hole.
    pub async fn offset(&self, site: SiteId, id: PhotoId) -> Result<u64, Error> {
        Ok(self.parts(site, id).await?.last().map_or(0, |(start, _, length)| start + length))
    }

    /// The unbroken parts: start, place and length, in order.
    async fn parts(&self, site: SiteId, id: PhotoId) -> Result<Vec<(u64, Path, u64)>, Error> {
        let mut found = Vec::new();
        let mut list = self.store.list(Some(&parts_folder(site, id)));
        while let Some(part) = list.try_next().await? {
            if let Some(start) = part.location.filename().and_then(|name| name.parse().ok()) {
                found.push((start, part.location, part.size));
            }
        }
        found.sort_unstable();
        let mut stands: u64 = 0;
        let unbroken = found.into_iter().take_while(|(start, _, length)| {
            let joins = *start == stands;
            stands += length;
            joins
        });
        Ok(unbroken.collect())
    }

    /// Keeps one part; `false` when there is one at this place already.
    pub async fn add_part(
        &self,
        site: SiteId,
        id: PhotoId,
        start: u64,
        bytes: bytes::Bytes,
    ) -> Result<bool, Error> {
        let place = parts_folder(site, id).join(format!("{start:010}"));
        let put =
            self.store.put_opts(&place, PutPayload::from_bytes(bytes), PutMode::Create.into());
        match put.await {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. }) => Ok(false),
            Err(cause) => Err(cause),
        }
    }

    /// All parts put together.
    pub async fn joined(&self, site: SiteId, id: PhotoId) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        for (_, place, _) in self.parts(site, id).await? {
            whole.extend_from_slice(&self.store.get(&place).await?.bytes().await?);
        }
        Ok(whole)
    }

    pub async fn drop_parts(&self, site: SiteId, id: PhotoId) -> Result<(), Error> {
        let mut list = self.store.list(Some(&parts_folder(site, id)));
        while let Some(part) = list.try_next().await? {
            self.drop_one(&part.location).await?;
        }
        Ok(())
    }

    async fn drop_one(&self, place: &Path) -> Result<(), Error> {
        match self.store.delete(place).await {
            Err(Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(cause) => Err(cause),
        }
    }

    /// Drops the parts of uploads that nobody continued since `before`; returns how many.
    pub async fn drop_stale_parts(&self, before: At) -> Result<u32, Error> {
        let (mut list, mut dropped) = (self.store.list(Some(&Path::from("parts"))), 0);
        while let Some(part) = list.try_next().await? {
            if part.last_modified.timestamp_millis() < before.0 {
                self.drop_one(&part.location).await?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    /// Keeps a finished photo.
    pub async fn keep(&self, site: SiteId, id: PhotoId, bytes: Vec<u8>) -> Result<(), Error> {
        self.store.put(&whole(site, id), PutPayload::from(bytes)).await.map(|_| ())
    }

    pub async fn get(&self, site: SiteId, id: PhotoId) -> Result<Option<bytes::Bytes>, Error> {
        self.read(&whole(site, id)).await
    }

    pub async fn small(&self, site: SiteId, id: PhotoId) -> Result<Option<bytes::Bytes>, Error> {
        self.read(&small(site, id)).await
    }

    pub async fn keep_small(&self, site: SiteId, id: PhotoId, jpeg: Vec<u8>) -> Result<(), Error> {
        self.store.put(&small(site, id), PutPayload::from(jpeg)).await.map(|_| ())
    }

    async fn read(&self, place: &Path) -> Result<Option<bytes::Bytes>, Error> {
        match self.store.get(place).await {
            Ok(found) => found.bytes().await.map(Some),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(cause),
        }
    }
}

fn parts_folder(site: SiteId, id: PhotoId) -> Path {
    Path::from(format!("parts/{site}/{id}"))
}

fn whole(site: SiteId, id: PhotoId) -> Path {
    let name = id.to_string();
    Path::from(format!("{site}/{}/{name}", &name[..2]))
}

fn small(site: SiteId, id: PhotoId) -> Path {
    let name = id.to_string();
    Path::from(format!("{site}/{}/{name}-small", &name[..2]))
}
