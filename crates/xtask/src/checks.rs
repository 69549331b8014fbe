//! `cargo xtask test`: every check and every test, one after the other, and a closing line that counts.

use crate::app;
use crate::browsers;
use crate::coverage;
use crate::project::{cargo, root, tool};
use crate::step::{Done, listened, loud, quiet, step, took};
use crate::tools;
use std::fs;
use std::process::Command;
use std::time::Instant;

/// Seeds of one test run; `cargo xtask sim --seeds N` goes further.
const SEEDS: &str = "300";

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    lines: Vec<String>,
    red: Vec<String>,
}

/// What a runner's output told: counts, and the lines that name what went wrong.
#[derive(Debug, Default, PartialEq, Eq)]
struct Heard {
    passed: usize,
    failed: usize,
    red: Vec<String>,
}

impl Heard {
    fn line(&mut self, line: &str) {
        let (passed, failed) = count(line);
        self.passed += passed;
        self.failed += failed;
        let line = line.trim();
        if line.ends_with("... FAILED") || line.starts_with("---- ") || line.contains(" failed: ") {
            self.red.push(line.chars().take(400).collect());
        }
    }

    /// A runner that failed without naming a test (it did not build, or ended early) counts as one.
    fn settle(mut self, good: bool) -> Self {
        if !good || self.passed + self.failed == 0 {
            self.failed = self.failed.max(1);
        }
        self
    }
}

impl Tally {
    /// Runs one part; a part that counts its own tests returns them, a plain check counts as one.
    fn part(&mut self, what: &str, estimate: &str, work: impl FnOnce() -> Done<Heard>) {
        let begun = Instant::now();
        let heard = step(what, estimate, work).unwrap_or_else(|failure| {
            eprintln!("{failure}");
            let red = vec![failure.to_string().lines().last().unwrap_or_default().to_owned()];
            Heard { failed: 1, red, ..Heard::default() }
        });
        self.passed += heard.passed;
        self.failed += heard.failed;
        let verdict = if heard.failed == 0 { "good" } else { "FAILED" };
        self.lines.push(format!("{verdict:>6}  {:>12}  {what}", took(begun.elapsed())));
        if heard.failed > 0 {
            self.red.extend(heard.red.into_iter().map(|line| format!("{what}: {line}")));
        }
    }

    fn check(&mut self, what: &str, estimate: &str, work: impl FnOnce() -> Done) {
        self.part(what, estimate, || work().map(|()| Heard { passed: 1, ..Heard::default() }));
    }
}

/// `cargo xtask test`.
pub fn run() -> Done {
    let begun = Instant::now();
    let mut tally = Tally::default();
    tally.check("tools for the tests", "seconds when present", tools::for_tests);
    std::thread::scope(|scope| {
        // Its last part, the linking, keeps one core busy for minutes: the other goes on meanwhile.
        // Should it fail, the journeys build it again and tell why.
        let app = scope.spawn(app::build);
        static_checks(&mut tally);
        tally.part("unit and integration tests", "5 min the first time", native_tests);
        tally
            .part("simulator, 300 seeds", "up to 3 min", || sim(&["--seeds".into(), SEEDS.into()]));
        drop(app.join());
    });
    tally.part("store and photos in Chromium", "4 min the first time", browser_tests);
    tally.part("journeys in Chromium", "15 min the first time, then 6", || {
        let mut heard = Heard::default();
        let good = browsers::run_journeys("chromium", &[], |line| heard.line(line))?;
        Ok(heard.settle(good))
    });
    println!("\n{}\nin all {}\n", tally.lines.join("\n"), took(begun.elapsed()));
    tally.red.iter().for_each(|line| println!("{line}"));
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { Ok(()) } else { Err("Not everything passed.".into()) }
}

