//! What phone and server say to each other. Bodies only: this room does nothing.
//! A body ever released stays readable: its golden file in `golden/` must still parse.

/// People, sessions, delegations, quarantine: `/api/people` and its neighbours.
pub use patrol_domain::office;
/// `GET` and `PUT /api/plans`.
pub use patrol_domain::plan;

use patrol_domain::ids::{DeviceId, MemberId, OpId, PhotoId, SiteId};
use patrol_domain::people::Member;
use patrol_domain::place::Site;
use patrol_domain::{At, Key, Op, Record, Rejection};
use serde::{Deserialize, Serialize};

/// The media type of every answer. A captive portal's 200 does not carry it.
pub const MEDIA_TYPE: &str = "application/vnd.patrolbook.v1+json";
/// What the media types of all versions begin with.
pub const MEDIA_FAMILY: &str = "application/vnd.patrolbook.";
/// Sent with every request that changes something; a form on another site cannot set it.
pub const CLIENT_HEADER: &str = "x-patrolbook";
/// Version of these bodies, the value of `CLIENT_HEADER`. Every version from 1 up to it is served;
/// any other value is answered 426.
pub const PROTOCOL: u32 = 1;
/// Id of the person whose store a request fills or empties. A cookie of somebody else, who signed in
/// from another window of the browser, is answered as signed out: nobody's records land at another's.
pub const MEMBER_HEADER: &str = "x-patrolbook-member";
/// Byte offset at which a photo chunk starts (request), or up to which the server holds it (answer).
pub const OFFSET_HEADER: &str = "x-upload-offset";
/// Length of the whole photo in bytes, with every chunk.
pub const TOTAL_HEADER: &str = "x-upload-length";
/// Most operations in one push.
pub const MAX_PUSH_OPS: usize = 200;
/// A push is cut at this many bytes of JSON; a single larger operation travels alone.
pub const MAX_PUSH_BYTES: usize = 256 * 1024;
/// Photo chunk, bytes.
pub const PHOTO_CHUNK: usize = 256 * 1024;
/// Largest stored photo, bytes.
pub const MAX_PHOTO_BYTES: usize = 8 * 1024 * 1024;

/// `POST /api/sign-in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    pub login: String,
    pub password: String,
}

/// Answer of `POST /api/sign-in` and `GET /api/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub member: Member,
    pub sites: Vec<Site>,
    pub server_time: At,
    /// The password is a one-time one: until `POST /api/password` has changed it, every other route
    /// answers that the person is signed out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_change_password: bool,
}

/// `POST /api/push`: operations of one device at one site, in order of `seq`, without gaps. The
/// order belongs to (device, site): another site's operations never stand in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    pub device: DeviceId,
    pub ops: Vec<Op>,
    /// Operations that the server could not read, in the same order: it keeps their numbers and
    /// refuses them, so that later ones go on. Their words stay on the phone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<OpHead>,
}

impl Push {
    pub fn of(device: DeviceId, ops: Vec<Op>) -> Push {
        Push { device, ops, withdrawn: Vec::new() }
    }
}

/// What names an operation: enough for a receipt, whatever else of it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpHead {
    pub id: OpId,
    pub seq: u64,
    pub author: MemberId,
    pub site: SiteId,
}

impl OpHead {
    pub fn of(op: &Op) -> OpHead {
        OpHead { id: op.id, seq: op.seq, author: op.author, site: op.site }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// One for each operation that is settled now, in order; a prefix of what was sent.
    pub receipts: Vec<Receipt>,
    /// The first sequence number the server misses, when the push did not continue its order.
    #[serde(default)]
    pub gap: Option<u64>,
    pub server_time: At,
    /// As in `Pull`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub life: String,
}

impl PushAnswer {
    /// Names no operation yet.
    pub fn empty(server_time: At) -> PushAnswer {
        PushAnswer { receipts: Vec::new(), gap: None, server_time, life: String::new() }
    }
}

/// The server's word on one operation, the same however often it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub op: OpId,
    pub seq: u64,
    pub outcome: Outcome,
    pub received_at: At,
    /// Photos named by the operation that the server does not hold yet.
    #[serde(default)]
    pub photos_wanted: Vec<PhotoId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    Accepted,
    Rejected { rejection: Rejection },
}

/// Answer of `GET /api/pull?site=…&cursor=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    pub site: SiteId,
    /// Ask the next pull with it; opaque to the phone.
    pub cursor: String,
    /// The base starts anew with this answer: what is not sent from here on to the page without
    /// `more` is gone (first pull, changed rights, restored server). Only the first page of such a
    /// pull says so.
    pub fresh: bool,
    pub rows: Vec<Row>,
    /// Another page waits.
    pub more: bool,
    pub server_time: At,
    /// The name of the server's life under way, another one after each start: the server may have
    /// come out of an older backup. Empty: a server that does not tell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub life: String,
}

/// A changed record; `record` is `None` when it is gone for this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub key: Key,
    pub record: Option<Record>,
}

/// Answer of `HEAD` and `PATCH /api/photos/{id}?site=…` is `OFFSET_HEADER`; of a finished upload this
/// body. `GET` of the same address answers the JPEG, with `&thumb=true` a small one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoHeld {
    pub id: PhotoId,
    pub bytes: u32,
}

/// Every error body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub code: ErrorCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request's form is wrong.
    Malformed,
    WrongPassword,
    TooManyTries,
    SignedOut,
    /// Not there, or not yours: the two answer alike.
    NotFound,
    /// The device belongs to another person, or an operation names another author.
    NotYours,
    /// A sequence number was used again for another operation.
    SequenceReused,
    TooLarge,
    /// The bytes do not hash to the photo's name, or are no picture.
    BadPhoto,
    /// The chunk does not start where the server stands.
    WrongOffset,
    TooOld,
    Busy,
    Internal,
}
