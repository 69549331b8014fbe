//! A server that came out of an older backup: it is shown what it once settled, and gets back what
//! it lost, operations and photo bytes. Its new word counts.

use super::{Inner, SyncError};
use crate::device::push::{cut, was_unreadable};
use crate::ports::{PhotoState, TransportError};
use patrol_domain::ids::{DeviceId, OpId, SiteId};
use patrol_domain::{Key, Op};
use patrol_protocol::{MAX_PUSH_OPS, Outcome, Receipt};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

impl Inner {
    /// Makes the offer that is due, if one is; it stays due until it was taken. Tells whether one
    /// was.
    pub(super) async fn offer_what_is_due(&self, site: SiteId) -> Result<bool, SyncError> {
        match self.offer_due(site).await? {
            Due::No => return Ok(false),
            Due::Newest => self.show(site, u64::MAX).await?,
            Due::At(number) => self.show(site, number).await?,
            Due::From(missing) => {
                if let Some((newest, _)) = self.store.receipts(site, 1).await?.into_iter().next() {
                    self.send_again(site, missing, &newest).await?;
                }
            }
        }
        self.recall_photos(site).await?;
        self.store.put_note(&offer_note(site), "").await?;
        Ok(true)
    }

    /// Notices that the server was started since it last answered here. Then the newest operation
    /// that it settled before is to be shown to it: this note outlives a dropped network and a
    /// killed app.
    pub(super) async fn note_life(&self, site: SiteId, life: &str) -> Result<(), SyncError> {
        let note = format!("life/{site}");
        if life.is_empty() || self.store.note(&note).await?.as_deref() == Some(life) {
            return Ok(());
        }
        let newest = self.store.receipts(site, 1).await?.first().map(|(op, _)| op.seq);
        let due = match (self.offer_due(site).await?, newest) {
            (Due::No | Due::Newest, Some(newest)) => Some(format!("{DUE} {AT}{newest}")),
            // A life passed without it: what either settled may be gone.
            (Due::At(earlier), _) => Some(format!("{DUE} {earlier}")),
            _ => None,
        };
        if let Some(due) = due {
            self.store.put_note(&offer_note(site), &due).await?;
        }
        Ok(self.store.put_note(&note, life).await?)
    }

    pub(super) async fn is_offer_due(&self, site: SiteId) -> Result<bool, SyncError> {
        Ok(self.offer_due(site).await? != Due::No)
    }

    async fn offer_due(&self, site: SiteId) -> Result<Due, SyncError> {
        let note = self.store.note(&offer_note(site)).await?.unwrap_or_default();
        let Some(what) = note.strip_prefix(DUE).map(str::trim) else { return Ok(Due::No) };
        Ok(match what.strip_prefix(AT) {
            Some(number) => number.parse().map_or(Due::Newest, Due::At),
            None => what.parse().map_or(Due::Newest, Due::From),
        })
    }

    /// Shows the server the newest operation up to `number` that it settled: it answers with the
    /// same receipt, or was restored from an older backup and gets everything it lost.
    async fn show(&self, site: SiteId, number: u64) -> Result<(), SyncError> {
        let mut settled = self.store.receipts(site, u32::MAX).await?;
        settled.retain(|(op, _)| op.seq <= number);
        let newest = settled.into_iter().max_by_key(|(op, _)| op.seq);
        let Some((op, receipt)) = newest else { return Ok(()) };
        let withdrawn = self.withdrawn(site, &[(op.clone(), receipt.clone())]).await?;
        let (receipts, gap) = self.ask(site, std::slice::from_ref(&op), &withdrawn).await?;
        match (gap, receipts.first()) {
            (Some(missing), _) if missing < op.seq => self.send_again(site, missing, &op).await,
            (_, Some(given)) if *given != receipt => self.send_again(site, op.seq, &op).await,
            (_, Some(_)) => Ok(()),
            // It says nothing of what it was shown: an answer to an older question, or not ours.
            (_, None) => Err(TransportError::Offline.into()),
        }
    }

    /// The server misses operations that it had settled before: gives it everything up to `until`
    /// out of the kept receipts. What it has of those before `missing` may have reached it late, on
    /// a way of its own: its word on them is asked for too. A number that neither side knows any
    /// more is given up by name, so that those after it get through.
    pub(super) async fn send_again(
        &self,
        site: SiteId,
        missing: u64,
        until: &Op,
    ) -> Result<(), SyncError> {
        // An answer that gets lost tells the new word on some of them to nobody: all are asked for
        // until all are known.
        let from = match self.offer_due(site).await? {
            Due::From(earlier) => earlier.min(missing),
            _ => missing,
        };
        let settled = self.store.receipts(site, u32::MAX).await?;
        let from = row_before(from, &settled);
        self.store.put_note(&offer_note(site), &format!("{DUE} {from}")).await?;
        let (ops, withdrawn) = self.work_since(site, from, until, settled).await?;
        let mut rest = ops.as_slice();
        while !rest.is_empty() {
            let batch = cut(rest, MAX_PUSH_OPS)?;
            let (receipts, _) = self.ask(site, batch, &withdrawn).await?;
            if receipts.is_empty() {
                return Err(TransportError::Offline.into());
            }
            self.store.settle_anew(&receipts, self.now()).await?;
            rest = &rest[receipts.len()..];
        }
        self.store.put_note(&offer_note(site), DUE).await?;
        self.forget();
        Ok(())
    }

