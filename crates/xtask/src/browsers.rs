//! The journeys and the figures: both need the built app, the built server and a browser.

use crate::app;
use crate::project::{self, cargo};
use crate::run;
use crate::step::{Done, listened, quiet, step};
use crate::tools;
use std::process::Command;

/// `cargo xtask e2e [--engine E] [NAME]`.
pub fn journeys(arguments: &[String]) -> Done {
    let (engine, names) = engine(arguments)?;
    let mut failed = 0;
    if run_journeys(&engine, &names, |line| failed += crate::checks::count(line).1)? {
        return Ok(());
    }
    Err(format!("{failed} journeys failed in {engine}.").into())
}

/// Makes everything ready and runs the journeys; each line of the tests' output goes to `line`.
pub fn run_journeys(engine: &str, names: &[String], line: impl FnMut(&str)) -> Done<bool> {
    tools::for_journeys(engine)?;
    app::build()?;
    run::build_server()?;
    step("building the journeys", "2 min the first time, then seconds", || {
        quiet(cargo("test").args(["--package", "patrol-e2e", "--no-run"]))
    })?;
    let mut test = cargo("test");
    // One at a time: a journey measures itself against deadlines, and there may be two cores.
    test.args(["--package", "patrol-e2e", "--"]).args(names).arg("--test-threads=1");
    listened(with_surroundings(&mut test, engine), line)
}

/// `cargo xtask bench [NAME …]`: JSON lines on standard output, all else on standard error.
pub fn bench(arguments: &[String]) -> Done {
    tools::for_journeys("chromium")?;
    app::build()?;
    run::build_server()?;
    step("building the benchmarks", "2 min the first time, then seconds", || {
        quiet(cargo("build").args(["--release", "--package", "patrol-bench"]))
    })?;
    let mut bench = Command::new(project::target().join("release/patrol-bench"));
    bench.args(arguments).current_dir(project::root());
    if listened(with_surroundings(&mut bench, "chromium"), |_| ())? {
        Ok(())
    } else {
        Err("A figure could not be taken.".into())
    }
}

/// Where the harness finds what it starts.
fn with_surroundings<'c>(command: &'c mut Command, engine: &str) -> &'c mut Command {
    command
        .env("PATROL_ENGINE", engine)
        .env("PATROL_SERVER", run::server())
        .env("PATROL_DIST", project::dist())
        .env("PATROL_AXE", project::tools().join("node_modules/axe-core/axe.min.js"))
        .env("PATROL_OUT", project::target().join("e2e"))
        .env("PATH", project::path())
}

fn engine(arguments: &[String]) -> Done<(String, Vec<String>)> {
    let mut engine = "chromium".to_owned();
    let mut names = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--engine" {
            engine =
                rest.next().ok_or("--engine needs a name: chromium, firefox or webkit.")?.clone();
        } else {
            names.push(argument.clone());
        }
    }
    Ok((engine, names))
}
