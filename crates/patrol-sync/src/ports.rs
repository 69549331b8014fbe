//! What the device asks of its surroundings: a store, a transport, a clock.

use async_trait::async_trait;
use patrol_domain::ids::{DeviceId, OpId, PhotoId, SiteId};
use patrol_domain::record::Slice;
use patrol_domain::{At, Key, Kind, Mutation, Op, Record, Rejection};
use patrol_protocol::{Pull, Push, PushAnswer, Receipt, Session, SignIn};
use serde::{Deserialize, Serialize};

/// What the caller of a store does next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room left: nothing of the transaction was kept.
    #[error("no room left")]
    Full,
    /// The browser refuses storage (private mode, blocked site data).
    #[error("storage is refused")]
    Denied,
    /// Another tab holds an older version open, or wants a newer one: reload.
    #[error("another version is open")]
    OtherVersion,
    /// The connection died and reopening it did not help.
    #[error("storage broke: {0}")]
    Broken(String),
}

/// What the caller of a transport does next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No answer, or an answer that is not the server's (captive portal): try later.
    #[error("offline")]
    Offline,
    /// 401: keep everything, ask the same person to sign in.
    #[error("signed out")]
    SignedOut,
    #[error("wrong password")]
    WrongPassword,
    #[error("too many tries")]
    TooManyTries,
    /// This app is too old for the server: keep everything, update.
    #[error("too old")]
    TooOld,
    /// 429 or 503: wait this long.
    #[error("busy, {0} s")]
    Busy(u32),
    /// A chunk's offset is not the server's: ask again where it stands.
    #[error("wrong offset")]
    WrongOffset,
    /// 404 or 403: not this person's.
    #[error("not found")]
    NotFound,
    /// The photo's bytes were refused.
    #[error("bad photo")]
    BadPhoto,
    /// Retrying the same bytes is pointless.
    #[error("refused: {0:?}")]
    Refused(Refused),
}

/// Why the server would not take a request, however often it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Its form.
    Malformed,
    TooLarge,
    /// The device belongs to another person.
    NotYours,
    /// A number was used before for another operation.
    SequenceReused,
    /// The server misses this number, and the phone has nothing under it any more.
    Hole(u64),
    Unknown,
}

/// How many settled operations of a site a store remembers at least: they are shown on the sync
/// page, and offered again to a server that was restored from an older backup.
pub const KEPT_RECEIPTS: usize = 500;

/// What `perform` hands to the store. The store adds device and sequence number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: OpId,
    pub author: patrol_domain::MemberId,
    pub site: SiteId,
    pub made_at: At,
    pub device_at: At,
    pub mutation: Mutation,
}

/// A photo's bytes with its name. `id` is the SHA-256 of `bytes`.
#[derive(Clone, PartialEq, Eq)]
pub struct PhotoBytes {
    pub id: PhotoId,
    pub bytes: Vec<u8>,
}

/// One operation that the server has not settled, or has settled and not yet shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    pub op: Op,
    /// `None`: waits to be pushed. `Some`: the server's receipt.
    pub receipt: Option<Receipt>,
}

/// A refused operation, kept with its words and photos until a person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    pub op: Op,
    pub rejection: Rejection,
    pub parked_at: At,
}

/// Where a photo stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoState {
    pub id: PhotoId,
    pub site: SiteId,
    pub bytes: u32,
    /// Named by an operation (not only by a draft): may be sent once that operation has a receipt.
    pub queued: bool,
    /// The server said that it holds all bytes.
    pub sent: bool,
    /// A later pull has shown it: the local bytes may go when space is needed.
    pub confirmed: bool,
    /// Tries that ended in `BadPhoto` or with bytes that no longer match.
    pub failures: u16,
}

/// The phone's database of one (server, person). Every method is one transaction with strict
/// durability: `Ok` means it survives a crash. Object-safe, so that no room is generic over it.
#[async_trait(?Send)]
pub trait LocalStore {
    /// Made at first opening, never changes.
    async fn device(&self) -> Result<DeviceId, StoreError>;

    // --- the confirmed base, written only by `confirm` ---
    async fn load(&self, site: SiteId, keys: &[Key]) -> Result<Vec<Option<Record>>, StoreError>;
    /// Sorted by `(order, key name)`, backwards when `newest_first`.
    async fn list(&self, site: SiteId, kind: Kind, slice: Slice)
    -> Result<Vec<Record>, StoreError>;
    async fn cursor(&self, site: SiteId) -> Result<Option<String>, StoreError>;

