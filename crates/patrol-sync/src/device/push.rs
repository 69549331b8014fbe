//! The lane of facts: operations go up in their order, receipts come back.
//! An operation counts as settled only by a receipt that names it.

use super::sabotage::sabotage_order;
use super::{Inner, Progress, SyncError, broken};
use crate::ports::{Queued, Refused, TransportError};
use patrol_domain::ids::{OpId, SiteId};
use patrol_domain::{Op, Rejection};
use patrol_protocol::{MAX_PUSH_BYTES, MAX_PUSH_OPS, OpHead, Outcome, Push, Receipt};
use std::collections::BTreeSet;

impl Inner {
    /// Pushes until nothing waits. Stops at the first request that settles nothing.
    pub(super) async fn push(
        &self,
        site: SiteId,
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        let mut done = 0;
        let mut most = MAX_PUSH_OPS;
        let mut offered = 0;
        loop {
            self.unsent_facts.set(false);
            let mut unsent = unsent(self.store.outbox(site).await?);
            sabotage_order(&mut unsent);
            if unsent.is_empty() {
                return Ok(());
            }
            let of = done + count(&unsent);
            let batch = cut(&unsent, most)?;
            let pushed = match self.push_batch(site, batch, &BTreeSet::new(), report).await {
                // One of them is to blame: find it alone, so that those before it get through.
                Err(SyncError::Transport(TransportError::Refused(_))) if batch.len() > 1 => {
                    most = batch.len() / 2;
                    continue;
                }
                Err(SyncError::Transport(TransportError::Refused(why))) if unreadable(why) => {
                    most = MAX_PUSH_OPS;
                    self.withdraw(site, batch, why, report).await?
                }
                pushed => pushed?,
            };
            match pushed {
                Pushed::Settled(settled) => done += settled,
                Pushed::Misses(missing) if missing > offered => {
                    self.send_again(site, missing, &batch[0]).await?;
                    offered = missing;
                }
                Pushed::Misses(missing) => return Err(hole(missing)),
            }
            report(Progress::Facts { done, of });
        }
    }

    /// Sends one batch and settles what the server names, at least one operation.
    async fn push_batch(
        &self,
        site: SiteId,
        batch: &[Op],
        withdrawn: &BTreeSet<OpId>,
        report: &dyn Fn(Progress),
    ) -> Result<Pushed, SyncError> {
        let (receipts, gap) = self.ask(site, batch, withdrawn).await?;
        if let Some(missing) = gap
            && batch.first().is_some_and(|first| missing < first.seq)
        {
            return Ok(Pushed::Misses(missing));
        }
        if receipts.is_empty() {
            // Nothing that we sent is named: whoever answered, it was not our server.
            return Err(TransportError::Offline.into());
        }
        self.settle(&receipts, report).await?;
        Ok(Pushed::Settled(u32::try_from(receipts.len()).unwrap_or(u32::MAX)))
    }

    /// The server cannot read this one operation: only its name goes up, so that it is refused with
    /// a receipt, parked here with its words, and holds up nobody.
    async fn withdraw(
        &self,
        site: SiteId,
        one: &[Op],
        why: Refused,
        report: &dyn Fn(Progress),
    ) -> Result<Pushed, SyncError> {
        let withdrawn = one.iter().map(|op| op.id).collect();
        match self.push_batch(site, one, &withdrawn, report).await {
            // An answer without a receipt: a server that does not know of withdrawing.
            Err(SyncError::Transport(TransportError::Offline)) => {
                Err(TransportError::Refused(why).into())
            }
            pushed => pushed,
        }
    }

    /// One push. Of the receipts only those count that name what was sent, in order.
    pub(super) async fn ask(
        &self,
        site: SiteId,
        batch: &[Op],
        withdrawn: &BTreeSet<OpId>,
    ) -> Result<(Vec<Receipt>, Option<u64>), SyncError> {
        let device = self.store.device().await?;
        let asked_ms = self.clock.monotonic_ms();
        let (withdrawn, mut ops): (Vec<Op>, Vec<Op>) =
            batch.iter().cloned().partition(|op| withdrawn.contains(&op.id));
        self.sabotage_batch(&mut ops).await?;
        let withdrawn = withdrawn.iter().map(OpHead::of).collect();
        let answer = match self.transport.push(site, &Push { device, ops, withdrawn }).await {
            Ok(answer) => answer,
            Err(error) => {
                self.sabotage_failure(site, batch, &error).await?;
                return Err(error.into());
            }
        };
        self.learn_time(answer.server_time, asked_ms);
        self.note_life(site, &answer.life).await?;
        let receipts = self.sabotage_receipts(batch, answer.receipts);
        let named = |(op, receipt): &(&Op, Receipt)| op.id == receipt.op && op.seq == receipt.seq;
        let pairs = batch.iter().zip(receipts).take_while(named);
        Ok((pairs.map(|(_, receipt)| receipt).collect(), answer.gap))
    }

    async fn settle(
        &self,
        receipts: &[Receipt],
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        self.store.settle(receipts, self.now()).await?;
        let mut refused = false;
        for receipt in receipts {
            if let Outcome::Rejected { rejection } = &receipt.outcome {
                refused = true;
                report(Progress::Parked { op: receipt.op, rejection: rejection.clone() });
            }
        }
        if refused {
            self.forget();
            report(Progress::Changed { keys: Vec::new() });
        }
        Ok(())
    }
}

/// What became of one batch.
enum Pushed {
    Settled(u32),
    /// The server misses this number, from before the batch.
    Misses(u64),
}

/// Given back all that was asked for, the server still misses it: this lane stops, loudly.
fn hole(missing: u64) -> SyncError {
    TransportError::Refused(Refused::Hole(missing)).into()
}

/// Whether the fault is in what is said, not in who says it.
fn unreadable(why: Refused) -> bool {
    matches!(why, Refused::Malformed | Refused::TooLarge)
}

pub(super) fn was_unreadable(receipt: &Receipt) -> bool {
    receipt.outcome == Outcome::Rejected { rejection: Rejection::Unreadable }
}

fn unsent(outbox: Vec<Queued>) -> Vec<Op> {
    outbox.into_iter().filter(|queued| queued.receipt.is_none()).map(|queued| queued.op).collect()
}

fn count(ops: &[Op]) -> u32 {
    u32::try_from(ops.len()).unwrap_or(u32::MAX)
}

/// The longest beginning that fits one push; a single larger operation travels alone.
pub(super) fn cut(ops: &[Op], most: usize) -> Result<&[Op], SyncError> {
    let mut bytes = 0;
    let mut end = 0;
    for op in ops.iter().take(most) {
        bytes += serde_json::to_vec(op).map_err(broken)?.len() + 1;
        if end > 0 && bytes > MAX_PUSH_BYTES {
            break;
        }
        end += 1;
    }
    Ok(&ops[..end])
}
