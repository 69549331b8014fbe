//! The commands of the README: `cargo xtask run`, `test`, `bench`, `e2e`, `sim`, `build`.
//! Knows how to call tools; nothing about rounds, phones or servers.

mod app;
mod browsers;
mod checks;
mod coverage;
mod inputs;
mod project;
mod run;
mod step;
mod tools;

use std::process::ExitCode;
use step::Done;

const HELP: &str = "\
Patrolbook's commands. Each installs what it misses, never asks, and may be repeated at will.

  cargo xtask run [-- ARGS]     build app and server, seed the demo site, serve it
                                (ARGS go to the server, for example --listen 0.0.0.0:8080)
  cargo xtask test              every check and every test, those in Chromium included
  cargo xtask bench [NAME …]    the figures of docs/benchmarks.md, one JSON line each
  cargo xtask e2e [--engine chromium|firefox|webkit] [NAME]
                                the journeys in a real browser against the real server
  cargo xtask sim [--seeds N] [--from S]
                                phones, server, bad network and bad clocks from a seed
  cargo xtask coverage          docs/coverage.md: what serves each system, rule, checklist and flow
  cargo xtask build             the app into dist/ and the release server, nothing started
  cargo xtask --help            this text

What gets installed lies in the user's cache folder (patrolbook/tools), except for Debian packages.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("--help", [].as_slice()),
    };
    match dispatch(command, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Done {
    match command {
        "run" => run::run(rest),
        "test" => checks::run(),
        "bench" => browsers::bench(rest),
        "e2e" => browsers::journeys(rest),
        "sim" => checks::simulate(rest),
        "coverage" => coverage::coverage(rest),
        "build" => app::build().and_then(|()| run::build_server()),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("There is no command `{other}`.\n\n{HELP}").into()),
    }
}
