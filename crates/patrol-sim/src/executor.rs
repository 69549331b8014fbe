//! Runs tasks on one thread in an order that the seed decides, in simulated time, and kills groups
//! of them between two steps: at any await point.

use crate::dice::Dice;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Tasks that die together: one running app.
pub type Group = u64;
/// Tasks that nobody kills.
pub const WORLD: Group = 0;

type Work = Pin<Box<dyn Future<Output = ()>>>;
type Ready = Arc<Mutex<Vec<u64>>>;

#[derive(Clone)]
pub struct Executor(Rc<Inner>);

struct Inner {
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Ready,
    timers: RefCell<BTreeMap<(u64, u64), Waker>>,
    now_ms: Cell<u64>,
    counter: Cell<u64>,
    dice: RefCell<Dice>,
    trace: Cell<u64>,
    /// Kills per mille of a group's steps.
    mortal: RefCell<BTreeMap<Group, u32>>,
    killed: RefCell<Vec<Group>>,
}

struct Task {
    group: Group,
    work: Work,
}

struct Bell {
    task: u64,
    ready: Ready,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        if let Ok(mut ready) = self.ready.lock() {
            ready.push(self.task);
        }
    }
}

impl Executor {
    pub fn new(dice: Dice) -> Self {
        Executor(Rc::new(Inner {
            tasks: RefCell::default(),
            ready: Ready::default(),
            timers: RefCell::default(),
            now_ms: Cell::new(0),
            counter: Cell::new(0),
            dice: RefCell::new(dice),
            trace: Cell::new(0xCBF2_9CE4_8422_2325),
            mortal: RefCell::default(),
            killed: RefCell::default(),
        }))
    }

    pub fn now_ms(&self) -> u64 {
        self.0.now_ms.get()
    }

    fn number(&self) -> u64 {
        self.0.counter.set(self.0.counter.get() + 1);
        self.0.counter.get()
    }

    /// A name for a new group.
    pub fn group(&self) -> Group {
        self.number()
    }

    pub fn spawn(&self, group: Group, work: impl Future<Output = ()> + 'static) {
        let task = self.number();
        self.0.tasks.borrow_mut().insert(task, Task { group, work: Box::pin(work) });
        if let Ok(mut ready) = self.0.ready.lock() {
            ready.push(task);
        }
    }

    pub fn sleep(&self, ms: u64) -> Sleep {
        Sleep { executor: self.clone(), until: self.now_ms().saturating_add(ms), timer: None }
    }

    /// Whatever decides the course of the world goes in here; equal seeds give equal traces.
    pub fn trace(&self, fact: u64) {
        let mixed = (self.0.trace.get() ^ fact).wrapping_mul(0x0000_0100_0000_01B3);
        self.0.trace.set(mixed.rotate_left(23));
    }

    pub fn trace_hash(&self) -> u64 {
        self.0.trace.get()
    }

    /// From now on each step of the group kills it so many times in a thousand.
    pub fn endanger(&self, group: Group, per_mille: u32) {
        self.0.mortal.borrow_mut().insert(group, per_mille);
    }

    /// Nothing dies any more.
    pub fn make_safe(&self) {
        self.0.mortal.borrow_mut().clear();
    }

    /// Drops every task of the group where it stands.
    pub fn kill(&self, group: Group) {
        let mut dead = Vec::new();
        self.0.tasks.borrow_mut().retain(|_, task| {
            let lives = task.group != group;
            if !lives {
                let idle: Work = Box::pin(async {});
                dead.push(std::mem::replace(&mut task.work, idle));
            }
            lives
        });
        self.0.mortal.borrow_mut().remove(&group);
        self.0.killed.borrow_mut().push(group);
        drop(dead);
    }

    /// Drops every task there is. Tasks know their phones, which know this executor: without this
    /// a world would hold itself in memory for ever.
    pub fn end(&self) {
        let tasks = self.0.tasks.take();
        drop(tasks);
    }

    /// Groups killed since the last call.
    pub fn take_killed(&self) -> Vec<Group> {
        self.0.killed.take()
    }

    /// Runs until `end_ms`, or until `done` says so between two moments.
    pub fn run(&self, end_ms: u64, mut done: impl FnMut() -> bool) {
        loop {
            self.run_ready();
            if done() {
                return;
            }
            let next = self.0.timers.borrow_mut().pop_first();
            match next {
                Some(((at, _), waker)) if at <= end_ms => {
                    self.0.now_ms.set(at.max(self.now_ms()));
                    waker.wake();
                }
                other => {
                    if let Some((at, waker)) = other {
                        self.0.timers.borrow_mut().insert(at, waker);
                    }
                    self.0.now_ms.set(end_ms.max(self.now_ms()));
                    return;
                }
            }
        }
    }

    fn run_ready(&self) {
        loop {
            let task = {
                let Ok(mut ready) = self.0.ready.lock() else { return };
                if ready.is_empty() {
                    return;
                }
                let at = self.0.dice.borrow_mut().below(ready.len() as u64);
                ready.swap_remove(usize::try_from(at).unwrap_or(0))
            };
            self.step(task);
        }
    }

    fn step(&self, name: u64) {
        let Some(mut task) = self.0.tasks.borrow_mut().remove(&name) else { return };
        let danger = self.0.mortal.borrow().get(&task.group).copied().unwrap_or(0);
        if danger > 0 && self.0.dice.borrow_mut().chance(danger) {
            let group = task.group;
            drop(task);
            self.kill(group);
            self.trace(group);
            return;
        }
        self.trace(name);
        let waker = Waker::from(Arc::new(Bell { task: name, ready: self.0.ready.clone() }));
        let still = task.work.as_mut().poll(&mut Context::from_waker(&waker)).is_pending();
        // Killed by its own step: it is not put back.
        let dead = self.0.killed.borrow().contains(&task.group) && task.group != WORLD;
        if still && !dead {
            self.0.tasks.borrow_mut().insert(name, task);
        }
    }
}

/// Ends when the simulated time has come.
pub struct Sleep {
    executor: Executor,
    until: u64,
    timer: Option<(u64, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.timer.is_some() && self.executor.now_ms() >= self.until {
            return Poll::Ready(());
        }
        let timer = self.timer.unwrap_or_else(|| (self.until, self.executor.number()));
        self.executor.0.timers.borrow_mut().insert(timer, context.waker().clone());
        self.timer = Some(timer);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            self.executor.0.timers.borrow_mut().remove(&timer);
        }
    }
}
