//! What waits on this phone, record by record, in the terms of the sync page.

use super::{Device, Inner};
use crate::device::parked::stuck;
use crate::ports::{Parked, PhotoState, Queued, StoreError};
use patrol_domain::ids::{OpId, PhotoId, SiteId};
use patrol_domain::{At, Key, Mutation, Op, Record};
use patrol_protocol::Receipt;
use std::collections::{BTreeMap, BTreeSet};

/// How many of the newest receipts the summary looks at.
const RECENT: u32 = 500;

/// The sync page in numbers. "Unsent" means that the server has not confirmed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Operations without a receipt.
    pub ops: u32,
    /// Photos named by operations and not whole on the server.
    pub photos: u32,
    pub photo_bytes: u64,
    /// When the oldest waiting operation was made.
    pub oldest: Option<At>,
    /// Records with something unsent, oldest first.
    pub groups: Vec<Group>,
    /// Refused operations that need a person, oldest first.
    pub parked: Vec<Parked>,
    /// Settled operations, refused ones included, newest first.
    pub receipts: Vec<(Op, Receipt)>,
    /// The server's time of the last answer.
    pub last_contact: Option<At>,
    /// Names of the sites concerned, as far as this phone knows them.
    pub sites: BTreeMap<SiteId, String>,
}

/// What waits of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub site: SiteId,
    /// The round or case; `None` for photos whose operation left the list of receipts.
    pub key: Option<Key>,
    pub mark: Mark,
    /// Operations without a receipt.
    pub ops: u32,
    /// Photos whole on the server, of all that this group names.
    pub photos_sent: u32,
    pub photos: u32,
    /// Bytes of the photos that are not whole on the server.
    pub bytes: u64,
    /// When the oldest waiting part was made.
    pub since: Option<At>,
    /// Photos that failed too often, or whose bytes are damaged here.
    pub stuck: Vec<PhotoId>,
    /// Photos that are not whole on the server.
    pub unsent: Vec<PhotoId>,
}

/// Save marks ○ ◐ ● ▲.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// ○ Only on this phone.
    OnPhone,
    /// ◐ The facts are on the server, photos are not yet.
    Sending,
    /// ● The server has it.
    OnServer,
    /// ▲ Needs a person.
    Blocked,
}

impl Device {
    /// What waits at these sites, and wherever else this phone holds unsent work: a site that the
    /// person left is named like the others.
    pub async fn waiting_at_all(&self, first: &[SiteId]) -> Result<Waiting, StoreError> {
        let mut all = Waiting { last_contact: self.last_contact(), ..Waiting::default() };
        for site in self.inner.with_work(first).await? {
            all.add(self.inner.waiting(site).await?);
        }
        let oldest = |group: &Group| (group.mark != Mark::Blocked, group.since);
        all.groups.sort_by_key(oldest);
        all.parked.sort_by_key(|one| one.op.made_at);
        all.receipts.sort_by_key(|(_, receipt)| std::cmp::Reverse(receipt.received_at));
        for site in all.concerned() {
            let names = self.inner.store.load(site, &[Key::Site { id: site }]).await?;
            if let Some(Some(Record::Site(found))) = names.into_iter().next() {
                all.sites.insert(site, found.name);
            }
        }
        Ok(all)
    }

    /// `first`, then every other site with unsent work.
    pub async fn with_work(&self, first: &[SiteId]) -> Result<Vec<SiteId>, StoreError> {
        self.inner.with_work(first).await
    }

    /// What waits at a site, and what the server last confirmed.
    pub async fn waiting(&self, site: SiteId) -> Result<Waiting, StoreError> {
        let mut waiting = self.inner.waiting(site).await?;
        waiting.last_contact = self.last_contact();
        Ok(waiting)
    }
}

impl Waiting {
    fn add(&mut self, other: Waiting) {
        self.ops += other.ops;
        self.photos += other.photos;
        self.photo_bytes += other.photo_bytes;
        self.oldest = earlier(self.oldest, other.oldest);
        self.groups.extend(other.groups);
        self.parked.extend(other.parked);
        self.receipts.extend(other.receipts);
    }

    fn concerned(&self) -> BTreeSet<SiteId> {
        let groups = self.groups.iter().map(|group| group.site);
        groups.chain(self.parked.iter().map(|one| one.op.site)).collect()
    }
}

fn earlier(one: Option<At>, other: Option<At>) -> Option<At> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The record an operation is about.
pub fn subject(mutation: &Mutation) -> Key {
    mutation.subject()
}

