//! A server for one device that decides with the real rules and misbehaves when told to.

use super::estate::{ME, NOW, case_id, estate};
pub use super::estate::{SITE, case, file, op, photo, session};
use async_trait::async_trait;
use patrol_domain::ids::{DeviceId, PhotoId, SiteId};
use patrol_domain::record::View;
use patrol_domain::{At, Halt, Mutation, Op, Record, Rejection, apply};
use patrol_protocol::{OpHead, Outcome, Pull, Push, PushAnswer, Receipt, Row, Session, SignIn};
pub use patrol_sync::device::backup::Backup;
use patrol_sync::device::photo_id;
use patrol_sync::memory::{MemoryDisk, MemoryStore};
use patrol_sync::ports::{
    Clock, LocalStore, PhotoBytes, Queued, Refused, Transport, TransportError,
};
use patrol_sync::{Device, SyncError};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::task::Poll;
use uuid::Uuid;

#[derive(Default)]
pub struct Server {
    ops: RefCell<Vec<(Op, Receipt)>>,
    base: RefCell<View>,
    photos: RefCell<BTreeMap<PhotoId, Vec<u8>>>,
    whole: RefCell<BTreeSet<PhotoId>>,
    pub fail_pulls: Setting,
    pub fail_pushes: Setting,
    pub lose_answers: Cell<u32>,
    pub twist: Cell<Option<fn(&mut PushAnswer)>>,
    pub pushes: RefCell<Vec<usize>>,
    pub pulls: Cell<u32>,
    /// Refuses the form of any push that holds this number.
    pub choke_on: Cell<Option<u64>>,
    /// Knows nothing of withdrawn operations, as the first servers.
    pub old: Cell<bool>,
    /// Cursors below this one are void.
    void_below: Cell<u32>,
    /// Backups that were put back.
    lives: Cell<u32>,
    /// The network drops after the first page of the next base that starts anew.
    pub torn: Cell<bool>,
    /// Rejects this number.
    pub reject: Cell<Option<u64>>,
    pub chunks: RefCell<Vec<(PhotoId, u64)>>,
    pub break_after_chunks: Cell<Option<usize>>,
    pub wrong_offsets: Cell<u32>,
    pub bad_photo: Cell<bool>,
    on_chunk: RefCell<Option<Box<dyn Fn()>>>,
    /// Chunks on their way now, and the most there ever were.
    under_way: Cell<usize>,
    pub abreast: Cell<usize>,
    /// What each chunk adds to the phone's clock, milliseconds.
    pub chunk_takes: Cell<u64>,
    ops_at_photo_end: Cell<usize>,
}

/// What a fake answers from now on.
#[derive(Default)]
pub struct Setting(RefCell<Option<TransportError>>);

impl Setting {
    pub fn set(&self, value: Option<TransportError>) {
        *self.0.borrow_mut() = value;
    }

    fn check(&self) -> Result<(), TransportError> {
        self.0.borrow().clone().map_or(Ok(()), Err)
    }
}

struct StillClock {
    dice: RefCell<u128>,
    server: Rc<Server>,
}

impl Clock for StillClock {
    fn wall(&self) -> At {
        NOW
    }
    fn monotonic_ms(&self) -> u64 {
        7 + self.server.chunk_takes.get() * self.server.chunks.borrow().len() as u64
    }
    fn random(&self) -> [u8; 16] {
        *self.dice.borrow_mut() += 1;
        // The first bytes of an id are not all kept: its version stands there.
        (*self.dice.borrow() << 32).to_le_bytes()
    }
}

pub struct Bench {
    pub server: Rc<Server>,
    pub disk: MemoryDisk,
    pub store: Rc<MemoryStore>,
    pub device: Device,
}

impl Bench {
    /// A phone that has pulled the estate.
    pub async fn new() -> Bench {
        let server = Rc::new(Server::default());
        for record in estate() {
            server.base.borrow_mut().put(record.key(), Some(record));
        }
        let disk = MemoryDisk::new(DeviceId(Uuid::from_u128(3)), None);
        let store = Rc::new(MemoryStore::open(&disk));
        let rows =
            estate().into_iter().map(|record| Row { key: record.key(), record: Some(record) });
        let pull = Pull {
            site: SITE,
            cursor: "0".into(),
            fresh: true,
            rows: rows.collect(),
            more: false,
            server_time: NOW,
            life: String::new(),
        };
        store.confirm(&pull, &[]).await.expect("the bench works");
        let device = open(&disk, &server, 0).await;
        Bench { server, disk, store, device }
    }

    /// The same phone after a restart, or another tab of it.
    pub async fn restart(&self) -> Device {
        open(&self.disk, &self.server, 1_000).await
    }

    pub async fn file(&self, n: u128, photos: &[&PhotoBytes]) {
        let bytes = photos.iter().map(|&photo| photo.clone()).collect();
        self.device.perform(SITE, file(n, photos), bytes, None).await.expect("the bench works");
    }

