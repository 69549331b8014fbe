//! One person's phone at work: decides, keeps, shows, and brings work to the server.
//! Knows no browser, no server and no screen: a store, a transport and a clock are handed in.

pub mod backup;
mod folded;
pub mod import;
pub(crate) use folded::sorted;
mod lanes;
pub use lanes::AllSites;
mod left;
mod parked;
mod photos;
mod pull;
mod push;
mod restored;
mod sabotage;
mod time;
pub mod waiting;

use crate::ports::{Clock, Draft, LocalStore, PhotoBytes, StoreError, Transport, TransportError};
use folded::Folded;
use futures_util::lock::Mutex;
use patrol_domain::ids::{DeviceId, MemberId, OpId, PhotoId, SiteId};
use patrol_domain::record::{Slice, View};
use patrol_domain::{At, Key, Kind, Mutation, Op, Record, Rejection};
use patrol_protocol::Session;
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use time::Timekeeper;

/// The person's phone. Clones share one device; it holds nothing that a restart would miss.
#[derive(Clone)]
pub struct Device {
    inner: Rc<Inner>,
}

struct Inner {
    store: Rc<dyn LocalStore>,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    author: MemberId,
    time: RefCell<Timekeeper>,
    folded: RefCell<BTreeMap<SiteId, Folded>>,
    /// Counts what makes a fold stale; a fold begun under an older count is thrown away.
    generation: Cell<u64>,
    /// Set by every write, so that a long photo lane lets new facts overtake.
    unsent_facts: Cell<bool>,
    /// Held by the photo that lets facts overtake: others travel beside it.
    overtaking: Mutex<()>,
    /// Photos that were begun to be sent since the start: where they stand must be asked.
    begun: RefCell<BTreeSet<PhotoId>>,
    writing: Mutex<()>,
    syncing: Mutex<()>,
}

/// What one write did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    pub op: Op,
    /// The changed records, whole, as this phone now shows them.
    pub changed: Vec<Record>,
}

/// Why a write was not kept. Nothing of it was stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PerformError {
    #[error(transparent)]
    Rejected(#[from] Rejection),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a sync did not reach its end. Whatever it had reached is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a sync tells while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Operations settled so far in this sync, of all that waited.
    Facts { done: u32, of: u32 },
    /// Photos whole on the server so far in this sync, of all that waited; bytes likewise.
    Photos { done: u32, of: u32, bytes: u64, of_bytes: u64 },
    /// An operation was refused and is parked.
    Parked { op: OpId, rejection: Rejection },
    /// These records may look different now. Empty: any record of the site may.
    Changed { keys: Vec<Key> },
}

/// Note that holds the last session, so that an offline start is still signed in.
const SESSION_NOTE: &str = "session";

impl Device {
    /// Opens one person's phone on their store. Asks the network nothing.
    pub async fn open(
        store: Rc<dyn LocalStore>,
        transport: Rc<dyn Transport>,
        clock: Rc<dyn Clock>,
        author: MemberId,
    ) -> Result<Device, StoreError> {
        let contact = time::stored_contact(store.as_ref()).await?;
        let timekeeper = Timekeeper::opened(clock.wall(), clock.monotonic_ms(), contact);
        let inner = Inner {
            store,
            transport,
            clock,
            author,
            time: RefCell::new(timekeeper),
            folded: RefCell::default(),
            generation: Cell::new(0),
            unsent_facts: Cell::new(false),
            overtaking: Mutex::new(()),
            begun: RefCell::default(),
            writing: Mutex::new(()),
            syncing: Mutex::new(()),
        };
        Ok(Device { inner: Rc::new(inner) })
    }

    /// Whose phone this is: the author of every operation it writes.
    pub fn author(&self) -> MemberId {
        self.inner.author
    }

    /// The best estimate of the server's time.
    pub fn now(&self) -> At {
        self.inner.now()
    }

    /// Whether the server's time was ever learnt on this phone.
    pub fn clock_offset_known(&self) -> bool {
        self.inner.time.borrow().last_contact().is_some()
    }

    /// When the server last answered, by the server's time.
    pub fn last_contact(&self) -> Option<At> {
        self.inner.time.borrow().last_contact()
    }

    /// Whether both are clones of one device.
    pub fn is(&self, other: &Device) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    /// Whether something was written here since facts were last sent.
    pub fn has_unsent_facts(&self) -> bool {
        self.inner.unsent_facts.get()
    }

