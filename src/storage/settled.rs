//! What became of operations: receipts, parked ones, and leaving the outbox.

use super::IdbStore;
use super::outbox::{id_key, op_row, queued, seq_key};
use super::request::answer;
use super::row::{self, part};
use super::transaction::Mode::{Read, Write};
use super::transaction::Tx;
use patrol_domain::ids::{OpId, SiteId};
use patrol_domain::{At, Op, Rejection};
use patrol_protocol::{Outcome, Receipt};
use patrol_sync::ports::{KEPT_RECEIPTS, Parked, StoreError};
use wasm_bindgen::JsCast;

impl IdbStore {
    pub(super) async fn settle_all(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError> {
        self.connection
            .run(&["outbox", "parked", "receipts"], Write, async |tx| {
                let outbox = tx.store("outbox")?;
                let ids = outbox.index("id")?;
                let asked: Result<Vec<_>, _> =
                    receipts.iter().map(|receipt| ids.ask(&id_key(receipt.op))).collect();
                for (receipt, request) in receipts.iter().zip(asked?) {
                    let found = answer(&request).await?;
                    if !found.is_undefined() {
                        settle_one(tx, queued(&found)?, receipt, now)?;
                    }
                }
                Ok(())
            })
            .await
    }

    pub(super) async fn settle_all_anew(
        &self,
        receipts: &[Receipt],
        now: At,
    ) -> Result<(), StoreError> {
        self.connection
            .run(&["outbox", "parked", "receipts", "photos"], Write, async |tx| {
                for receipt in receipts {
                    settle_one_anew(tx, receipt, now).await?;
                    super::photos::unsend(tx, &receipt.photos_wanted).await?;
                }
                Ok(())
            })
            .await
    }

    pub(super) async fn parked_ops(&self, site: SiteId) -> Result<Vec<Parked>, StoreError> {
        let range = row::below(&[part(site)])?;
        self.connection
            .run(&["parked"], Read, async |tx| {
                let rows = tx.store("parked")?.all(&range).await?;
                rows.iter().map(|found| row::whole(&found, "parked")).collect()
            })
            .await
    }

    pub(super) async fn take_parked(&self, op: OpId) -> Result<(), StoreError> {
        self.connection
            .run(&["parked", "photos", "photo_bytes"], Write, async |tx| {
                let parked = tx.store("parked")?;
                let found = answer(&parked.index("id")?.ask(&id_key(op))?).await?;
                if found.is_undefined() {
                    return Ok(());
                }
                let gone: Parked = row::whole(&found, "parked")?;
                parked.delete(&seq_key(gone.op.site, gone.op.seq))?;
                super::photos::unname_photos(tx, &gone.op).await
            })
            .await
    }

    pub(super) async fn newest_receipts(
        &self,
        site: SiteId,
        limit: u32,
    ) -> Result<Vec<(Op, Receipt)>, StoreError> {
        let range = row::below(&[part(site)])?;
        self.connection
            .run(&["receipts"], Read, async |tx| {
                let rows = tx.store("receipts")?.all(&range).await?;
                let newest = rows.iter().rev().take(limit as usize);
                newest.map(|r| Ok((row::whole(&r, "op")?, row::whole(&r, "receipt")?))).collect()
            })
            .await
    }
}

fn settle_one(
    tx: &Tx,
    queued: patrol_sync::ports::Queued,
    receipt: &Receipt,
    now: At,
) -> Result<(), StoreError> {
    if queued.receipt.is_some() {
        return Ok(());
    }
    let op = queued.op;
    let row = || op_row(&op)?.body("receipt", receipt);
    tx.store("receipts")?.put(&row()?.value())?;
    match &receipt.outcome {
        Outcome::Accepted => tx.store("outbox")?.put(&row()?.value()),
        Outcome::Rejected { rejection } => park(tx, &op, rejection, now),
    }
}

fn park(tx: &Tx, op: &Op, rejection: &Rejection, now: At) -> Result<(), StoreError> {
    let parked = Parked { op: op.clone(), rejection: rejection.clone(), parked_at: now };
    tx.store("parked")?.put(&op_row(op)?.body("parked", &parked)?.value())?;
    tx.store("outbox")?.delete(&seq_key(op.site, op.seq))
}

async fn settle_one_anew(tx: &Tx, receipt: &Receipt, now: At) -> Result<(), StoreError> {
    let (outbox, receipts) = (tx.store("outbox")?, tx.store("receipts")?);
    let id = id_key(receipt.op);
    let (kept, waits) = (receipts.index("id")?.ask(&id)?, outbox.index("id")?.ask(&id)?);
    let (kept, waits) = (answer(&kept).await?, answer(&waits).await?);
    if kept.is_undefined() {
        let unsettled = (!waits.is_undefined()).then(|| queued(&waits)).transpose()?;
        return unsettled.map_or(Ok(()), |one| settle_one(tx, one, receipt, now));
    }
    let (op, old): (Op, Receipt) = (row::whole(&kept, "op")?, row::whole(&kept, "receipt")?);
    let row = op_row(&op)?.body("receipt", receipt)?.value();
    receipts.put(&row)?;
    match (&old.outcome, &receipt.outcome) {
        (Outcome::Accepted, Outcome::Rejected { rejection }) => park(tx, &op, rejection, now),
        (Outcome::Rejected { .. }, Outcome::Accepted) => {
            tx.store("parked")?.delete(&seq_key(op.site, op.seq))
        }
        _ if waits.is_undefined() => Ok(()),
        _ => outbox.put(&row),
    }
}

/// Settled operations that a pull has shown leave the outbox; old receipts are forgotten.
pub async fn leave_outbox(tx: &Tx, site: SiteId, settled: &[OpId]) -> Result<(), StoreError> {
    let outbox = tx.store("outbox")?;
    let ids = outbox.index("id")?;
    let asked: Result<Vec<_>, _> = settled.iter().map(|id| ids.ask(&id_key(*id))).collect();
    for request in asked? {
        let found = answer(&request).await?;
        if found.is_undefined() {
            continue;
        }
        let queued = queued(&found)?;
        if queued.receipt.is_some() && queued.op.site == site {
            outbox.delete(&seq_key(site, queued.op.seq))?;
        }
    }
    forget_old_receipts(tx, site).await
}

/// Keeps the last `KEPT_RECEIPTS` and all that are still in the outbox or parked.
async fn forget_old_receipts(tx: &Tx, site: SiteId) -> Result<(), StoreError> {
    let kept = u32::try_from(KEPT_RECEIPTS).unwrap_or(u32::MAX);
    let range = row::below(&[part(site)])?;
    let receipts = tx.store("receipts")?;
    let surplus = receipts.count(&range).await?.saturating_sub(kept);
    if surplus == 0 {
        return Ok(());
    }
    for key in receipts.keys(&range, surplus).await?.iter() {
        let waits = tx.store("outbox")?.get(&key).await?;
        let parked = tx.store("parked")?.get(&key).await?;
        if waits.is_undefined() && parked.is_undefined() {
            receipts.delete(key.unchecked_ref())?;
        }
    }
    Ok(())
}
