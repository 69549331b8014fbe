//! Where planted bugs reach into the device. In a build without them all of this is nothing.

use super::{Inner, SyncError};
use crate::planted::{Bug, has};
use crate::ports::{Draft, TransportError};
use patrol_domain::Op;
use patrol_domain::ids::SiteId;
use patrol_protocol::{Outcome, Receipt};

impl Inner {
    /// Before a batch goes out.
    pub(super) async fn sabotage_batch(&self, batch: &mut [Op]) -> Result<(), SyncError> {
        if has(Bug::DropBeforeReceipt) {
            self.store.settle(&believed(batch), self.now()).await?;
        }
        if has(Bug::BatchKey) {
            batch.iter_mut().for_each(|op| op.id = self.new_op_id());
        }
        Ok(())
    }

    /// When no answer came.
    pub(super) async fn sabotage_failure(
        &self,
        site: SiteId,
        batch: &[Op],
        error: &TransportError,
    ) -> Result<(), SyncError> {
        if has(Bug::OutboxDroppedOnSignOut) && *error == TransportError::SignedOut {
            let outbox = self.store.outbox(site).await?;
            let all: Vec<Op> = outbox.into_iter().map(|queued| queued.op).collect();
            self.store.settle(&believed(&all), self.now()).await?;
        }
        if has(Bug::DoubleApply)
            && *error == TransportError::Offline
            && let Some(op) = batch.first()
        {
            let draft = Draft {
                id: self.new_op_id(),
                author: op.author,
                site,
                made_at: op.made_at,
                device_at: op.device_at,
                mutation: op.mutation.clone(),
            };
            self.store.enqueue(draft, Vec::new(), None).await?;
        }
        Ok(())
    }

    /// What an answer is taken for.
    pub(super) fn sabotage_receipts(&self, batch: &[Op], receipts: Vec<Receipt>) -> Vec<Receipt> {
        let mut receipts = receipts;
        if has(Bug::ReceiptNotMatched) || has(Bug::BatchKey) {
            for (op, receipt) in batch.iter().zip(&mut receipts) {
                (receipt.op, receipt.seq) = (op.id, op.seq);
            }
        }
        if has(Bug::RefusedBlocks) {
            let accepted = |receipt: &Receipt| receipt.outcome == Outcome::Accepted;
            let end = receipts.iter().take_while(|receipt| accepted(receipt)).count();
            receipts.truncate(end);
        }
        receipts
    }
}

/// The order in which a batch is sent.
pub(super) fn sabotage_order(unsent: &mut [Op]) {
    if has(Bug::ClockDecidesOrder) {
        unsent.sort_by_key(|op| op.device_at);
    }
}

/// Receipts that nobody gave.
fn believed(ops: &[Op]) -> Vec<Receipt> {
    let receipt = |op: &Op| Receipt {
        op: op.id,
        seq: op.seq,
        outcome: Outcome::Accepted,
        received_at: op.made_at,
        photos_wanted: Vec::new(),
    };
    ops.iter().map(receipt).collect()
}
