//! The tables on a memory disk, and what one transaction does to them.

use crate::planted::{Bug, has};
use crate::ports::{Draft, KEPT_RECEIPTS, Parked, PhotoBytes, PhotoState, Queued, StoreError};
use patrol_domain::ids::{DeviceId, OpId, PhotoId, SiteId};
use patrol_domain::record::Slice;
use patrol_domain::{At, Key, Kind, Op, Record};
use patrol_protocol::{Outcome, Pull, Receipt};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(super) struct Tables {
    pub(super) device: DeviceId,
    pub(super) photos: BTreeMap<PhotoId, Photo>,
    pub(super) drafts: BTreeMap<String, String>,
    pub(super) notes: BTreeMap<String, String>,
    pub(super) fail_next: Option<StoreError>,
    sites: BTreeMap<SiteId, SiteTables>,
    capacity: Option<usize>,
    kept_photos: u64,
    /// A planted bug: the last write is called saved and is not.
    unsaved: Option<(SiteId, u64)>,
}

#[derive(Default)]
pub(super) struct SiteTables {
    pub(super) cursor: Option<String>,
    pub(super) outbox: BTreeMap<u64, Queued>,
    pub(super) parked: BTreeMap<u64, Parked>,
    /// In the order of settling, which is the order of numbers.
    pub(super) receipts: BTreeMap<u64, (Op, Receipt)>,
    last_seq: u64,
    base: BTreeMap<Key, (u64, Record)>,
    /// The generation that pulled rows are marked with.
    generation: u64,
    /// A fresh pull is under way: older generations go with its last page.
    sweeping: bool,
}

pub(super) struct Photo {
    pub(super) state: PhotoState,
    pub(super) bytes: Rc<[u8]>,
    /// Operations that name it; none while only a draft does.
    named_by: BTreeSet<OpId>,
    kept: u64,
}

impl Tables {
    pub(super) fn new(device: DeviceId, capacity: Option<usize>) -> Self {
        Tables {
            device,
            photos: BTreeMap::new(),
            drafts: BTreeMap::new(),
            notes: BTreeMap::new(),
            fail_next: None,
            sites: BTreeMap::new(),
            capacity,
            kept_photos: 0,
            unsaved: None,
        }
    }

    pub(super) fn site(&self, site: SiteId) -> Option<&SiteTables> {
        self.sites.get(&site)
    }

    pub(super) fn sites_with_work(&self) -> Vec<SiteId> {
        let open = |site: &SiteTables| {
            !site.parked.is_empty() || site.outbox.values().any(|queued| queued.receipt.is_none())
        };
        let ops = self.sites.iter().filter(|(_, site)| open(site)).map(|(id, _)| *id);
        let photos = self.photos.values().filter(|photo| !photo.state.sent);
        let sites: BTreeSet<SiteId> = ops.chain(photos.map(|photo| photo.state.site)).collect();
        sites.into_iter().collect()
    }

    pub(super) fn record(&self, site: SiteId, key: &Key) -> Option<Record> {
        self.site(site)?.base.get(key).map(|(_, record)| record.clone())
    }

    pub(super) fn shelf(&self, site: SiteId, kind: Kind, slice: &Slice) -> Vec<Record> {
        let Some(site) = self.site(site) else { return Vec::new() };
        let of_kind = site.base.iter().filter(|(key, _)| key.kind() == kind);
        let within = of_kind.map(|(_, (_, record))| record).filter(|record| {
            let order = record.order();
            record.shelf() == slice.shelf && slice.from <= order && order < slice.to
        });
        within.cloned().collect()
    }

    /// Refuses what would not fit, before anything is changed.
    pub(super) fn make_room(&self, bytes: usize) -> Result<(), StoreError> {
        let Some(capacity) = self.capacity else { return Ok(()) };
        let photos: usize = self.photos.values().map(|photo| photo.bytes.len()).sum();
        let drafts: usize = self.drafts.values().map(String::len).sum();
        let queued = self.sites.values().flat_map(|site| site.outbox.values());
        let ops: usize = queued.map(|queued| size(&queued.op.mutation)).sum();
        if photos + drafts + ops + bytes > capacity { Err(StoreError::Full) } else { Ok(()) }
    }

