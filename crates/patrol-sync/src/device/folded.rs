//! The view a person works on: the confirmed base with the outbox folded over it.
//! Knows nothing of pushing and pulling; they only tell it when it is stale.

use super::Inner;
use crate::ports::StoreError;
use patrol_domain::ids::SiteId;
use patrol_domain::record::{Slice, View};
use patrol_domain::{Halt, Key, Kind, Op, Record, Rejection, apply};
use std::collections::BTreeSet;

/// fold(apply, base, outbox) for one site: whatever deciding has read or changed so far. A key
/// that is not in `view` is touched by no operation of the outbox: the base speaks for it.
#[derive(Default)]
pub(super) struct Folded {
    view: View,
    changed: BTreeSet<Key>,
    /// Number of the last operation folded in. `None`: the outbox was empty.
    last_seq: Option<u64>,
}

impl Folded {
    fn fold_in(&mut self, op: &Op, records: &[Record]) {
        for record in records {
            self.changed.insert(record.key());
            self.view.put(record.key(), Some(record.clone()));
        }
        self.last_seq = Some(op.seq);
    }
}

/// Forgets the folded view when a write is abandoned in the middle of its transaction.
pub(super) struct Unsure<'a> {
    inner: &'a Inner,
    known: bool,
}

impl<'a> Unsure<'a> {
    pub(super) fn new(inner: &'a Inner) -> Self {
        Unsure { inner, known: false }
    }

    pub(super) fn known(mut self) {
        self.known = true;
    }
}

impl Drop for Unsure<'_> {
    fn drop(&mut self) {
        if !self.known {
            self.inner.forget();
        }
    }
}

impl Inner {
    /// Base or outbox changed by another hand than `perform`: fold anew at the next read.
    pub(super) fn forget(&self) {
        self.generation.set(self.generation.get() + 1);
        self.folded.borrow_mut().clear();
    }

    /// Decides an operation on the folded view, loading what decides.
    pub(super) async fn decide(
        &self,
        site: SiteId,
        op: &Op,
    ) -> Result<Result<Vec<Record>, Rejection>, StoreError> {
        loop {
            self.ensure_folded(site).await?;
            let generation = self.generation.get();
            let step = match self.folded.borrow().get(&site) {
                Some(folded) => apply(&folded.view, op),
                None => continue,
            };
            let key = match step {
                Ok(changed) => return Ok(Ok(changed)),
                Err(Halt::Rejected(rejection)) => return Ok(Err(rejection)),
                Err(Halt::Need(key)) => key,
            };
            let record = self.load_one(site, &key).await?;
            if generation == self.generation.get()
                && let Some(folded) = self.folded.borrow_mut().get_mut(&site)
            {
                folded.view.put(key, record);
            }
        }
    }

    /// Folds a kept operation into the view, when the view is known to lack nothing else.
    pub(super) fn fold_in(&self, site: SiteId, generation: u64, op: &Op, changed: &[Record]) {
        if generation == self.generation.get()
            && let Some(folded) = self.folded.borrow_mut().get_mut(&site)
            && folded.last_seq.is_some_and(|last| last + 1 == op.seq)
        {
            folded.fold_in(op, changed);
            return;
        }
        // Another tab wrote in between, or this is the first one: the next read folds anew.
        self.forget();
    }

    pub(super) async fn view(&self, site: SiteId, keys: &[Key]) -> Result<View, StoreError> {
        loop {
            self.ensure_folded(site).await?;
            let generation = self.generation.get();
            let mut view = View::default();
            let mut missing = Vec::new();
            if let Some(folded) = self.folded.borrow().get(&site) {
                for key in keys {
                    match folded.view.records.get(key) {
                        Some(record) => view.put(key.clone(), record.clone()),
                        None => missing.push(key.clone()),
                    }
                }
            }
            if !missing.is_empty() {
                let records = self.store.load(site, &missing).await?;
                for (key, record) in missing.into_iter().zip(records) {
                    view.put(key, record);
                }
            }
            if generation == self.generation.get() {
                return Ok(view);
            }
        }
    }

    pub(super) async fn list(
        &self,
        site: SiteId,
        kind: Kind,
        slice: Slice,
    ) -> Result<Vec<Record>, StoreError> {
        loop {
            self.ensure_folded(site).await?;
            let generation = self.generation.get();
            let (changed, own) = match self.folded.borrow().get(&site) {
                Some(folded) => (folded.changed.clone(), folded.changed_of(kind)),
                None => continue,
            };
            let room = u32::try_from(own.len()).unwrap_or(u32::MAX);
            let wider = Slice { limit: slice.limit.saturating_add(room), ..slice };
            let base = self.store.list(site, kind, wider).await?;
            if generation != self.generation.get() {
                continue;
            }
            let untouched = base.into_iter().filter(|record| !changed.contains(&record.key()));
            let own = own.into_iter().filter(|record| within(&slice, record));
            return Ok(sorted(&slice, untouched.chain(own).collect()));
        }
    }

    async fn load_one(&self, site: SiteId, key: &Key) -> Result<Option<Record>, StoreError> {
        Ok(self.store.load(site, std::slice::from_ref(key)).await?.pop().flatten())
    }

    /// Folds the outbox over the base, unless that is already in memory.
    async fn ensure_folded(&self, site: SiteId) -> Result<(), StoreError> {
        while !self.folded.borrow().contains_key(&site) {
            let generation = self.generation.get();
            let folded = self.fold_all(site).await?;
            // Whoever was faster may have folded newer operations in already.
            if generation == self.generation.get() {
                self.folded.borrow_mut().entry(site).or_insert(folded);
            }
        }
        Ok(())
    }

    async fn fold_all(&self, site: SiteId) -> Result<Folded, StoreError> {
        let mut folded = Folded::default();
        for queued in self.store.outbox(site).await? {
            let op = queued.op;
            let changed = loop {
                match apply(&folded.view, &op) {
                    Ok(changed) => break changed,
                    // The base has moved under it, or shows it already: the server's word counts.
                    Err(Halt::Rejected(_)) => break Vec::new(),
                    Err(Halt::Need(key)) => {
                        let record = self.load_one(site, &key).await?;
                        folded.view.put(key, record);
                    }
                }
            };
            let changed = if folded.shows(&op, &changed) { Vec::new() } else { changed };
            folded.fold_in(&op, &changed);
        }
        Ok(folded)
    }
}

impl Folded {
    fn changed_of(&self, kind: Kind) -> Vec<Record> {
        let of_kind = self.changed.iter().filter(|key| key.kind() == kind);
        of_kind.filter_map(|key| self.view.records.get(key).cloned().flatten()).collect()
    }

    /// Whether the records that `op` would change carry its trace already, from the server.
    fn shows(&self, op: &Op, changed: &[Record]) -> bool {
        let held = |record: &Record| self.view.records.get(&record.key()).cloned().flatten();
        changed.iter().filter_map(held).any(|record| match record {
            Record::Case(case) => case.timeline.iter().any(|event| event.op == op.id),
            Record::Round(round) => round.remarks.iter().any(|remark| remark.op == op.id),
            _ => false,
        })
    }
}

fn within(slice: &Slice, record: &Record) -> bool {
    let order = record.order();
    record.shelf() == slice.shelf && slice.from <= order && order < slice.to
}

/// Sorts and cuts as every store does: by order, then by name.
pub(crate) fn sorted(slice: &Slice, mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by_cached_key(|record| (record.order(), record.key().name()));
    if slice.newest_first {
        records.reverse();
    }
    records.truncate(usize::try_from(slice.limit).unwrap_or(usize::MAX));
    records
}