fn static_checks(tally: &mut Tally) {
    tally.check("format", "seconds", || loud(cargo("fmt").args(["--all", "--check"])));
    // Not everywhere can it be installed, and it guards nothing but looks.
    if tools::leptosfmt().is_ok() {
        tally.check("format of views", "seconds", || {
            quiet(tool("leptosfmt").args(["--check", "--quiet", "src"]))
        });
    }
    tally.check("clippy, warnings denied", "4 min the first time", || {
        loud(cargo("clippy").args([
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ]))
    });
    tally.check("coverage page", "seconds", || coverage::coverage(&["--check".into()]));
    tally.check("licences, bans and sources of crates", "seconds", || {
        tools::cargo_deny()?;
        quiet(cargo("fetch").arg("--locked"))?;
        quiet(tool("cargo-deny").args(["--offline", "check", "licenses", "bans", "sources"]))
    });
}

/// `cargo xtask sim …`.
pub fn simulate(arguments: &[String]) -> Done {
    loud(&mut simulator(arguments))
}

fn simulator(arguments: &[String]) -> Command {
    let mut run = cargo("run");
    run.args(["--release", "--quiet", "--package", "patrol-sim", "--"]).args(arguments);
    run
}

fn sim(arguments: &[String]) -> Done<Heard> {
    let mut heard = Heard::default();
    if listened(&mut simulator(arguments), |line| heard.line(line))? {
        heard.passed += 1;
    }
    Ok(heard.settle(true))
}

/// The conformance suite of stores on IndexedDB, by wasm-bindgen's test runner in Chromium.
fn browser_tests() -> Done<Heard> {
    tools::for_the_app()?;
    tools::for_journeys("chromium")?;
    let compiler = tools::wasm::compiler()?;
    let mut heard = Heard::default();
    let mut all_good = true;
    for file in fs::read_dir(root().join("tests/browser"))?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".rs") else { continue };
        let mut test = tool("cargo");
        test.args(["test", "--target", "wasm32-unknown-unknown", "--package", "patrolbook"]);
        test.args(["--test", name]).env("CARGO_TARGET_DIR", crate::project::app_target());
        test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        test.env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
        compiler.prepare(&mut test);
        all_good &= listened(&mut test, |line| heard.line(line))?;
    }
    Ok(heard.settle(all_good))
}

fn native_tests() -> Done<Heard> {
    let mut heard = Heard::default();
    let mut test = cargo("test");
    let good = listened(test.args(["--no-fail-fast", "--quiet"]), |line| heard.line(line))?;
    Ok(heard.settle(good))
}

/// Passed and failed of a line such as `test result: ok. 3 passed; 0 failed; …`.
pub fn count(line: &str) -> (usize, usize) {
    let Some((_, result)) = line.split_once("test result:") else { return (0, 0) };
    let before = |word: &str| {
        let (number, _) = result.split_once(word)?;
        number.split_whitespace().last()?.parse().ok()
    };
    (before(" passed").unwrap_or(0), before(" failed").unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_line_is_counted_and_any_other_is_not() {
        assert_eq!(
            count("test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured"),
            (12, 3)
        );
        assert_eq!(count("12 passed, 3 failed"), (0, 0));
    }

    #[test]
    fn a_runner_that_failed_or_ran_nothing_is_never_counted_as_good() {
        let failed = |line: &str, good| {
            let mut heard = Heard::default();
            heard.line(line);
            heard.settle(good).failed
        };
        let four = "test result: ok. 4 passed; 0 failed; 0 ignored";
        assert_eq!([failed(four, true), failed(four, false), failed("", true)], [0, 1, 1]);
    }

    #[test]
    fn what_went_wrong_is_heard_by_name() {
        let mut heard = Heard::default();
        for line in [
            "test snap::a ... ok",
            "test snap::b ... FAILED",
            "---- snap::b stdout ----",
            "seed 7 failed: operation 1 is lost",
        ] {
            heard.line(line);
        }
        assert_eq!(heard.red.len(), 3);
    }
}