    pub(super) fn enqueue(
        &mut self,
        draft: Draft,
        photos: Vec<PhotoBytes>,
        done_draft: Option<&str>,
    ) -> Result<Op, StoreError> {
        if let Some(op) = self.sites.get(&draft.site).and_then(|site| site.kept(draft.id)) {
            return Ok(op.clone());
        }
        let bytes: usize = photos.iter().map(|photo| photo.bytes.len()).sum();
        self.make_room(bytes + size(&draft.mutation))?;
        let site = self.sites.entry(draft.site).or_default();
        site.last_seq += 1;
        let op = Op {
            id: draft.id,
            device: self.device,
            seq: site.last_seq,
            author: draft.author,
            site: draft.site,
            made_at: draft.made_at,
            device_at: draft.device_at,
            mutation: draft.mutation,
        };
        site.outbox.insert(op.seq, Queued { op: op.clone(), receipt: None });
        photos.into_iter().for_each(|photo| self.put_photo(op.site, photo));
        for named in op.mutation.files() {
            if let Some(photo) = self.photos.get_mut(&named.id) {
                photo.state.queued = true;
                photo.named_by.insert(op.id);
            }
        }
        if let Some(name) = done_draft {
            self.drafts.remove(name);
        }
        self.unsaved = has(Bug::SavedBeforeCommit).then_some((op.site, op.seq));
        Ok(op)
    }

    /// What planted bugs do when an app starts.
    pub(super) fn sabotage_open(&mut self) {
        if let Some((site, seq)) = self.unsaved.take()
            && let Some(site) = self.sites.get_mut(&site)
            && site.outbox.get(&seq).is_some_and(|queued| queued.receipt.is_none())
        {
            site.outbox.remove(&seq);
            site.last_seq = seq - 1;
        }
        if has(Bug::CounterInMemory) {
            for site in self.sites.values_mut() {
                site.last_seq = site.outbox.keys().next_back().copied().unwrap_or(0);
            }
        }
    }

    /// What planted bugs do with a receipt.
    fn sabotage_receipt(&mut self, op: &Op) {
        let Some(site) = self.sites.get_mut(&op.site) else { return };
        if has(Bug::DropAtReceipt) {
            site.outbox.remove(&op.seq);
        }
        if has(Bug::ParkedDropped) {
            site.parked.remove(&op.seq);
        }
        if has(Bug::PhotoDroppedAtReceipt) {
            for photo in op.mutation.files() {
                self.photos.remove(&photo.id);
            }
        }
    }

    pub(super) fn put_photo(&mut self, site: SiteId, photo: PhotoBytes) {
        self.kept_photos += 1;
        let state = PhotoState {
            id: photo.id,
            site,
            bytes: u32::try_from(photo.bytes.len()).unwrap_or(u32::MAX),
            queued: false,
            sent: false,
            confirmed: false,
            failures: 0,
        };
        let kept = self.kept_photos;
        let bytes = Rc::from(photo.bytes);
        let named_by = BTreeSet::new();
        self.photos.entry(photo.id).or_insert(Photo { state, bytes, named_by, kept });
    }

    pub(super) fn settle(&mut self, receipt: &Receipt, now: At) {
        let mut settled = None;
        for site in self.sites.values_mut() {
            let open =
                |queued: &&mut Queued| queued.op.id == receipt.op && queued.receipt.is_none();
            let Some(queued) = site.outbox.values_mut().find(open) else { continue };
            queued.receipt = Some(receipt.clone());
            let op = queued.op.clone();
            settled = Some(op.clone());
            site.receipts.insert(op.seq, (op.clone(), receipt.clone()));
            if let Outcome::Rejected { rejection } = &receipt.outcome {
                site.outbox.remove(&op.seq);
                let parked = Parked { rejection: rejection.clone(), parked_at: now, op };
                site.parked.insert(parked.op.seq, parked);
            }
            site.forget_old_receipts();
        }
        if let Some(op) = settled {
            self.sabotage_receipt(&op);
        }
    }

