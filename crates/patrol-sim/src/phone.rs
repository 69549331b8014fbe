//! One phone: a disk that survives, an app that does not, one or two tabs, and a clock of its own.

use crate::dice::Dice;
use crate::executor::{Executor, Group, WORLD};
use crate::network::{Network, SimTransport};
use crate::person;
use crate::witness::Witness;
use crate::world::{self, Holder};
use futures_util::future::{Either, select};
use patrol_domain::At;
use patrol_domain::ids::DeviceId;
use patrol_sync::memory::{MemoryDisk, MemoryStore};
use patrol_sync::pace::{Next, Pace, WATCHDOG_MS};
use patrol_sync::ports::{Clock, TransportError};
use patrol_sync::{Device, SyncError};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

pub struct Phone {
    pub n: u32,
    pub holder: Holder,
    pub disk: MemoryDisk,
    pub executor: Executor,
    pub network: Rc<Network>,
    pub witness: Rc<Witness>,
    pub dice: RefCell<Dice>,
    /// Operations the person still means to write.
    pub acts_left: Cell<u32>,
    /// The wall clock's error, milliseconds.
    pub skew_ms: Cell<i64>,
    pub tabs: u32,
    pub kill_per_mille: Cell<u32>,
    pub devices: RefCell<Vec<Device>>,
    /// Something was written, or the signal came back.
    pub wake: Cell<bool>,
    group: Cell<Group>,
    clock_dice: RefCell<Dice>,
}

/// What a phone is made with.
pub struct Making {
    pub n: u32,
    pub seed: u64,
    pub acts: u32,
    pub skew_ms: i64,
}

impl Phone {
    pub fn new(
        making: Making,
        executor: Executor,
        network: Rc<Network>,
        witness: Rc<Witness>,
    ) -> Rc<Phone> {
        let part = u64::from(making.n) * 10;
        let mut dice = Dice::part(making.seed, 100 + part);
        let plan = network.plan.borrow().clone();
        let device = DeviceId(dice.uuid());
        let tabs = if dice.chance(plan.two_tabs) { 2 } else { 1 };
        Rc::new(Phone {
            n: making.n,
            holder: world::holder(making.n),
            disk: MemoryDisk::new(device, None),
            executor,
            network,
            witness,
            dice: RefCell::new(dice),
            acts_left: Cell::new(making.acts),
            skew_ms: Cell::new(making.skew_ms),
            tabs,
            kill_per_mille: Cell::new(plan.kill_app),
            devices: RefCell::default(),
            wake: Cell::new(false),
            group: Cell::new(WORLD),
            clock_dice: RefCell::new(Dice::part(making.seed, 101 + part)),
        })
    }

    /// Starts the app.
    pub fn boot(self: &Rc<Self>) {
        let group = self.executor.group();
        self.group.set(group);
        self.devices.borrow_mut().clear();
        if self.kill_per_mille.get() > 0 {
            self.executor.endanger(group, self.kill_per_mille.get());
        }
        let lock = Rc::new(Cell::new(false));
        for _ in 0..self.tabs {
            let (phone, lock) = (self.clone(), lock.clone());
            self.executor.spawn(group, async move { phone.tab(lock).await });
        }
        let phone = self.clone();
        self.executor.spawn(group, async move { person::live(&phone).await });
    }

    /// Closes the app; the disk stays.
    pub fn close(&self) {
        self.devices.borrow_mut().clear();
    }

    /// Whether this was the phone's app; then it starts again after a while.
    pub fn died(self: &Rc<Self>, group: Group) -> bool {
        if self.group.get() != group {
            return false;
        }
        self.group.set(WORLD);
        self.devices.borrow_mut().clear();
        self.witness.count(|totals| totals.app_kills += 1);
        let phone = self.clone();
        let off = self.dice.borrow_mut().between(500, 60_000);
        self.executor.spawn(WORLD, async move {
            phone.executor.sleep(off).await;
            phone.boot();
        });
        true
    }

    /// One tab: opens the device and syncs for as long as the app lives.
    async fn tab(self: &Rc<Self>, lock: Rc<Cell<bool>>) {
        let started_ms = self.executor.now_ms();
        let clock = PhoneClock { phone: self.clone(), started_ms };
        let transport = SimTransport { network: self.network.clone(), phone: self.n };
        let store = Rc::new(MemoryStore::open(&self.disk));
        let author = self.holder.member;
        let opened = Device::open(store, Rc::new(transport), Rc::new(clock), author).await;
        let Ok(device) = opened else {
            return self.witness.fault("a device did not open".to_owned());
        };
        self.devices.borrow_mut().push(device.clone());
        let pace = RefCell::new(Pace::default());
        loop {
            if lock.replace(true) {
                self.executor.sleep(2_000).await;
                continue;
            }
            let outcome = self.sync(&device, &pace).await;
            lock.set(false);
            self.tell_other_tabs(&device);
            let jitter = self.dice.borrow_mut().next() as u8;
            let next = pace.borrow_mut().ended(&outcome, jitter);
            match next {
                Next::After(ms) => self.wait(ms, &pace).await,
                Next::WhenSignedIn | Next::WhenUpdated => {
                    let a_while = self.dice.borrow_mut().between(5_000, 60_000);
                    self.executor.sleep(a_while).await;
                    self.network.sign_in(self.n);
                }
            }
        }
    }

    /// One sync of all the person's sites, watched.
    async fn sync(&self, device: &Device, pace: &RefCell<Pace>) -> Result<(), SyncError> {
        let now = || self.executor.now_ms();
        pace.borrow_mut().started(now());
        let work = async {
            let mut outcome = Ok(());
            for &site in &self.holder.sites {
                let alive = |_| pace.borrow_mut().progressed(now());
                let one = device.sync(site, &alive).await;
                outcome = outcome.and(one);
            }
            outcome
        };
        let watch = async {
            while !pace.borrow().stuck(now()) {
                self.executor.sleep(WATCHDOG_MS / 4).await;
            }
        };
        match select(pin!(work), pin!(watch)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => Err(TransportError::Offline.into()),
        }
    }

    async fn wait(&self, ms: u64, pace: &RefCell<Pace>) {
        let until = self.executor.now_ms().saturating_add(ms);
        while self.executor.now_ms() < until {
            let left = until - self.executor.now_ms();
            self.executor.sleep(left.min(3_000)).await;
            if self.wake.replace(false) {
                pace.borrow_mut().woken();
                return;
            }
        }
    }

    /// What a broadcast channel does between tabs.
    pub fn tell_other_tabs(&self, me: &Device) {
        for device in self.devices.borrow().iter().filter(|device| !device.is(me)) {
            device.forget_cache();
        }
    }
}

/// A wall clock that is wrong by the phone's skew, and a monotonic one that starts with the app.
struct PhoneClock {
    phone: Rc<Phone>,
    started_ms: u64,
}

impl Clock for PhoneClock {
    fn wall(&self) -> At {
        At(self.phone.network.now().0.saturating_add(self.phone.skew_ms.get()))
    }

    fn monotonic_ms(&self) -> u64 {
        self.phone.executor.now_ms() - self.started_ms
    }

    fn random(&self) -> [u8; 16] {
        self.phone.clock_dice.borrow_mut().bytes()
    }
}
