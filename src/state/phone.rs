//! The phone behind the signals: whose seat it is, what follows a write, who else must hear of it.

use super::doors::{BrowserClock, Doors, Hints};
use super::sync_view::Pill;
use super::{Opening, Reference, Session, SyncView};
use crate::platform::events;
use crate::platform::tabs::Tabs;
use futures_channel::mpsc::UnboundedSender;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use patrol_domain::ids::{MemberId, SiteId};
use patrol_domain::place::Site;
use patrol_domain::{At, Key, Kind, Record};
use patrol_sync::ports::{Clock, LocalStore, StoreError};
use patrol_sync::{Device, PerformError};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// One person at this phone.
#[derive(Clone)]
pub struct Seat {
    pub device: Device,
    pub store: Rc<dyn LocalStore>,
    pub member: MemberId,
}

/// Why the sync loop should look up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something was written.
    Wrote,
    /// The server says that something changed.
    Hint,
    /// The way may be free again: network, the page is shown, a sign-in, a press on the button.
    Fresh,
}

/// Counters that live queries follow: each step means "read again".
#[derive(Clone, Copy)]
pub struct Ticks {
    pub seat: RwSignal<u32>,
    pub rounds: RwSignal<u32>,
    pub cases: RwSignal<u32>,
    pub histories: RwSignal<u32>,
    pub reference: RwSignal<u32>,
    /// Anything may differ: a pull, another tab.
    pub records: RwSignal<u32>,
    pub waiting: RwSignal<u32>,
}

#[derive(Clone, Copy)]
pub struct Signals {
    pub opening: RwSignal<Opening>,
    pub session: RwSignal<Option<Session>>,
    pub site: RwSignal<Option<Site>>,
    pub now: RwSignal<At>,
    pub reference: RwSignal<Arc<Reference>>,
    pub sync: RwSignal<SyncView>,
    pub ticks: Ticks,
}

/// When space runs out, so many of the newest photos that the server has stay here.
const KEPT_WHEN_FULL: u32 = 5;

/// An error that may say "the phone is full".
pub trait Full {
    fn is_full(&self) -> bool;
}

impl Full for StoreError {
    fn is_full(&self) -> bool {
        *self == StoreError::Full
    }
}

impl Full for PerformError {
    fn is_full(&self) -> bool {
        *self == PerformError::Store(StoreError::Full)
    }
}

/// A page that shows one record and hears of its change at once.
struct Watcher {
    number: u32,
    key: Key,
    tell: Rc<dyn Fn(&Record)>,
}

pub struct Phone {
    pub doors: Rc<dyn Doors>,
    pub clock: Rc<dyn Clock>,
    pub signals: Signals,
    /// Facts or photos on their way, of all that wait.
    pub sending: Cell<Option<(u32, u32)>>,
    pub offline: Cell<bool>,
    /// The server has told that the cookie is this person's.
    pub verified: Cell<bool>,
    /// When room was last probed, and for how many photos there was.
    pub room: Cell<Option<(u64, u32)>>,
    seat: RefCell<Option<Seat>>,
    wake: UnboundedSender<Wake>,
    tabs: RefCell<Option<Tabs>>,
    hints: RefCell<Option<(SiteId, Box<dyn Hints>)>>,
    watchers: RefCell<Vec<Watcher>>,
    watched: Cell<u32>,
    /// When this page last wrote, by the monotonic clock.
    wrote_at: Cell<u64>,
}

impl Signals {
    fn new() -> Signals {
        let tick = || RwSignal::new(0u32);
        Signals {
            opening: RwSignal::new(Opening::Working),
            session: RwSignal::new(None),
            site: RwSignal::new(None),
            now: RwSignal::new(BrowserClock.wall()),
            reference: RwSignal::new(Arc::default()),
            sync: RwSignal::new(SyncView::default()),
            ticks: Ticks {
                seat: tick(),
                rounds: tick(),
                cases: tick(),
                histories: tick(),
                reference: tick(),
                records: tick(),
                waiting: tick(),
            },
        }
    }
}

impl Phone {
    pub fn new(doors: Rc<dyn Doors>, wake: UnboundedSender<Wake>) -> Rc<Phone> {
        Rc::new(Phone {
            doors,
            clock: Rc::new(BrowserClock),
            signals: Signals::new(),
            sending: Cell::new(None),
            offline: Cell::new(false),
            verified: Cell::new(false),
            room: Cell::new(None),
            seat: RefCell::new(None),
            wake,
            tabs: RefCell::new(None),
            hints: RefCell::new(None),
            watchers: RefCell::default(),
            watched: Cell::new(0),
            wrote_at: Cell::new(0),
        })
    }

    pub fn seat(&self) -> Option<Seat> {
        self.seat.borrow().clone()
    }

    /// The seat and the site in front of the person; without them nothing can be kept.
    pub fn place(&self) -> Result<(Seat, SiteId), StoreError> {
        let site = self.signals.site.with_untracked(|site| site.as_ref().map(|site| site.id));
        self.seat().zip(site).ok_or(StoreError::Denied)
    }

    pub fn sit(&self, seat: Option<Seat>) {
        *self.seat.borrow_mut() = seat;
        self.verified.set(false);
        step(self.signals.ticks.seat);
    }

    pub fn now(&self) -> At {
        self.seat().map_or_else(|| self.clock.wall(), |seat| seat.device.now())
    }

    pub fn wake(&self, why: Wake) {
        // Fails only when the loop is gone, with the page.
        self.wake.unbounded_send(why).unwrap_or_default();
    }

