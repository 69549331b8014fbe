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
        let mut offered_again = false;
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
                Pushed::Misses(missing) if !offered_again => {
                    self.send_again(site, missing).await?;
                    offered_again = true;
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
    async fn ask(
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

    /// Shows the server the newest operation that it settled: it answers with the same receipt, or
    /// was restored from an older backup and gets everything it lost. Tells whether it did.
    pub(super) async fn offer_newest(&self, site: SiteId) -> Result<bool, SyncError> {
        let newest = self.store.receipts(site, 1).await?.into_iter().next();
        let Some((op, receipt)) = newest else { return Ok(false) };
        let unread = was_unreadable(&receipt).then_some(op.id).into_iter().collect();
        let (receipts, gap) = self.ask(site, std::slice::from_ref(&op), &unread).await?;
        match gap {
            Some(missing) if missing < op.seq => {
                self.send_again(site, missing).await?;
                Ok(true)
            }
            _ => Ok(receipts.first().is_some_and(|given| *given != receipt)),
        }
    }

    /// The server misses operations that it had settled before, as after a restored backup:
    /// offers everything from there on again, out of the kept receipts.
    async fn send_again(&self, site: SiteId, missing: u64) -> Result<(), SyncError> {
        let settled = self.store.receipts(site, u32::MAX).await?;
        let unread = settled.iter().filter(|(_, receipt)| was_unreadable(receipt));
        let withdrawn = unread.map(|(op, _)| op.id).collect();
        let mut ops: Vec<Op> = settled.into_iter().map(|(op, _)| op).collect();
        ops.retain(|op| op.seq >= missing);
        ops.sort_by_key(|op| op.seq);
        ops.dedup_by_key(|op| op.seq);
        if ops.first().is_none_or(|first| first.seq != missing) {
            return Err(hole(missing));
        }
        let mut rest = ops.as_slice();
        while !rest.is_empty() {
            let batch = cut(rest, MAX_PUSH_OPS)?;
            let (receipts, _) = self.ask(site, batch, &withdrawn).await?;
            if receipts.is_empty() {
                return Err(TransportError::Offline.into());
            }
            self.store.settle(&receipts, self.now()).await?;
            rest = &rest[receipts.len()..];
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

/// Nothing may be skipped: what is on neither side stops this lane, loudly.
fn hole(missing: u64) -> SyncError {
    TransportError::Refused(Refused::Hole(missing)).into()
}

/// Whether the fault is in what is said, not in who says it.
fn unreadable(why: Refused) -> bool {
    matches!(why, Refused::Malformed | Refused::TooLarge)
}

fn was_unreadable(receipt: &Receipt) -> bool {
    receipt.outcome == Outcome::Rejected { rejection: Rejection::Unreadable }
}

fn unsent(outbox: Vec<Queued>) -> Vec<Op> {
    outbox.into_iter().filter(|queued| queued.receipt.is_none()).map(|queued| queued.op).collect()
}

fn count(ops: &[Op]) -> u32 {
    u32::try_from(ops.len()).unwrap_or(u32::MAX)
}

/// The longest beginning that fits one push; a single larger operation travels alone.
fn cut(ops: &[Op], most: usize) -> Result<&[Op], SyncError> {
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