    // --- the outbox ---
    /// Allots the site's next sequence number and keeps operation and photos, all or nothing. The
    /// photos that the mutation names and the store holds are marked `queued`, also those stored
    /// under a draft before. Removes the draft `done_draft`, when given.
    /// Idempotent by `draft.id`: a second call returns the operation of the first.
    async fn enqueue(
        &self,
        draft: Draft,
        photos: Vec<PhotoBytes>,
        done_draft: Option<&str>,
    ) -> Result<Op, StoreError>;
    /// Unsettled operations and those settled but not yet shown by a pull, by sequence number.
    async fn outbox(&self, site: SiteId) -> Result<Vec<Queued>, StoreError>;
    /// Stores receipts. A rejected operation moves to the parked ones in the same transaction;
    /// an accepted one stays, folded, until `confirm`. An operation that is not in the outbox, or
    /// has a receipt already, is left as it is.
    async fn settle(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError>;
    /// Stores what a server that came out of a backup says anew of operations which it had settled
    /// before, in place of its old word: one that was accepted and is refused now is parked, one
    /// parked and accepted now is parked no more. The photos that it wants (`photos_wanted`) are to
    /// be sent again. An operation without a receipt is settled as by `settle`.
    async fn settle_anew(&self, receipts: &[Receipt], now: At) -> Result<(), StoreError>;
    /// One page of a pull: rows into the base, cursor, photos shown; operations that had a
    /// receipt before this pull was asked for (`settled`) leave the outbox on the last page.
    /// A `fresh` page starts a new generation: rows are marked with it, and with the page without
    /// `more` the rows of older generations go. Until then the old base is shown, also over a
    /// restart; the outbox is never touched by it.
    async fn confirm(&self, pull: &Pull, settled: &[OpId]) -> Result<(), StoreError>;
    async fn parked(&self, site: SiteId) -> Result<Vec<Parked>, StoreError>;
    /// Sites with an operation that has no receipt, a parked one, or a photo that is not sent;
    /// also those at which the person works no more. In ascending order.
    async fn sites_with_work(&self) -> Result<Vec<SiteId>, StoreError>;
    /// Takes a parked operation away because the person mended (a new operation stands in the
    /// outbox) or gave it up. Its photos stay while another operation names them.
    async fn unpark(&self, op: OpId) -> Result<(), StoreError>;
    /// Settled operations, refused ones included, newest first, at most `limit`. A store keeps at
    /// least the last `KEPT_RECEIPTS` of each site and all that are still in the outbox or parked.
    async fn receipts(&self, site: SiteId, limit: u32) -> Result<Vec<(Op, Receipt)>, StoreError>;

    // --- photos ---
    /// Keeps bytes for a draft before any operation names them.
    async fn keep_photo(&self, site: SiteId, photo: PhotoBytes) -> Result<(), StoreError>;
    async fn photo(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError>;
    async fn photos(&self, site: SiteId) -> Result<Vec<PhotoState>, StoreError>;
    /// Writes `failures`, and `sent` and `confirmed` where they are true: what is known to have
    /// arrived is never unlearnt. A photo that is gone stays gone.
    async fn mark_photo(&self, state: PhotoState) -> Result<(), StoreError>;
    /// The server lost these: they are to be sent again, as if they never were.
    async fn unsend_photos(&self, ids: &[PhotoId]) -> Result<(), StoreError>;
    /// Takes photos away that a person gave up, with their bytes.
    async fn drop_photos(&self, ids: &[PhotoId]) -> Result<(), StoreError>;
    /// Frees the bytes of photos that are `confirmed` and older than the newest `keep`.
    async fn drop_confirmed_photos(&self, keep: u32) -> Result<u32, StoreError>;
    /// Forgets bytes kept for a draft that wants them no more. `false`, and nothing is lost: an
    /// operation or a draft still names them, or they are not here.
    async fn drop_unnamed_photo(&self, id: PhotoId) -> Result<bool, StoreError>;

    // --- drafts: half-typed words, not operations yet ---
    async fn put_draft(&self, name: &str, body: &str) -> Result<(), StoreError>;
    async fn draft(&self, name: &str) -> Result<Option<String>, StoreError>;
    async fn drafts(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError>;
    async fn drop_draft(&self, name: &str) -> Result<(), StoreError>;

    // --- small facts about this phone: session, clock offset, last contact ---
    async fn put_note(&self, name: &str, body: &str) -> Result<(), StoreError>;
    async fn note(&self, name: &str) -> Result<Option<String>, StoreError>;
}

/// The server as seen from the phone. Each call is one request, with its own time limit.
#[async_trait(?Send)]
pub trait Transport {
    async fn sign_in(&self, body: &SignIn) -> Result<Session, TransportError>;
    async fn session(&self) -> Result<Session, TransportError>;
    async fn sign_out(&self) -> Result<(), TransportError>;
    async fn push(&self, site: SiteId, body: &Push) -> Result<PushAnswer, TransportError>;
    /// What changed since the cursor.
    async fn pull(&self, site: SiteId, cursor: Option<&str>) -> Result<Pull, TransportError>;
    /// How many bytes of the photo the server holds; all of them means it is finished.
    async fn photo_offset(&self, site: SiteId, id: PhotoId) -> Result<u64, TransportError>;
    /// Sends one chunk; returns the new offset. `total` is the photo's length.
    async fn photo_chunk(
        &self,
        site: SiteId,
        id: PhotoId,
        offset: u64,
        total: u64,
        chunk: &[u8],
    ) -> Result<u64, TransportError>;
    /// A photo of somebody else, for showing. `thumb` asks for the small one.
    async fn photo(
        &self,
        site: SiteId,
        id: PhotoId,
        thumb: bool,
    ) -> Result<Vec<u8>, TransportError>;
}

/// The phone's clocks and dice.
pub trait Clock {
    /// The wall clock, wrong by any amount.
    fn wall(&self) -> At;
    /// Milliseconds since some start; never goes back, stops counting when the app is closed.
    fn monotonic_ms(&self) -> u64;
    /// Random bytes for ids.
    fn random(&self) -> [u8; 16];
}
