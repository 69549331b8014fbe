//! Brings the demo estates into an empty server. Can be broken off and begun again.

use crate::app::App;
use crate::demo::{DemoFault, demo};
use crate::library::{Library, LibraryFault};
use crate::store::{Refusal, SeedError};
use patrol_domain::{At, MemberId, PhotoId, Record, SiteId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Why the demo was not brought in.
#[derive(Debug, thiserror::Error)]
pub enum SeedingError {
    #[error(transparent)]
    Library(#[from] LibraryFault),
    #[error(transparent)]
    Demo(#[from] DemoFault),
    #[error(transparent)]
    Store(#[from] SeedError),
    #[error("photos: {0}")]
    Photos(#[from] object_store::Error),
}

impl From<Refusal> for SeedingError {
    fn from(refusal: Refusal) -> Self {
        SeedingError::Store(SeedError(refusal))
    }
}

const FACT: &str = "demo";

/// Seeds the demo of `folder` (the library folder, with `demo/` in it) unless the server holds
/// sites already; tells whether it did.
pub async fn seed_demo(app: &App, folder: &Path, now: At) -> Result<bool, SeedingError> {
    let begun = app.store.fact(FACT).await?;
    let empty = app.store.is_empty().await.map_err(Refusal::from)?;
    if begun.as_deref() == Some("done") || (begun.is_none() && !empty) {
        return Ok(false);
    }
    app.store.put_fact(FACT, "begun").await?;
    let library = Library::load(folder)?;
    let data = demo(&folder.join("demo"), &library, now)?;
    let mut sites: BTreeMap<SiteId, Vec<Record>> = BTreeMap::new();
    for (site, record) in data.records {
        sites.entry(site).or_insert_with(|| library.records()).push(record);
    }
    for (site, records) in sites {
        let ops: Vec<_> = data.ops.iter().filter(|op| op.site == site).cloned().collect();
        let named: BTreeSet<PhotoId> =
            ops.iter().flat_map(|op| op.mutation.files()).map(|photo| photo.id).collect();
        let photos: Vec<_> = data.photos.iter().filter(|(id, _)| named.contains(id)).collect();
        for (id, bytes) in &photos {
            app.keep_photo(site, *id, bytes.clone()).await?;
        }
        app.store.replay(site, records, ops).await?;
        for (id, bytes) in photos {
            app.store.photo_held(site, *id, bytes.len() as i64).await?;
        }
    }
    for plan in &data.plans {
        app.store.put_plan(plan, MemberId::SYSTEM).await?;
    }
    for person in &data.people {
        app.put_account(&person.login, &person.password, person.member.id).await?;
    }
    app.store.put_fact(FACT, "done").await?;
    Ok(true)
}