    /// What is offered from `from` on, in order, and which of it by name only.
    async fn work_since(
        &self,
        site: SiteId,
        from: u64,
        until: &Op,
        settled: Vec<(Op, Receipt)>,
    ) -> Result<(Vec<Op>, BTreeSet<OpId>), SyncError> {
        let outbox = self.store.outbox(site).await?;
        let unsent = outbox.iter().filter(|queued| queued.receipt.is_none());
        // From there on it is the work of the lane of facts.
        let end = unsent.map(|queued| queued.op.seq).min().unwrap_or(u64::MAX);
        let mut withdrawn = self.withdrawn(site, &settled).await?;
        let mut all: BTreeMap<u64, Op> = settled.into_iter().map(|(op, _)| (op.seq, op)).collect();
        all.retain(|seq, _| (from..end).contains(seq));
        for seq in from..until.seq.min(end) {
            all.entry(seq).or_insert_with(|| {
                let op = Op { id: lost_id(until.device, site, seq), seq, ..until.clone() };
                withdrawn.insert(op.id);
                op
            });
        }
        Ok((all.into_values().collect(), withdrawn))
    }

    /// Of these, what is offered by name only: what the server could not read, and what was
    /// refused and is mended or given up by now. Refused it was, refused it stays.
    async fn withdrawn(
        &self,
        site: SiteId,
        settled: &[(Op, Receipt)],
    ) -> Result<BTreeSet<OpId>, SyncError> {
        let parked = self.store.parked(site).await?;
        let parked: BTreeSet<OpId> = parked.into_iter().map(|one| one.op.id).collect();
        let gone = settled.iter().filter(|(op, receipt)| {
            let refused = receipt.outcome != Outcome::Accepted;
            was_unreadable(receipt) || (refused && !parked.contains(&op.id))
        });
        Ok(gone.map(|(op, _)| op.id).collect())
    }

    /// Photos called sent that the new base does not show: asks where the server stands, and lets
    /// the lane of photos bring what it lost.
    async fn recall_photos(&self, site: SiteId) -> Result<(), SyncError> {
        let mut sent = self.store.photos(site).await?;
        sent.retain(|photo| photo.sent);
        let keys: Vec<Key> = sent.iter().map(|photo| Key::Photo { id: photo.id }).collect();
        let shown = self.store.load(site, &keys).await?;
        for (photo, _) in sent.iter().zip(shown).filter(|(_, shown)| shown.is_none()) {
            self.ask_after(photo).await?;
        }
        Ok(())
    }

    /// Asks where the server stands with a photo that is called sent, and believes it.
    pub(super) async fn ask_after(&self, photo: &PhotoState) -> Result<(), SyncError> {
        match self.transport.photo_offset(photo.site, photo.id).await {
            Ok(stands) if stands >= u64::from(photo.bytes) => {
                self.store.mark_photo(PhotoState { confirmed: true, ..*photo }).await?;
            }
            Ok(_) => {
                // Where it stands was asked before the loss, if ever.
                self.begun.borrow_mut().insert(photo.id);
                self.store.unsend_photos(&[photo.id]).await?;
            }
            // No operation there names it: nobody misses it.
            Err(TransportError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// What a phone owes a server that was restored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    No,
    /// To show it the newest settled operation.
    Newest,
    /// To show it this one, the newest that it settled before it was started anew.
    At(u64),
    /// To bring everything from this number on.
    From(u64),
}

/// What the note of an offer that is due begins with; a number may follow, or `AT` and a number.
const DUE: &str = "due";
const AT: &str = "at ";

/// Where the unbroken row of kept receipts begins that ends right before `number`; else `number`.
fn row_before(number: u64, settled: &[(Op, Receipt)]) -> u64 {
    let kept: BTreeSet<u64> = settled.iter().map(|(op, _)| op.seq).collect();
    (1..number).rev().take_while(|seq| kept.contains(seq)).last().unwrap_or(number)
}

fn offer_note(site: SiteId) -> String {
    format!("offer/{site}")
}

/// The name under which a number goes that has nothing behind it any more: always the same, so
/// that an answer which got lost does no harm.
fn lost_id(device: DeviceId, site: SiteId, seq: u64) -> OpId {
    let mut hash = Sha256::new();
    hash.update(b"lost");
    hash.update(device.0.as_bytes());
    hash.update(site.0.as_bytes());
    hash.update(seq.to_be_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    OpId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