    /// Another tab wrote to the same store: what is remembered in memory may be stale.
    pub fn forget_cache(&self) {
        self.inner.forget();
        self.inner.unsent_facts.set(true);
    }

    /// Decides a mutation and keeps it with its photos. `Ok` means that it survives a crash; an
    /// error means that nothing of it was stored. The draft `done_draft` goes with success.
    pub async fn perform(
        &self,
        site: SiteId,
        mutation: Mutation,
        photos: Vec<PhotoBytes>,
        done_draft: Option<&str>,
    ) -> Result<Performed, PerformError> {
        let draft = self.inner.draft(self.inner.new_op_id(), site, mutation, self.now());
        self.inner.keep(draft, photos, done_draft).await
    }

    /// The named records as this phone sees them: the confirmed base with its own work on top.
    pub async fn view(&self, site: SiteId, keys: &[Key]) -> Result<View, StoreError> {
        self.inner.view(site, keys).await
    }

    /// A stretch of a shelf as this phone sees it, sorted by order, then by name.
    pub async fn list(
        &self,
        site: SiteId,
        kind: Kind,
        slice: Slice,
    ) -> Result<Vec<Record>, StoreError> {
        self.inner.list(site, kind, slice).await
    }

    /// A photo's bytes from this phone, else from the server.
    pub async fn photo(
        &self,
        site: SiteId,
        id: PhotoId,
        thumb: bool,
    ) -> Result<Vec<u8>, SyncError> {
        match self.inner.store.photo(id).await? {
            Some(bytes) => Ok(bytes),
            None => Ok(self.inner.transport.photo(site, id, thumb).await?),
        }
    }

    /// Keeps the session, so that the next start needs no network.
    pub async fn keep_session(&self, session: &Session) -> Result<(), StoreError> {
        let clock = &self.inner.clock;
        let (wall, mono) = (clock.wall(), clock.monotonic_ms());
        self.inner.time.borrow_mut().learn(session.server_time, mono, wall, mono);
        let body = serde_json::to_string(session).map_err(broken)?;
        self.inner.store.put_note(SESSION_NOTE, &body).await?;
        self.inner.keep_contact().await
    }

    /// The session kept on this phone, if any.
    pub async fn session(&self) -> Result<Option<Session>, StoreError> {
        let body = self.inner.store.note(SESSION_NOTE).await?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// Forgets who is signed in. Work that waits stays.
    pub async fn forget_session(&self) -> Result<(), StoreError> {
        self.inner.store.put_note(SESSION_NOTE, "").await
    }
}

impl Inner {
    fn new_op_id(&self) -> OpId {
        let mut random = [0u8; 10];
        random.copy_from_slice(&self.clock.random()[..10]);
        let millis = u64::try_from(self.clock.wall().0).unwrap_or(0);
        OpId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    fn draft(&self, id: OpId, site: SiteId, mutation: Mutation, made_at: At) -> Draft {
        Draft { id, author: self.author, site, made_at, device_at: self.clock.wall(), mutation }
    }

    /// The path of one write: decide on the folded view, keep in one transaction, fold in.
    async fn keep(
        &self,
        draft: Draft,
        photos: Vec<PhotoBytes>,
        done_draft: Option<&str>,
    ) -> Result<Performed, PerformError> {
        let _one_at_a_time = self.writing.lock().await;
        let site = draft.site;
        let undecided = as_op(&draft);
        let changed = self.decide(site, &undecided).await??;
        let generation = self.generation.get();
        // Dropped in the middle of the transaction, nobody knows whether it was kept.
        let unsure = folded::Unsure::new(self);
        let op = self.store.enqueue(draft, photos, done_draft).await?;
        unsure.known();
        if op.mutation != undecided.mutation {
            // The id was in use: what stands there is another operation, and this one is not kept.
            return Err(StoreError::Broken(format!("operation id {} came twice", op.id)).into());
        }
        self.unsent_facts.set(true);
        self.fold_in(site, generation, &op, &changed);
        Ok(Performed { op, changed })
    }
}

/// The operation as `apply` sees it before the store has given it device and number.
fn as_op(draft: &Draft) -> Op {
    Op {
        id: draft.id,
        device: DeviceId(uuid::Uuid::nil()),
        seq: 0,
        author: draft.author,
        site: draft.site,
        made_at: draft.made_at,
        device_at: draft.device_at,
        mutation: draft.mutation.clone(),
    }
}

/// The name of these bytes.
pub fn photo_id(bytes: &[u8]) -> PhotoId {
    PhotoId(Sha256::digest(bytes).into())
}

fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Broken(error.to_string())
}