    pub async fn assign(&self, n: u128) {
        let mutation = Mutation::MoveCase {
            case: case_id(n),
            mv: "assign".into(),
            note: String::new(),
            photos: Vec::new(),
            handler: Some(ME),
            presence: None,
            sealed: false,
            brings: Box::default(),
        };
        self.device.perform(SITE, mutation, Vec::new(), None).await.expect("the bench works");
    }

    pub async fn sync(&self) -> Result<(), SyncError> {
        self.device.sync(SITE, &|_| ()).await
    }

    pub async fn outbox(&self) -> Vec<Queued> {
        self.store.outbox(SITE).await.expect("the bench works")
    }

    pub async fn shows(&self, n: u128) -> bool {
        self.device.view(SITE, &[case(n)]).await.expect("the bench works").records[&case(n)]
            .is_some()
    }
}

async fn open(disk: &MemoryDisk, server: &Rc<Server>, dice: u128) -> Device {
    let store = Rc::new(MemoryStore::open(disk));
    let clock = Rc::new(StillClock { dice: RefCell::new(dice), server: server.clone() });
    Device::open(store, server.clone(), clock, ME).await.expect("the bench works")
}

/// Lets others go first, once.
async fn pause() {
    let mut waited = false;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

/// What stands in the log for an operation that nobody could read.
fn nameless(head: OpHead) -> Op {
    let OpHead { id, seq, author, site } = head;
    let (device, mutation) = (DeviceId(Uuid::nil()), file(u128::MAX >> 1, &[]));
    Op { id, device, seq, author, site, made_at: NOW, device_at: NOW, mutation }
}

impl Server {
    pub fn log(&self) -> Vec<Op> {
        self.ops.borrow().iter().map(|(op, _)| op.clone()).collect()
    }

    pub fn photo(&self, id: PhotoId) -> Option<Vec<u8>> {
        self.photos.borrow().get(&id).cloned()
    }

    pub fn on_chunk(&self, act: impl Fn() + 'static) {
        *self.on_chunk.borrow_mut() = Some(Box::new(act));
    }

    pub fn log_when_photo_ended(&self) -> usize {
        self.ops_at_photo_end.get()
    }

    /// An older backup: only the first `count` operations are known.
    pub fn restore_backup_of(&self, count: usize) {
        self.ops.borrow_mut().truncate(count);
        self.lives.set(self.lives.get() + 1);
        let mut base = View::default();
        for record in estate() {
            base.put(record.key(), Some(record));
        }
        *self.base.borrow_mut() = base;
        for (op, receipt) in self.ops.borrow().iter() {
            if receipt.outcome == Outcome::Accepted {
                self.decide(op).expect("the bench works");
            }
        }
    }

    /// Bytes that a restored folder of photos does not hold.
    pub fn lose_photo(&self, id: PhotoId) {
        self.photos.borrow_mut().remove(&id);
        self.whole.borrow_mut().remove(&id);
    }

    /// What became of the operation of this number.
    pub fn outcome(&self, seq: u64) -> Option<Outcome> {
        let ops = self.ops.borrow();
        ops.iter().find(|(op, _)| op.seq == seq).map(|(_, receipt)| receipt.outcome.clone())
    }

    fn life(&self) -> String {
        if self.old.get() { String::new() } else { self.lives.get().to_string() }
    }

    /// Every cursor given so far is void: whoever comes with one gets a fresh base.
    pub fn begin_anew(&self) {
        self.void_below.set(self.pulls.get() + 1);
    }

    fn decide(&self, op: &Op) -> Result<(), Rejection> {
        let mut base = self.base.borrow_mut();
        loop {
            match apply(&base, op) {
                Ok(records) => {
                    records.into_iter().for_each(|record| base.put(record.key(), Some(record)));
                    return Ok(());
                }
                Err(Halt::Rejected(rejection)) => return Err(rejection),
                Err(Halt::Need(key)) => base.put(key, None),
            }
        }
    }

    fn settle(&self, head: OpHead, op: Option<&Op>) -> Receipt {
        let refused = (self.reject.get() == Some(head.seq)).then_some(Rejection::NotAllowed);
        let decide = || op.map_or(Err(Rejection::Unreadable), |op| self.decide(op));
        let outcome = match refused.map_or_else(decide, Err) {
            Ok(()) => Outcome::Accepted,
            Err(rejection) => Outcome::Rejected { rejection },
        };
        let (op, OpHead { id, seq, .. }) = (op.cloned().unwrap_or_else(|| nameless(head)), head);
        let received_at = At(NOW.0 + i64::from(self.pulls.get()));
        let named = op.mutation.files().map(|photo| photo.id);
        let photos_wanted = named.filter(|id| !self.whole.borrow().contains(id)).collect();
        let receipt = Receipt { op: id, seq, outcome, received_at, photos_wanted };
        self.ops.borrow_mut().push((op, receipt.clone()));
        receipt
    }

    fn named(&self) -> BTreeSet<PhotoId> {
        self.log().iter().flat_map(|op| op.mutation.files()).map(|photo| photo.id).collect()
    }
}

#[async_trait(?Send)]
impl Transport for Server {
    async fn sign_in(&self, _: &SignIn) -> Result<Session, TransportError> {
        Ok(session())
    }

    async fn session(&self) -> Result<Session, TransportError> {
        Ok(session())
    }

    async fn sign_out(&self) -> Result<(), TransportError> {
        Ok(())
    }

    async fn push(&self, _: SiteId, body: &Push) -> Result<PushAnswer, TransportError> {
        self.fail_pushes.check()?;
        if body.ops.iter().any(|op| Some(op.seq) == self.choke_on.get()) {
            return Err(TransportError::Refused(Refused::Malformed));
        }
        self.pushes.borrow_mut().push(body.ops.len());
        let mut answer = PushAnswer { life: self.life(), ..PushAnswer::empty(NOW) };
        let read = body.ops.iter().map(|op| (OpHead::of(op), Some(op)));
        let withdrawn = body.withdrawn.iter().filter(|_| !self.old.get());
        let mut all: Vec<_> = read.chain(withdrawn.map(|head| (*head, None))).collect();
        all.sort_by_key(|(head, _)| head.seq);
        for (head, op) in all {
            let known = self.ops.borrow().iter().find(|(old, _)| old.seq == head.seq).cloned();
            let expected = self.ops.borrow().len() as u64 + 1;
            if known.is_none() && head.seq != expected {
                answer.gap = Some(expected);
                break;
            }
            let receipt = known.map_or_else(|| self.settle(head, op), |(_, receipt)| receipt);
            answer.receipts.push(receipt);
        }
        if let Some(twist) = self.twist.get() {
            twist(&mut answer);
        }
        if self.lose_answers.get() > 0 {
            self.lose_answers.set(self.lose_answers.get() - 1);
            return Err(TransportError::Offline);
        }
        Ok(answer)
    }

    async fn pull(&self, site: SiteId, cursor: Option<&str>) -> Result<Pull, TransportError> {
        self.fail_pulls.check()?;
        self.pulls.set(self.pulls.get() + 1);
        let records = self.base.borrow().records.clone().into_values().flatten();
        let photos = self.whole.borrow().iter().map(|id| Record::Photo { id: *id }).collect();
        let rows = records.chain::<Vec<Record>>(photos);
        let rows = rows.map(|record| Row { key: record.key(), record: Some(record) }).collect();
        let given = cursor.and_then(|cursor| cursor.parse::<u32>().ok());
        let fresh = given.is_none_or(|given| given < self.void_below.get());
        let more = fresh && self.torn.take();
        if more {
            self.fail_pulls.set(Some(TransportError::Offline));
        }
        let cursor = self.pulls.get().to_string();
        let life = self.life();
        Ok(Pull { site, cursor, fresh, rows, more, server_time: NOW, life })
    }

    async fn photo_offset(&self, _: SiteId, id: PhotoId) -> Result<u64, TransportError> {
        if !self.named().contains(&id) {
            return Err(TransportError::NotFound);
        }
        Ok(self.photos.borrow().get(&id).map_or(0, Vec::len) as u64)
    }

    async fn photo_chunk(
        &self,
        _: SiteId,
        id: PhotoId,
        offset: u64,
        total: u64,
        chunk: &[u8],
    ) -> Result<u64, TransportError> {
        if self.wrong_offsets.get() > 0 {
            self.wrong_offsets.set(self.wrong_offsets.get() - 1);
            return Err(TransportError::WrongOffset);
        }
        if self.break_after_chunks.get().is_some_and(|most| self.chunks.borrow().len() >= most) {
            return Err(TransportError::Offline);
        }
        self.chunks.borrow_mut().push((id, offset));
        self.under_way.set(self.under_way.get() + 1);
        self.abreast.set(self.abreast.get().max(self.under_way.get()));
        pause().await;
        self.under_way.set(self.under_way.get() - 1);
        if self.bad_photo.get() {
            return Err(TransportError::BadPhoto);
        }
        if let Some(act) = &*self.on_chunk.borrow() {
            act();
        }
        let mut photos = self.photos.borrow_mut();
        let held = photos.entry(id).or_default();
        assert_eq!(held.len() as u64, offset, "a chunk in the wrong place");
        held.extend_from_slice(chunk);
        if held.len() as u64 == total {
            assert_eq!(photo_id(held), id);
            self.whole.borrow_mut().insert(id);
            self.ops_at_photo_end.set(self.ops.borrow().len());
        }
        Ok(held.len() as u64)
    }

    async fn photo(&self, _: SiteId, id: PhotoId, _: bool) -> Result<Vec<u8>, TransportError> {
        self.photo(id).ok_or(TransportError::NotFound)
    }
}
