//! One run: a world from a seed, a day of trouble, a calm evening, and the oracle's word.

use crate::dice::Dice;
use crate::executor::Executor;
use crate::network::Network;
use crate::oracle;
use crate::phone::{Making, Phone};
use crate::plan::{Plan, Size};
use crate::witness::{Totals, Witness};
use crate::world;
use std::rc::Rc;

/// A day of work is over after so long at the latest, milliseconds.
const DAY_MS: u64 = 12 * 60 * 60 * 1000;
/// With good network everything is delivered within this.
const EVENING_MS: u64 = 5 * 60 * 1000;
/// Then everybody has pulled once more.
const NIGHT_MS: u64 = 3 * 60 * 1000;
const YEAR_MS: i64 = 365 * 24 * 60 * 60 * 1000;

/// How wrong the phones' clocks are from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skew {
    None,
    /// Each by its own amount, up to ten years.
    Years,
}

/// What a run showed.
#[derive(Clone, Debug)]
pub struct Report {
    pub seed: u64,
    /// What must never happen and did. Empty: all is well.
    pub faults: Vec<String>,
    pub totals: Totals,
    /// Equal for equal seeds.
    pub trace: u64,
    /// What was accepted and refused, and what it led to, without times.
    pub essence: String,
}

/// Runs the world of a seed and asks the oracle.
pub fn run(seed: u64, size: Size, skew: Skew) -> Report {
    let plan = Plan::of(&mut Dice::part(seed, 1));
    let executor = Executor::new(Dice::part(seed, 2));
    let witness = Rc::new(Witness::default());
    let lines =
        (0..size.phones).map(|n| (world::holder(n).member, Dice::part(seed, 5_000 + u64::from(n))));
    let network = Network::new(executor.clone(), witness.clone(), plan, lines);
    let phones: Vec<Rc<Phone>> = (0..size.phones)
        .map(|n| {
            let making = Making { n, seed, acts: size.ops, skew_ms: skew_of(seed, n, skew) };
            Phone::new(making, executor.clone(), network.clone(), witness.clone())
        })
        .collect();
    phones.iter().for_each(Phone::boot);
    day(&executor, &phones);
    evening(&executor, &network, &phones, &witness);
    let essence = oracle::judge(&network, &phones, &witness);
    Report {
        seed,
        faults: witness.faults(),
        totals: witness.totals(),
        trace: executor.trace_hash(),
        essence,
    }
}

fn skew_of(seed: u64, n: u32, skew: Skew) -> i64 {
    match skew {
        Skew::None => 0,
        Skew::Years => (Dice::part(seed, 9_000 + u64::from(n)).below(21) as i64 - 10) * YEAR_MS,
    }
}

/// Runs while notifying phones whose app was killed.
fn pass(executor: &Executor, phones: &[Rc<Phone>], until_ms: u64, mut done: impl FnMut() -> bool) {
    executor.run(until_ms, || {
        for group in executor.take_killed() {
            let _ = phones.iter().any(|phone| phone.died(group));
        }
        done()
    });
}

/// Trouble, until everybody has done their work.
fn day(executor: &Executor, phones: &[Rc<Phone>]) {
    pass(executor, phones, DAY_MS, || phones.iter().all(|phone| phone.acts_left.get() == 0));
}

/// Good network and no more deaths: the outboxes drain, then all see the same.
fn evening(executor: &Executor, network: &Rc<Network>, phones: &[Rc<Phone>], witness: &Witness) {
    executor.make_safe();
    *network.plan.borrow_mut() = Plan::calm();
    for phone in phones {
        phone.kill_per_mille.set(0);
    }
    // The server and killed apps are back after a minute at most; requests on their way arrive.
    let back = executor.now_ms() + 150_000;
    pass(executor, phones, back, || false);
    network.give_rights_back();
    for phone in phones {
        network.cut(phone.n, false);
        phone.wake.set(true);
    }
    let end = executor.now_ms() + EVENING_MS;
    pass(executor, phones, end, || phones.iter().all(|phone| oracle::is_drained(phone)));
    for phone in phones.iter().filter(|phone| !oracle::is_drained(phone)) {
        witness.fault(format!("phone {} still has work: {}", phone.n, oracle::left_over(phone)));
    }
    let end = executor.now_ms() + NIGHT_MS;
    pass(executor, phones, end, || false);
    executor.end();
    phones.iter().for_each(|phone| phone.close());
}
