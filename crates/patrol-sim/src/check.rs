//! Runs a seed, some of them twice: the same again, or with other clocks.

use crate::plan::Size;
use crate::run::{Skew, run};
use crate::witness::Totals;
use patrol_sync::planted::Bug;

/// One in so many seeds runs a second time with the same clocks, and one with others.
const TWICE_EVERY: u64 = 20;

/// What the runs of some seeds showed.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub runs: u64,
    pub repeated: u64,
    pub skewed: u64,
    pub totals: Totals,
    /// Seeds that failed, each with what happened.
    pub failed: Vec<(u64, Vec<String>)>,
}

impl Checked {
    pub fn add(&mut self, other: Checked) {
        self.runs += other.runs;
        self.repeated += other.repeated;
        self.skewed += other.skewed;
        self.totals.add(&other.totals);
        self.failed.extend(other.failed);
    }
}

/// Runs one seed and holds it to everything.
pub fn check(seed: u64, size: Size) -> Checked {
    let report = run(seed, size, Skew::None);
    let mut faults = report.faults;
    let repeated = seed.is_multiple_of(TWICE_EVERY);
    if repeated && run(seed, size, Skew::None).trace != report.trace {
        faults.push("the same seed went another way".to_owned());
    }
    let skewed = seed % TWICE_EVERY == TWICE_EVERY / 2;
    if skewed {
        let other = run(seed, size, Skew::Years);
        faults.extend(other.faults);
        if let Some(difference) = first_difference(&report.essence, &other.essence) {
            faults.push(format!("other clocks led elsewhere: {difference}"));
        }
    }
    Checked {
        runs: 1,
        repeated: repeated.into(),
        skewed: skewed.into(),
        totals: report.totals,
        failed: if faults.is_empty() { Vec::new() } else { vec![(seed, faults)] },
    }
}

fn first_difference(one: &str, other: &str) -> Option<String> {
    if one == other {
        return None;
    }
    let differ = one.lines().zip(other.lines()).find(|(a, b)| a != b);
    Some(differ.map_or("one did more".to_owned(), |(a, b)| format!("{a} / {b}")))
}

/// Plants a bug by its name in everything that this thread runs from now on.
pub fn plant(name: Option<&str>) -> Result<(), String> {
    let bug = match name {
        None => None,
        Some(name) => Some(Bug::named(name).ok_or_else(|| {
            let names: Vec<&str> = Bug::ALL.iter().map(|bug| bug.name()).collect();
            format!("no such bug: {name}; there are {}", names.join(", "))
        })?),
    };
    patrol_sync::planted::plant(bug)
}