    pub(super) fn settle_anew(&mut self, receipt: &Receipt, now: At) {
        self.settle(receipt, now);
        for site in self.sites.values_mut() {
            let kept = site.receipts.values_mut().find(|(op, _)| op.id == receipt.op);
            let Some((op, old)) = kept else { continue };
            let before = std::mem::replace(old, receipt.clone()).outcome;
            let op = op.clone();
            match (before, &receipt.outcome) {
                (Outcome::Accepted, Outcome::Rejected { rejection }) => {
                    site.outbox.remove(&op.seq);
                    let parked = Parked { rejection: rejection.clone(), parked_at: now, op };
                    site.parked.insert(parked.op.seq, parked);
                }
                (Outcome::Rejected { .. }, Outcome::Accepted) => drop(site.parked.remove(&op.seq)),
                _ => {
                    if let Some(queued) = site.outbox.get_mut(&op.seq) {
                        queued.receipt = Some(receipt.clone());
                    }
                }
            }
        }
        self.unsend_photos(&receipt.photos_wanted);
    }

    pub(super) fn unsend_photos(&mut self, ids: &[PhotoId]) {
        for id in ids {
            // One that nobody names any more is only kept to be looked at.
            if let Some(photo) = self.photos.get_mut(id)
                && !photo.named_by.is_empty()
            {
                photo.state = PhotoState {
                    queued: true,
                    sent: false,
                    confirmed: false,
                    failures: 0,
                    ..photo.state
                };
            }
        }
    }

    pub(super) fn confirm(&mut self, pull: &Pull, settled: &[OpId]) {
        let site = self.sites.entry(pull.site).or_default();
        if pull.fresh {
            site.generation += 1;
            site.sweeping = true;
            if has(Bug::FreshWipesOutbox) {
                site.outbox.clear();
            }
        }
        for row in &pull.rows {
            match &row.record {
                Some(record) => {
                    site.base.insert(row.key.clone(), (site.generation, record.clone()));
                }
                None => drop(site.base.remove(&row.key)),
            }
            if let (Key::Photo { id }, Some(_)) = (&row.key, &row.record)
                && let Some(photo) = self.photos.get_mut(id)
            {
                photo.state.sent = true;
                photo.state.confirmed = true;
            }
        }
        let last = !pull.more || has(Bug::SweptAtFirstPage);
        if last && std::mem::take(&mut site.sweeping) {
            let newest = site.generation;
            site.base.retain(|_, (generation, _)| *generation == newest);
        }
        site.cursor = Some(pull.cursor.clone());
        site.outbox
            .retain(|_, queued| queued.receipt.is_none() || !settled.contains(&queued.op.id));
        site.forget_old_receipts();
    }

    pub(super) fn unpark(&mut self, op: OpId) {
        let mut found = false;
        for site in self.sites.values_mut() {
            let before = site.parked.len();
            site.parked.retain(|_, parked| parked.op.id != op);
            found |= site.parked.len() < before;
        }
        if !found {
            return;
        }
        self.photos.retain(|_, photo| {
            !photo.named_by.remove(&op) || !photo.named_by.is_empty() || photo.state.confirmed
        });
    }

    pub(super) fn drop_confirmed_photos(&mut self, keep: u32) -> u32 {
        let confirmed = self.photos.values().filter(|photo| photo.state.confirmed);
        let mut kept: Vec<u64> = confirmed.map(|photo| photo.kept).collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        let old: BTreeSet<u64> = kept.into_iter().skip(keep as usize).collect();
        self.photos.retain(|_, photo| !old.contains(&photo.kept));
        u32::try_from(old.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn drop_unnamed_photo(&mut self, id: PhotoId) -> bool {
        let name = id.to_string();
        let wanted = self.photos.get(&id).is_none_or(|photo| photo.state.queued)
            || self.drafts.values().any(|body| body.contains(&name));
        !wanted && self.photos.remove(&id).is_some()
    }
}

impl SiteTables {
    /// The operation of this id, wherever it stands.
    fn kept(&self, id: OpId) -> Option<&Op> {
        let queued = self.outbox.values().map(|queued| &queued.op);
        let parked = self.parked.values().map(|parked| &parked.op);
        let settled = self.receipts.values().map(|(op, _)| op);
        queued.chain(parked).chain(settled).find(|op| op.id == id)
    }

    fn forget_old_receipts(&mut self) {
        let SiteTables { receipts, outbox, parked, .. } = self;
        let Some((&oldest_kept, _)) = receipts.iter().rev().nth(KEPT_RECEIPTS - 1) else { return };
        receipts.retain(|seq, _| {
            *seq >= oldest_kept || outbox.contains_key(seq) || parked.contains_key(seq)
        });
    }
}

fn size(mutation: &patrol_domain::Mutation) -> usize {
    serde_json::to_vec(mutation).map_or(0, |body| body.len())
}
