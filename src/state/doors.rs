//! What `app` hands in: storage and network behind ports, and the browser's clock.

use crate::platform::clock;
use async_trait::async_trait;
use patrol_domain::At;
use patrol_domain::ids::{MemberId, SiteId};
use patrol_domain::intake::{CallerAsk, Callers};
use patrol_domain::notice::{NoticeAnswer, NoticePage, NoticeSettings};
use patrol_domain::office::{
    DelegationAnswer, DelegationChange, Judged, Judgement, PasswordAnswer, PasswordChange, People,
    PersonAnswer, PersonChange, Quarantine, Sessions,
};
use patrol_domain::plan::{Plan, PlanAnswer, Plans};
use patrol_domain::switches::{ItemSwitch, SwitchAnswer};
use patrol_sync::ports::{Clock, LocalStore, StoreError, Transport, TransportError};
use std::rc::Rc;

/// The doors of the house that state may not open itself.
#[async_trait(?Send)]
pub trait Doors {
    /// `member`: whose store it serves, where somebody sits here.
    fn transport(&self, member: Option<MemberId>) -> Rc<dyn Transport>;
    /// Opens the database of one person on this phone.
    async fn open(&self, member: MemberId) -> Result<Rc<dyn LocalStore>, StoreError>;
    /// Who was signed in when the app was closed.
    async fn current(&self) -> Result<Option<MemberId>, StoreError>;
    async fn set_current(&self, member: Option<MemberId>) -> Result<(), StoreError>;
    /// Writes, reads back and deletes this many bytes: the only honest answer about room (C04).
    async fn room_for(&self, bytes: u32) -> Result<bool, StoreError>;
    /// Keeps a reserve of bytes that `drop_ballast` frees when the phone is full (C03).
    async fn lay_ballast(&self) -> Result<(), StoreError>;
    async fn drop_ballast(&self) -> Result<(), StoreError>;
    /// The site's plans, from the server: the office keeps none on the phone.
    async fn plans(&self, site: SiteId) -> Result<Plans, TransportError>;
    async fn keep_plan(&self, plan: &Plan) -> Result<PlanAnswer, TransportError>;
    /// Who calls: names and phones of residents, never kept on the phone.
    async fn callers(&self, site: SiteId, ask: &CallerAsk) -> Result<Callers, TransportError>;
    async fn office(&self, ask: OfficeAsk) -> Result<OfficeWord, TransportError>;
    /// Listens for the server's hints that something changed at a site; `None` where that cannot be.
    fn hints(&self, site: SiteId, heard: Box<dyn FnMut()>) -> Option<Box<dyn Hints>>;
}

/// A question about people that goes straight to the server.
pub enum OfficeAsk {
    ChangePassword(PasswordChange),
    Sessions,
    EndSession(String),
    Notices,
    KeepNotices(NoticeSettings),
    People(SiteId),
    KeepPerson(SiteId, PersonChange),
    ResetPassword(SiteId, MemberId),
    Delegate(SiteId, DelegationChange),
    Quarantine(SiteId),
    Judge(SiteId, Judgement),
    SwitchItem(SiteId, ItemSwitch),
}

/// The server's word on it.
pub enum OfficeWord {
    Password(PasswordAnswer),
    Sessions(Sessions),
    Notices(NoticePage),
    NoticesKept(NoticeAnswer),
    People(People),
    Person(PersonAnswer),
    Delegation(DelegationAnswer),
    Quarantine(Quarantine),
    Judged(Judged),
    Switched(SwitchAnswer),
}

/// A line to the server, open until dropped.
pub trait Hints {
    /// It ended for good and must be opened anew.
    fn closed(&self) -> bool;
}

/// The phone's own clocks and dice.
pub struct BrowserClock;

impl Clock for BrowserClock {
    fn wall(&self) -> At {
        At(clock::wall_ms())
    }

    fn monotonic_ms(&self) -> u64 {
        clock::monotonic_ms()
    }

    fn random(&self) -> [u8; 16] {
        clock::random()
    }
}
