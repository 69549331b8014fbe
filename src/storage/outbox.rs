//! The outbox: operations in the order of their numbers, kept together with their photos.

use super::IdbStore;
use super::errors::broken;
use super::request::answer;
use super::row::{self, Row, part};
use super::transaction::Mode::{Read, Write};
use super::transaction::Tx;
use patrol_domain::Op;
use patrol_domain::ids::{OpId, SiteId};
use patrol_sync::ports::{Draft, PhotoBytes, Queued, StoreError};
use std::collections::BTreeSet;
use wasm_bindgen::JsValue;

const ENQUEUE: [&str; 7] =
    ["meta", "outbox", "parked", "receipts", "photos", "photo_bytes", "drafts"];

impl IdbStore {
    pub(super) async fn enqueue_draft(
        &self,
        draft: &Draft,
        photos: &[PhotoBytes],
        done_draft: Option<&str>,
    ) -> Result<Op, StoreError> {
        self.connection
            .run(&ENQUEUE, Write, async |tx| {
                let counter: JsValue = format!("seq/{}", draft.site).into();
                let meta = tx.store("meta")?;
                let last = meta.ask(&counter)?;
                if let Some(op) = kept(tx, draft.id).await? {
                    return Ok(op);
                }
                let last = answer(&last).await?.as_f64().unwrap_or_default();
                let op = self.numbered(draft, last + 1.0);
                super::photos::put_photos(tx, op.site, photos).await?;
                super::photos::name_photos(tx, &op).await?;
                meta.put_at(&counter, &(last + 1.0).into())?;
                tx.store("outbox")?.put(&op_row(&op)?.value())?;
                if let Some(name) = done_draft {
                    tx.store("drafts")?.delete(&name.into())?;
                }
                Ok(op)
            })
            .await
    }

    fn numbered(&self, draft: &Draft, seq: f64) -> Op {
        Op {
            id: draft.id,
            device: self.device,
            seq: seq as u64,
            author: draft.author,
            site: draft.site,
            made_at: draft.made_at,
            device_at: draft.device_at,
            mutation: draft.mutation.clone(),
        }
    }

    /// Looks at no operation's words: only at where it stands.
    pub(super) async fn work(&self) -> Result<Vec<SiteId>, StoreError> {
        let everything = row::everything()?;
        let sites: BTreeSet<String> = self
            .connection
            .run(&["outbox", "parked", "photos"], Read, async |tx| {
                let outbox = tx.store("outbox")?.all(&everything).await?;
                let unsent =
                    outbox.iter().filter(|found| row::field(found, "receipt").is_undefined());
                let parked = tx.store("parked")?.all(&everything).await?;
                let photos = super::photos::unsent(tx, &everything).await?;
                let all = unsent.chain(parked.iter()).chain(photos.iter());
                Ok(all.filter_map(|found| row::field(&found, "site").as_string()).collect())
            })
            .await?;
        let read = |site: &String| site.parse().map_err(|_| broken("a site without a name"));
        let mut sites = sites.iter().map(read).collect::<Result<Vec<SiteId>, StoreError>>()?;
        sites.sort_unstable();
        Ok(sites)
    }

    pub(super) async fn queued(&self, site: SiteId) -> Result<Vec<Queued>, StoreError> {
        let range = row::below(&[part(site)])?;
        self.connection
            .run(&["outbox"], Read, async |tx| {
                let rows = tx.store("outbox")?.all(&range).await?;
                rows.iter().map(|found| queued(&found)).collect()
            })
            .await
    }
}

/// The operation of this id, wherever it stands.
async fn kept(tx: &Tx, id: OpId) -> Result<Option<Op>, StoreError> {
    let key = id_key(id);
    let mut asked = Vec::new();
    for store in ["outbox", "parked", "receipts"] {
        asked.push(tx.store(store)?.index("id")?.ask(&key)?);
    }
    for request in asked {
        let found = answer(&request).await?;
        if !found.is_undefined() {
            return row::whole(&found, "op").map(Some);
        }
    }
    Ok(None)
}

/// The `id` index holds one-part keys.
pub fn id_key(id: OpId) -> JsValue {
    row::key(&[part(id)])
}

pub fn seq_key(site: SiteId, seq: u64) -> JsValue {
    row::key(&[part(site), (seq as f64).into()])
}

/// The fields that outbox, parked operations and receipts share.
pub fn op_row(op: &Op) -> Result<Row, StoreError> {
    Row::new()
        .with("site", part(op.site))
        .with("seq", op.seq as f64)
        .with("id", part(op.id))
        .body("op", op)
}

pub fn queued(found: &JsValue) -> Result<Queued, StoreError> {
    if !found.is_object() {
        return Err(broken("an outbox row is no object"));
    }
    Ok(Queued { op: row::whole(found, "op")?, receipt: row::body(found, "receipt")? })
}
