//! `patrol-sim --seeds N --from S [--phones 8 --ops 100] [--bug NAME]`: runs worlds on every core,
//! one line for each that fails, and how to run it again.

use patrol_sim::{Checked, Size, check};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A world is made of small records that are cloned all day.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Wishes {
    seeds: u64,
    from: u64,
    size: Size,
    bug: Option<String>,
}

const HELP: &str = "patrol-sim --seeds N --from S [--phones 8] [--ops 100] [--bug NAME]";

fn main() -> ExitCode {
    let wishes = match read(std::env::args().skip(1)) {
        Ok(wishes) => wishes,
        Err(why) => {
            eprintln!("{why}\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    let failed = run_all(&wishes);
    let seconds = started.elapsed().as_secs_f64();
    println!("{:.1} s", seconds);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Wishes, String> {
    let size = Size { phones: 8, ops: 100 };
    let mut wishes = Wishes { seeds: 300, from: 1, size, bug: None };
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        let number = value.parse::<u64>().map_err(|_| format!("{value} is not a number"));
        match word.as_str() {
            "--seeds" => wishes.seeds = number?,
            "--from" => wishes.from = number?,
            "--phones" => wishes.size.phones = u32::try_from(number?).unwrap_or(8),
            "--ops" => wishes.size.ops = u32::try_from(number?).unwrap_or(100),
            "--bug" => wishes.bug = Some(value),
            _ => return Err(format!("unknown: {word}")),
        }
    }
    Ok(wishes)
}

/// One for each world at work, with the core it keeps to: a world and its database's own thread
/// wait for each other in turns, which costs least on one core. Two worlds keep a core busy.
fn places() -> Vec<Option<core_affinity::CoreId>> {
    let cores = core_affinity::get_core_ids().filter(|cores| !cores.is_empty());
    let one_each = cores.map_or(vec![None], |cores| cores.into_iter().map(Some).collect());
    one_each.repeat(2)
}

/// Returns how many seeds failed.
fn run_all(wishes: &Wishes) -> usize {
    let next = AtomicU64::new(wishes.from);
    let end = wishes.from + wishes.seeds;
    let all = Mutex::new(Checked::default());
    let (next, all) = (&next, &all);
    std::thread::scope(|scope| {
        for core in places() {
            scope.spawn(move || {
                if let Some(core) = core {
                    core_affinity::set_for_current(core);
                }
                if let Err(why) = patrol_sim::plant(wishes.bug.as_deref()) {
                    eprintln!("{why}");
                    return;
                }
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let checked = check(seed, wishes.size);
                    let Ok(mut all) = all.lock() else { return };
                    tell(wishes, seed, &checked);
                    all.add(checked);
                    progress(wishes, &all);
                }
            });
        }
    });
    let Ok(all) = all.lock() else { return 1 };
    let totals = all.totals;
    println!(
        "\r{} of {} seeds passed · {} operations, {} refused, {} photos, {} requests · \
         {} app kills, {} server kills, {} lost answers, {} full disks, {} changes of rights, {} restored backups · \
         {} run twice, {} with other clocks",
        all.runs - all.failed.len() as u64,
        all.runs,
        totals.ops,
        totals.rejected,
        totals.photos,
        totals.requests,
        totals.app_kills,
        totals.server_kills,
        totals.lost_acks,
        totals.full,
        totals.rights,
        totals.restores,
        all.repeated,
        all.skewed,
    );
    let missing = usize::try_from(wishes.seeds - all.runs).unwrap_or(usize::MAX);
    all.failed.len() + missing
}

fn tell(wishes: &Wishes, seed: u64, checked: &Checked) {
    let Some((_, faults)) = checked.failed.first() else { return };
    let bug = wishes.bug.as_ref().map_or(String::new(), |bug| format!(" --bug {bug}"));
    println!(
        "\rseed {seed} failed: {}\n  again: patrol-sim --seeds 1 --from {seed} --phones {} --ops {}{bug}",
        faults.join(" | "),
        wishes.size.phones,
        wishes.size.ops,
    );
}

fn progress(wishes: &Wishes, all: &Checked) {
    if std::io::stdout().is_terminal() {
        print!("\r{} of {} seeds", all.runs, wishes.seeds);
        let _ = std::io::stdout().flush();
    }
}