impl Inner {
    async fn with_work(&self, first: &[SiteId]) -> Result<Vec<SiteId>, StoreError> {
        let mut sites = first.to_vec();
        let others = self.store.sites_with_work().await?;
        sites.extend(others.into_iter().filter(|site| !first.contains(site)));
        Ok(sites)
    }

    pub(super) async fn waiting(&self, site: SiteId) -> Result<Waiting, StoreError> {
        let outbox = self.store.outbox(site).await?;
        let photos = self.store.photos(site).await?;
        let receipts = self.store.receipts(site, RECENT).await?;
        let parked = self.parked(site).await?;
        let mut sums = Sums::new(site, &photos);
        for queued in outbox.iter().filter(|queued| queued.receipt.is_none()) {
            sums.add_op(queued);
        }
        let settled =
            outbox.iter().map(|queued| &queued.op).chain(receipts.iter().map(|(op, _)| op));
        for op in settled {
            sums.add_photos(op);
        }
        sums.add_nameless();
        let mut waiting = Waiting { parked, receipts, ..Waiting::default() };
        sums.finish(&mut waiting);
        Ok(waiting)
    }
}

/// Adds up what waits, each photo in one group only.
struct Sums {
    site: SiteId,
    unsent_photos: BTreeMap<PhotoId, PhotoState>,
    sent_photos: BTreeMap<PhotoId, PhotoState>,
    groups: BTreeMap<Option<Key>, Group>,
    seen: BTreeSet<OpId>,
}

impl Sums {
    fn new(site: SiteId, photos: &[PhotoState]) -> Self {
        let (sent, unsent): (Vec<PhotoState>, Vec<PhotoState>) =
            photos.iter().filter(|photo| photo.queued).partition(|photo| photo.sent);
        let by_id = |photos: Vec<PhotoState>| photos.into_iter().map(|one| (one.id, one)).collect();
        Sums {
            site,
            unsent_photos: by_id(unsent),
            sent_photos: by_id(sent),
            groups: BTreeMap::new(),
            seen: BTreeSet::new(),
        }
    }

    fn group(&mut self, key: Option<Key>) -> &mut Group {
        self.groups.entry(key.clone()).or_insert(Group {
            site: self.site,
            key,
            mark: Mark::OnServer,
            ops: 0,
            photos_sent: 0,
            photos: 0,
            bytes: 0,
            since: None,
            stuck: Vec::new(),
            unsent: Vec::new(),
        })
    }

    fn add_op(&mut self, queued: &Queued) {
        let made_at = queued.op.made_at;
        let group = self.group(Some(subject(&queued.op.mutation)));
        group.ops += 1;
        group.since = Some(group.since.map_or(made_at, |since| since.min(made_at)));
        self.add_photos(&queued.op);
    }

    fn add_photos(&mut self, op: &Op) {
        if !self.seen.insert(op.id) {
            return;
        }
        for named in op.mutation.files() {
            let key = Some(subject(&op.mutation));
            if let Some(photo) = self.unsent_photos.remove(&named.id) {
                self.add_unsent(key, &photo, Some(op.made_at));
            } else if self.sent_photos.remove(&named.id).is_some() {
                let group = self.group(key);
                group.photos += 1;
                group.photos_sent += 1;
            }
        }
    }

    fn add_unsent(&mut self, key: Option<Key>, photo: &PhotoState, made_at: Option<At>) {
        let group = self.group(key);
        group.photos += 1;
        group.bytes += u64::from(photo.bytes);
        group.unsent.push(photo.id);
        if let Some(made_at) = made_at {
            group.since = Some(group.since.map_or(made_at, |since| since.min(made_at)));
        }
        if stuck(photo) {
            group.stuck.push(photo.id);
        }
    }

    fn add_nameless(&mut self) {
        for photo in std::mem::take(&mut self.unsent_photos).into_values() {
            self.add_unsent(None, &photo, None);
        }
    }

    fn finish(self, waiting: &mut Waiting) {
        for mut group in self.groups.into_values() {
            let missing = group.photos - group.photos_sent;
            group.mark = match (group.ops, missing, group.stuck.is_empty()) {
                (_, _, false) => Mark::Blocked,
                (0, 0, _) => continue,
                (0, _, _) => Mark::Sending,
                _ => Mark::OnPhone,
            };
            waiting.ops += group.ops;
            waiting.photos += missing;
            waiting.photo_bytes += group.bytes;
            waiting.oldest = earlier(waiting.oldest, group.since);
            waiting.groups.push(group);
        }
        waiting.groups.sort_by_key(|group| (group.mark != Mark::Blocked, group.since));
    }
}
