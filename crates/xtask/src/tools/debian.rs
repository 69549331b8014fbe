//! Debian packages: installed without a question, or a sentence that says what a person must do.

use crate::project::{self, tool};
use crate::step::{Done, answer, quiet, step};
use std::process::Command;

/// Installs `packages` unless what they bring is `present`.
pub fn packages(present: bool, what: &str, packages: &[&str]) -> Done {
    if present {
        return Ok(());
    }
    let list = packages.join(" ");
    if project::which("apt-get").is_none() {
        return Err(format!(
            "{what} is missing, and this machine has no apt-get. Install it in the machine's own way \
             (the Debian packages are: {list}), then start again."
        )
        .into());
    }
    let Some(prefix) = as_root() else {
        return Err(format!(
            "{what} is missing, and installing it needs root. Run\n\n    sudo apt-get install {list}\n\n\
             then start again."
        )
        .into());
    };
    step(&format!("installing {what} from Debian: {list}"), "1 to 3 min", || {
        quiet(apt(&prefix).arg("update"))?;
        let mut install = apt(&prefix);
        install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
        quiet(&mut install)
    })
}

/// How to call a program as root without a question: directly, by sudo, or not at all.
pub fn as_root() -> Option<Vec<&'static str>> {
    if answer(tool("id").arg("-u")).as_deref() == Some("0") {
        return Some(Vec::new());
    }
    answer(tool("sudo").args(["-n", "true"])).map(|_| vec!["sudo", "-n"])
}

fn apt(prefix: &[&str]) -> Command {
    let mut command = match prefix.split_first() {
        None => tool("apt-get"),
        Some((first, rest)) => {
            let mut command = tool(first);
            command.args(rest).arg("apt-get");
            command
        }
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