    /// Waits until nothing was written for `quiet` ms, `most` ms at the longest: a tap is not to
    /// share the processor with work that nobody is waiting for.
    pub async fn calm(&self, quiet: u64, most: u64) {
        let latest = self.clock.monotonic_ms() + most;
        loop {
            let until = latest.min(self.wrote_at.get() + quiet);
            let rest = until.saturating_sub(self.clock.monotonic_ms());
            if rest == 0 {
                return;
            }
            TimeoutFuture::new(u32::try_from(rest).unwrap_or(u32::MAX)).await;
        }
    }

    /// Writes; a full phone gives up what the server has shown to hold, then its ballast, and
    /// writes again (C03).
    pub async fn make_room_for<T, E: Full>(
        &self,
        seat: &Seat,
        write: impl AsyncFn() -> Result<T, E>,
    ) -> Result<T, E> {
        let first = write().await;
        if !first.as_ref().is_err_and(Full::is_full) {
            return first;
        }
        // What cannot be freed shows itself by the next write.
        seat.store.drop_confirmed_photos(KEPT_WHEN_FULL).await.map(drop).unwrap_or_default();
        let second = write().await;
        if !second.as_ref().is_err_and(Full::is_full) {
            return second;
        }
        self.doors.drop_ballast().await.unwrap_or_default();
        self.room.set(None);
        write().await
    }

    /// Keeps a line for hints while the page is shown and the server answers.
    pub fn listen(self: &Rc<Self>, site: SiteId) {
        let stands =
            self.hints.borrow().as_ref().is_some_and(|(of, line)| *of == site && !line.closed());
        if stands || !events::visible() {
            return;
        }
        let weak = Rc::downgrade(self);
        let heard = move || {
            if let Some(phone) = weak.upgrade() {
                phone.wake(Wake::Hint);
            }
        };
        *self.hints.borrow_mut() = self.doors.hints(site, Box::new(heard)).map(|line| (site, line));
    }

    pub fn hang_up(&self) {
        self.hints.take();
    }

    pub fn connect_tabs(&self, tabs: Tabs) {
        *self.tabs.borrow_mut() = Some(tabs);
    }

    /// Tells this person's other tabs.
    pub fn tell_tabs(&self) {
        if let (Some(seat), Some(tabs)) = (self.seat(), self.tabs.borrow().as_ref()) {
            tabs.tell(&seat.member.to_string());
        }
    }

    /// Another tab wrote into the same store.
    pub fn other_tab_wrote(&self, whose: &str) {
        if let Some(seat) = self.seat()
            && seat.member.to_string() == whose
        {
            seat.device.forget_cache();
            self.read_again(&[]);
        }
    }

    /// Hears of every change of one record, at once; returns the number to `unwatch` with.
    pub fn watch(&self, key: Key, tell: Rc<dyn Fn(&Record)>) -> u32 {
        let number = self.watched.get() + 1;
        self.watched.set(number);
        self.watchers.borrow_mut().push(Watcher { number, key, tell });
        number
    }

    pub fn unwatch(&self, number: u32) {
        self.watchers.borrow_mut().retain(|watcher| watcher.number != number);
    }

    /// After a write: the shown records change before the next paint, everything else after it.
    pub fn wrote(self: &Rc<Self>, changed: &[Record]) {
        self.wrote_at.set(self.clock.monotonic_ms());
        if self.signals.sync.with_untracked(|sync| sync.pill == Pill::AllSent)
            && !changed.is_empty()
        {
            self.signals.sync.update(|sync| sync.pill = Pill::Waiting { waiting: 1 });
        }
        for record in changed {
            let key = record.key();
            let tell: Vec<_> = self
                .watchers
                .borrow()
                .iter()
                .filter(|watcher| watcher.key == key)
                .map(|watcher| watcher.tell.clone())
                .collect();
            tell.iter().for_each(|tell| tell(record));
        }
        let kinds: Vec<Kind> = changed.iter().map(|record| record.key().kind()).collect();
        let phone = self.clone();
        events::after_paint(move || {
            let ticks = phone.signals.ticks;
            if kinds.contains(&Kind::Round) {
                step(ticks.rounds);
            }
            if kinds.contains(&Kind::Case) {
                step(ticks.cases);
            }
            step(ticks.waiting);
            phone.tell_tabs();
            phone.wake(Wake::Wrote);
        });
    }

    /// After a pull: these records may look different. None named: all may.
    pub fn read_again(&self, keys: &[Key]) {
        let ticks = self.signals.ticks;
        let touches = |kind: Kind| keys.is_empty() || keys.iter().any(|key| key.kind() == kind);
        if touches(Kind::Round) {
            step(ticks.rounds);
        }
        if touches(Kind::Case) {
            step(ticks.cases);
        }
        if touches(Kind::History) {
            step(ticks.histories);
        }
        if keys.is_empty() || keys.iter().any(|key| REFERENCE.contains(&key.kind())) {
            step(ticks.reference);
        }
        step(ticks.records);
        step(ticks.waiting);
    }
}

/// Kinds that `Reference` holds.
const REFERENCE: [Kind; 7] = [
    Kind::Site,
    Kind::Place,
    Kind::Member,
    Kind::Checkpoint,
    Kind::Categories,
    Kind::Flow,
    Kind::Checklist,
];

pub fn step(tick: RwSignal<u32>) {
    tick.update(|count| *count = count.wrapping_add(1));
}
