//! `cargo xtask test`: every check and every test, one after the other, and a closing line that counts.

use crate::browsers;
use crate::coverage;
use crate::project::{cargo, root, tool};
use crate::step::{Done, listened, loud, quiet, step, took};
use crate::tools;
use std::fs;
use std::time::Instant;

/// Seeds of one test run; `cargo xtask sim --seeds N` goes further.
const SEEDS: &str = "300";

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    lines: Vec<String>,
}

impl Tally {
    /// Runs one part; a part that counts its own tests returns them, a plain check counts as one.
    fn part(&mut self, what: &str, estimate: &str, work: impl FnOnce() -> Done<(usize, usize)>) {
        let begun = Instant::now();
        let mut why = None;
        let counts = step(what, estimate, work);
        let (passed, failed) = counts.unwrap_or_else(|failure| {
            why = Some(failure);
            (0, 1)
        });
        if let Some(failure) = why {
            eprintln!("{failure}");
        }
        self.passed += passed;
        self.failed += failed;
        let verdict = if failed == 0 { "good" } else { "FAILED" };
        self.lines.push(format!("{verdict:>6}  {:>12}  {what}", took(begun.elapsed())));
    }

    fn check(&mut self, what: &str, estimate: &str, work: impl FnOnce() -> Done) {
        self.part(what, estimate, || work().map(|()| (1, 0)));
    }
}

/// `cargo xtask test`.
pub fn run() -> Done {
    let begun = Instant::now();
    let mut tally = Tally::default();
    tally.check("tools for the tests", "seconds when present", tools::for_tests);
    static_checks(&mut tally);
    tally.part("unit and integration tests", "5 min the first time", || tests(&mut cargo("test")));
    tally.part("simulator, 300 seeds", "up to 3 min", || sim(&["--seeds".into(), SEEDS.into()]));
    tally.part("store and photos in Chromium", "4 min the first time", browser_tests);
    tally.part("journeys in Chromium", "15 min the first time, then 6", || {
        let mut counts = (0, 0);
        let good = browsers::run_journeys("chromium", &[], |line| add(&mut counts, line))?;
        Ok(settle(counts, good))
    });
    println!("\n{}\nin all {}\n", tally.lines.join("\n"), took(begun.elapsed()));
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
    sim(arguments).map(|_| ())
}

fn sim(arguments: &[String]) -> Done<(usize, usize)> {
    let mut run = cargo("run");
    run.args(["--release", "--quiet", "--package", "patrol-sim", "--"]).args(arguments);
    loud(&mut run).map(|()| (1, 0))
}

/// The conformance suite of stores on IndexedDB, by wasm-bindgen's test runner in Chromium.
fn browser_tests() -> Done<(usize, usize)> {
    tools::for_the_app()?;
    tools::for_journeys("chromium")?;
    let compiler = tools::wasm::compiler()?;
    let mut counts = (0, 0);
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
        all_good &= listened(&mut test, |line| add(&mut counts, line))?;
    }
    Ok(settle(counts, all_good))
}

fn tests(test: &mut std::process::Command) -> Done<(usize, usize)> {
    let mut counts = (0, 0);
    let good = listened(test.args(["--no-fail-fast", "--quiet"]), |line| add(&mut counts, line))?;
    Ok(settle(counts, good))
}

fn add(counts: &mut (usize, usize), line: &str) {
    let (passed, failed) = count(line);
    counts.0 += passed;
    counts.1 += failed;
}

/// A runner that failed without naming a test (it did not build, or ended early) counts as one.
fn settle((passed, failed): (usize, usize), good: bool) -> (usize, usize) {
    let ran = passed + failed > 0;
    (passed, if good && ran { failed } else { failed.max(1) })
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
        assert_eq!(settle((4, 0), true), (4, 0));
        assert_eq!(settle((4, 0), false), (4, 1));
        assert_eq!(settle((0, 0), true), (0, 1));
    }
}
